"""What makes a pack bronze, silver or gold."""

from datetime import date
from pathlib import Path

import pytest
from lint_packs import write_pack

from scrubjay import Engine
from scrubjay.lint import CODES, CRITERIA, TIERS, Report, report_on

AS_OF = date(2026, 11, 21)
NO_DATA = (
    "  [[policy.test]]\n",
    """  [[policy.test]]
  name = "no minutes"
  date = 2024-01-02
  lines = [{ code = "97110", units = 2 }]
  expect = [{ line = 1, outcome = "no_data" }]

  [[policy.test]]
""",
)
VERIFIED = "  verified_on = 2026-11-21\n"
CITED = '  cites = [{ source = "manual", at = "page 12" }]\n'


def lint(root: Path, as_of: date = AS_OF) -> Report:
    return report_on(root, Engine(), as_of)


def lacks(report: Report) -> list[tuple[str, str]]:
    return [(each.tier, each.asks) for each in report.missing]


def gold(folder: Path, *changes: tuple[str, str], manifest: str = "") -> Path:
    write_pack(folder, changes, manifest)
    file = folder / "policies" / "policies.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(*NO_DATA, 1), "utf-8")
    return folder


def test_a_pack_of_which_nothing_is_missing_is_gold(tmp_path: Path) -> None:
    report = lint(gold(tmp_path))
    assert (report.tier, report.missing, report.faults) == ("gold", (), ())


@pytest.mark.parametrize(
    ("old", "new", "tier", "asks"),
    [
        (CITED, "", "", "every version and every table cites a source"),
        (VERIFIED, "", "bronze", "every version was compared with its source"),
        (
            VERIFIED,
            "  verified_on = 2025-11-20\n",
            "bronze",
            "versions in force were compared within a year",
        ),
        ('outcome = "pass"', 'outcome = "no_data"', "bronze", "every policy has a passing test"),
        ('outcome = "fail"', 'outcome = "pass"', "bronze", "every policy has a failing test"),
        ("date = 2024-01-01", "date = 2024-05-05", "bronze", "every policy has a test on a boundary date"),
        ("untranslatable = []\n", "", "bronze", "every policy says what it cannot express"),
        ('standing = "primary"\n', "", "silver", "every stable version cites a primary source"),
        (
            VERIFIED,
            VERIFIED + '  status = "experimental"\n  note = "Doubtful."\n',
            "silver",
            "no version is experimental",
        ),
    ],
)
def test_what_lacks_lowers_the_tier(tmp_path: Path, old: str, new: str, tier: str, asks: str) -> None:
    report = lint(gold(tmp_path, (old, new)))
    assert report.tier == tier
    assert asks in [each for _, each in lacks(report)]


def test_no_dates_of_service_is_no_tier(tmp_path: Path) -> None:
    root = gold(tmp_path)
    text = (root / "pack.toml").read_text("utf-8").replace("coverage = { from = 2024-01-01 }\n", "")
    (root / "pack.toml").write_text(text, "utf-8")
    report = lint(root)
    assert report.tier == ""
    assert ("bronze", "the dates of service that are covered are stated") in lacks(report)


def test_no_readme_is_bronze(tmp_path: Path) -> None:
    (gold(tmp_path) / "README.md").unlink()
    assert lint(tmp_path).tier == "bronze"


def test_an_outcome_that_no_test_expects_is_silver(tmp_path: Path) -> None:
    report = lint(write_pack(tmp_path))
    assert report.tier == "silver"
    assert [each.lacking for each in report.missing] == [("total-time no_data",)]


def test_a_version_that_no_test_is_dated_within_is_silver(tmp_path: Path) -> None:
    head = "  [[policy.version]]\n  effective = 2026-01-01\n"
    other = f'{head}{VERIFIED}{CITED}  params = {{ codes = ["97112"] }}\n'
    report = lint(
        gold(tmp_path, ('  [[policy.test]]\n  name = "23', f'{other}\n  [[policy.test]]\n  name = "23'))
    )
    assert report.tier == "silver"
    assert [each.lacking for each in report.missing] == [("total-time 2026-01-01",)]


EXEMPT = """
[[exempt]]
code = "SJ127"
policy = "total-time"
reason = "It is being read."
until = 2026-12-31
"""


def test_what_is_accepted_is_silver_and_never_gold(tmp_path: Path) -> None:
    report = lint(gold(tmp_path, ("untranslatable = []\n", ""), manifest=EXEMPT))
    assert report.tier == "silver"
    assert lacks(report) == [("gold", "nothing is exempted")]


def test_an_exemption_that_has_expired_is_bronze(tmp_path: Path) -> None:
    report = lint(gold(tmp_path, ("untranslatable = []\n", ""), manifest=EXEMPT), date(2027, 1, 1))
    assert report.tier == "bronze"
    assert ("silver", "no exemption has expired or is without use") in lacks(report)


@pytest.mark.parametrize("tier", TIERS)
def test_a_declared_tier_that_is_met(tmp_path: Path, tier: str) -> None:
    report = lint(gold(tmp_path, manifest=f'tier = "{tier}"\n'))
    assert (report.declared, report.faults) == (tier, ())


@pytest.mark.parametrize(("tier", "met"), [("bronze", True), ("silver", False), ("gold", False)])
def test_a_declared_tier_that_is_not_met_is_a_fault(tmp_path: Path, tier: str, met: bool) -> None:
    (gold(tmp_path, manifest=f'tier = "{tier}"\n') / "README.md").unlink()
    said = {fault.code for fault in lint(tmp_path).faults}
    assert said == ({"SJ126"} if met else {"SJ126", "SJ136"})


def test_a_pack_that_does_not_load_has_no_tier(tmp_path: Path) -> None:
    report = lint(gold(tmp_path, ("units.total-time", "units.total-tme")))
    assert (report.loads, report.tier) == (False, "")


def test_a_pack_over_an_experimental_one_is_not_gold(tmp_path: Path) -> None:
    extends = 'extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]\n'
    report = lint(gold(tmp_path, manifest=extends))
    assert (report.tier, lacks(report)) == ("silver", [("gold", "no version is experimental")])
    assert "commercial-blocks:untimed 2020-01-01" in report.missing[0].lacking


def test_every_criterion_belongs_to_a_tier_and_they_stand_in_order() -> None:
    order = [TIERS.index(each.tier) for each in CRITERIA]
    assert order == sorted(order)
    assert set(order) == {0, 1, 2}
    assert len({each.asks for each in CRITERIA}) == len(CRITERIA)
    assert CODES["SJ136"].severity == "error"
