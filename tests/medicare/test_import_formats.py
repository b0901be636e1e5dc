"""Every kind of file, in every format in which CMS ships it, becomes the table that it holds."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import import_specimens as cms
import numpy as np
import pytest
from attrs import evolve

from scrubjay.columns import Coded
from scrubjay.importing import Asked, Imported, asked_for, import_files
from scrubjay.packs.load import read_pack
from scrubjay.packs.tablefile import make_table
from scrubjay.tables import Table


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    root = tmp_path / "acme"
    root.mkdir()
    (root / "pack.toml").write_text('id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n')
    return root


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def cells(made: Imported) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.file.read_text("utf-8"))))


def table(pack: Path, id: str) -> Table:
    read = read_pack(pack)
    return make_table(read.id, pack, read.tables[id])


def written(pack: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(pack.rglob("*")) if file.is_file())


# Pairs of procedures -----------------------------------------------------------------------------

PAIRS = [
    ["column1", "column2", "indicator", "effective", "until"],
    ["97110", "97150", "1", "2020-01-01", ""],
    ["97140", "97530", "0", "1996-01-01", "2019-12-31"],
    ["97140", "97530", "1", "2020-01-01", ""],
    ["97530", "97116", "1", "2020-01-01", ""],
    ["G0283", "97014", "0", "2003-01-01", "2010-12-31"],
]


def ptp_files(folder: Path) -> Iterator[list[Path]]:
    """The same six rows, as text, as the parts of a zip or several zips, and as Excel."""
    rows, names = cms.PTP_ROWS, [f"ccipra-v323r0-f{part}" for part in (1, 2)]
    yield [cms.text(folder / "ccipra-v323r0.txt", cms.ptp())]
    parts = [
        cms.text(folder / f"{name}.TXT", cms.ptp(half))
        for name, half in zip(names, (rows[:3], rows[3:]), strict=True)
    ]
    yield parts
    whole = "medicare-ncci-2026q4-practitioner-ptp-edits"
    yield [cms.zipped(folder / f"{whole}.zip", *parts)]
    yield [cms.zipped(folder / f"{whole}-{part.stem}.zip", part) for part in parts]
    numbers = [[int(cell) if str(cell).isdigit() else cell for cell in row] for row in rows]
    book = cms.excel(folder / "ccipra-v323r0.xlsx", [*cms.PTP_HEADING, *numbers])
    yield [book]
    yield [cms.zipped(folder / "ccipra-v323r0.zip", book)]


def test_pairs_in_every_format_are_one_table(pack: Path, files: Path) -> None:
    made = [import_files("ncci-ptp", paths, pack) for paths in ptp_files(files)]
    for each in made:
        assert (each.table, each.release, each.read) == ("ptp-practitioner", "2026Q4", 6)
        assert {why: count for why, count in each.dropped.items() if count} == {"indicator 9": 1}
        assert (str(each.covers.start), str(each.covers.end)) == ("1996-01-01", "2026-12-31")
    assert {each.sha256 for each in made} == {made[0].sha256}
    assert {each.warnings for each in made} == {()}
    assert cells(made[-1]) == PAIRS
    assert cms.WORDS.encode() not in written(pack)


def test_the_dates_of_a_pair_select_its_row(pack: Path, files: Path) -> None:
    import_files("ncci-ptp", next(ptp_files(files)), pack)
    pairs = table(pack, "ptp-practitioner")
    days = np.array(["1995-12-31", "2019-12-31", "2020-01-01", "2026-12-31"], "datetime64[D]")
    rows = pairs.find(Coded.of(["97140"] * 4), Coded.of(["97530"] * 4), on=days)
    assert pairs.numbers("indicator", rows, -1).tolist() == [-1, 0, 1, 1]
    assert pairs.covered(np.array(["1995-12-31", "2027-01-01"], "datetime64[D]")).tolist() == [False, False]


def test_hospital_pairs_are_told_by_name_or_by_the_person(pack: Path, files: Path) -> None:
    named = import_files("ncci-ptp", [cms.text(files / "ccioph-v323r0.txt", cms.ptp())], pack)
    plain = cms.text(files / "edits.txt", cms.ptp())
    told = import_files("ncci-ptp", [plain], pack, Asked(asked_for("2026Q4"), "hospital"))
    assert (named.table, told.table, named.sha256) == ("ptp-hospital", "ptp-hospital", told.sha256)


def test_an_edit_deleted_before_it_began_is_left_out(pack: Path, files: Path) -> None:
    rows = [*cms.PTP_ROWS, ("97530", "97113", "", "20200101", "20191231", "1", cms.WORDS)]
    made = import_files("ncci-ptp", [cms.text(files / "ccipra-v323r0.txt", cms.ptp(rows))], pack)
    assert made.dropped["deleted before they began"] == 1
    assert cells(made) == PAIRS


# Units -----------------------------------------------------------------------------

UNITS = [
    ["code", "units", "mai", "effective", "until"],
    ["0101T", "1", "3", "2026-10-01", "2026-12-31"],
    ["97110", "8", "3", "2026-10-01", "2026-12-31"],
    ["97161", "1", "2", "2026-10-01", "2026-12-31"],
    ["G0283", "1", "1", "2026-10-01", "2026-12-31"],
]
MUE_NAME = "MCR_MUE_PractitionerServices_Eff_10-01-2026"


def test_units_in_every_format_are_one_table(pack: Path, files: Path) -> None:
    flat = cms.text(files / f"{MUE_NAME}.csv", cms.mue())
    book = cms.excel(
        files / f"{MUE_NAME}.xlsx", [*cms.mue_heading(), *cms.MUE_ROWS], "PractitionerSvcEff-10-01-2026"
    )
    archive = cms.zipped(files / "medicare-ncci-2026-q4-practitioner-services-mue-table.zip", book, flat)
    made = [import_files("mue", [file], pack) for file in (flat, book, archive)]
    assert [each.sheets for each in made] == [(str(flat),), (str(book),), (f"{archive}:{flat.name}",)]
    assert [cells(each) for each in made] == [UNITS] * 3
    assert made[0].table == "mue-practitioner"
    assert cms.WORDS.encode() not in written(pack)


def test_several_quarters_of_units_follow_each_other(pack: Path, files: Path) -> None:
    names = {"07-01-2026": "8", "10-01-2026": "6", "04-01-2026": "9"}
    paths = [
        cms.text(files / f"MCR_MUE_OutpatientHospitalServices_Eff_{day}.csv", hospital(units))
        for day, units in names.items()
    ]
    made = import_files("mue", paths, pack)
    assert (made.table, made.release) == ("mue-hospital", "2026Q2 to 2026Q4")
    assert [row[1:4:2] for row in cells(made)[1:]] == [
        ["9", "2026-04-01"],
        ["8", "2026-07-01"],
        ["6", "2026-10-01"],
    ]


def hospital(units: str) -> str:
    return cms.mue([("97110", units, "3 Date of Service Edit: Clinical", cms.WORDS)], "Outpatient Hospital")


# Relative values -----------------------------------------------------------------------------

VALUES = [
    ["code", "status", "work", "pe_nonfacility", "pe_facility", "mp", "multiple", "effective", "until"],
    ["00100", "J", "0.00", "0.00", "0.00", "0.00", "9", "2026-07-01", "2026-09-30"],
    ["71046", "A", "0.18", "0.76", "0.76", "0.02", "0", "2026-07-01", "2026-09-30"],
    ["97530", "A", "0.44", "0.60", "0.60", "0.01", "5", "2026-07-01", "2026-09-30"],
]


def test_relative_values_in_every_format_are_one_table(pack: Path, files: Path) -> None:
    flat = cms.text(files / "PPRRVU2026_Jul_nonQPP.csv", cms.rvu())
    other = cms.text(files / "PPRRVU2026_Jul_QPP.csv", "not read")
    cut = cms.text(files / "PPRRVU26_JUL1.csv", cms.spreadsheet(cms.rvu()))
    book = cms.excel(files / "PPRRVU2026_Jul.xlsx", map(numbers, csv.reader(io.StringIO(cms.rvu()))))
    indices = cms.text(files / "GPCI2026.csv", cms.gpci())
    archive = cms.zipped(files / "RVU26C.zip", indices, other, flat)
    made = [import_files("rvu", [file], pack) for file in (flat, cut, book, archive)]
    for each in made:
        assert cells(each) == VALUES
        assert each.release == "RVU26C"
        assert dict(each.dropped) == {"rows of a modifier": 2, "codes not yet given": 1}
    assert [each.zeros_restored for each in made] == [0, 1, 0, 0]
    assert cms.WORDS.encode() not in written(pack)
    assert import_files("gpci", [archive], pack).release == "GPCI2026"


def numbers(row: Sequence[str]) -> list[object]:
    """A row as Excel holds it: values as numbers, codes as text."""
    return [float(cell) if cell.count(".") == 1 and cell.replace(".", "").isdigit() else cell for cell in row]


def test_a_code_is_priced_by_the_release_of_its_date(pack: Path, files: Path) -> None:
    old = [("97530", "", "A", "0.44", "0.62", "0.62", "0.01", "1.07", "1.07", "5")]
    before = cms.text(files / "PPRRVU2026_Apr_nonQPP.csv", cms.rvu(old, month="April"))
    now = cms.text(files / "PPRRVU2026_Jul_nonQPP.csv", cms.rvu())
    made = import_files("rvu", [now, before], pack)
    assert made.release == "RVU26B to RVU26C"
    values = table(pack, "rvu")
    days = np.array(["2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-10-01"], "datetime64[D]")
    rows = values.find(Coded.of(["97530"] * 5), on=days)
    assert values.numbers("pe_nonfacility", rows, -1).tolist() == [-1, 62, 62, 60, -1]


# Indices -----------------------------------------------------------------------------

INDICES = [
    ["locality", "work", "pe", "mp", "name", "effective", "until"],
    ["01112-05", "1.082", "1.425", "0.440", "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO CNTY)"],
    ["02102-01", "1.500", "1.065", "0.551", "ALASKA"],
    ["03602-21", "1.000", "1.000", "0.739", "WYOMING"],
    ["10112-00", "1.000", "0.875", "0.566", "ALABAMA"],
]
INDICES[1:] = [[*row, "2026-01-01", "2026-12-31"] for row in INDICES[1:]]


def test_indices_in_every_format_are_one_table(pack: Path, files: Path) -> None:
    flat = cms.text(files / "GPCI2026.csv", cms.gpci())
    cut = cms.text(files / "gpci2026-saved.csv", cms.spreadsheet(cms.gpci()).replace("\x1a,,,,,,\n", ""))
    fixed = cms.text(files / "GPCI2026.txt", cms.gpci_text())
    rows = [*csv.reader(io.StringIO(cms.gpci()))]
    book = cms.excel(files / "GPCI2026.xlsx", map(numbers, rows))
    made = [import_files("gpci", [file], pack) for file in (flat, cut, fixed, book)]
    assert [cells(each) for each in made] == [INDICES] * 4
    assert {(each.table, each.release, str(each.covers)) for each in made} == {
        ("gpci", "GPCI2026", "2026-01-01 to 2026-12-31")
    }


# Places -----------------------------------------------------------------------------

PLACES = [
    ["zip", "locality", "plus_four"],
    ["00501", "13202-01", "0"],
    ["03031", "14312-40", "0"],
    ["94103", "01112-05", "0"],
    ["94608", "01112-05", "1"],
]


def test_zip_codes_in_every_format_are_one_table(pack: Path, files: Path) -> None:
    fixed = cms.text(files / "ZIP5_OCT2026.txt", cms.zip5_text())
    layout = cms.text(files / "ZIP5lyout.txt", "Zip5 Record Layout\n")
    other = cms.text(files / "ZIP9_OCT2026.txt", "not read")
    archive = cms.zipped(files / "zip-code-carrier-locality-file.zip", layout, other, fixed)
    flat = cms.text(files / "ZIP5_OCT2026.csv", cms.comma([cms.ZIP_HEADING, *cms.ZIP_ROWS]))
    mixed = [[*row[:7], int(str(row[7])), *row[8:], None] for row in cms.ZIP_ROWS]
    book = cms.excel(files / "ZIP5_OCT2026.xlsx", [[*cms.ZIP_HEADING, None], *mixed], "ZIP5_OCT2026")
    made = [import_files("zip-locality", [file], pack) for file in (fixed, archive, flat, book)]
    assert [cells(each) for each in made] == [PLACES] * 4
    assert {(each.table, each.release) for each in made} == {("zip-locality", "2026Q4")}
    places = table(pack, "zip-locality")
    found = places.find(Coded.of(["94608", "99999"]))
    assert [places.texts("locality", found)[place] for place in (0, 1)] == ["01112-05", ""]


# What is common -----------------------------------------------------------------------------


def test_only_the_codes_that_are_wanted_are_kept(pack: Path, files: Path) -> None:
    wanted = Asked(codes=frozenset({"97140", "97530", "97116"}))
    pairs = import_files("ncci-ptp", next(ptp_files(files)), pack, wanted)
    assert cells(pairs)[1:] == [row for row in PAIRS[1:] if {row[0], row[1]} <= {"97140", "97530", "97116"}]
    assert dict(pairs.dropped) == {"indicator 9": 1, "deleted before they began": 0, "other codes": 2}
    values = import_files("rvu", [cms.text(files / "PPRRVU2026_Jul.csv", cms.rvu())], pack, wanted)
    assert [row[0] for row in cells(values)[1:]] == ["97530"]
    assert "Only rows of 3 codes" in read_pack(pack).tables["rvu"].note


def test_importing_the_same_again_changes_no_byte(pack: Path, files: Path) -> None:
    first = import_files("ncci-ptp", next(ptp_files(files)), pack)
    before = written(pack)
    again = import_files("ncci-ptp", next(ptp_files(files)), pack)
    assert (first.changed, again.changed, written(pack)) == (True, False, before)
    assert evolve(again, changed=True) == first


def test_what_else_is_stated_stays(pack: Path, files: Path) -> None:
    import_files("gpci", [cms.text(files / "GPCI2026.csv", cms.gpci())], pack)
    import_files("ncci-ptp", next(ptp_files(files)), pack)
    import_files("gpci", [cms.text(files / "GPCI2025.csv", cms.gpci(year=2025))], pack)
    tables = read_pack(pack).tables
    assert {id: each.release for id, each in tables.items()} == {
        "gpci": "GPCI2025",
        "ptp-practitioner": "2026Q4",
    }
    assert sorted(file.name for file in (pack / "tables").iterdir()) == ["gpci.csv", "ptp_practitioner.csv"]


def test_a_table_of_very_many_rows_is_written_as_arrays(pack: Path, files: Path) -> None:
    """And one that has become small is CSV again, with nothing left of the arrays."""
    codes = [f"{number:05}" for number in range(450)]
    rows = [
        (one, other, "", "20200101", "*" if place % 3 else "20211231", str(place % 2), cms.WORDS)
        for one in codes
        for place, other in enumerate(codes)
    ]
    file = cms.text(files / "ccipra-v323r0.txt", cms.ptp(rows))
    made = import_files("ncci-ptp", [file], pack)
    assert (made.file.name, made.rows) == ("ptp_practitioner.npz", 202_500)
    pairs = table(pack, made.table)
    ends = np.array(["2026-01-01"] * 4, "datetime64[D]")
    found = pairs.find(Coded.of(["00007"] * 4), Coded.of(["00003", "00004", "00005", "99999"]), on=ends)
    assert pairs.numbers("indicator", found, -1).tolist() == [-1, 0, 1, -1]
    assert pairs.dates("until")[pairs.find(Coded.of(["00007"]), Coded.of(["00003"]))].tolist() == [
        np.datetime64("2021-12-31").item()
    ]
    assert cms.WORDS.encode() not in written(pack)
    small = import_files("ncci-ptp", [file], pack, Asked(codes=frozenset(codes[:9])))
    assert (small.rows, [each.name for each in (pack / "tables").iterdir()]) == (81, ["ptp_practitioner.csv"])


def test_a_folder_that_is_no_pack_yet_gets_its_table(tmp_path: Path, files: Path) -> None:
    made = import_files("gpci", [cms.text(files / "GPCI2026.csv", cms.gpci())], tmp_path / "new" / "pack")
    assert made.file.is_file()
    assert made.declared.is_file()
