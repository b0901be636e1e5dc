"""Encounters as the tables that a run reads, and what a run wrote beside what `check_many` says."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from scrubjay import Engine
from scrubjay.bulk.known import COLUMNS, MODIFIERS, is_accumulator, known
from scrubjay.bulk.planning import Asked
from scrubjay.bulk.run import run
from scrubjay.intake import structure
from scrubjay.money import dollars

Raw = dict[str, Any]

ARROW = {
    "text": pa.string(),
    "count": pa.int32(),
    "money": pa.decimal128(18, 2),
    "flag": pa.bool_(),
    "date": pa.date32(),
    "words": pa.list_(pa.string()),
}


class Quiet:
    """Nobody looks on."""

    def begin(self, what: str, rows: int | None) -> Any:
        return lambda _: None

    def hint(self, text: str) -> None:
        raise AssertionError(text)


def ruled(engine: Engine, folder: Path, *inputs: Path, **asked: Any) -> tuple[Path, Raw]:
    """Run an input into a new folder; gives the folder and the receipt."""
    processes = asked.pop("processes", 1)
    output = folder / f"ruled-{len(list(folder.iterdir()))}"
    texts = tuple(str(each) for each in inputs)
    what = Asked(inputs=texts, output=output, maps=asked.pop("maps", {}), **asked)
    return output, run(what, engine, Quiet(), processes=processes)


def rows_of(encounter: Raw) -> Iterator[Raw]:
    """An encounter as rows of a table, one a line, by the names of our columns."""
    made = structure(encounter)
    for line in made.lines:
        row: Raw = {f"history.{name}": _dollars(cents) for name, cents in made.history.items()}
        row |= {f"counts.{name}": count for name, count in made.counts.items()}
        row |= {f"last_dates.{name}": str(day) for name, day in made.last_dates.items()}
        for name, column in COLUMNS.items():
            value: Any = line if column.line else made
            for part in name.split("."):
                value = getattr(value, part, None)
            if name == "authorizations":
                value = None if value is None else json.dumps(encounter[name])
            if name == "documentation":
                value = made.documentation.get(line.code)
            if column.type == "money" and value is not None:
                value = _dollars(value)
            row[name] = list(value) if isinstance(value, tuple) else value
        yield row


def _dollars(cents: int) -> str:
    return dollars(cents)


def flat(encounters: Iterable[Raw]) -> pa.Table:
    """Encounters as a table with a row a line."""
    rows = [row for encounter in encounters for row in rows_of(encounter)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {}
    for name in names:
        type = _type(name)
        values = pa.array([row.get(name) for row in rows], pa.string() if type == ARROW["money"] else type)
        columns[name] = values.cast(type)
    for name in MODIFIERS:
        columns.pop(name)
    return pa.table(columns)


def _type(name: str) -> pa.DataType:
    if name.startswith("last_dates."):
        return pa.string()
    column = known(name)
    assert column is not None
    return ARROW[column.type]


def nested(encounters: Iterable[Raw]) -> pa.Table:
    """Encounters as a table with a row an encounter, objects and lists as JSON has them."""
    rows = []
    for encounter in encounters:
        whole = list(rows_of(encounter))
        row: Raw = {}
        for name, value in whole[0].items():
            if is_accumulator(name) or not COLUMNS[name].line:
                *outer, last = name.split(".")
                inside = row
                for key in outer:
                    inside = inside.setdefault(key, {})
                inside[last] = value
        lines = [
            {name: line[name] for name in line if name in COLUMNS and COLUMNS[name].line} for line in whole
        ]
        row["lines"] = [{k: v for k, v in line.items() if not k.startswith("modifier_")} for line in lines]
        rows.append(row)
    names = dict.fromkeys(name for row in rows for name in row)  # the first row may lack some
    return pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})


def write(encounters: Sequence[Raw], path: Path) -> Path:
    """Write encounters in the shape that the name of the file asks for."""
    if path.name.endswith("nested.parquet"):
        pq.write_table(nested(encounters), path, row_group_size=7)
    elif path.suffix == ".parquet":
        pq.write_table(flat(encounters), path, row_group_size=7)
    elif path.suffix == ".csv":
        table = flat(encounters)
        for name in ("modifiers", "diagnoses", "documentation"):
            words = [
                None if each is None else " ".join(each) or "-" for each in table.column(name).to_pylist()
            ]
            table = table.set_column(table.column_names.index(name), name, pa.array(words, pa.string()))
        pacsv.write_csv(table, path)
    else:
        path.write_text("".join(json.dumps(each) + "\n" for each in encounters), "utf-8")
    return path


# What came out, and what should -------------------------------------------------------------------------


def table(output: Path, name: str) -> list[Raw]:
    """All rows of one table of a run's output, in whatever format."""
    suffix = next(file.suffix for file in (output / name).iterdir() if file.name[0] not in "._")
    kind = {".parquet": "read_parquet", ".csv": "read_csv", ".jsonl": "read_json"}[suffix]
    as_written = ", all_varchar = true" if suffix == ".csv" else ""
    return rows_in(f"{kind}('{output / name}/*{suffix}'{as_written})")


