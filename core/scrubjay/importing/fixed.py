"""Rows out of text of fixed width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout


class FixedWidth:
    """The rows of a text of fixed width, each with the columns of `layout`; other lines are one cell."""

    def __init__(self, name: str, lines: Iterable[str], layout: Layout) -> None:
        self.line_num = 0
        self._name = name
        self._lines = iter(lines)
        self._starts = re.compile(layout.starts)
        self._places = list(layout.fixed.values())

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        line = next(self._lines).rstrip("\r\n")
        self.line_num += 1
        cells = [line[start:end] for start, end in self._places]
        if not self._starts.fullmatch(cells[0].strip()):
            return cells if cells[-1].strip() else [line]
        if len(line) < self._places[-1][1]:
            message = f"the line has {len(line)} characters, not {self._places[-1][1]}: is the file cut off?"
            raise FileError(self._name, self.line_num, message)
        return cells
