"""The tables of the Medicare Part B pack: what is in them, when their rows hold, and published figures."""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest

import scrubjay_payers
from scrubjay.columns import Coded
from scrubjay.packs.load import read_pack
from scrubjay.packs.model import Pack
from scrubjay.packs.tablefile import make_table
from scrubjay.tables import Table

Row = dict[str, str | int]


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(Path(scrubjay_payers.__path__[0]) / "medicare_part_b", examples=False)


@pytest.fixture(scope="module")
def tables(pack: Pack) -> dict[str, Table]:
    return {id: make_table(pack.id, pack.root, entry) for id, entry in pack.tables.items()}


def days(*dates: str) -> np.ndarray:
    return np.array(dates, "datetime64[D]")


def look_up(table: Table, day: str, *keys: str) -> Row | None:
    """A table's row for a key on a day, as texts and integers."""
    place = table.find(*(Coded.of([key]) for key in keys), on=days(day))
    if place[0] < 0:
        return None
    return {
        name: column.names[column.ids[place[0]]] if isinstance(column, Coded) else int(column[place[0]])
        for name, column in table.rows.columns.items()
        if name not in (table.effective, table.until)
    }


def texts(table: Table, name: str) -> list[str]:
    column = table.rows.columns[name]
    assert isinstance(column, Coded)
    return [column.names[number] for number in column.ids]


def spans(table: Table) -> dict[tuple[str, ...], list[tuple[np.datetime64, np.datetime64]]]:
    """The first and last day of the rows of each key."""
    keys = zip(*(texts(table, name) for name in table.key), strict=True)
    found: dict[tuple[str, ...], list[tuple[np.datetime64, np.datetime64]]] = {}
    for key, first, last in zip(keys, table.dates("effective"), table.dates("until"), strict=True):
        early = np.datetime64("1900-01-01") if np.isnat(first) else first
        late = np.datetime64("2999-12-31") if np.isnat(last) else last
        found.setdefault(key, []).append((early, late))
    return found


ROWS = {
    "rvu": 1054,
    "gpci": 775,
    "zip-locality": 42956,
    "ptp-practitioner": 1842,
    "ptp-hospital": 1842,
    "ptp-practitioner-before": 1045,
    "ptp-hospital-before": 1045,
    "ptp-practitioner-dated": 9,
    "ptp-hospital-2026q4": 445,
    "ptp-hospital-between": 410,
    "mue-practitioner": 204,
    "mue-hospital": 208,
}
DATED = sorted(set(ROWS) - {"zip-locality"})
JULY_2024 = {
    # Work, practice expense, malpractice and total of July 2024.
    "G0283": ("0.18", "0.16", "0.01", "0.35"),
    "92507": ("1.30", "0.96", "0.03", "2.29"),
    "92526": ("1.34", "1.17", "0.03", "2.54"),
    "97012": ("0.25", "0.16", "0.01", "0.42"),
    "97022": ("0.17", "0.33", "0.01", "0.51"),
    "97036": ("0.28", "0.76", "0.01", "1.05"),
    "97110": ("0.45", "0.42", "0.01", "0.88"),
    "97112": ("0.50", "0.50", "0.01", "1.01"),
    "97113": ("0.48", "0.61", "0.01", "1.10"),
    "97116": ("0.45", "0.42", "0.01", "0.88"),
    "97129": ("0.50", "0.16", "0.01", "0.67"),
    "97140": ("0.43", "0.37", "0.01", "0.81"),
    "97150": ("0.29", "0.24", "0.01", "0.54"),
    "97161": ("1.54", "1.43", "0.04", "3.01"),
    "97165": ("1.54", "1.46", "0.04", "3.04"),
    "97168": ("0.96", "1.11", "0.03", "2.10"),
    "97530": ("0.44", "0.65", "0.01", "1.10"),
    "97533": ("0.48", "1.38", "0.01", "1.87"),
    "97535": ("0.45", "0.52", "0.01", "0.98"),
    "97750": ("0.45", "0.56", "0.01", "1.02"),
    "97760": ("0.50", "0.92", "0.01", "1.43"),
    "97763": ("0.48", "1.08", "0.01", "1.57"),
}


