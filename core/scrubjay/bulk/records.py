"""Encounters of JSON, read by the intake that every command has, as staged rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from scrubjay.bulk.decimals import decimals
from scrubjay.bulk.known import COLUMNS, Known, known
from scrubjay.bulk.sources import Source
from scrubjay.bulk.staging import MONEY, PLAIN, SEPARATOR
from scrubjay.intake import Item, read, unstructure
from scrubjay.intake.faults import Fault
from scrubjay.model import Encounter, ServiceLine

TOGETHER: Final = 20_000
"""Encounters that are laid out together."""

Numbered = tuple[int, Encounter]


class Refused:
    """Records that are no encounters: their rows, ids and faults, and how many lines they seem to have."""

    def __init__(self) -> None:
        self.faults: list[tuple[int, str | None, Fault]] = []
        self.records = 0
        self.lines = 0

    def add(self, row: int, item: Item) -> None:
        """Note what is wrong with a record."""
        raw = item.raw if isinstance(item.raw, dict) else {}
        id, lines = raw.get("id"), raw.get("lines")
        self.records += 1
        self.lines += len(lines) if isinstance(lines, list) else 0
        self.faults += [(row, id if isinstance(id, str) else None, fault) for fault in item.faults]


def json_rows(source: Source, refused: Refused) -> Iterator[tuple[pa.Table, Any]]:
    """The encounters of a file as staged rows, and the row of the file in which each line's encounter is."""
    with pa.input_stream(source.path, compression="detect") as stream:
        kept: list[Numbered] = []
        for number, item in enumerate(read(io.BufferedReader(stream), source.path), start=1):
            row = int(item.where.rpartition(":")[2]) if item.shape == "lines" else number
            if item.encounter is None:
                refused.add(row, item)
                continue
            kept.append((row, item.encounter))
            if len(kept) == TOGETHER:
                yield _laid_out(kept)
                kept = []
        if kept:
            yield _laid_out(kept)


def _laid_out(numbered: Sequence[Numbered]) -> tuple[pa.Table, Any]:
    encounters = [encounter for _, encounter in numbered]
    lines = [(encounter, line) for encounter in encounters for line in encounter.lines]
    index = pa.array(np.repeat(np.arange(len(encounters)), [len(each.lines) for each in encounters]))
    columns = {}
    for column in COLUMNS.values():
        if column.line:
            values = [_of_line(encounter, line, column.name) for encounter, line in lines]
        else:
            values = [_of_encounter(encounter, column.name) for encounter in encounters]
        if any(value is not None for value in values):
            made = _column(column, values)
            columns[column.name] = made if column.line else made.take(index)
    for group in ("history", "counts", "last_dates"):
        held: list[Mapping[str, Any]] = [getattr(encounter, group) for encounter in encounters]
        for name in sorted({name for each in held for name in each}):
            chosen = known(f"{group}.{name}")
            assert chosen is not None
            columns[chosen.name] = _column(chosen, [each.get(name) for each in held]).take(index)
    rows = np.array([row for row, _ in numbered], np.int64)[np.asarray(index)]
    return pa.table(columns), rows


def _of_encounter(encounter: Encounter, name: str) -> Any:
    if name == "authorizations":
        listed = unstructure(encounter).get(name, [] if encounter.authorizations is not None else None)
        return None if listed is None else json.dumps(listed)
    value: Any = encounter
    for part in name.split("."):
        value = None if value is None else getattr(value, part)
    return value


def _of_line(encounter: Encounter, line: ServiceLine, name: str) -> Any:
    if name == "documentation":
        listed = encounter.documentation.get(line.code)
        return None if listed is None else SEPARATOR.join(listed)
    value = getattr(line, name, None)
    return (SEPARATOR.join(value) or None) if isinstance(value, tuple) else value


def _column(column: Known, values: list[Any]) -> pa.Array:
    if column.type == "money":
        return _money(values)
    if column.name.startswith("last_dates."):
        return pa.array([None if each is None else str(each) for each in values]).dictionary_encode()
    if column.type in ("text", "words"):
        made = pa.array(values, pa.string())
        return made if column.name in PLAIN else made.dictionary_encode()
    return pa.array(values, {"count": pa.int64(), "flag": pa.bool_(), "date": pa.date32()}[column.type])


def _money(cents: Sequence[int | None]) -> pa.Array:
    absent = np.array([each is None for each in cents], np.bool_)
    return decimals(np.array([each or 0 for each in cents], np.int64), absent).cast(MONEY)
