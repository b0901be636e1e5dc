"""The first half of a run: each unit of the input staged as claims, and spread over partitions by patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen

from scrubjay.bulk import refusals
from scrubjay.bulk.filtering import only_where
from scrubjay.bulk.job import Job, read_json, write_json
from scrubjay.bulk.records import Refused, json_rows
from scrubjay.bulk.sources import READ_ERRORS, Unit
from scrubjay.bulk.spreading import HEADERS, LINES, checksums, spread
from scrubjay.bulk.staged import Staged, joined, whole
from scrubjay.bulk.staging import coerced, constant, split, stage_rows
from scrubjay.bulk.strays import PAIRS, pairs_of
from scrubjay.bulk.tables import Ragged, Rows, csv_rows, parquet_groups
from scrubjay.intake.faults import Fault

Advance = Callable[[int], None]
"""Called with the number of rows that were done since the last call."""

_TEXT_OF_ROW: Final = 60


@frozen
class Chunk:
    """Files with claims of one unit, by the name that they share: by partition their headers and lines."""

    name: str
    headers: list[int]
    lines: list[int]


def read_unit(job: Job, unit: Unit, advance: Advance = lambda _: None) -> dict[str, Any]:
    """Read a unit and stage it, unless that is done; gives what its manifest says.

    What cannot be read is named under `unread`, and leaves the rest alone. Raises `OSError` where nothing
    can be written.
    """
    manifest = job.of_unit(unit, ".json")
    if (done := read_json(manifest)) is not None:
        advance(done["rows"])
        return dict(done)
    reader = _Reader(job, unit, advance)
    reader.read()
    found = {
        "unit": unit.number,
        "source": unit.source,
        "rows": reader.rows,
        "chunks": [[each.name, each.headers, each.lines] for each in reader.chunks],
        "unread": reader.unread,
        "refused": [reader.refused_encounters, reader.refused_lines],
    }
    write_json(manifest, found)
    return found


class _Reader:
    def __init__(self, job: Job, unit: Unit, advance: Advance) -> None:
        self.job, self.unit, self.advance = job, unit, advance
        self.source = job.sources[unit.source]
        self.chunks: list[Chunk] = []
        self.unread: list[list[str]] = []
        self.rows = self.refused_encounters = self.refused_lines = 0
        self._waiting: list[Staged] = []

    def read(self) -> None:
        """Read and stage every part of the unit."""
        ragged, refused = Ragged(), Refused()
        parts = self._parts(ragged, refused)
        while True:
            try:
                found = next(parts, None)
            except READ_ERRORS as error:
                self._give_up("", error)
                break
            if found is None:
                break
            self._stage(*found)
        if self._waiting:
            self._write(self._waiting)
        if not self.unread:
            self._refuse(ragged, refused)

    def _parts(self, ragged: Ragged, refused: Refused) -> Iterator[tuple[str, Iterator[Rows]]]:
        if self.source.format == "parquet":
            binding = self.job.bindings[self.source.number]
            yield from parquet_groups(self.source, self.unit, binding, all_columns=bool(self.job.where))
        elif self.source.format == "csv":
            yield "", csv_rows(self.source, ragged)
        else:
            yield "", json_rows(self.source, refused)

    def _stage(self, part: str, rows: Iterator[Rows]) -> None:
        """Stage one part; if reading it fails, nothing of it is kept."""
        mine: list[Staged] = []
        kept, counted = len(self.chunks), self.rows
        left = self._left()
        while left is None or left > 0:
            try:
                found = next(rows, None)
            except READ_ERRORS as error:
                for chunk in self.chunks[kept:]:
                    for suffix in (HEADERS, LINES):
                        self.job.of_chunk(chunk.name, suffix).unlink()
                del self.chunks[kept:]
                self.rows = counted
                self._give_up(part, error)
                return
            if found is None:
                break
            self.advance(len(found[0]))
            table, numbers = self._chosen(*found, left)
            self.rows += int(np.count_nonzero(np.diff(numbers, prepend=-1)))
            left = self._left()
            mine += self._staged(table, numbers)
            if _size(mine) >= self.job.together:
                if self._waiting:
                    self._write(self._waiting)
                    kept = len(self.chunks)
                self._write(mine)
        self._waiting += mine
        if _size(self._waiting) >= self.job.together:
            self._write(self._waiting)

    def _left(self) -> int | None:
        return None if self.job.limit is None else max(self.job.limit - self.rows, 0)

    def _chosen(self, table: pa.Table, numbers: Any, left: int | None) -> Rows:
        """The rows that `--where` and `--limit` leave."""
        if self.job.where:
            table, numbers = only_where(table, numbers, self.job.where)
        if left is not None:
            wanted = np.flatnonzero(np.cumsum(np.diff(numbers, prepend=-1) != 0) <= left)
            table, numbers = table.slice(0, len(wanted)), numbers[: len(wanted)]
        return table, numbers

    def _staged(self, table: pa.Table, numbers: Any) -> list[Staged]:
        if not len(table):
            return []
        if self.source.format == "json":
            return [_staged_again(table, numbers, self.job.payer)]
        return [stage_rows(table, pa.array(numbers), self.job.bindings[self.source.number], self.job.payer)]

    def _write(self, waiting: list[Staged]) -> None:
        """Spread what is waiting into files, and empty the list."""
        job, name = self.job, f"{self.unit.number:06}-{len(self.chunks):04}"
        claims = joined(waiting)
        waiting.clear()
        sums = checksums(claims.header("patient.id"))
        headers, lines = spread(claims, sums % job.partitions, job.partitions, job.of_chunk(name))
        if not job.wanted.nested:
            ids = claims.header("id")
            np.save(job.of_chunk(name, PAIRS), pairs_of(ids, sums))
        self.chunks.append(Chunk(name, headers, lines))

    def _give_up(self, part: str, error: Exception) -> None:
        why = (getattr(error, "strerror", None) or str(error)).split("\n")[0]
        self.unread.append([self.source.path, part, why])

    def _refuse(self, ragged: Ragged, refused: Refused) -> None:
        self.refused_encounters = len(ragged.rows) + refused.records
        self.refused_lines = len(ragged.rows) + refused.lines
        faults = refused.faults + [(row, None, _of_row(text, why)) for row, text, why in ragged.rows]
        if faults:
            _write_table(
                self.job.of_unit(self.unit, ".refused.arrow"), refusals.table_of(self.source.path, faults)
            )


def _size(several: list[Staged]) -> int:
    return sum(len(each.lines) for each in several)


def _of_row(text: str, why: str) -> Fault:
    shown = text if len(text) <= _TEXT_OF_ROW else f"{text[: _TEXT_OF_ROW - 1]}…"
    expected, _, remedy = why.partition("; ")
    return Fault("the row", shown, expected, remedy)


def _staged_again(table: pa.Table, numbers: Any, payer: str | None) -> Staged:
    """Lines of encounters that came as JSON; a filter may have changed how their text is held."""
    columns: dict[str, pa.Array] = {}
    for name in table.column_names:
        column = whole(table.column(name))
        columns[name] = coerced(column, "text", name in ("id", "patient.id")) if _is_texts(column) else column
    if payer is not None:
        columns["payer"] = constant(payer, len(table))
    return split(columns, pa.array(numbers))


def _is_texts(column: pa.Array) -> bool:
    return not (pa.types.is_primitive(column.type) or pa.types.is_decimal(column.type))


def _write_table(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as target, pa.ipc.new_file(target, table.schema) as writer:
        writer.write_table(table)
