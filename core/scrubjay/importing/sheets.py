"""Opens files as CMS ships them: rows of cells out of text, CSV and Excel, alone or within a zip."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from codecs import BOM_UTF8
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, Protocol
from zipfile import BadZipFile, ZipFile

from attrs import field, frozen

from scrubjay.importing.errors import FileError
from scrubjay.importing.excel import Excel
from scrubjay.importing.fixed import FixedWidth
from scrubjay.importing.layout import Layout

LONGEST: Final = 2**20
"""Characters of a line that are read at once: a longer one is no row, and may be as long as memory."""


class Rows(Protocol):
    """Rows of cells; `line_num` counts the lines that have been read."""

    @property
    def line_num(self) -> int:
        """The number of the line that was read last."""

    def __iter__(self) -> Iterator[list[str]]:
        """The rows."""

    def __next__(self) -> list[str]:
        """The next row."""


@frozen(eq=False)
class Sheet:
    """A file, or a member of a zip, opened.

    `titles` are names that may tell its release. `cut` says that its last line has no end.
    """

    name: str
    titles: tuple[str, ...]
    rows: Rows
    size: int
    stream: Any = field(repr=False)
    text: Any = field(repr=False, default=None)
    """What decodes the stream, and would close it if nobody held it."""
    fixed: bool = False
    cut: bool = False

    @property
    def read(self) -> int:
        """How much of `size` has been read."""
        return int(self.stream.tell())


def sheets(path: Path, layout: Layout) -> Generator[Sheet]:
    """Each sheet of a file that `layout` speaks of, open until the next is asked for. Raises `FileError`."""
    try:
        with path.open("rb") as file:
            if path.suffix.lower() != ".zip":
                yield _sheet(str(path), (path.name,), file, os.fstat(file.fileno()).st_size, layout)
                return
            with ZipFile(file) as archive:
                for name in layout.chosen(str(path), archive.namelist()):
                    with archive.open(name) as member, _readable(member, name) as stream:
                        size = archive.getinfo(name).file_size
                        yield _sheet(f"{path}:{name}", (path.name, name), stream, size, layout)
    except OSError as error:
        raise FileError(str(path), 0, f"cannot be read: {error.strerror or error}") from error
    except BadZipFile as error:
        raise FileError(str(path), 0, "is not a whole zip file") from error


def _sheet(name: str, titles: tuple[str, ...], stream: IO[bytes], size: int, layout: Layout) -> Sheet:
    if name.lower().endswith(".xlsx"):
        book = Excel(name, stream)
        return Sheet(name, (*titles, book.title), book, book.size, book)
    if not name.lower().endswith((".txt", ".csv")):
        raise FileError(name, 0, "is no file that is read: .zip, .txt, .csv and .xlsx are")
    head: bytes = stream.peek(1 << 13)  # type: ignore[attr-defined]
    encoding = "utf-8-sig" if head.startswith(BOM_UTF8) else "latin-1"
    cut = isinstance(stream, io.BufferedReader) and _ends_within_a_line(stream)
    text = io.TextIOWrapper(stream, encoding, newline="")
    lines = iter(partial(text.readline, LONGEST), "")
    if b"\t" in head and not name.lower().endswith(".csv"):
        rows: Rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    elif layout.fixed and not name.lower().endswith(".csv"):
        return Sheet(name, titles, FixedWidth(name, lines, layout), size, stream, text, fixed=True)
    else:
        rows = csv.reader(lines)
    return Sheet(name, titles, rows, size, stream, text, cut=cut)


def _ends_within_a_line(stream: io.BufferedReader) -> bool:
    if not stream.seek(0, io.SEEK_END):
        return False
    stream.seek(-1, io.SEEK_END)
    last = stream.read(1)
    stream.seek(0)
    return last not in (b"\n", b"\r", b"\x1a")


@contextmanager
def _readable(member: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """A member of a zip; for Excel, which is read from several places in turn, a copy of it on disk."""
    if not name.lower().endswith(".xlsx"):
        yield member
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(member, copy)
        copy.seek(0)
        yield copy
