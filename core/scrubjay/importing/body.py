"""A sheet's heading checked, and its rows in batches of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from scrubjay.importing.cells import Cells
from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout
from scrubjay.importing.sheets import Sheet

Array = NDArray[Any]

ROWS: Final = 1_000
"""How many rows a batch has at most: few enough that their cells stay in the processor's cache."""

DEEPEST: Final = 60
"""Within how many lines the heading must end."""

END: Final = "\x1a"
"""What old programs write at the end of a text."""


@frozen(eq=False)
class Batch:
    """Some rows of a sheet, as columns; `lines` numbers the rows as an editor does."""

    file: str
    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]

    def numbers(self, column: str, cells: Cells) -> Array:
        """What the cells of a column stand for. Raises `FileError` at the first that is not as expected."""
        texts = self.columns[column]
        try:
            return np.fromiter(map(cells.__getitem__, texts), np.int32, len(texts))
        except ValueError as error:
            wrong = next(place for place, text in enumerate(texts) if text not in cells)
            message = f"{column}: {texts[wrong].strip()!r} is not {cells.expected}"
            raise FileError(self.file, self.lines[wrong], message) from error

    def joined(self, name: str, columns: Sequence[str]) -> Batch:
        """These rows with one more column, which joins the texts of `columns` with hyphens."""
        parts = (map(str.strip, self.columns[column]) for column in columns)
        texts = ["-".join(each) for each in zip(*parts, strict=True)]
        return evolve(self, columns={**self.columns, name: texts})


@frozen(eq=False)
class Body:
    """What stands below a sheet's heading: `first` is its first row, `places` where each column stands."""

    sheet: Sheet
    layout: Layout
    heading: str
    width: int
    places: Mapping[str, int]
    first: list[str]

    def batches(self) -> Iterator[Batch]:
        """The rows, many at a time. Raises `FileError` for a row that is not whole."""
        source = self.sheet.rows
        start, rows = source.line_num, [self.first, *islice(source, ROWS - 1)]
        while rows:
            lines, ended = _lines(rows, start, source.line_num), False
            columns = list(zip(*rows, strict=True)) if set(map(len, rows)) == {self.width} else []
            if not columns or self.layout.notes or not {"", END}.isdisjoint(columns[0]):
                kept, ended = self._kept(rows, lines)
                columns = list(zip(*(rows[place] for place in kept), strict=True))
                lines = [lines[place] for place in kept]
            if columns:
                yield Batch(self.sheet.name, lines, {name: columns[at] for name, at in self.places.items()})
            if ended:
                return
            start, rows = source.line_num + 1, list(islice(source, ROWS))
        if self.sheet.cut:
            message = "the last line has no end: is the file cut off?"
            raise FileError(self.sheet.name, source.line_num, message)

    def _kept(self, rows: list[list[str]], lines: Sequence[int]) -> tuple[list[int], bool]:
        """The places of the rows of data among `rows`, and whether they end there."""
        kept: list[int] = []
        for place, row in enumerate(rows):
            if row and row[0] == END:
                return kept, True
            if not any(cell.strip() for cell in row[1 if self.layout.notes else 0 :]):
                continue
            if len(row) != self.width:
                message = f"the row has {len(row)} cells, not {self.width}: is the file cut off?"
                raise FileError(self.sheet.name, lines[place], message)
            kept.append(place)
        return kept, False


def body(sheet: Sheet, layout: Layout) -> Body:
    """Read a sheet's heading. Raises `FileError` where it is not that of `layout`."""
    starts = re.compile(layout.starts)
    head: list[list[str]] = []
    for row in islice(sheet.rows, DEEPEST):
        if row and starts.fullmatch(row[0].strip()):
            break
        head.append(row)
    else:
        message = f"no row of data stands in the first {len(head)} lines; expected {layout.expected}"
        raise FileError(sheet.name, 1 if head else 0, message)
    text = " ".join(chain.from_iterable(head))
    if sheet.fixed:
        for line, cells in enumerate(head, start=1):
            if re.search("[0-9]", "".join(cells[1:])[-1:]):
                message = f"the line begins with {cells[0]!r}; expected {layout.expected}"
                raise FileError(sheet.name, line, message)
        return Body(sheet, layout, text, len(row), {name: at for at, name in enumerate(layout.fixed)}, row)
    headings = _headings(head)
    places = {}
    for name, form in layout.columns.items():
        found = [place for place, heading in enumerate(headings) if re.search(form, heading)]
        if len(found) != 1:
            number = f"{len(found)} columns" if found else "no column"
            seen = ", ".join(repr(each[-40:]) for each in headings[:10] if each) or "nothing"
            message = f"among the headings {seen} stands {number} for {name}; expected {layout.expected}"
            raise FileError(sheet.name, sheet.rows.line_num, message)
        places[name] = found[0]
    return Body(sheet, layout, text, len(headings), places, row)


def _headings(head: list[list[str]]) -> list[str]:
    """Each column's heading, which may run over several lines, in lower case."""
    columns = zip(*(row + [""] * (max(map(len, head)) - len(row)) for row in head), strict=True)
    return [" ".join(" ".join(cells).lower().split()) for cells in columns]


def _lines(rows: list[list[str]], start: int, last: int) -> Sequence[int]:
    """The line on which each row starts; a cell may run over several lines."""
    if start + len(rows) - 1 == last:
        return range(start, last + 1)
    lines = []
    for row in rows:
        lines.append(start)
        start += 1 + sum(cell.count("\n") for cell in row)
    return lines
