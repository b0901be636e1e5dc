"""Ages are counted from a day that is given, or from today."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lint_packs import write_pack

from scrubjay import Engine
from scrubjay.lint import lint_pack

ENDED = (
    "  effective = 2024-01-01\n",
    '  effective = 2024-01-01\n  until = 2025-06-30\n  note = "It ended."\n',
)


def codes(root: Path, as_of: date | None = None) -> list[str]:
    return [fault.code for fault in lint_pack(root, Engine(), as_of)]


@pytest.mark.parametrize(
    ("as_of", "stale"),
    [
        (date(2026, 11, 21), False),
        (date(2027, 11, 21), False),
        (date(2027, 11, 22), True),
        (date.max, True),
    ],
)
def test_a_version_is_stale_after_a_year(tmp_path: Path, as_of: date, stale: bool) -> None:
    assert codes(write_pack(tmp_path), as_of) == (["SJ120"] if stale else [])


def test_a_year_after_a_leap_day(tmp_path: Path) -> None:
    root = write_pack(tmp_path, [("verified_on = 2026-11-21", "verified_on = 2027-02-28")])
    assert codes(root, date(2028, 2, 28)) == []
    assert codes(root, date(2028, 2, 29)) == []
    assert codes(root, date(2028, 3, 1)) == ["SJ120"]


def test_a_version_that_has_ended_is_not_asked_about_again(tmp_path: Path) -> None:
    root = write_pack(tmp_path, [("verified_on = 2026-11-21", "verified_on = 2024-02-01"), ENDED])
    assert codes(root, date(2025, 6, 30)) == ["SJ121", "SJ120"]
    assert codes(root, date(2026, 11, 21)) == []


def test_what_the_pack_no_longer_covers_is_not_asked_about(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    manifest = root / "pack.toml"
    text = manifest.read_text("utf-8").replace("from = 2024-01-01", "from = 2024-01-01, through = 2026-12-31")
    manifest.write_text(text, "utf-8")
    assert codes(root, date(2030, 1, 1)) == []


def test_the_day_after_is_not_yet_to_come(tmp_path: Path) -> None:
    root = write_pack(tmp_path)
    assert codes(root, date(2026, 11, 20)) == []
    assert codes(root, date(2026, 11, 19)) == ["SJ121", "SJ121"]
    assert codes(root, date.min) == ["SJ121", "SJ121"]


def test_without_a_day_it_is_today(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for days, said in ((-370, ["SJ120"]), (-300, []), (40, ["SJ121"])):
        day = today + timedelta(days=days)
        root = write_pack(
            tmp_path,
            [
                ("verified_on = 2026-11-21", f"verified_on = {day}"),
                ("retrieved = 2026-11-21", "retrieved = 2020-01-01"),
            ],
        )
        assert codes(root) == said
