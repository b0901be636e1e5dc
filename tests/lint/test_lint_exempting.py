"""What a pack accepts of what the lint finds, and how long."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from lint_packs import write_pack

from scrubjay import Engine
from scrubjay.lint import Report, report_on

SILENT = ("untranslatable = []\n", "")
UNSAID = ('standing = "primary"\n', "")
NEXT = (
    "[[policy]]",
    """[[policy]]
id = "listed"
kind = "units.untimed"
title = "Evaluations count once a day"
action = "inform"

  [[policy.version]]
  effective = 2024-01-01
  verified_on = 2026-11-21
  cites = [{ source = "manual" }]
  params = { codes = ["97161"] }

  [[policy.test]]
  name = "once"
  date = 2024-01-01
  lines = [{ code = "97161", units = 1 }]
  expect = [{ line = 1, outcome = "pass" }]

  [[policy.test]]
  name = "twice"
  date = 2024-01-01
  lines = [{ code = "97161", units = 2 }]
  expect = [{ line = 1, outcome = "fail" }]

[[policy]]""",
)
ENGINE = Engine()


def exempt(code: str, until: str = "2026-12-31", policy: str = "") -> str:
    named = f'policy = "{policy}"\n' if policy else ""
    return f'[[exempt]]\ncode = "{code}"\n{named}reason = "It is being looked up."\nuntil = {until}\n'


def codes(report: Report) -> list[str]:
    return sorted(fault.code for fault in report.faults)


def accepted(report: Report) -> list[str]:
    return [each.fault.code for each in report.exempted]


def lint(root: Path, as_of: date = date(2026, 11, 21)) -> Report:
    return report_on(root, ENGINE, as_of)


def test_a_finding_about_a_policy_is_accepted(tmp_path: Path) -> None:
    report = lint(write_pack(tmp_path, [SILENT], exempt("SJ127", policy="total-time")))
    assert (codes(report), accepted(report)) == ([], ["SJ127"])


def test_that_of_another_policy_is_not(tmp_path: Path) -> None:
    root = write_pack(tmp_path, [SILENT, NEXT], exempt("SJ127", policy="total-time"))
    report = lint(root)
    assert (codes(report), accepted(report)) == (["SJ127"], ["SJ127"])
    assert "'listed'" in report.faults[0].message


def test_without_a_policy_only_what_stands_in_none_is_accepted(tmp_path: Path) -> None:
    root = write_pack(tmp_path, [SILENT, UNSAID], exempt("SJ127") + exempt("SJ125"))
    report = lint(root)
    assert (codes(report), accepted(report)) == (["SJ127", "SJ135"], ["SJ125"])


def test_the_same_exemption_twice_is_once_without_use(tmp_path: Path) -> None:
    report = lint(write_pack(tmp_path, [UNSAID], exempt("SJ125") * 2))
    assert (codes(report), accepted(report)) == (["SJ135"], ["SJ125"])


def test_the_last_day_counts_and_the_day_after_does_not(tmp_path: Path) -> None:
    root = write_pack(tmp_path, [SILENT], exempt("SJ127", "2026-11-30", "total-time"))
    assert codes(lint(root, date(2026, 11, 30))) == []
    assert codes(lint(root, date(2026, 12, 1))) == ["SJ127", "SJ134"]


def test_what_keeps_a_pack_from_loading_is_never_accepted(tmp_path: Path) -> None:
    root = write_pack(tmp_path, [("effective = 2024-01-01", 'effective = "2024"')], exempt("SJ004"))
    assert codes(lint(root)) == ["SJ004"]


def test_nor_is_what_is_said_about_exemptions_and_tiers(tmp_path: Path) -> None:
    text = 'tier = "gold"\n' + exempt("SJ136") + exempt("SJ134") + exempt("SJ106", "2026-01-01")
    assert codes(lint(write_pack(tmp_path, [], text))) == ["SJ134", "SJ135", "SJ135", "SJ136"]


@settings(deadline=None, max_examples=40)
@given(st.dates(), st.integers(-400, 400))
def test_an_exemption_holds_up_to_its_last_day_and_no_longer(until: date, days: int) -> None:
    try:
        as_of = until + timedelta(days=days)
    except OverflowError:
        return
    with TemporaryDirectory() as folder:
        report = lint(write_pack(Path(folder), [UNSAID], exempt("SJ125", until.isoformat())), as_of)
    assert ("SJ125" in accepted(report)) == (as_of <= until)
    assert ("SJ134" in codes(report)) == ("SJ125" in codes(report)) == (as_of > until)
