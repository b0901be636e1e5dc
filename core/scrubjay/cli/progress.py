"""Bars that show how far a long command is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Says of something that it is done up to here, of so much; of 0 where nobody knows how much there is."""


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A bar for each thing that is told of, on standard error where that is a terminal; else nothing."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    with Bars(console=Console(file=sys.stderr, highlight=False), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(Path(name).name, total=size or None)
            bars.update(tasks[name], completed=done)

        yield show


def counted(values: Iterable[T], name: str, show: Progress, size: int = 0) -> Iterator[T]:
    """The same values, with a bar that counts them."""
    for done, value in enumerate(values, start=1):
        yield value
        show(name, done, size)
