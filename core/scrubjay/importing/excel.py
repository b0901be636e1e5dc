"""Rows out of Excel files, read one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from typing import IO, Any
from zipfile import BadZipFile

from scrubjay.importing.errors import FileError


class Excel:
    """The rows of the first sheet of a workbook, all as wide, each cell as the text that it stands for."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        try:
            openpyxl: Any = import_module("openpyxl")
        except ModuleNotFoundError as error:
            raise FileError(
                name, 0, "reading Excel needs openpyxl: pip install 'scrubjay[import]'"
            ) from error
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            sheet = book.worksheets[0]
        except (BadZipFile, KeyError, IndexError, ValueError, OSError) as error:
            raise FileError(name, 0, "is not an Excel workbook") from error
        self.line_num = 0
        self.title: str = sheet.title
        self.size: int = sheet.max_row or 0
        self._rows = sheet.iter_rows(values_only=True)
        self._width = 0

    def tell(self) -> int:
        """How many rows have been read."""
        return self.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        row = [_text(cell) for cell in next(self._rows)]
        self.line_num += 1
        self._width = max(self._width, len(row))
        return row + [""] * (self._width - len(row))


def _text(cell: object) -> str:
    """A cell as CMS writes it in text: whole numbers without a point, dates as YYYYMMDD."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date | datetime):
        return f"{cell:%Y%m%d}"
    return str(cell)