def test_the_tables_of_the_pack_are_these(tables: dict[str, Table]) -> None:
    assert set(tables) == set(ROWS)


@pytest.mark.parametrize("id", sorted(ROWS))
def test_a_table_is_the_declared_file_and_has_its_rows(tables: dict[str, Table], id: str) -> None:
    columns = tables[id].rows.columns
    assert {len(column) for column in columns.values()} == {ROWS[id]}


def test_every_file_of_the_folder_is_declared(pack: Pack) -> None:
    files = {file.name for file in (pack.root / "tables").iterdir()}
    assert files == {entry.file for entry in pack.tables.values()}


@pytest.mark.parametrize("id", DATED)
def test_no_key_has_two_rows_on_one_day(tables: dict[str, Table], id: str) -> None:
    for key, held in spans(tables[id]).items():
        ordered = sorted(held)
        assert all(first <= last for first, last in ordered), key
        assert all(last < first for (_, last), (first, _) in pairwise(ordered)), key


@pytest.mark.parametrize(
    "id",
    [
        "rvu",
        "gpci",
        "ptp-practitioner-before",
        "ptp-hospital-before",
        "ptp-hospital-2026q4",
        "ptp-hospital-between",
        "mue-practitioner",
        "mue-hospital",
    ],
)
def test_rows_hold_within_the_dates_that_are_covered(tables: dict[str, Table], id: str) -> None:
    table = tables[id]
    assert table.covered(table.dates("effective")).all()
    assert table.covered(table.dates("until")).all()


# Relative values


@pytest.mark.parametrize("code", sorted(JULY_2024))
def test_relative_values_of_july_2024(tables: dict[str, Table], code: str) -> None:
    row = look_up(tables["rvu"], "2024-07-01", code)
    work, practice, malpractice, total = (int(Decimal(figure) * 100) for figure in JULY_2024[code])
    assert row is not None
    assert (row["work"], row["pe_nonfacility"], row["mp"]) == (work, practice, malpractice)
    assert row["work"] + row["pe_nonfacility"] + row["mp"] == total  # type: ignore[operator]
    assert row["status"] == "A"
    assert row["multiple"] == ("0" if code == "97129" else "5")


@pytest.mark.parametrize(
    ("day", "figures"),
    [
        ("2024-12-31", (44, 65, 1)),
        ("2025-12-31", (44, 62, 1)),
        ("2026-01-01", (44, 60, 1)),
        ("2026-12-31", (44, 60, 1)),
    ],
)
def test_97530_changes_with_the_year(
    tables: dict[str, Table], day: str, figures: tuple[int, int, int]
) -> None:
    row = look_up(tables["rvu"], day, "97530")
    assert row is not None
    assert (row["work"], row["pe_nonfacility"], row["mp"]) == figures


@pytest.mark.parametrize(
    ("day", "code", "factor", "price"),
    [
        ("2024-07-01", "97110", "33.2875", "29.29"),
        ("2024-07-01", "97530", "33.2875", "36.62"),
        ("2025-03-01", "97530", "32.3465", "34.61"),
        ("2026-07-01", "97530", "33.4009", "35.07"),
        ("2026-07-01", "97110", "33.4009", "29.06"),
        ("2026-07-01", "97140", "33.4009", "27.72"),
    ],
)
def test_national_prices_come_out_as_published(
    tables: dict[str, Table], day: str, code: str, factor: str, price: str
) -> None:
    row = look_up(tables["rvu"], day, code)
    assert row is not None
    total = Decimal(sum(int(row[name]) for name in ("work", "pe_nonfacility", "mp"))) / 100
    assert (total * Decimal(factor)).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(price)


@pytest.mark.parametrize(
    ("code", "before", "first"),
    [
        ("97550", "2023-12-31", "2024-01-01"),
        ("G0541", "2024-12-31", "2025-01-01"),
        ("98979", "2025-12-31", "2026-01-01"),
        ("G2250", "2020-12-31", "2021-01-01"),
    ],
)
def test_a_code_has_no_relative_values_before_its_first_release(
    tables: dict[str, Table], code: str, before: str, first: str
) -> None:
    assert look_up(tables["rvu"], before, code) is None
    assert look_up(tables["rvu"], first, code) is not None


