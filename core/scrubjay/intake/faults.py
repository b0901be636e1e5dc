"""One fault of one value, and the error that carries all of them."""

import json
import re
from collections.abc import Iterable
from typing import Final

from attrs import frozen

_SHOWN: Final = 60
_plain = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}").fullmatch


@frozen
class Fault:
    """What is wrong at one place of an encounter."""

    path: str
    """Where, from the encounter down: `$.lines[0].minutes`; members of lists count from 0."""
    value: str | None
    """What was found there, as JSON, shortened to about 60 characters; None where something is missing."""
    expected: str
    """What was expected instead; empty where `value` says it all."""
    remedy: str
    """What to do about it."""

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.path}: {self.expected} is missing; {self.remedy}"
        found = f"{self.value} is not {self.expected}" if self.expected else self.value
        return f"{self.path}: {found}; {self.remedy}"


class EncounterError(ValueError):
    """An encounter that cannot be read, with all its `faults`; `str()` gives a line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def step(key: object) -> str:
    """Write one step of a path: `.minutes`, `[0]`, or `["an odd key"]`."""
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if isinstance(key, str) and _plain(key) else f"[{shown(key)}]"


def shown(value: object) -> str:
    """Write a value as JSON would, on one line of printable characters, shortened."""
    if isinstance(value, dict):
        return _counted("an object of", len(value), "key") if value else "an empty object"
    if isinstance(value, list | tuple):
        return _counted("a list of", len(value), "member") if value else "an empty list"
    if isinstance(value, str):
        text = json.dumps(value[:_SHOWN], ensure_ascii=False)
        text = "".join(character if character.isprintable() else _escaped(character) for character in text)
        return text if len(value) <= _SHOWN and len(text) <= 2 * _SHOWN else f'{text[: _SHOWN - 4]}…"'
    if isinstance(value, int) and value.bit_length() > 200:
        return f"a number of about {value.bit_length() * 3 // 10} digits"
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return f"a Python {type(value).__name__}"


def _counted(what: str, number: int, noun: str) -> str:
    return f"{what} {number} {noun}{'s' if number != 1 else ''}"


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) > 127 else f"\\u{ord(character):04x}"
