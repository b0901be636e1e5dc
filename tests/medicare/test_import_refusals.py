"""A file that is not what it says is refused with its name and line, and nothing is written."""

import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import import_specimens as cms
import pytest

from scrubjay.importing import Asked, FileError, asked_for, import_files

PTP = "ccipra-v323r0.txt"
MUE = "MCR_MUE_PractitionerServices_Eff_10-01-2026.csv"
RVU = "PPRRVU2026_Jul_nonQPP.csv"
GPCI = "GPCI2026.csv"
ZIP5 = "ZIP5_OCT2026.txt"

SPECIMENS: dict[str, tuple[str, Callable[[], str]]] = {
    PTP: ("ncci-ptp", cms.ptp),
    MUE: ("mue", cms.mue),
    RVU: ("rvu", cms.rvu),
    GPCI: ("gpci", cms.gpci),
    "GPCI2026.txt": ("gpci", cms.gpci_text),
    ZIP5: ("zip-locality", cms.zip5_text),
}


def refused(tmp_path: Path, kind: str, *files: Path, asked: Asked | None = None) -> str:
    """Why files are refused; the folder of the pack must not even have been made."""
    pack = tmp_path / "pack"
    with pytest.raises(FileError) as caught:
        import_files(kind, files, pack, asked or Asked())
    assert not pack.exists()
    return str(caught.value).replace(f"{tmp_path}/", "")


def specimen(tmp_path: Path, name: str, *change: str) -> tuple[str, Path]:
    """A file in which the first text is replaced by the second."""
    kind, make = SPECIMENS[name]
    content = make()
    if change:
        assert change[0] in content
        content = content.replace(change[0], change[1], 1)
    return kind, cms.text(tmp_path / name, content)


def test_the_specimens_are_sound(tmp_path: Path) -> None:
    for name in SPECIMENS:
        kind, file = specimen(tmp_path, name)
        assert import_files(kind, [file], tmp_path / "pack").rows