def test_codes_with_indicator_5_cost_the_same_in_both_settings(tables: dict[str, Table]) -> None:
    rvu = tables["rvu"]
    both = zip(
        texts(rvu, "multiple"),
        np.asarray(rvu.rows.columns["pe_nonfacility"]),
        np.asarray(rvu.rows.columns["pe_facility"]),
        strict=True,
    )
    same = Counter(nonfacility == facility for multiple, nonfacility, facility in both if multiple == "5")
    assert set(same) == {True}


@pytest.mark.parametrize(
    ("year", "codes"),
    [(2020, 198), (2021, 203), (2022, 208), (2023, 209), (2024, 213), (2025, 215), (2026, 219)],
)
def test_as_many_codes_have_relative_values_as_the_year_s_last_file_has(
    tables: dict[str, Table], year: int, codes: int
) -> None:
    rvu = tables["rvu"]
    named = Coded.of(sorted(set(texts(rvu, "code"))))
    found = rvu.find(named, on=np.full(len(named), np.datetime64(f"{year}-12-31")))
    assert (found >= 0).sum() == codes


# Localities


@pytest.mark.parametrize(
    ("day", "locality", "indices"),
    [
        ("2026-07-01", "01182-18", (1041, 1183, 664)),
        ("2024-07-01", "01182-18", (1042, 1194, 690)),
        ("2025-07-01", "01182-18", (1042, 1194, 690)),
        ("2026-07-01", "02102-01", (1500, 1065, 551)),
        ("2026-07-01", "01112-05", (1095, 1410, 425)),
        ("2020-07-01", "10112-00", (1000, 889, 707)),
    ],
)
def test_indices_of_a_locality(
    tables: dict[str, Table], day: str, locality: str, indices: tuple[int, int, int]
) -> None:
    row = look_up(tables["gpci"], day, locality)
    assert row is not None
    assert (row["work"], row["pe"], row["mp"]) == indices


@pytest.mark.parametrize(
    ("year", "localities"),
    [(2020, 112), (2021, 112), (2022, 112), (2023, 112), (2024, 109), (2025, 109), (2026, 109)],
)
def test_every_locality_of_a_year_has_indices_all_year(
    tables: dict[str, Table], year: int, localities: int
) -> None:
    gpci = tables["gpci"]
    named = Coded.of(sorted(set(texts(gpci, "locality"))))
    for day in (f"{year}-01-01", f"{year}-12-31"):
        found = gpci.find(named, on=np.full(len(named), np.datetime64(day)))
        assert (found >= 0).sum() == localities
        assert (gpci.numbers("work", found, 1000) >= 1000).all()


def test_2024_and_2025_have_the_same_indices(tables: dict[str, Table]) -> None:
    gpci = tables["gpci"]
    named = Coded.of(sorted(set(texts(gpci, "locality"))))
    years = [
        gpci.find(named, on=np.full(len(named), np.datetime64(day))) for day in ("2024-07-01", "2025-07-01")
    ]
    for name in ("work", "pe", "mp"):
        first, second = (gpci.numbers(name, rows, -1) for rows in years)
        assert (first == second).all()


def test_every_zip_is_in_a_locality_that_has_indices(tables: dict[str, Table]) -> None:
    localities = tables["zip-locality"].rows.columns["locality"]
    assert isinstance(localities, Coded)
    found = tables["gpci"].find(localities, on=np.full(len(localities), np.datetime64("2026-04-01")))
    assert (found >= 0).all()
    assert len(set(localities.names)) == 109


@pytest.mark.parametrize(
    ("zip", "locality", "plus_four"),
    [("90012", "01182-18", 0), ("00210", "14312-40", 0), ("94102", "01112-05", 0), ("03579", "14312-40", 1)],
)
def test_the_locality_of_a_zip(tables: dict[str, Table], zip: str, locality: str, plus_four: int) -> None:
    row = look_up(tables["zip-locality"], "2026-04-01", zip)
    assert row == {"zip": zip, "locality": locality, "plus_four": plus_four}


