"""The one kind of terminal output: no markup, no guessing, colour only where it is wanted."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Whoever reads has stopped: that is for the caller to end on, in its own way."""
        raise BrokenPipeError


def make_console(out: TextIO, *, width: int, color: bool) -> Console:
    """A console that writes to `out`, in lines of `width` columns."""
    return _Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
    )
