"""The tables of a run as files: Parquet, CSV or JSON Lines, each renamed only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from scrubjay.bulk import refusals
from scrubjay.bulk.outcome import ADJUSTMENTS, FINDINGS, LINES

TABLES: Final[Mapping[str, pa.Schema]] = {
    "lines": LINES,
    "findings": FINDINGS,
    "adjustments": ADJUSTMENTS,
    "rejected": refusals.SCHEMA,
}
"""The tables of a run's output; each is a folder of files."""

SUFFIX: Final = {"parquet": ".parquet", "csv": ".csv", "jsonl": ".jsonl"}

_DIVERSE: Final = frozenset({"id", "facts"})
"""Columns whose words are nearly as many as the rows."""


_AT_ONCE: Final = 2**18
"""Rows of a column that are encoded at once: more than groups of rows have, as a rule."""


class TableFile:
    """One file of a table; it has its name only once it is closed without an error."""

    def __init__(self, path: Path, schema: pa.Schema, form: str) -> None:
        self._path, self._aside = path, path.with_name(f"{path.name}.tmp")
        path.parent.mkdir(parents=True, exist_ok=True)
        make: Any = {"parquet": _Parquet, "csv": _Csv, "jsonl": _JsonLines}[form]
        self._writer = make(self._aside, schema)

    def write(self, table: pa.Table) -> None:
        """Add rows."""
        if len(table):
            self._writer.write(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        if error is None:
            self._aside.replace(self._path)
        else:
            self._aside.unlink(missing_ok=True)


class _Parquet:
    """Without statistics: patients are spread, so every group of rows spans most rows and dates there are.

    Numbers are written as differences, which takes less time and less room than compressing them; only text
    of which much is different is compressed.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        words = [field.name for field in schema if pa.types.is_dictionary(field.type)]
        numbers = [field.name for field in schema if not _is_text(field.type)]
        self._file = pq.ParquetWriter(
            path,
            schema,
            store_schema=False,
            use_dictionary=words,
            column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
            compression={
                field.name: "SNAPPY" if field.name in _DIVERSE or pa.types.is_string(field.type) else "NONE"
                for field in schema
            },
            write_statistics=False,
            store_decimal_as_integer=True,
            write_batch_size=_AT_ONCE,
        )

    def write(self, table: pa.Table) -> None:
        self._file.write_table(table, row_group_size=len(table))

    def close(self) -> None:
        self._file.close()


class _Csv:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = pa.schema([(field.name, _plain(field.type)) for field in schema])
        self._file = pacsv.CSVWriter(str(path), self._schema)

    def write(self, table: pa.Table) -> None:
        self._file.write_table(table.cast(self._schema))

    def close(self) -> None:
        self._file.close()


def _is_text(type: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(type) or pa.types.is_string(type))


def _plain(type: pa.DataType) -> pa.DataType:
    return type.value_type if pa.types.is_dictionary(type) else type


class _JsonLines:
    """Amounts are text, as everywhere in our JSON."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._parts = path, 0
        path.write_bytes(b"")

    def write(self, table: pa.Table) -> None:
        for field in table.schema:
            if pa.types.is_decimal(field.type):
                place = table.schema.get_field_index(field.name)
                table = table.set_column(place, field.name, table.column(place).cast(pa.string()))
        part = self._path.with_name(f"{self._path.name}.part")
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.register("part", table)
            connection.execute("COPY part TO ? (FORMAT json)", [str(part)])
        with self._path.open("ab") as whole, part.open("rb") as one:
            while block := one.read(2**20):
                whole.write(block)
        part.unlink()

    def close(self) -> None:
        """Everything is written already."""


class Files:
    """A file of each table, open together."""

    def __init__(self, folder: Path, name: str, form: str) -> None:
        self._folder, self._name, self._form = folder, name, form
        self._stack = ExitStack()
        self._files: dict[str, TableFile] = {}

    def __enter__(self) -> Self:
        for table, schema in TABLES.items():
            path = self._folder / table / f"{self._name}{SUFFIX[self._form]}"
            self._files[table] = self._stack.enter_context(TableFile(path, schema, self._form))
        return self

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add rows to each table."""
        for name, table in tables.items():
            self._files[name].write(table)

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)


def read_table(path: Path) -> Iterator[pa.Table]:
    """The table of a file that `pyarrow.ipc` wrote, if there is one."""
    if path.exists():
        with pa.OSFile(str(path), "rb") as stream:
            yield pa.ipc.open_file(stream).read_all()
