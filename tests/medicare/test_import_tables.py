"""Imported pairs against a slow reading of the same rows, and the arrays of large tables."""

import hashlib
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import import_specimens as cms
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.columns import Coded
from scrubjay.importing import FileError, import_files
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack
from scrubjay.packs.tablefile import make_table
from scrubjay.tables import Table

MANIFEST = 'id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n'
DAY = date(2026, 1, 1)

codes = st.sampled_from(["0101T", "00100", "97110", "97140", "97530", "G0283"])
days = st.integers(0, 12).map(lambda count: DAY + timedelta(days=count))
edits = st.tuples(codes, codes, st.sampled_from("019"), days, st.none() | days)
Edit = tuple[str, str, str, date, date | None]


def loaded(pack: Path, id: str) -> Table:
    (pack / "pack.toml").write_text(MANIFEST)
    read = read_pack(pack)
    return make_table(read.id, pack, read.tables[id])


def holds(edit: Edit, day: date) -> bool:
    *_, indicator, first, last = edit
    return indicator != "9" and first <= day <= (last or date.max)


def clash(rows: list[Edit]) -> bool:
    """Do two edits of one pair hold on one day?"""
    span = [DAY + timedelta(days=count) for count in range(13)]
    return any(
        sum(holds(row, day) for row in rows if row[:2] == pair) > 1
        for pair in {row[:2] for row in rows}
        for day in span
    )


@given(st.lists(edits, min_size=1, max_size=12), st.lists(st.tuples(codes, codes, days), min_size=1))
def test_what_was_in_force_is_found_and_nothing_else(
    rows: list[Edit], wanted: list[tuple[str, str, date]]
) -> None:
    lines = [
        (one, other, "", f"{first:%Y%m%d}", f"{last:%Y%m%d}" if last else "*", indicator, cms.WORDS)
        for one, other, indicator, first, last in rows
    ]
    with TemporaryDirectory() as folder:
        file = cms.text(Path(folder, "ccipra-v323r0.txt"), cms.ptp(lines))
        pack = Path(folder, "pack")
        if clash(rows):
            with pytest.raises(FileError, match=r"repeats|overlap"):
                import_files("ncci-ptp", [file], pack)
            return
        live = [row for row in rows if row[2] != "9" and (row[4] or date.max) >= row[3]]
        if not live:
            with pytest.raises(FileError, match="no row is left"):
                import_files("ncci-ptp", [file], pack)
            return
        made = import_files("ncci-ptp", [file], pack)
        table = loaded(pack, made.table)
        first, second = (Coded.of(each[place] for each in wanted) for place in (0, 1))
        found = table.find(first, second, on=np.array([str(day) for *_, day in wanted], "datetime64[D]"))
        slow = [
            next((int(row[2]) for row in live if row[:2] == (one, other) and holds(row, day)), -1)
            for one, other, day in wanted
        ]
        assert table.numbers("indicator", found, -1).tolist() == slow
        assert (made.rows, made.read) == (len(live), len(rows))


# Arrays -----------------------------------------------------------------------------------------------------

ARRAYS: dict[str, Any] = {
    "code": np.array([0, 1, 1], np.uint8),
    "code.names": np.array(["97110", "97530"]),
    "fee": np.array([3021, 3843, 3850], np.uint16),
    "effective": np.array([0, 0, 1], np.uint8),
    "effective.names": np.array(["2026-01-01", "2026-07-01"], "datetime64[D]"),
    "until": np.array(["NaT", "2026-06-30", "NaT"], "datetime64[D]"),
}
STATED = """
[[table]]
id = "fees"
file = "fees.npz"
release = "2026"
sha256 = "{digest}"
rows = 3
key = ["code"]
effective = "effective"
until = "until"
columns = {{ code = "text", effective = "date", until = "date", fee = "decimal-2" }}
"""


@pytest.fixture
def fees(tmp_path: Path) -> Callable[..., Table]:
    def write(**change: Any) -> Table:
        out = io.BytesIO()
        np.savez(out, **{name: each for name, each in {**ARRAYS, **change}.items() if each is not None})
        for folder in ("policies", "tables"):
            (tmp_path / folder).mkdir()
        (tmp_path / "tables" / "fees.npz").write_bytes(out.getvalue())
        digest = hashlib.sha256(out.getvalue()).hexdigest()
        (tmp_path / "policies" / "fees.toml").write_text(STATED.format(digest=digest))
        return loaded(tmp_path, "fees")

    return write


def test_columns_of_arrays_may_be_numbered_or_plain(fees: Callable[..., Table]) -> None:
    table = fees()
    on = np.array(["2025-12-31", "2026-06-30", "2026-07-01"], "datetime64[D]")
    found = table.find(Coded.of(["97530"] * 3), on=on)
    assert table.numbers("fee", found, -(2**63)).tolist() == [-(2**63), 3843, 3850]
    assert table.texts("code", found)[1] == "97530"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            {"effective": np.array([0, 0, 2], np.uint8)},
            "is no archive of plain arrays: effective has no name 2",
        ),
        ({"code": np.array([0, 9, 1], np.uint8)}, "is no archive of plain arrays: code has no name 9"),
        ({"fee": np.array([30.21, 38.43, 38.5])}, "is no archive of plain arrays: fee holds float64"),
        ({"until": np.array([1, 2, 3])}, "is no archive of plain arrays: until holds int64"),
        ({"code.names": None}, "is no archive of plain arrays: 'code.names"),
        ({"fee": None}, "has no column 'fee'"),
        ({"fee": np.array([{}, {}, {}])}, "is no archive of plain arrays: fee holds object"),
        ({"fee": np.array([1, 2], np.uint16)}, "has 2 rows, not 3"),
    ],
)
def test_arrays_that_are_not_as_declared_are_refused(
    change: dict[str, Any], why: str, fees: Callable[..., Table]
) -> None:
    table = fees(**change)
    with pytest.raises(PackError) as caught:
        _ = table.rows
    assert why in str(caught.value)