def test_581_zips_need_nine_digits(tables: dict[str, Table]) -> None:
    zips = tables["zip-locality"].rows.columns
    assert Counter(zips["plus_four"].tolist()) == {0: 42375, 1: 581}  # type: ignore[union-attr]
    assert len(set(texts(tables["zip-locality"], "zip"))) == 42956


# Pairs


def indicator(table: Table, day: str, first: str, second: str) -> int | None:
    row = look_up(table, day, first, second)
    return None if row is None else int(row["indicator"])


@pytest.mark.parametrize("id", ["ptp-practitioner", "ptp-hospital"])
@pytest.mark.parametrize("day", ["2024-07-01", "2024-09-30"])
def test_1042_pairs_are_in_force_in_the_third_quarter_of_2024(
    tables: dict[str, Table], id: str, day: str
) -> None:
    table = tables[id]
    first, second = (Coded.of(texts(table, name)) for name in table.key)
    on = np.full(len(first), np.datetime64(day))
    assert len(np.unique(found := table.find(first, second, on=on))) - (-1 in found) == 1042


@pytest.mark.parametrize(
    ("id", "day", "first", "second", "expected"),
    [
        ("ptp-practitioner", "2024-07-01", "97530", "97116", None),
        ("ptp-practitioner", "2024-07-01", "97140", "97530", None),
        ("ptp-practitioner", "2024-07-01", "97162", "97161", 0),
        ("ptp-practitioner", "2024-07-01", "97161", "97162", None),
        ("ptp-practitioner", "2024-07-01", "97150", "97110", 1),
        ("ptp-practitioner", "2024-07-01", "92507", "97110", 1),
        ("ptp-practitioner", "2024-07-01", "97140", "97124", 0),
        ("ptp-practitioner", "2024-07-01", "97161", "97750", 0),
        ("ptp-hospital", "2024-07-01", "97161", "97750", 1),
        ("ptp-practitioner", "2024-07-01", "97530", "97153", 0),
        ("ptp-hospital", "2024-07-01", "97530", "97153", None),
        ("ptp-hospital", "2024-07-01", "97153", "97530", 1),
        ("ptp-hospital", "2024-07-01", "97597", "97602", 0),
        ("ptp-hospital-2026q4", "2026-10-01", "97597", "97602", 1),
        ("ptp-hospital", "2024-07-01", "97605", "97608", 0),
        ("ptp-hospital-2026q4", "2026-12-31", "97605", "97608", 1),
        ("ptp-hospital-2026q4", "2026-10-01", "97012", "97018", 1),
        ("ptp-practitioner-before", "2021-12-31", "97530", "97535", -1),
        ("ptp-practitioner-before", "2022-01-01", "97530", "97535", None),
        ("ptp-practitioner-before", "2021-12-31", "97530", "97533", -1),
        ("ptp-practitioner-before", "2020-09-30", "97150", "97110", -1),
        ("ptp-practitioner-before", "2020-10-01", "97150", "97110", -1),
        ("ptp-practitioner-before", "2020-10-01", "97530", "97140", None),
        ("ptp-practitioner-before", "2020-11-01", "97530", "97164", None),
        ("ptp-practitioner-before", "2020-01-01", "97012", "97140", -1),
        ("ptp-hospital-before", "2020-10-01", "97161", "97750", -1),
        ("ptp-practitioner-dated", "2020-09-30", "97162", "97161", None),
        ("ptp-practitioner-dated", "2020-10-01", "97162", "97161", 0),
        ("ptp-practitioner-dated", "2026-11-21", "97163", "97162", 0),
        ("ptp-practitioner-dated", "2020-01-01", "97530", "97116", None),
    ],
)
def test_the_indicator_of_a_pair(
    tables: dict[str, Table], id: str, day: str, first: str, second: str, expected: int | None
) -> None:
    assert indicator(tables[id], day, first, second) == expected


