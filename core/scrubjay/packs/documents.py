"""One TOML file of a pack, with the place of every key in it."""

from __future__ import annotations

import json
import tomllib
from codecs import BOM_UTF8
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from scrubjay.packs import positions
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.files import MOST_BYTES, read_file
from scrubjay.packs.sound import DEEPEST, long_key, too_deep, unsound

Place = tuple[str | int, ...]

_REMEDIES: Final = {
    "Cannot": "state each key and each table once",
    "Invalid value": "text stands in quotes; numbers, dates, true and false do not",
    "Illegal character '\\n'": "text in one pair of quotes ends on the line where it begins",
    "Invalid date": "dates are written 2026-01-31",
}
"""What to do about a message of tomllib, by how it starts."""


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
    """Read one TOML file. Raises `PackError` for what is no plain file of TOML."""
    return parse_document(file, read_file(file, MOST_BYTES))


def parse_document(file: Path, raw: bytes) -> Document:
    """The document that the bytes of a file are. Raises `PackError` for what is not TOML or not UTF-8."""
    text = _text(file, raw)
    if line := long_key(text):
        raise _unreadable(file, line, 1, f"has a key of more than {DEEPEST} parts")
    try:
        data = tomllib.loads(text)
    except RecursionError as error:
        raise _unreadable(file, 1, 1, "is nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        line, column, message = _where(str(error), text)
        remedy = next((words for start, words in _REMEDIES.items() if message.startswith(start)), "")
        if message.startswith("Invalid value, at the end"):
            remedy = "close what was opened"
        raise _unreadable(file, line, column, f"is not TOML: {message}", remedy) from error
    except ValueError as error:
        raise _unreadable(file, 1, 1, "holds a number of too many digits") from error
    if too_deep(data):
        raise _unreadable(file, 1, 1, "is nested too deeply")
    document = Document(file, text, data)
    if found := unsound(data):
        way, message, remedy = found
        raise PackError([document.fault("SJ030", tuple(reversed(way)), message, remedy)])
    return document


def _text(file: Path, raw: bytes) -> str:
    if raw.startswith(BOM_UTF8):
        raise _unreadable(file, 1, 1, "starts with a byte order mark", "save the file as UTF-8 without one")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8").split("\n")
        message = f"byte {raw[error.start]:#04x} is not UTF-8"
        raise _unreadable(
            file, len(before), len(before[-1]) + 1, message, "save the file as UTF-8"
        ) from error
    return text


def dotted(place: Place) -> str:
    """A place in TOML words: `policy[0].version[1].params`."""
    words = ""
    for step in place:
        if isinstance(step, int):
            words += f"[{step}]"
        else:
            key = step if step.replace("-", "").replace("_", "").isalnum() else _quoted(step)
            words += f".{key}" if words else key
    return words


def _quoted(key: str) -> str:
    return json.dumps(key if len(key) <= 40 else f"{key[:39]}…", ensure_ascii=not key.isprintable())


def _unreadable(file: Path, line: int, column: int, message: str, remedy: str = "") -> PackError:
    return PackError([Fault(file, line, column, "SJ001", "", message, remedy)])


def _where(error: str, text: str) -> tuple[int, int, str]:
    """The line, column and message of a tomllib error, whose text ends in "(at line 3, column 7)"."""
    message, at, place = error.rpartition(" (at ")
    if place == "end of document)":
        lines = text.rstrip().split("\n")
        return len(lines), len(lines[-1]) + 1, f"{message}, at the end of the file"
    numbers = [int(word) for word in place.replace(",", " ").replace(")", " ").split() if word.isdecimal()]
    if at and len(numbers) == 2:
        return numbers[0], numbers[1], message
    return 1, 1, error
