"""The tables of a run as one, which is what a function over groups can give back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from scrubjay.bulk.ruling import Ruled
from scrubjay.bulk.tasks import receipts_of
from scrubjay.bulk.writing import TABLES

TABLE: Final = "table"
TALLY: Final = "tally"


def _plain(type: pa.DataType) -> pa.DataType:
    """The type as Spark has it."""
    if pa.types.is_decimal(type):
        return pa.decimal128(type.precision, type.scale)
    return type.value_type if pa.types.is_dictionary(type) else type


COLUMNS: Final[Mapping[str, list[str]]] = {name: schema.names for name, schema in TABLES.items()}
"""The columns of each table."""

WIDE: Final = pa.schema(
    {TABLE: pa.string()}
    | {field.name: _plain(field.type) for schema in TABLES.values() for field in schema}
    | {TALLY: pa.string()}
)
"""All columns of all tables, the name of the table that a row is of, and, in one row, what was counted."""


def widened(ruled: Ruled) -> pa.Table:
    """Everything that was ruled, as rows of one table."""
    counted = {"tally": ruled.tally.to_list(), "receipt": receipts_of(ruled.receipts)}
    parts = [_wide(name, table) for name, table in ruled.tables.items()]
    parts.append(_wide(TALLY, pa.table({TALLY: pa.array([json.dumps(counted)])})))
    return pa.concat_tables(parts).combine_chunks()


def _wide(name: str, table: pa.Table) -> pa.Table:
    columns = {TABLE: pa.array([name] * len(table), pa.string())}
    for field in WIDE:
        if field.name in table.column_names:
            columns[field.name] = table.column(field.name).cast(field.type)
        elif field.name != TABLE:
            columns[field.name] = pa.nulls(len(table), field.type)
    return pa.table(columns, schema=WIDE)
