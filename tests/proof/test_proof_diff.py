"""What differs between two versions of a pack: policies by date of service, keys, and rows of tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from proof_packs import ROWS, ruleset, write

from scrubjay.diff import PackDiff, diff_rulesets

ALL = "from 2025-01-01 on"
OLD = "2025-01-01 to 2025-12-31"
NEW = "from 2026-01-01 on"


def diff(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> PackDiff:
    return diff_rulesets(ruleset(write(folder / "old", **old)), ruleset(write(folder / "new", **new)))


def spans(found: PackDiff, policy: str) -> list[tuple[str, str, list[str]]]:
    """Dates, how they differ, and the changes in words."""
    (named,) = [each for each in found.policies if each.id == policy]
    return [(str(span.dates), span.how, list(map(str, span.changes))) for span in named.spans]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"minimum": 9}, [(OLD, "changed", ["params.minimum_minutes: 8 -> 9"])]),
        ({"changed": 11}, [(NEW, "changed", ["params.minimum_minutes: 10 -> 11"])]),
        ({"changed": None}, [(NEW, "changed", ["params.minimum_minutes: 10 -> 8"])]),
        ({"action": "warn"}, [(ALL, "changed", ["action: reduce -> warn", *()])]),
        ({"carc": "45"}, [(ALL, "changed", ["remit.carc: 151 -> 45"])]),
        ({"codes": ("97112", "97530", "97140")}, [(ALL, "changed", ["params.codes: -97110 +97140 +97530"])]),
        (
            {"since": date(2026, 2, 1)},
            [("2026-01-01 to 2026-01-31", "changed", ["params.minimum_minutes: 10 -> 8"])],
        ),
    ],
    ids=["first version", "second version", "one version", "action", "carc", "code set", "date"],
)
def test_a_change_holds_on_its_dates_alone(
    tmp_path: Path, changes: dict[str, Any], expected: list[tuple[str, str, list[str]]]
) -> None:
    found = diff(tmp_path, {}, changes)
    said = spans(found, "blocks")
    assert [(dates, how) for dates, how, _ in said] == [(dates, how) for dates, how, _ in expected]
    for (_, _, changed), (_, _, wanted) in zip(said, expected, strict=True):
        assert set(wanted) <= set(changed)
    assert [each.id for each in found.policies] == ["blocks"]


def test_to_cut_a_version_in_two_is_no_change(tmp_path: Path) -> None:
    assert diff(tmp_path, {"changed": None}, {"changed": 8}).same


def test_the_order_of_codes_and_a_comment_are_no_change(tmp_path: Path) -> None:
    found = diff(tmp_path, {}, {"codes": ("97112", "97110"), "note": "# a comment"})
    assert found.same
    assert [each.key for each in found.packs] == ["acme"], "the digest differs, which is told"


def test_rows_of_a_table_differ_on_the_dates_on_which_they_hold(tmp_path: Path) -> None:
    rows = [("97110", 6, 3, "2025-01-01", "2025-12-31"), ("97110", 9, 3, "2026-01-01", ""), ROWS[2]]
    found = diff(tmp_path, {}, {"rows": rows})
    (dates, how, (change,)) = spans(found, "most")[0]
    assert (dates, how) == (NEW, "changed")
    assert change.endswith("1 row changed")
    (row,) = found.policies[0].spans[0].changes[0].changed  # type: ignore[union-attr]
    assert str(row) == "97110 2026-01-01: units 8 -> 9"


def test_a_row_that_ends_earlier_differs_on_the_days_between(tmp_path: Path) -> None:
    rows = [("97110", 6, 3, "2025-01-01", "2025-11-30"), *ROWS[1:]]
    assert [dates for dates, _, _ in spans(diff(tmp_path, {}, {"rows": rows}), "most")] == [
        "2025-12-01 to 2025-12-31"
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [(ROWS[1:], "1 row removed"), ((*ROWS, ("97530", 3, 1, "2025-01-01", "")), "1 row added")],
)
def test_rows_are_counted(tmp_path: Path, rows: Any, words: str) -> None:
    assert spans(diff(tmp_path, {}, {"rows": rows}), "most")[0][2][0].endswith(words)


def test_rows_in_another_order_are_no_change(tmp_path: Path) -> None:
    assert diff(tmp_path, {}, {"rows": ROWS[::-1]}).same


def test_payers_and_coverage_of_the_pack(tmp_path: Path) -> None:
    found = diff(
        tmp_path, {"payers": ("acme", "east")}, {"payers": ("acme",), "coverage": "{ from = 2025-03-01 }"}
    )
    assert list(map(str, found.changes)) == ["payers: -east"]
    assert [(str(each.dates), each.how) for each in found.coverage] == [
        ("2025-01-01 to 2025-02-28", "removed")
    ]


def test_a_policy_that_is_only_in_one(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old"), write(tmp_path / "new")
    text = (new / "policies" / "all.toml").read_text("utf-8")
    (new / "policies" / "all.toml").write_text(text[: text.index('[[policy]]\nid = "most"')], "utf-8")
    found = diff_rulesets(ruleset(old), ruleset(new))
    assert [(each.id, each.how) for each in found.policies] == [("most", "removed")]
    assert spans(found, "most") == [(ALL, "removed", [])]
    assert [(each.id, each.how) for each in found.reversed().policies] == [("most", "added")]


def test_policies_that_rule_in_another_order(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old"), write(tmp_path / "new")
    for folder, names in ((old, ("one", "two")), (new, ("two", "one"))):
        file = folder / "policies" / "all.toml"
        more = "".join(
            f'\n[[policy]]\nid = "{name}"\nkind = "units.untimed"\ntitle = "t"\n[[policy.version]]\n'
            f'effective = 2025-01-01\nparams = {{ codes = ["97161"] }}\n'
            for name in names
        )
        file.write_text(file.read_text("utf-8") + more, "utf-8")
    found = diff_rulesets(ruleset(old), ruleset(new))
    assert list(map(str, found.changes)) == ["order of units: blocks, one, two -> blocks, two, one"]