@pytest.mark.parametrize("id", [id for id in ROWS if id.startswith("ptp-")])
def test_no_pair_was_deleted_as_of_its_first_day(tables: dict[str, Table], id: str) -> None:
    known = {-1} if id.endswith("-before") else {0, 1}
    assert set(tables[id].rows.columns["indicator"].tolist()) <= known  # type: ignore[union-attr]


@pytest.mark.parametrize("service", ["practitioner", "hospital"])
def test_what_a_release_says_of_the_past_is_all_in_its_own_rows(
    tables: dict[str, Table], service: str
) -> None:
    """Every edit that the release has in force, or ended in 2020 or later, has a row there, and no other."""
    release, before = tables[f"ptp-{service}"], tables[f"ptp-{service}-before"]
    ended = np.datetime64("2020-01-01")
    names = list(zip(texts(release, "column1"), texts(release, "column2"), strict=True))
    lasting = ~(release.dates("until") < ended)
    expected = {pair for pair, last in zip(names, lasting.tolist(), strict=True) if last}
    assert set(zip(texts(before, "column1"), texts(before, "column2"), strict=True)) == expected


@pytest.mark.parametrize("day", ["2020-01-01", "2020-09-30", "2020-10-01", "2022-03-01", "2024-06-30"])
def test_the_past_agrees_with_the_dates_of_cms(tables: dict[str, Table], day: str) -> None:
    """A pair of which the release says that it had no edit has none by CMS's own dates either."""
    codes = ["97110", "97112", "97116", "97140", "97161", "97162", "97163", "97530", "97597", "97598"]
    for first, second in permutations(codes, 2):
        past = indicator(tables["ptp-practitioner-before"], day, first, second)
        assert past == -1 or indicator(tables["ptp-practitioner-dated"], day, first, second) is None


def pairs(table: Table, within: Sequence[str], day: str) -> dict[tuple[str, str], int]:
    """The pairs of codes of which the first is in a list, with their indicators on a day."""
    every = set(zip(texts(table, "column1"), texts(table, "column2"), strict=True))
    judged = {pair: indicator(table, day, *pair) for pair in every if pair[0] in within}
    return {pair: found for pair, found in judged.items() if found is not None}


def test_between_two_hospital_releases_stands_what_both_have_alike(
    pack: Pack, tables: dict[str, Table]
) -> None:
    firsts = sorted(pack.code_sets["ptp-hospital-between-column1"].codes)
    between = pairs(tables["ptp-hospital-between"], firsts, "2025-06-02")
    assert between == pairs(tables["ptp-hospital"], firsts, "2024-09-30")
    assert between == pairs(tables["ptp-hospital-2026q4"], firsts, "2026-10-01")
    assert len(between) == 410
    read = pack.code_sets["ptp-hospital-2026q4-column1"].codes
    assert set(read) - set(firsts) == {"97597", "97605"}


def test_ten_codes_have_the_same_edits_in_both_practitioner_tables(tables: dict[str, Table]) -> None:
    ten = ["97110", "97112", "97116", "97140", "97161", "97162", "97163", "97530", "97597", "97598"]
    quarter = {
        pair: found
        for pair, found in pairs(tables["ptp-practitioner"], ten, "2024-08-15").items()
        if pair[1] in ten
    }
    assert quarter == pairs(tables["ptp-practitioner-dated"], ten, "2024-08-15")
    assert len(quarter) == 3


def test_hospital_pairs_changed_two_indicators_between_2024_and_2026(tables: dict[str, Table]) -> None:
    later = tables["ptp-hospital-2026q4"]
    firsts = sorted(set(texts(later, "column1")))
    before = pairs(tables["ptp-hospital"], firsts, "2024-08-15")
    after = pairs(later, firsts, "2026-11-21")
    assert set(before) == set(after)
    changed = {pair for pair in after if before[pair] != after[pair]}
    assert changed == {("97597", "97602"), ("97605", "97608")}


