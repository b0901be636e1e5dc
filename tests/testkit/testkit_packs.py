"""Small packs, written to a folder and run."""

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from scrubjay import Engine
from scrubjay.testkit import TestResult, run_pack_tests

MANIFEST = """
id = "acme"
version = "2026.11.0"
title = "A payer for tests"
payers = ["acme", "acme-east"]
coverage = { from = 2020-01-01 }
"""

MIDPOINT = """
[[source]]
id = "manual"
title = "Acme's manual"
url = "https://example.org/manual"
retrieved = 2026-11-21

[[policy]]
id = "midpoint"
kind = "units.per-code"
title = "Units by the midpoint rule"
action = "reduce"
remit = { group = "CO", carc = "151", rarcs = ["N362"] }
applies_to = { modifiers_none = ["GY"] }

  [[policy.version]]
  effective = 2021-01-01
  until = 2027-12-31
  params = { codes = ["97110", "97112"] }
"""
"""A policy that reduces 97110 and 97112, unless GY is on the line, from 2021 to 2027."""

TOTAL_TIME = """
[[policy]]
id = "pooled"
kind = "units.total-time"
title = "Units by the total of minutes"

  [[policy.version]]
  effective = 2020-01-01
  params = { codes = ["97110", "97112"] }
"""
"""A policy that pools the minutes of a patient's day, whatever the encounter."""


def write_pack(folder: Path, policies: str = "", scenarios: str = "", manifest: str = MANIFEST) -> Path:
    """Write a pack of one file of policies and one of scenarios."""
    files = {"pack.toml": manifest, "policies/units.toml": policies, "tests/visits.toml": scenarios}
    for name, text in files.items():
        if text:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
    return folder


def example(test: str, name: str = "an example") -> str:
    """A `[[policy.test]]` of three lines or fewer."""
    return f'\n  [[policy.test]]\n  name = "{name}"\n{test}\n'


def run(folder: Path, select: str = "", plugins: Iterable[ModuleType] = ()) -> list[TestResult]:
    """Run the tests of the pack in a folder."""
    engine = Engine(packs=[folder], plugins=plugins)
    pack = next(entry for entry in engine.catalogue.entries if entry.named).pack
    return run_pack_tests(engine, pack, select)


def messages(folder: Path, plugins: Iterable[ModuleType] = ()) -> tuple[str, ...]:
    """What came of the only test of the pack in a folder."""
    (result,) = run(folder, plugins=plugins)
    return result.messages
