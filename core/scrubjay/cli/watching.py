"""How people see a long run go on: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final, TextIO

import click

from scrubjay.cli.common import wants_color, width
from scrubjay.console import make_console

_EVERY: Final = 10.0
"""Seconds between two lines, where there is no terminal."""

Shown = Callable[[int], None]


@contextmanager
def watching(out: TextIO) -> Iterator[_Lines | _Bars]:
    """Show on `out` what is told to the watch."""
    if not out.isatty():
        yield _Lines()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = make_console(out, width=width(out), color=wants_color(out))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[done]}"))
    bars = Progress(*columns, TimeRemainingColumn(), console=console, transient=True)
    try:
        yield _Bars(bars)
    finally:
        bars.stop()


def hint(text: str) -> None:
    """Say on standard error what looks odd."""
    click.echo(f"scrubjay: {text}", err=True)


class _Lines:
    def hint(self, text: str) -> None:
        hint(text)

    def begin(self, what: str, rows: int | None) -> Shown:
        begun = told = monotonic()
        done = 0

        def shown(more: int) -> None:
            nonlocal done, told
            done += more
            if monotonic() - told >= _EVERY:
                told = monotonic()
                click.echo(f"{what}: {progress(done, rows, told - begun)}", err=True)

        return shown


def progress(done: int, rows: int | None, seconds: float) -> str:
    """So many rows of so many, how fast, and how long it will still take."""
    rate = done / max(seconds, 1e-9)
    text = f"{done:,} rows" if rows is None else f"{done:,} of {rows:,} rows"
    text += f", {rate:,.0f} a second"
    return text if rows is None or not rate else f"{text}, {max(rows - done, 0) / rate:,.0f} s left"


class _Bars:
    """Bars start, and their thread with them, when there is something to show: workers began before."""

    def __init__(self, bars: Any) -> None:
        self._bars = bars

    def hint(self, text: str) -> None:
        self._bars.console.print(f"scrubjay: {text}")

    def begin(self, what: str, rows: int | None) -> Shown:
        begun = monotonic()
        self._bars.start()
        task = self._bars.add_task(what, total=rows, done="")
        done = 0

        def shown(more: int) -> None:
            nonlocal done
            done += more
            rate = done / max(monotonic() - begun, 1e-9)
            self._bars.update(task, completed=done, done=f"{done:,} rows, {rate:,.0f}/s")

        return shown