def test_no_pair_is_in_force_both_ways_round(tables: dict[str, Table]) -> None:
    for id in ("ptp-practitioner", "ptp-hospital"):
        table = tables[id]
        held = pairs(table, sorted(set(texts(table, "column1"))), "2024-08-15")
        assert len(held) == 1042
        assert not [pair for pair in held if pair[::-1] in held]


def test_code_sets_name_what_the_pairs_are_complete_for(tables: dict[str, Table], pack: Pack) -> None:
    cut = set(pack.code_sets["ncci-table-codes"].codes)
    for id in ("ptp-practitioner", "ptp-hospital", "ptp-hospital-2026q4"):
        assert {*texts(tables[id], "column1"), *texts(tables[id], "column2")} <= cut
    read = set(pack.code_sets["ptp-hospital-2026q4-column1"].codes)
    assert set(texts(tables["ptp-hospital-2026q4"], "column1")) <= read <= cut


# Units of one day


@pytest.mark.parametrize(
    ("id", "day", "code", "expected"),
    [
        ("mue-practitioner", "2024-07-01", "97110", (6, 3)),
        ("mue-practitioner", "2026-12-31", "97110", (6, 3)),
        ("mue-practitioner", "2025-05-05", "97530", (6, 3)),
        ("mue-practitioner", "2026-12-31", "97112", (4, 3)),
        ("mue-practitioner", "2026-12-31", "97161", (1, 2)),
        ("mue-practitioner", "2024-07-01", "97150", (1, 3)),
        ("mue-hospital", "2024-07-01", "97150", (2, 3)),
        ("mue-practitioner", "2024-07-01", "97010", (0, 3)),
        ("mue-practitioner", "2024-07-01", "97129", (1, 2)),
        ("mue-practitioner", "2024-07-01", "97537", (6, 3)),
        ("mue-hospital", "2024-07-01", "97537", (8, 3)),
        ("mue-practitioner", "2026-06-30", "97535", (8, 3)),
        ("mue-practitioner", "2026-07-01", "97535", None),
        ("mue-practitioner", "2024-09-30", "96003", (1, 3)),
        ("mue-practitioner", "2024-10-01", "96003", None),
        ("mue-practitioner", "2026-03-31", "G0542", None),
        ("mue-practitioner", "2026-04-01", "G0542", (2, 3)),
        ("mue-hospital", "2024-09-30", "G0283", (1, 3)),
        ("mue-hospital", "2024-10-01", "G0283", None),
        ("mue-hospital", "2026-12-31", "97110", (8, 3)),
        ("mue-hospital", "2026-09-30", "97009", None),
        ("mue-hospital", "2026-10-01", "97009", (4, 3)),
    ],
)
def test_the_most_units_of_a_day(
    tables: dict[str, Table], id: str, day: str, code: str, expected: tuple[int, int] | None
) -> None:
    row = look_up(tables[id], day, code)
    assert (None if row is None else (row["units"], row["mai"])) == expected


@pytest.mark.parametrize("id", ["mue-practitioner", "mue-hospital"])
def test_limits_are_of_a_line_or_of_a_day(tables: dict[str, Table], id: str) -> None:
    assert set(tables[id].rows.columns["mai"].tolist()) <= {1, 2, 3}  # type: ignore[union-attr]
    assert (tables[id].rows.columns["units"] >= 0).all()  # type: ignore[union-attr, operator]


@pytest.mark.parametrize(
    ("id", "day", "codes"),
    [
        ("mue-practitioner", "2024-07-01", 201),
        ("mue-practitioner", "2025-07-01", 200),
        ("mue-practitioner", "2026-04-01", 203),
        ("mue-practitioner", "2026-10-01", 10),
        ("mue-hospital", "2024-07-01", 201),
        ("mue-hospital", "2025-07-01", 157),
        ("mue-hospital", "2026-10-01", 164),
    ],
)
def test_as_many_codes_have_a_limit_as_the_release_has(
    tables: dict[str, Table], id: str, day: str, codes: int
) -> None:
    table = tables[id]
    named = Coded.of(sorted(set(texts(table, "code"))))
    assert (table.find(named, on=np.full(len(named), np.datetime64(day))) >= 0).sum() == codes
