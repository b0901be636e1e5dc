"""Imports files: read and checked whole, then written aside, then put in place."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from attrs import frozen

from scrubjay.importing.body import body
from scrubjay.importing.errors import FileError
from scrubjay.importing.indices import Indices
from scrubjay.importing.pairs import Pairs
from scrubjay.importing.places import Places
from scrubjay.importing.reader import Reader
from scrubjay.importing.release import Release, agreed
from scrubjay.importing.rows import Gathered
from scrubjay.importing.sheets import Sheet, sheets
from scrubjay.importing.units import Units
from scrubjay.importing.values import RelativeValues
from scrubjay.importing.writing import Imported, write

READERS: Final[Mapping[str, type[Reader]]] = {
    reader.layout.kind: reader for reader in (Pairs, Units, RelativeValues, Indices, Places)
}
"""The reader of each kind of file."""

BROKEN: Final = (OSError, EOFError, BadZipFile, zlib.error, csv.Error, UnicodeDecodeError, ParseError)
"""What the libraries raise that open files, where one breaks off or is damaged."""

Progress = Callable[[str, int, int], None]
"""Is told the name of a sheet, how much of it has been read, and its size."""


@frozen
class Asked:
    """What a person says of the files, beside naming them; empty where nothing is said."""

    release: Release | None = None
    service: str = ""
    table: str = ""
    codes: frozenset[str] | None = None


def import_files(
    kind: str,
    paths: Sequence[Path],
    pack: Path,
    asked: Asked = Asked(),
    progress: Progress = lambda *_: None,
) -> Imported:
    """Make a table of the pack in a folder. Where it raises `FileError` it has written nothing."""
    reader = READERS[kind](asked.service, asked.codes)
    gathered = Gathered(reader.shape, reader.texts)
    found: dict[str, Release] = {}
    for path in paths:
        with closing(sheets(path, reader.layout)) as opened:
            for sheet in opened:
                found[sheet.name] = _read(sheet, reader, gathered, asked.release, progress)
    releases = _without_gaps(found, reader)
    return write(pack, asked.table or reader.table, reader, gathered.table(), releases, tuple(found))


def _read(
    sheet: Sheet, reader: Reader, gathered: Gathered, asked: Release | None, progress: Progress
) -> Release:
    """Read one sheet; its release."""
    try:
        whole = body(sheet, reader.layout)
        reader.find_service(whole)
        release = agreed(sheet.name, reader.hints(whole), asked, yearly=reader.layout.yearly)
        for batch in whole.batches():
            gathered.add(sheet.name, reader.read(batch, release))
            progress(sheet.name, sheet.read, sheet.size)
    except BROKEN as error:
        raise FileError(sheet.name, sheet.rows.line_num, f"cannot be read on: {error}") from error
    return release


def _without_gaps(found: Mapping[str, Release], reader: Reader) -> list[Release]:
    """The releases in order. Raises `FileError` where one is missing between them, or one is too many."""
    releases = sorted(set(found.values()))
    for one, following in pairwise(releases):
        name = next(name for name, release in found.items() if release == following)
        if not reader.layout.dated:
            message = f"is of {following}, beside files of {one}; a table holds one release"
            raise FileError(name, 0, message)
        if one.span.end + timedelta(days=1) != following.span.start:
            raise FileError(name, 0, f"is of {following}, and what comes between it and {one} is missing")
    return releases
