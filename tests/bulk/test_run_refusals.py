"""What a run refuses: columns before anything starts, rows with their reasons, files by their names."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from claimtables import Raw, flat, nested, rows_in, ruled, said, table, write
from click.testing import Result
from test_run_results import encounters

from scrubjay import Engine
from scrubjay.intake import EncounterError, structure

Run = Callable[..., Result]

INVALID = Path(__file__).parents[1] / "invalid" / "runs"
CSV = "id,payer,date,patient.id,code,minutes,units,modifiers,charge\n"
GOOD = "V-1,medicare-part-b,2026-03-02,P-1,97110,15,1,GP,90.00\n"


def text_of(result: Result) -> str:
    """What a command said, without what differs from machine to machine."""
    assert "Traceback" not in result.stderr
    assert "internal error" not in result.stderr
    return result.stderr.removeprefix("Error: ")


@pytest.mark.parametrize("case", sorted(INVALID.glob("*.json")), ids=lambda path: path.stem)
def test_every_refusal_says_what_is_wrong_and_what_to_do(
    sj: Run, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case names files with their text, arguments, and what standard error then says."""
    monkeypatch.chdir(tmp_path)
    stated = json.loads(case.read_text("utf-8"))
    for name, text in stated["files"].items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    result = sj("run", *stated["arguments"], "-o", "ruled", "--processes", "1")
    assert (result.exit_code, text_of(result)) == (2, "\n".join(stated["stderr"]) + "\n")
    assert not Path("ruled").exists()


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_header_of_another_encoding_is_refused(sj: Run, tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "claims.csv"
    source.write_bytes((CSV.replace("charge", "chargé") + GOOD).encode(encoding))
    result = sj("run", source, "-o", tmp_path / "ruled", "--processes", "1")
    assert result.exit_code == 2
    assert "is not UTF-8; save the table as CSV in UTF-8" in text_of(result)
    assert not (tmp_path / "ruled").exists()


def test_rows_of_another_encoding_are_not_read(sj: Run, tmp_path: Path) -> None:
    source = tmp_path / "claims.csv"
    source.write_bytes((CSV + GOOD.replace("P-1", "José")).encode("latin-1"))
    result = sj("run", source, "-o", tmp_path / "ruled", "--processes", "1", "--json")
    (unread,) = json.loads(result.stdout)["unread"]
    assert result.exit_code == 2
    assert "Row #2" in unread["reason"]
    assert unread["reason"].endswith("save the table as CSV in UTF-8")


# Rows ---------------------------------------------------------------------------------------------------


def rejected(sj: Run, folder: Path, *rows: str, head: str = CSV) -> list[tuple[Any, ...]]:
    """The rows that a run rejects of a CSV file, which also holds one good row."""
    source = folder / "claims.csv"
    source.write_text(head + GOOD + "".join(f"{row}\n" for row in rows), "utf-8")
    result = sj("run", source, "-o", folder / "ruled", "--processes", "1", "--json")
    assert result.exit_code == 2
    receipt = json.loads(result.stdout)
    assert receipt["encounters"]["ruled"] == 1
    assert receipt["encounters"]["in"] == 1 + receipt["encounters"]["rejected"]
    names = ("row", "id", "column", "value", "reason")
    return [tuple(row[name] for name in names) for row in table(folder / "ruled", "rejected")]


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (",medicare,2026-03-02,P,97110,1,1,GP,9", "id", None, "it is missing"),
        ("V,medicare,2026-13-02,P,97110,1,1,GP,9", "date", '"2026-13-02"', "a day of the calendar"),
        ("V,medicare,2026-03-02,,97110,1,1,GP,9", "patient.id", None, "it is missing"),
        ("V,medicare,2026-03-02,P,9711,1,1,GP,9", "code", '"9711"', "a HCPCS or CPT code"),
        ("V,medicare,2026-03-02,P,97110,many,1,GP,9", "minutes", '"many"', "whole minutes"),
        ("V,medicare,2026-03-02,P,97110,1441,1,GP,9", "minutes", '"1441"', "whole minutes"),
        ("V,medicare,2026-03-02,P,97110,1,-1,GP,9", "units", '"-1"', "whole units"),
        ("V,medicare,2026-03-02,P,97110,1,1,GP GP,9", "modifiers", '"GP"', "only once"),
        ("V,medicare,2026-03-02,P,97110,1,1,GPX,9", "modifiers", '"GPX"', "a modifier"),
        ("V,medicare,2026-03-02,P,97110,1,1,GP;59,9", "modifiers", '"GP;59"', "with spaces between them"),
        ("V,medicare,3/2/2026,P,97110,1,1,GP,9", "date", '"3/2/2026"', "write year, month and day, such as"),
        ("V,medicare,2026-03-02,P,97110,1,1,GP,1e3", "charge", '"1e3"', "an amount of dollars"),
        ("V, medicare,2026-03-02,P,97110,1,1,GP,9", "payer", '" medicare"', "text of 1 to 128"),
        ("V,medicare,2026-03-02,P,97110,1,1,GP", "the row", None, "8 columns where the header has 9"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_nothing_else(
    sj: Run, tmp_path: Path, row: str, column: str, value: str | None, reason: str
) -> None:
    found = rejected(sj, tmp_path, row)
    assert len(found) == 1
    assert found[0][0] == 2
    assert found[0][2].endswith(column)
    assert value is None or found[0][3] == value
    assert reason in found[0][4]


@pytest.mark.parametrize(
    ("rows", "arguments", "why"),
    [
        ("", [], "nothing was ruled: the input holds no encounter"),
        (
            GOOD,
            ["--where", "payer = 'Medicare'"],
            "nothing was ruled: the input holds no row for which --where holds",
        ),
    ],
)
def test_a_run_that_rules_nothing_has_not_passed(
    sj: Run, tmp_path: Path, rows: str, arguments: list[str], why: str
) -> None:
    source = tmp_path / "claims.csv"
    source.write_text(CSV + rows)
    result = sj("run", source, "-o", tmp_path / "ruled", *arguments, "--processes", "1", "--json")
    assert (result.exit_code, result.stderr) == (2, f"scrubjay: {why}\n")
    assert json.loads(result.stdout)["encounters"] == {"in": 0, "ruled": 0, "rejected": 0}
    assert (tmp_path / "ruled" / "receipt.json").is_file()


def test_a_bad_line_takes_its_encounter_along(sj: Run, tmp_path: Path) -> None:
    good = "V-2,medicare,2026-03-02,P-2,97110,15,1,GP,90.00"
    assert len(rejected(sj, tmp_path, good, good.replace("97110", "?"), good)) == 1


@pytest.mark.parametrize(
    ("changed", "column"), [("2026-03-03", "date"), ("P-3", "patient.id"), ("commercial-blocks", "payer")]
)
def test_rows_of_an_id_that_do_not_agree_are_rejected(
    sj: Run, tmp_path: Path, changed: str, column: str
) -> None:
    """Also where the patient differs, and with it the partition."""
    row = "V-2,medicare,2026-03-02,P-2,97110,15,1,GP,90.00"
    place = CSV.strip().split(",").index(column)
    other = ",".join(changed if at == place else cell for at, cell in enumerate(row.split(",")))
    found = rejected(sj, tmp_path, row, other)
    assert found
    assert {each[2] for each in found} == {column}


def test_json_is_refused_by_the_same_words_as_everywhere(sj: Run, tmp_path: Path) -> None:
    drawn = encounters(2, 3, 2)
    drawn[1]["lines"][0]["minutes"] = "many"
    with pytest.raises(EncounterError) as caught:
        structure(drawn[1])
    source = write(drawn, tmp_path / "claims.jsonl")
    sj("run", source, "-o", tmp_path / "ruled", "--processes", "1")
    found = table(tmp_path / "ruled", "rejected")
    assert [(row["row"], row["id"], row["column"], row["value"]) for row in found] == [
        (2, "V-1", fault.path, fault.value) for fault in caught.value.faults
    ]


# Files --------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_ruled(sj: Run, tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    drawn = encounters(4, 20, 5)
    write(drawn, folder / "b.parquet")
    (folder / "a.parquet").write_text("no Parquet")
    (folder / "c.parquet").write_bytes(b"")
    (folder / "d.parquet").symlink_to(folder / "nowhere")
    (folder / "_SUCCESS").write_text("")
    result = sj("run", folder, "-o", tmp_path / "ruled", "--processes", "1", "--json")
    receipt = json.loads(result.stdout)
    assert result.exit_code == 2
    assert sorted(Path(each["file"]).name for each in receipt["unread"]) == [
        "a.parquet",
        "c.parquet",
        "d.parquet",
    ]
    assert receipt["encounters"] == {"in": 20, "ruled": 20, "rejected": 0}


def test_a_damaged_row_group_is_named_and_the_others_are_ruled(sj: Run, tmp_path: Path) -> None:
    drawn = encounters(4, 40, 5)
    source = tmp_path / "claims.parquet"
    pq.write_table(flat(drawn), source, row_group_size=20, compression="gzip", write_page_checksum=True)
    group = pq.read_metadata(source).row_group(2)
    codes = next(
        group.column(at) for at in range(group.num_columns) if group.column(at).path_in_schema == "code"
    )
    raw = bytearray(source.read_bytes())
    begin = codes.dictionary_page_offset
    raw[begin : begin + codes.total_compressed_size] = bytes(codes.total_compressed_size)
    source.write_bytes(raw)
    result = sj("run", source, "-o", tmp_path / "ruled", "--processes", "1", "--json")
    receipt = json.loads(result.stdout)
    assert [(each["file"], each["part"]) for each in receipt["unread"]] == [(str(source), "row group 2")]
    assert receipt["lines"]["in"] == len(flat(drawn)) - 20


def test_compressed_files_and_patterns_are_read(installed: Engine, tmp_path: Path) -> None:
    drawn = encounters(6, 20, 4)
    plain = write(drawn, tmp_path / "claims.csv")
    lines = write(drawn, tmp_path / "claims.jsonl")
    wanted = said(ruled(installed, tmp_path, plain)[0])
    for file in (plain, lines):
        packed = tmp_path / f"{file.name}.gz"
        packed.write_bytes(gzip.compress(file.read_bytes()))
        assert said(ruled(installed, tmp_path, packed)[0]) == wanted
        with pa.CompressedOutputStream(str(tmp_path / f"{file.name}.zst"), "zstd") as stream:
            stream.write(file.read_bytes())
        assert said(ruled(installed, tmp_path, tmp_path / f"{file.name}.zst")[0]) == wanted
    assert said(ruled(installed, tmp_path, tmp_path / "*.csv")[0]) == wanted


def test_columns_of_another_name_and_shape_are_mapped(installed: Engine, tmp_path: Path) -> None:
    drawn = encounters(6, 20, 4)
    whole = flat(drawn).rename_columns([f"their {name}" for name in flat(drawn).column_names])
    pq.write_table(whole, tmp_path / "theirs.parquet")
    names = {name: f"their {name}" for name in flat(drawn).column_names}
    output, _ = ruled(installed, tmp_path, tmp_path / "theirs.parquet", maps=names)
    inner = nested(drawn).rename_columns(
        ["services" if name == "lines" else name for name in nested(drawn).column_names]
    )
    pq.write_table(inner, tmp_path / "nested.parquet")
    other, _ = ruled(installed, tmp_path, tmp_path / "nested.parquet", maps={"lines": "services"})
    assert said(output) == said(other)


def test_the_four_modifiers_of_a_form_are_read(installed: Engine, tmp_path: Path) -> None:
    drawn = encounters(6, 30, 4)
    rows = flat(drawn)
    words = rows.column("modifiers").to_pylist()
    apart = rows.drop_columns(["modifiers"])
    for place in range(4):
        column = pa.array([each[place] if place < len(each) else None for each in words], pa.string())
        apart = apart.append_column(f"modifier_{place + 1}", column)
    pq.write_table(rows, tmp_path / "whole.parquet")
    pq.write_table(apart, tmp_path / "apart.parquet")
    first, second = (
        ruled(installed, tmp_path, tmp_path / name)[0] for name in ("whole.parquet", "apart.parquet")
    )
    assert said(first) == said(second)


def test_only_some_rows(installed: Engine, tmp_path: Path) -> None:
    drawn: list[Raw] = encounters(8, 40, 6)
    for shape in ("claims.parquet", "claims.nested.parquet", "claims.csv", "claims.jsonl"):
        source = write(drawn, tmp_path / shape)
        output, receipt = ruled(installed, tmp_path, source, where="payer = 'medicare-part-b'")
        wanted = [each for each in drawn if each["payer"] == "medicare-part-b"]
        assert receipt["encounters"]["ruled"] == len(wanted)
        assert {row["payer"] for row in table(output, "lines")} == {"medicare-part-b"}
        output, receipt = ruled(installed, tmp_path, source, limit=5)
        rows = rows_in(f"read_parquet('{output}/lines/*')")
        assert (
            len(rows) == 5
            if not ("nested" in shape or "json" in shape)
            else len({r["id"] for r in rows}) == 5
        )
