"""Small packs, written to a folder and run."""

from pathlib import Path

import testkit_kinds

from scrubjay import Engine
from scrubjay.packs.load import read_pack
from scrubjay.testkit import TestResult, run_pack_tests

MANIFEST = """
id = "acme"
version = "2026.11.0"
title = "A payer for tests"
payers = ["acme", "acme-east"]
coverage = { from = 2020-01-01 }
"""

BY_LINE = """
[[source]]
id = "manual"
title = "Acme's manual"
url = "https://example.org/manual"
retrieved = 2026-11-21

[[policy]]
id = "by-line"
kind = "test.by-line"
title = "Units by whole quarter hours"
action = "reduce"
remit = { group = "CO", carc = "151", rarcs = ["N362"] }
applies_to = { modifiers_none = ["GY"] }

  [[policy.version]]
  effective = 2021-01-01
  until = 2027-12-31
  params = { codes = ["97110", "97112"] }
"""
"""A policy that reduces 97110 and 97112, unless GY is on the line, from 2021 to 2027."""

BY_DAY = """
[[policy]]
id = "by-day"
kind = "test.by-day"
title = "Units by whole quarter hours of the day"

  [[policy.version]]
  effective = 2020-01-01
  params = { codes = ["97110", "97112"] }
"""
"""A policy that adds up the minutes of a patient's day, over all encounters."""

PLAN = """
[[policy]]
id = "plan"
kind = "test.plan"
title = "A plan of care"

  [[policy.version]]
  effective = 2020-01-01
  params = {}
"""
"""A policy about the encounter as a whole."""


def write_pack(folder: Path, policies: str = "", scenarios: str = "", manifest: str = MANIFEST) -> Path:
    """Write a pack of one file of policies and one of scenarios."""
    files = {"pack.toml": manifest, "policies/units.toml": policies, "tests/visits.toml": scenarios}
    for name, text in files.items():
        if text:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    return folder


def example(test: str, name: str = "an example") -> str:
    """A `[[policy.test]]` of the last policy."""
    return f'\n[[policy.test]]\nname = "{name}"\n{test}\n'


def run(folder: Path, select: str = "") -> list[TestResult]:
    """Run the tests of the pack in a folder."""
    return run_pack_tests(Engine(packs=[folder], plugins=[testkit_kinds]), read_pack(folder), select)


def messages(folder: Path) -> tuple[str, ...]:
    """What came of the only test of the pack in a folder."""
    (result,) = run(folder)
    return result.messages
