"""Files laid out as CMS ships them, with made-up rows; WORDS stands wherever CMS has words of others."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

WORDS = "Fillerwords"
"""Stands for descriptors and rationales: it must turn up in nothing that is written."""

Row = Sequence[object]

# Procedure-to-procedure edits: tabs, six lines of heading, CRLF ------------------------------------------

PTP_HEADING: list[list[str]] = [
    ["CPT only copyright 2025 American Medical Association.  All rights reserved.", "", "", "", "", "", ""],
    ["Column1/Column2 Edits", "", "", "", "", "", ""],
    [
        "Column 1",
        "Column 2",
        "*=in existence",
        "Effective",
        "Deletion",
        "Modifier",
        "PTP Edit Rationale",
    ],
    ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
    ["", "", "", "", "*=no data", "1=allowed", ""],
    ["", "", "", "", "", "9=not applicable", ""],
]
PTP_ROWS: list[Row] = [
    ("97110", "97150", "", "20200101", "*", "1", WORDS),
    ("97140", "97530", "", "20200101", "*", "1", WORDS),
    ("97140", "97530", "*", "19960101", "20191231", "0", WORDS),
    ("97530", "97116", "", "20200101", "*", "1", WORDS),
    ("97530", "97161", "", "20200101", "20200101", "9", WORDS),
    ("G0283", "97014", "", "20030101", "20101231", "0", WORDS),
]


def ptp(rows: Iterable[Row] = PTP_ROWS, heading: Iterable[Row] = tuple(map(tuple, PTP_HEADING))) -> str:
    return "".join("\t".join(map(str, row)) + "\r\n" for row in (*heading, *rows))


# Medically unlikely edits: CSV, a notice of many lines in one cell ---------------------------------------

NOTICE = (
    "Codes, descriptions and other data only are copyright 2025 of others. All rights reserved. \n\n"
    "Restrictions apply. \n\nNobody is liable, it says, with a comma."
)
MUE_ROWS: list[Row] = [
    ("0101T", "1", "3 Date of Service Edit: Clinical", WORDS),
    ("97110", "8", "3 Date of Service Edit: Clinical", WORDS),
    ("97161", "1", "2 Date of Service Edit: Policy", WORDS),
    ("G0283", "1", "1 Line Edit", WORDS),
]


def mue_heading(service: str = "Practitioner") -> list[Row]:
    names = (
        "HCPCS/\nCPT Code",
        f"{service} Services MUE Values",
        "MUE Adjudication Indicator",
        "MUE Rationale",
    )
    return [(NOTICE, "", "", ""), names]


def mue(rows: Iterable[Row] = MUE_ROWS, service: str = "Practitioner") -> str:
    return comma([*mue_heading(service), *rows])


# The relative value file: CSV, ten lines of heading -------------------------------------------------------

RVU_HEADING = """\
,,{year} National Physician Fee Schedule Relative Value File {month} Release,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,Codes and descriptions only are copyright {year} of others.  All Rights Reserved.,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,Dental codes (D codes) are copyright {year} of others.,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,RELEASED 06/30/{year},,,,,,,,,,,,,,,,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,,,,,,,,,,,,,,,NON-FACILITY,FACILITY,
,,,,NOT USED,,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED
,,,,FOR,,,NON-FAC,,FACILITY ,,,,,,,,,,,,,,,,,SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,FOR OPPS
,,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT
HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT
"""  # noqa: E501
RVU_ROWS: list[Row] = [
    ("00100", "", "J", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "9"),
    ("71046", "", "A", "0.18", "0.76", "0.76", "0.02", "0.96", "0.96", "0"),
    ("71046", "26", "A", "0.18", "0.07", "0.07", "0.01", "0.26", "0.26", "0"),
    ("71046", "TC", "A", "0.00", "0.69", "0.69", "0.01", "0.70", "0.70", "0"),
    ("97530", "", "A", "0.44", "0.60", "0.60", "0.01", "1.05", "1.05", "5"),
    ("GXXX1", "", "X", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "9"),
]


def rvu_cells(row: Row) -> list[object]:
    code, modifier, status, work, nonfacility, facility, mp, total, total_facility, multiple = row
    last = [multiple, 0, 0, 0, 0, "", "", "33.4009", "09", 0, 99, "0.00", "0.00", "0.00"]
    days = ["9", "XXX", "0.00", "0.00", "0.00"]
    amounts = [work, nonfacility, "", facility, "NA", mp, total, total_facility]
    return [code, modifier, WORDS, status, "", *amounts, *days, *last]


def rvu(rows: Iterable[Row] = RVU_ROWS, year: int = 2026, month: str = "July") -> str:
    heading = RVU_HEADING.format(year=year, month=month).replace("\n", "\r\n")
    return heading + comma(map(rvu_cells, rows), end="\r\n")


def spreadsheet(text: str) -> str:
    """CSV as a spreadsheet leaves it: numbers without the zeros before and after, and an old end of file."""
    rows = [[_number(cell) for cell in row] for row in csv.reader(io.StringIO(text))]
    return comma([*rows, ["\x1a", *[""] * (len(rows[-1]) - 1)]])


def _number(cell: str) -> str:
    if not cell.replace(".", "", 1).isdecimal():
        return cell
    return (cell.lstrip("0") or "0") if "." not in cell else f"{float(cell):g}"


# Geographic practice cost indices: CSV with notes, or text of fixed width -----------------------------------

GPCI_ROWS: list[Row] = [
    ("10112", "AL", "00", "ALABAMA", "1.000", "0.875", "0.566"),
    ("02102", "AK", "01", "ALASKA*", "1.500", "1.065", "0.551"),
    ("01112", "CA", "05", "SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO CNTY)", "1.082", "1.425", "0.440"),
    ("03602", "WY", "21", "WYOMING**", "1.000", "1.000", "0.739"),
]
GPCI_NOTES = [
    "MAC Assignments as of November 22, 2023",
    "",
    "*Work GPCI reflects a 1.5 floor in Alaska.",
    "**PE GPCI reflects a 1.0 floor for frontier states.",
]


def gpci_heading(year: int = 2026) -> list[Row]:
    title = (
        f"ADDENDUM E. FINAL CY {year} GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY"
    )
    names = ["Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name"]
    values = [f"{year} PW GPCI (with 1.0 Floor)", f"{year} PE GPCI", f"{year} MP GPCI"]
    return [[title, *[""] * 6], [""] * 7, [*names, *values]]


def gpci(rows: Iterable[Row] = GPCI_ROWS, year: int = 2026) -> str:
    notes = [[note, *[""] * 6] for note in GPCI_NOTES]
    return comma([*gpci_heading(year), *rows, [""] * 7, *notes])


def gpci_text(rows: Iterable[Row] = GPCI_ROWS, year: int = 2026) -> str:
    title = str(gpci_heading(year)[0][0])
    names = f"{'Medicare Admi State  Locality':36}{'Locality Name':82}"
    head = [title, "", f"{names}{year} PW GPCI{year} PE GPCI{year} MP GPCI"]
    body = [
        f"{mac!s:16}{state!s:8}{number!s:4}{name!s:93}{work!s:12}{pe!s:12}{mp!s:5}"
        for mac, state, number, name, work, pe, mp in rows
    ]
    return "".join(f"{line}\n" for line in (*head, *body, "", *GPCI_NOTES))


# ZIP codes and localities: text of fixed width, or a sheet ------------------------------------------------

ZIP_HEADING: Row = (
    "STATE",
    "ZIP CODE",
    "CARRIER",
    "LOCALITY",
    "RURAL IND",
    "LAB CB LOCALITY",
    "RURAL IND2",
    "PLUS 4 FLAG",
    "PART B DRUG INDICATOR",
    "YEAR/QTR",
)
ZIP_ROWS: list[Row] = [
    ("CA", "94103", "01112", "05", "", "Z9", "", "0", "A", "20264"),
    ("CA", "94608", "01112", "05", "", "Z9", "", "1", "A", "20264"),
    ("NH", "03031", "14312", "40", "B", "Z9", "B", "0", "A", "20264"),
    ("NY", "00501", "13202", "01", "", "Z9", "", "0", "A", "20264"),
]


def zip5_text(rows: Iterable[Row] = ZIP_ROWS) -> str:
    lines = []
    for row in rows:
        state, code, carrier, locality, rural, lab, rural2, flag, drug, quarter = map(str, row)
        lines.append(
            f"{state}{code}{carrier}{locality}{rural:1}{lab}{rural2:1}  {flag} {drug}{'':52}{quarter}\r\n"
        )
    return "".join(lines)


# Files ---------------------------------------------------------------------------------------------------


def comma(rows: Iterable[Row], end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def excel(file: Path, rows: Iterable[Row], title: str = "Sheet1") -> Path:
    """A workbook in which numbers are numbers and empty cells are empty, as far as the rows say so."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(file)
    return file


def text(file: Path, content: str) -> Path:
    file.write_bytes(content.encode("latin-1"))
    return file


def zipped(file: Path, *members: Path) -> Path:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for member in members:
            archive.write(member, member.name)
    return file