ROWS: list[tuple[str, str, str, str]] = [
    # A cell that is not what its column holds
    (PTP, "97140\t97530", "9714\u00e9\t97530", f"{PTP}:8: column1: '9714\u00e9' is not a HCPCS/CPT code"),
    (PTP, "97110\t97150", "9711\u00e9\t97150", f"{PTP}:8: among the headings "),
    (ZIP5, "CA94103", "C194103", f"{ZIP5}:1: the line begins with 'C1'; expected the ZIP code to carrier"),
    (PTP, "97110\t97150", "97110\t971500", f"{PTP}:7: column2: '971500' is not a HCPCS/CPT code"),
    (PTP, "\t1\tFiller", "\t2\tFiller", f"{PTP}:7: indicator: '2' is not one of 0, 1, 9"),
    (PTP, "20191231", "20190229", f"{PTP}:9: until: '20190229' is not a date written YYYYMMDD or *"),
    (PTP, "20030101", "2003", f"{PTP}:12: effective: '2003' is not a date written YYYYMMDD"),
    (PTP, "20030101", "*", f"{PTP}:12: effective: '*' is not a date written YYYYMMDD"),
    (MUE, "G0283,1,1 Line", "G0283,1,4 Line", f"{MUE}:11: mai: '4 Line Edit' is not one of 1, 2, 3"),
    (MUE, "97110,8", "97110,eight", f"{MUE}:9: units: 'eight' is not a whole number"),
    (MUE, "97110,8", "97110,-8", f"{MUE}:9: units: '-8' is not a whole number"),
    (RVU, "0.44", "0.4.4", f"{RVU}:15: work: '0.4.4' is not a number of at most 2 decimals"),
    (RVU, "0.44", "0.445", f"{RVU}:15: work: '0.445' is not a number of at most 2 decimals"),
    (RVU, "0.44", "", f"{RVU}:15: work: '' is not a number of at most 2 decimals"),
    (
        GPCI,
        "CA,05",
        "CA,SF",
        f"{GPCI}:6: locality: '01112-SF' is not the number of a carrier and that of a loc",
    ),
    (GPCI, "02102,AK", "MAC,AK", f"{GPCI}:5: locality: 'MAC-01' is not the number of a carrier"),
    (GPCI, "0.551", "0.5511", f"{GPCI}:5: mp: '0.5511' is not a number of at most 3 decimals"),
    (
        "GPCI2026.txt",
        "02102 ",
        "0x102 ",
        "GPCI2026.txt:5: locality: '0x102-01' is not the number of a carrier",
    ),
    (
        ZIP5,
        "011120",
        "011I20",
        f"{ZIP5}:1: locality: '011I2-05' is not the number of a carrier and that of a loc",
    ),
    (ZIP5, "94608", "9460B", f"{ZIP5}:2: zip: '9460B' is not a ZIP code of five digits"),
    (ZIP5, "Z9   1", "Z9   2", f"{ZIP5}:2: plus_four: '2' is not one of 0, 1"),
    # Rows that contradict each other, or themselves
    (RVU, "1.05,1.05", "1.06,1.05", f"{RVU}:15: 0.44 + 0.60 + 0.01 is not the nonfacility total 1.06"),
    (RVU, "1.05,1.05", "1.05,1.04", f"{RVU}:15: 0.44 + 0.60 + 0.01 is not the facility total 1.04"),
    (RVU, "0.26,0.26", "0.27,0.26", f"{RVU}:13: 0.18 + 0.07 + 0.01 is not the nonfacility total 0.27"),
    (PTP, "20191231", "*", f"{PTP}:9: the rows of 97140/97530 here and at line 8 overlap; they differ in "),
    (PTP, "20191231", "20200101", f"{PTP}:9: the rows of 97140/97530 here and at line 8 overlap"),
    (
        PTP,
        "97530\t97116\t\t20200101\t*",
        "97110\t97150\t\t20200101\t*",
        f"{PTP}:10: the row of 97110/97150 repea",
    ),
    (
        MUE,
        "97161,1",
        "97110,1",
        f"{MUE}:10: the rows of 97110 here and at line 9 overlap; they differ in units",
    ),
    (GPCI, "03602,WY,21", "10112,WY,00", f"{GPCI}:7: the rows of 10112-00 here and at line 4 overlap"),
    (ZIP5, "94608", "94103", f"{ZIP5}:2: 94103 has two rows, here and at line 1; they differ in plus_four"),
    # Another release
    (PTP, "20200101", "20270101", f"{PTP}:7: effective: 20270101 is after 2026Q4 has ended"),
    (RVU, "2026 National", "2025 National", f"{RVU}: '{RVU}' says 2026Q3, and '2025 National Physician Fee"),
    (RVU, "July Release", "October Release", f"{RVU}: '{RVU}' says 2026Q3, and"),
    (GPCI, "2026 MP", "2025 MP", f"{GPCI}: "),
    (GPCI, "CY 2026", "CY 2025", f"{GPCI}: '{GPCI}' says 2026, and '2025 GEOGRAPHIC PRACTICE COST IND"),
    (ZIP5, "20264\r\nNH", "20263\r\nNH", f"{ZIP5}:2: YEAR/QTR: 20263 is not 20264"),
    (ZIP5, "20264", "20263", f"{ZIP5}: '{ZIP5}' says 2026Q4, and 'YEAR/QTR 2026Q3' says 2026Q3"),
    # Another heading
    (PTP, "Column 2\t", "Column 3\t", f"{PTP}:7: among the headings "),
    (PTP, "Deletion", "Deleted", "stands no column for until; expected NCCI procedure-to-procedure edits"),
    (MUE, "MUE Adjudication Indicator", "MAI", "stands no column for mai; expected medically unlikely edits"),
    (RVU, "WORK,NON-FAC", "TASK,NON-FAC", "stands no column for work; expected the relative value file"),
    (RVU, "MULT,", "MORE,", f"{RVU}:11: among the headings "),
    (GPCI, "(with 1.0 Floor)", "(without 1.0 Floor)", "stands no column for work; expected Addendum E"),
]


