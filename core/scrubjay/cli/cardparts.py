"""The pieces that a card is printed from: headings, paragraphs, and tables of entries."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scrubjay.card import CardEntry, Cell
from scrubjay.findings import in_words


def head(console: Console, title: str) -> None:
    """A heading below an empty line."""
    console.print()
    console.print(Text(title.capitalize(), "bold"))


def put(console: Console, text: str, depth: int, style: str = "") -> None:
    """A paragraph at a depth, what follows its first line two columns further in."""
    before = " " * depth
    for line in textwrap.wrap(
        text, console.width, initial_indent=before, subsequent_indent=before + "  ", break_on_hyphens=False
    ):
        console.print(Text(line, style), soft_wrap=True)


def entries_of(console: Console, entries: Sequence[CardEntry]) -> None:
    """Entries with the same columns as one table under their names; others by label and value."""
    for columns, run in groupby(entries, _columns):
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=bool(columns))
        rows = [(entry.label, *_cells(entry), entry.note) for entry in run]
        filled = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
        heads = ("", *(columns or ("",)), "")
        for place in filled:
            table.add_column(heads[place], overflow="fold")
        for row in rows:
            table.add_row(*(row[place] for place in filled))
        console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _columns(entry: CardEntry) -> tuple[str, ...]:
    return tuple(entry.value) if isinstance(entry.value, Mapping) else ()


def _cells(entry: CardEntry) -> list[str]:
    value = entry.shown
    if isinstance(value, Mapping):
        return [_cell(each) for each in value.values()]
    return ["-" if value is None else in_words(value, entry.unit)]


def _cell(value: Cell) -> str:
    return "-" if value is None else str(value)
