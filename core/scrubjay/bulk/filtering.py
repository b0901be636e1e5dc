"""`--where`: a condition in DuckDB's SQL over the columns as the input names them."""

from __future__ import annotations

from typing import Any, Final

import duckdb
import pyarrow as pa

from scrubjay.bulk.errors import RunError

_NUMBER: Final = "scrubjay_row"


def only_where(table: pa.Table, numbers: Any, condition: str) -> tuple[pa.Table, Any]:
    """The rows for which the condition holds, and their numbers. Raises `RunError` where DuckDB refuses."""
    numbered = table.append_column(_NUMBER, pa.array(numbers))
    settings = {"threads": 1, "enable_external_access": False, "preserve_insertion_order": True}
    try:
        with duckdb.connect(config=settings) as connection:  # type: ignore[arg-type]
            found = connection.from_arrow(numbered).filter(condition).to_arrow_table()
    except duckdb.Error as error:
        why = str(error).split("\n")[0]
        raise RunError(f"--where {condition}: {why}") from error
    return found.drop_columns([_NUMBER]), found.column(_NUMBER).to_numpy()
