"""What is wrong with a pack, said in TOML words: file, line, column, key, value, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from attrs import frozen


@frozen(order=True)
class Fault:
    """One fault of a pack. `code` is the stable lint code; `key` is dotted, as in TOML."""

    file: Path
    line: int
    column: int
    code: str
    key: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return self.text(self.file)

    def text(self, file: Path | str) -> str:
        """The fault in one line, with the file named as `file`."""
        place = f"{file}:{self.line}:{self.column}"
        key = f" {self.key}:" if self.key else ""
        return f"{place}: {self.code}{key} {self.message}" + (f"; {self.remedy}" if self.remedy else "")


class PackError(ValueError):
    """A pack cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def close(name: str, known: Iterable[str]) -> str:
    """ "did you mean 'x'?", or nothing where no name is close."""
    near = get_close_matches(name, sorted(set(known)), 1)
    return f"did you mean {near[0]!r}?" if near else ""


FEW: Final = 12
"""So many names at most are listed in a message."""


def nearest(name: str, known: Iterable[str], listed: str = "") -> str:
    """ "did you mean 'x'?", or what there is to choose from: by name, or by the command that lists it."""
    choices = sorted(set(known))
    if near := close(name, choices):
        return near
    if not choices:
        return "there are none"
    if listed and len(choices) > FEW:
        return f"none is spelt like it: `{listed}` lists them"
    shown = ", ".join(choices[:FEW]) + (", …" if len(choices) > FEW else "")
    return f"there are {shown}"
