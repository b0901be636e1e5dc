"""The one kind of terminal output: no markup, no guessing, colour only where it is wanted."""

from __future__ import annotations

import re
from typing import Any, Final, TextIO, cast

from rich.console import Console

_BLANKS: Final = re.compile(" +(?=\n)")


class _Plain:
    """A stream to which lines are written without the blanks that fill them up to their width."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        return self._out.write(_BLANKS.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Whoever reads has stopped: that is for the caller to end on, in its own way."""
        raise BrokenPipeError


def make_console(out: TextIO, *, width: int, color: bool) -> Console:
    """A console that writes to `out`, in lines of `width` columns."""
    return _Console(
        file=out if color else cast(TextIO, _Plain(out)),
        width=width,
        force_terminal=color,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
    )