def rows_in(source: str) -> list[Raw]:
    with duckdb.connect() as connection:
        found: list[Raw] = connection.sql(f"SELECT * FROM {source}").to_arrow_table().to_pylist()
    return found


LINE = ("units_billed", "units_supported", "units_payable", "status", "charge", "allowed", "paid", "patient")
FINDING = (
    "policy",
    "version",
    "override",
    "outcome",
    "answer",
    "action",
    "missing",
    "status",
    "group",
    "carc",
)


def said(output: Path) -> Mapping[str, list[Any]]:
    """What a run wrote, by id of encounter and line, without the order of rows."""
    lines = [
        (row["id"], row["line"], row["payer"], str(row["date"]), row["code"], row["outcome"])
        + (*(_plain(row[name]) for name in LINE), row["remarks"] or "")
        for row in table(output, "lines")
    ]
    findings = [
        (row["id"], row["line"] or 0, *(row[name] for name in FINDING), row["rarcs"] or "")
        + (row["cites"] or "", row["facts"] and json.dumps(json.loads(row["facts"]), sort_keys=True))
        for row in table(output, "findings")
    ]
    adjustments = [
        (row["id"], row["line"], row["policy"], row["group"], row["carc"], row["rarcs"] or "")
        + (str(row["amount"]),)
        for row in table(output, "adjustments")
    ]
    return {"lines": _sorted(lines), "findings": _sorted(findings), "adjustments": _sorted(adjustments)}


def _sorted(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=str)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def due(engine: Engine, encounters: Iterable[Raw]) -> Mapping[str, list[Any]]:
    """The same by `Engine.check_many`."""
    lines, findings, adjustments = [], [], []
    for evaluation in engine.check_many(encounters):
        id, made = evaluation.encounter.id, evaluation.encounter
        head = (made.payer, str(made.date))
        for line in evaluation.lines:
            units = (line.units_billed, line.units_supported, line.units_payable, line.status)
            money = (line.charge, line.allowed, line.paid, line.patient)
            amounts = tuple(None if each is None else dollars(each) for each in money)
            figures = (line.code, evaluation.outcome.word, *units, *amounts, " ".join(line.remarks))
            lines.append((id, line.line, *head, *figures))
            for each in line.adjustments:
                parts = (each.policy, each.group, each.carc, " ".join(each.rarcs), dollars(each.amount))
                adjustments.append((id, line.line, *parts))
        for found in evaluation.findings:
            said = found.to_dict()
            cites = "; ".join(" ".join(filter(None, (cite["source"], cite["at"]))) for cite in said["cites"])
            facts = json.dumps(said["facts"], sort_keys=True) if said["outcome"] == "fail" else None
            known = tuple(said[name] for name in FINDING)
            findings.append((id, said["line"] or 0, *known, " ".join(said["rarcs"]), cites, facts))
    return {"lines": _sorted(lines), "findings": _sorted(findings), "adjustments": _sorted(adjustments)}
