"""What is wrong with a pack, said in TOML words: file, line, column, key, value, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from attrs import frozen

MOST_FAULTS: Final = 100
"""How many faults of one sort are told of one file."""
MOST_CHOICES: Final = 1_000
MOST_LETTERS: Final = 200
"""How many names, and how long a one, are compared to find the nearest."""


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
        """The fault in one line, with the file named as `file`; nothing in it moves a terminal."""
        place = f"{file}:{self.line}:{self.column}"
        key = f" {self.key}:" if self.key else ""
        line = f"{place}: {self.code}{key} {self.message}" + (f"; {self.remedy}" if self.remedy else "")
        return line if line.isprintable() else "".join(map(_printable, line))


class PackError(ValueError):
    """A pack cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else letter.encode("unicode_escape", "surrogatepass").decode()


def standing(file: Path) -> Path:
    """Where a file stands, whatever it links to: only the folders above it are followed."""
    return file.parent.resolve() / file.name


def close(name: str, known: Iterable[str]) -> str:
    """ "did you mean 'x'?", or nothing where no name is close. Capitals make no name distant."""
    choices = {choice.casefold(): choice for choice in sorted(set(known), reverse=True)}
    if len(name) > MOST_LETTERS or len(choices) > MOST_CHOICES:
        return ""  # to compare so many would take longer than to read the pack
    near = get_close_matches(name.casefold(), sorted(choices), 1)
    return f"did you mean {choices[near[0]]!r}?" if near else ""


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