@pytest.mark.parametrize(("name", "old", "new", "why"), ROWS)
def test_a_changed_file_is_refused(name: str, old: str, new: str, why: str, tmp_path: Path) -> None:
    assert why in refused(tmp_path, *specimen(tmp_path, name, old, new))


@pytest.mark.parametrize("name", SPECIMENS)
def test_a_file_that_is_cut_off_anywhere_in_its_rows_is_refused(name: str, tmp_path: Path) -> None:
    """Wherever it is cut: a part of a table would pass for edits that do not exist."""
    kind, make = SPECIMENS[name]
    whole = make()
    last = max(whole.rfind(word) for word in ("G0283", "GXXX1", "03602", "NY00501"))
    end = whole.find("\n", last)
    for place in range(last + 1, end - 1):
        assert ":" in refused(tmp_path, kind, cms.text(tmp_path / name, whole[:place])), whole[last:place]


def test_a_short_line_is_named(tmp_path: Path) -> None:
    kind, file = specimen(tmp_path, PTP, "\t*\t1\tFillerwords\r\n97140", "\r\n97140")
    assert refused(tmp_path, kind, file) == f"{PTP}:7: the row has 4 cells, not 7: is the file cut off?"
    kind, file = specimen(tmp_path, ZIP5, "20264\r\nNY", "2026\r\nNY")
    assert (
        refused(tmp_path, kind, file) == f"{ZIP5}:3: the line has 79 characters, not 80: is the file cut off?"
    )


@pytest.mark.parametrize("kind", ["ncci-ptp", "mue", "rvu", "gpci", "zip-locality"])
def test_a_file_of_another_kind_is_refused(kind: str, tmp_path: Path) -> None:
    for name, (own, _) in SPECIMENS.items():
        if own != kind:
            _, file = specimen(tmp_path, name)
            assert name in refused(tmp_path, kind, file)


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        (PTP, "2026Q3", f"{PTP}: '{PTP}' says 2026Q4, not 2026Q3"),
        (PTP, "2026", f"{PTP}: comes once a quarter; give the quarter, such as 2026Q4"),
        (MUE, "v32.2", f"{MUE}: '{MUE}' says 2026Q4, not 2026Q3"),
        (RVU, "RVU26D", f"{RVU}: '{RVU}' says 2026Q3, not 2026Q4"),
        (GPCI, "2025", f"{GPCI}: '{GPCI}' says 2026, not 2025"),
        (ZIP5, "2026Q1", f"{ZIP5}: '{ZIP5}' says 2026Q4, not 2026Q1"),
    ],
)
def test_another_release_than_was_asked_for_is_refused(
    name: str, asked: str, why: str, tmp_path: Path
) -> None:
    assert refused(tmp_path, *specimen(tmp_path, name), asked=Asked(asked_for(asked))).startswith(why)


@pytest.mark.parametrize("asked", ["2026Q4", "2026q4", "RVU26D", "v32.3", "v323r0", "ccipra-v323r0-f1"])
def test_a_release_is_named_in_any_way_of_cms(asked: str) -> None:
    assert str(asked_for(asked)) == "2026Q4"
    assert str(asked_for(asked).span) == "2026-10-01 to 2026-12-31"


@pytest.mark.parametrize("asked", ["", "26Q4", "2026Q5", "v32.4", "soon", "2026Q1 2026Q2"])
def test_what_is_no_release_is_said_to_be_none(asked: str) -> None:
    with pytest.raises(ValueError, match="names no release"):
        asked_for(asked)


