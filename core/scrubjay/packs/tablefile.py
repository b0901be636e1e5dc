"""The files of tables: CSV for people, NPZ (NumPy arrays, nothing executable) for millions of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from scrubjay.packs.faults import PackError
from scrubjay.packs.files import MOST_OF_A_TABLE, TABLES, read_file
from scrubjay.packs.model import TableEntry
from scrubjay.packs.tablearrays import read_arrays
from scrubjay.packs.tablecells import read_cells
from scrubjay.packs.tablefaults import refused
from scrubjay.tables import Column, Table
from scrubjay.timeline import ALWAYS, FOREVER, Interval


def make_table(pack: str, root: Path, entry: TableEntry) -> Table:
    """The table that a pack declares; its file is read, and compared with its digest, on first use."""
    covers = ALWAYS
    if entry.covers_from is not None:
        covers = Interval(entry.covers_from, entry.covers_through or FOREVER)
    return Table(
        id=f"{pack}:{entry.id}",
        release=entry.release,
        key=entry.key,
        read=lambda: read_table(root / TABLES / entry.file, entry),
        sha256=entry.sha256,
        covers=covers,
        effective=entry.effective,
        until=entry.until,
        columns=entry.columns,
    )


def read_table(file: Path, entry: TableEntry) -> Mapping[str, Column]:
    """The columns of a table's file. Raises `PackError` naming the row and column of what is wrong."""
    try:
        raw = read_file(file, MOST_OF_A_TABLE)
    except PackError as error:
        raise refused(entry, "file", f"{entry.file} {error.faults[0].message}") from error
    found = hashlib.sha256(raw).hexdigest()
    if found != entry.sha256:
        message = f"{entry.file} is not the file that was declared: its digest is {found}"
        raise refused(entry, "sha256", message, "import it again, or restore the file")
    columns = read_arrays(raw, entry) if file.suffix == ".npz" else read_cells(file, raw, entry)
    for rows in map(len, columns.values()):
        if rows != entry.rows:
            raise refused(entry, "rows", f"{entry.file} has {rows} rows, not {entry.rows}")
    return columns
