"""The files of a run's input, in order, and the units in which they are read."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import evolve, frozen

from scrubjay.bulk.errors import RunError

Format = Literal["parquet", "csv", "json"]

SUFFIXES: Final[dict[str, Format]] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
}
COMPRESSED: Final = (".gz", ".zst")
UNIT_ROWS: Final = 2**18
"""Rows that are read together, unless a file has larger groups of rows or there are very many."""

MOST_UNITS: Final = 200
"""Of very many rows, more are read together: each partition is gathered from every unit."""


def rows_together(lines: int) -> int:
    """How many rows of so many lines are read together."""
    return max(UNIT_ROWS, lines // MOST_UNITS)


@frozen
class Source:
    """A file of the input; `unread` says why it cannot be read at all."""

    number: int
    path: str
    format: Format
    bytes: int = 0
    sha256: str = ""
    unread: str = ""


@frozen
class Unit:
    """Part of a file that is read at once: some groups of rows of a Parquet file, or any other file whole."""

    number: int
    source: int
    groups: tuple[int, ...] = ()
    first_row: int = 1
    rows: int = 0


def find_sources(inputs: Sequence[str]) -> list[Source]:
    """The files that `inputs` name: files, folders and patterns. Raises `RunError` where there are none."""
    paths = list(dict.fromkeys(path for text in inputs for path in _files(text)))
    formats = {path: _format(path) for path in paths}
    if len(found := sorted(set(formats.values()))) > 1:
        raise RunError(f"the input is {' and '.join(found)}; rule one format at a time")
    return [Source(number, path, formats[path]) for number, path in enumerate(paths)]


def _files(text: str) -> list[str]:
    path = Path(text)
    if path.is_dir():
        if (path / "_delta_log").is_dir():
            raise RunError(
                f"{text}: this is a Delta table, whose folder also holds rows that were deleted; "
                "read it with Spark and scrubjay.spark"
            )
        found = sorted(str(each) for each in path.rglob("*") if _is_data(each, path) and not each.is_dir())
        if not found:
            raise RunError(f"{text}: the folder holds no {', '.join(SUFFIXES)} file")
        return found
    if path.exists() or path.is_symlink() or not glob.has_magic(text):
        return [text]
    found = sorted(each for each in glob.glob(text, recursive=True) if Path(each).is_file())  # noqa: PTH207
    if not found:
        raise RunError(f"{text}: no file has a name like this")
    return found


def _is_data(path: Path, top: Path) -> bool:
    """Names that begin with a point or an underscore are notes of whoever wrote the folder."""
    hidden = any(part.startswith((".", "_")) for part in path.relative_to(top).parts)
    return not hidden and _suffix(path) in SUFFIXES


def _suffix(path: Path) -> str:
    return (Path(path.stem) if path.suffix in COMPRESSED else path).suffix.lower()


def _format(path: str) -> Format:
    suffix = _suffix(Path(path))
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise RunError(f"{path}: the name says no format; there are {known}, and {' and '.join(COMPRESSED)}")
    if SUFFIXES[suffix] == "parquet" and Path(path).suffix in COMPRESSED:
        raise RunError(f"{path}: a Parquet file is compressed within; unpack it")
    return SUFFIXES[suffix]


def digested(source: Source) -> Source:
    """The source with the size and the digest of its file, or with why it cannot be read."""
    try:
        with Path(source.path).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return evolve(source, bytes=stream.tell(), sha256=digest)
    except OSError as error:
        return evolve(source, unread=error.strerror or str(error))


def units_of(sources: Iterable[Source], together: int) -> Iterator[Unit]:
    """The units of all sources that can be read, of so many rows `together`, numbered in their order."""
    number = 0
    for source in sources:
        if source.unread:
            continue
        found = _row_groups(source, together) if source.format == "parquet" else [Unit(0, source.number)]
        for unit in found:
            yield evolve(unit, number=number)
            number += 1


def _row_groups(source: Source, together: int) -> Iterator[Unit]:
    metadata = footer(source.path)
    groups: list[int] = []
    first = rows = 0
    for group in range(metadata.num_row_groups):
        size = metadata.row_group(group).num_rows
        if groups and rows + size > together:
            yield Unit(0, source.number, tuple(groups), first + 1, rows)
            groups, first, rows = [], first + rows, 0
        groups.append(group)
        rows += size
    if groups:
        yield Unit(0, source.number, tuple(groups), first + 1, rows)


def footer(path: str) -> pq.FileMetaData:
    """What a Parquet file says of its columns and row groups; read once, while the file stays as it is."""
    found = Path(path).stat()
    return _footer(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _footer(path: str, *_: int) -> pq.FileMetaData:
    return pq.read_metadata(path)


READ_ERRORS: Final = (OSError, pa.ArrowException, UnicodeDecodeError)
"""What reading a damaged file raises."""