def test_a_file_that_tells_no_release_or_service_needs_to_be_told(tmp_path: Path) -> None:
    plain = cms.text(tmp_path / "edits.txt", cms.ptp())
    assert refused(tmp_path, "ncci-ptp", plain) == (
        "edits.txt: nothing tells its services; give --service practitioner or hospital"
    )
    why = refused(tmp_path, "ncci-ptp", plain, asked=Asked(service="hospital"))
    assert why == "edits.txt: neither its names nor its headings tell the release; say which with --release"


def test_services_that_contradict_are_refused(tmp_path: Path) -> None:
    kind, file = specimen(tmp_path, PTP)
    why = refused(tmp_path, kind, file, asked=Asked(service="hospital"))
    assert why == f"{PTP}: is for practitioner services, not hospital"
    hospital = cms.text(tmp_path / "ccioph-v323r0.txt", cms.ptp())
    assert "is for hospital services, not practitioner" in refused(tmp_path, kind, file, hospital)
    equipment = cms.text(
        tmp_path / "MCR_MUE_DMESupplierServices_Eff_10-01-2026.csv", cms.mue(service="DME Supplier")
    )
    assert "is for DME supplier services" in refused(tmp_path, "mue", equipment)


def test_files_of_two_releases_are_refused_where_rows_have_no_dates_of_release(tmp_path: Path) -> None:
    kind, file = specimen(tmp_path, PTP)
    other = cms.text(tmp_path / "ccipra-v322r0.txt", cms.ptp())
    why = refused(tmp_path, kind, file, other)
    assert why == f"{PTP}: is of 2026Q4, beside files of 2026Q3; a table holds one release"


def test_a_release_that_is_missing_between_others_is_missed(tmp_path: Path) -> None:
    kind, file = specimen(tmp_path, RVU)
    older = cms.text(tmp_path / "RVU26A.csv", cms.rvu(month="January"))
    why = refused(tmp_path, kind, file, older)
    assert why == f"{RVU}: is of 2026Q3, and what comes between it and 2026Q1 is missing"


def test_the_same_rows_in_two_files_are_refused(tmp_path: Path) -> None:
    kind, file = specimen(tmp_path, PTP)
    again = cms.text(tmp_path / "ccipra-v323r0-f1.txt", cms.ptp())
    assert "ccipra-v323r0-f1.txt:7: the row of 97110/97150 repeats" in refused(tmp_path, kind, file, again)


# Containers ------------------------------------------------------------------------------------------------


def test_a_zip_without_such_a_file_says_what_it_holds(tmp_path: Path) -> None:
    _, file = specimen(tmp_path, GPCI)
    archive = cms.zipped(tmp_path / "RVU26C.zip", file)
    assert refused(tmp_path, "rvu", archive).startswith(
        "RVU26C.zip: holds GPCI2026.csv; expected the relative"
    )


def test_a_zip_with_two_such_files_asks_which(tmp_path: Path) -> None:
    _, file = specimen(tmp_path, RVU)
    other = cms.text(tmp_path / "PPRRVU2026_Apr_nonQPP.csv", cms.rvu(month="April"))
    why = refused(tmp_path, "rvu", cms.zipped(tmp_path / "both.zip", file, other))
    assert why.endswith(f"holds PPRRVU2026_Apr_nonQPP.csv and {RVU}; unzip it and name the one that is meant")


def test_a_zip_and_its_file_that_contradict_are_refused(tmp_path: Path) -> None:
    _, file = specimen(tmp_path, RVU)
    why = refused(tmp_path, "rvu", cms.zipped(tmp_path / "RVU26D.zip", file))
    assert why == f"RVU26D.zip:{RVU}: 'RVU26D.zip' says 2026Q4, and '{RVU}' says 2026Q3"


