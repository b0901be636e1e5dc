"""Where the checks stay silent; where they speak is shown in tests/invalid/packs."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import scrubjay
from scrubjay import Context, Engine
from scrubjay.lint import Check, Subject, check, codes, lint_pack, render, report_on
from scrubjay.packs.faults import Fault

MANIFEST = """
id = "acme"
version = "2026.1.0"
title = "Acme Health"
payers = ["acme-health"]
coverage = { from = 2024-01-01 }
"""
POLICY = """
[[source]]
id = "manual"
title = "Provider manual"
url = "https://acme.example/manual"
retrieved = 2026-11-21
standing = "primary"

[[policy]]
id = "total-time"
kind = "units.total-time"
title = "Units by the total of timed minutes"
untranslatable = []

  [[policy.version]]
  effective = 2023-01-01
  verified_on = 2026-11-21
  cites = [{ source = "manual" }]
  params = { codes = ["97110"] }

  [[policy.version]]
  effective = 2025-01-01
  until = 2025-12-31
  note = "Acme Health stopped counting."
  verified_on = 2026-11-21
  cites = [{ source = "manual" }]
  params = { codes = ["97110", "97112"] }

  [[policy.test]]
  name = "23 minutes make two units"
  date = 2024-06-03
  lines = [{ code = "97110", minutes = 23, units = 2 }]
  expect = [{ line = 1, outcome = "pass" }]

  [[policy.test]]
  name = "22 minutes make one"
  date = 2024-01-01
  lines = [{ code = "97110", minutes = 22, units = 2 }]
  expect = [{ line = 1, outcome = "fail", units = 1 }]
"""

AS_OF = date(2026, 11, 21)
Lint = Callable[..., list[str]]


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    def run(*changes: tuple[str, str], plugin: ModuleType | None = None) -> list[str]:
        (tmp_path / "policies").mkdir(exist_ok=True)
        text = POLICY
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "pack.toml").write_text(MANIFEST, "utf-8")
        (tmp_path / "README.md").write_text("# Acme Health", "utf-8")
        (tmp_path / "policies" / "units.toml").write_text(text, "utf-8")
        engine = Engine(plugins=[plugin] if plugin else [])
        return [f"{fault.code} {fault.message}" for fault in lint_pack(tmp_path, engine, AS_OF)]

    return run


def test_a_pack_without_fault(lint: Lint) -> None:
    assert lint() == []


@pytest.mark.parametrize(
    "day",
    ["2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01"],
)
def test_days_on_which_a_version_begins_or_ends(lint: Lint, day: str) -> None:
    assert lint(("2024-01-01", day)) == []


@pytest.mark.parametrize("day", ["2022-12-31", "2023-01-01", "2024-01-02", "2025-06-30", "2026-01-02"])
def test_other_days_are_no_boundary(lint: Lint, day: str) -> None:
    said = lint(("2024-01-01", day))
    assert said == ["SJ106 no test of 'total-time' is dated where a version begins or ends"]


def test_a_version_before_all_dates_has_no_first_day(lint: Lint) -> None:
    assert lint(("2023-01-01", "0001-01-01")) == []


def test_a_version_that_resumes_after_a_gap_may_be_the_same(lint: Lint) -> None:
    said = lint(("2023-01-01", "2023-01-01\n  until = 2024-11-30"), ('["97110", "97112"]', '["97110"]'))
    assert said == ["SJ103 no version of 'total-time' is in force 2024-12-01 to 2024-12-31"]


def test_a_version_may_change_the_status_alone(lint: Lint) -> None:
    assert lint(('["97110", "97112"] }', '["97110"] }\n  status = "deprecated"')) == []


def test_a_policy_that_only_warns_needs_no_remittance_codes(lint: Lint) -> None:
    assert lint(('title = "Units', 'action = "inform"\ntitle = "Units')) == []
    assert lint(('title = "Units', 'action = "deny"\ntitle = "Units')) == [
        "SJ107 'total-time' can deny a line and states no remittance codes"
    ]


def plugin(*checks: object, name: str = "acme_lints") -> ModuleType:
    @scrubjay.hookimpl
    def scrubjay_lints(context: Context) -> list[object]:
        return list(checks)

    module = ModuleType(name)
    module.__dict__["scrubjay_lints"] = scrubjay_lints
    return module


@check("ACME001", "No line of business", "warning")
def no_line_of_business(subject: Subject) -> Iterator[Fault]:
    """Docs."""
    if not subject.pack.line_of_business:
        yield subject.pack.manifest.fault("ACME001", (), "no line of business is stated")


@check("ACME002", "Always breaks")
def breaks(subject: Subject) -> Iterator[Fault]:
    """Docs."""
    yield subject.pack.manifest.fault("ACME002", (), "is lost")
    raise KeyError("owner")


def test_a_plugin_adds_checks(lint: Lint, tmp_path: Path) -> None:
    module = plugin(no_line_of_business)
    assert lint(plugin=module) == ["ACME001 no line of business is stated"]
    engine = Engine(plugins=[module])
    known = codes(engine.host)
    assert isinstance(known["ACME001"], Check)
    text = render([report_on(tmp_path, engine, AS_OF)], "text", tmp_path, known)
    assert text.startswith("pack.toml:1:1: ACME001 no line of business is stated\n1 warning\nacme: silver")


def test_a_check_that_breaks_is_named_and_the_others_run(lint: Lint) -> None:
    assert lint(("  verified_on = 2026-11-21\n", ""), plugin=plugin(breaks, no_line_of_business)) == [
        "ACME001 no line of business is stated",
        "SJ199 check ACME002 (Always breaks) of plugin acme_lints raised KeyError: 'owner'",
        "SJ102 the version of 2023-01-01 of 'total-time' was never verified",
        "SJ102 the version of 2025-01-01 of 'total-time' was never verified",
    ]


def test_what_is_no_check_and_what_takes_a_code_is_named(lint: Lint) -> None:
    taken = Check("SJ101", "Mine", "error", "Docs.", lambda _: [])
    assert lint(plugin=plugin("ACME003", taken, no_line_of_business, no_line_of_business)) == [
        "ACME001 no line of business is stated",
        "SJ199 plugin acme_lints gives 'ACME003' as a check",
        "SJ199 plugin acme_lints gives a check ACME001, as acme_lints does",
        "SJ199 plugin acme_lints gives a check SJ101, as scrubjay does",
    ]


def test_a_plugin_whose_hook_breaks_is_named(lint: Lint) -> None:
    @scrubjay.hookimpl
    def scrubjay_lints(context: Context) -> list[object]:
        raise RuntimeError("no rules today")

    module = ModuleType("acme_lints")
    module.__dict__["scrubjay_lints"] = scrubjay_lints
    (said,) = lint(plugin=module)
    assert said.startswith(
        "SJ199 plugin acme_lints gives no checks: scrubjay_lints raised RuntimeError: no rules today"
    )
