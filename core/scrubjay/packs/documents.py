"""One TOML file of a pack, with the place of every key in it."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field

from scrubjay.packs import positions
from scrubjay.packs.faults import Fault, PackError

Place = tuple[str | int, ...]


@define(eq=False, slots=False)
class Document:
    """A TOML file: its path, its text and what it says."""

    file: Path
    text: str = field(repr=False)
    data: dict[str, Any] = field(repr=False)

    @cached_property
    def _positions(self) -> dict[Place, positions.Position]:
        return positions.positions(self.text)

    def position(self, place: Place) -> positions.Position:
        """Where a key or its nearest ancestor stands."""
        return positions.nearest(self._positions, place)

    def fault(self, code: str, place: Place, message: str, remedy: str = "") -> Fault:
        """A fault at a place in this file."""
        found = self.position(place)
        return Fault(self.file, found.line, found.column, code, dotted(place), message, remedy)


def read_document(file: Path) -> Document:
    """Read one TOML file. Raises `PackError` for text that is not TOML or not UTF-8."""
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise PackError([Fault(file, 1, 1, "SJ001", "", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"byte {raw[error.start]:#04x} is not UTF-8"
        raise PackError([Fault(file, line, 1, "SJ001", "", message, "save the file as UTF-8")]) from error
    try:
        return Document(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line, column, message = _where(error)
        raise PackError([Fault(file, line, column, "SJ001", "", f"is not TOML: {message}")]) from error
    except RecursionError as error:
        raise PackError([Fault(file, 1, 1, "SJ001", "", "is nested too deeply")]) from error


def dotted(place: Place) -> str:
    """A place in TOML words: `policy[0].version[1].params`."""
    words = ""
    for step in place:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words


def _where(error: tomllib.TOMLDecodeError) -> tuple[int, int, str]:
    """The line, column and message of a tomllib error; its text ends in "(at line 3, column 7)"."""
    message, _, place = str(error).rpartition(" (at ")
    numbers = [int(word) for word in place.replace(",", " ").replace(")", " ").split() if word.isdigit()]
    if len(numbers) == 2:
        return numbers[0], numbers[1], message
    return 1, 1, message or str(error)