def test_damaged_containers_are_refused(tmp_path: Path) -> None:
    kind, many = "mue", [(f"{number:05}", "1", "1 Line Edit", cms.WORDS) for number in range(9_000)]
    file = cms.text(tmp_path / MUE, cms.mue(many))
    archive = cms.zipped(tmp_path / "mue.zip", file)
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path, kind, archive) == "mue.zip: is not a whole zip file"
    with ZipFile(tmp_path / "mue.zip", "w") as stored:
        stored.write(file, file.name)
    archive.write_bytes(archive.read_bytes().replace(b"08999,1", b"08999,2"))
    assert "cannot be read on: Bad CRC-32" in refused(tmp_path, kind, archive)
    book = cms.text(tmp_path / "MCR_MUE_PractitionerServices_Eff_10-01-2026.xlsx", "no workbook")
    assert refused(tmp_path, kind, book).endswith("is not an Excel workbook")
    assert refused(tmp_path, kind, tmp_path / "gone.csv").startswith("gone.csv: cannot be read: No such file")
    assert "is no file that is read" in refused(tmp_path, kind, cms.text(tmp_path / "mue.pdf", "x"))
    assert "no row of data" in refused(tmp_path, kind, cms.text(tmp_path / "mue.csv", ""))


def test_excel_without_its_library_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = cms.excel(tmp_path / "GPCI2026.xlsx", [])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    why = refused(tmp_path, "gpci", book)
    assert why == "GPCI2026.xlsx: reading Excel needs openpyxl: pip install 'scrubjay[import]'"


# The pack ---------------------------------------------------------------------------------------------------


def test_a_table_that_another_file_states_is_not_overwritten(tmp_path: Path) -> None:
    policies = tmp_path / "pack" / "policies"
    policies.mkdir(parents=True)
    (policies / "tables.toml").write_text('[[table]]\nid = "gpci"\nfile = "indices.csv"\n')
    kind, file = specimen(tmp_path, GPCI)
    with pytest.raises(
        FileError, match=r"tables\.toml: already states table 'gpci'; give another id with --table"
    ):
        import_files(kind, [file], tmp_path / "pack")
    assert [each.name for each in (tmp_path / "pack").rglob("*") if each.is_file()] == ["tables.toml"]
    assert import_files(kind, [file], tmp_path / "pack", Asked(table="gpci-2026")).table == "gpci-2026"


@pytest.mark.parametrize("text", ["0" * 3_000_000, "0," * 1_500_000], ids=["one cell", "many cells"])
@pytest.mark.parametrize("name", [RVU, ZIP5, PTP])
def test_a_line_that_does_not_end_is_not_gathered_whole(tmp_path: Path, name: str, text: str) -> None:
    """As a zip of two megabytes may hold, that unpacks to two gigabytes."""
    file = tmp_path / f"{name}.zip"
    with ZipFile(file, "w", 8) as archive:
        archive.writestr(name, text)
    assert refused(tmp_path, SPECIMENS[name][0], file).startswith(f"{name}.zip:{name}:")


def test_a_broken_file_of_the_pack_is_named(tmp_path: Path) -> None:
    policies = tmp_path / "pack" / "policies"
    policies.mkdir(parents=True)
    (policies / "imported.toml").write_text("[[table")
    kind, file = specimen(tmp_path, GPCI)
    with pytest.raises(FileError, match=r"imported\.toml:1: is not TOML"):
        import_files(kind, [file], tmp_path / "pack")
    assert (policies / "imported.toml").read_text() == "[[table"


def test_nothing_is_left_of_a_table_that_could_not_be_stated(tmp_path: Path) -> None:
    (tmp_path / "pack" / "policies" / "imported.toml").mkdir(parents=True)
    kind, file = specimen(tmp_path, GPCI)
    with pytest.raises(FileError):
        import_files(kind, [file], tmp_path / "pack")
    assert [each for each in (tmp_path / "pack").rglob("*") if each.is_file()] == []


def test_codes_of_which_no_row_is_left_are_refused(tmp_path: Path) -> None:
    kind, file = specimen(tmp_path, RVU)
    why = refused(tmp_path, kind, file, asked=Asked(codes=frozenset({"99999"})))
    assert why == f"{RVU}: no row is left of what was read"
