"""Reading what recurs only once."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")

MOST: Final = 4096
"""How many values of one field are remembered before all of them are forgotten."""


def remembering(read: Callable[[object], T]) -> Callable[[object], T]:
    """Wrap a converter of text, so that it reads the same text only once; what it refuses, it reads again.

    Only text and None are remembered: 1, 1.0 and true would be the same key.
    """
    known: dict[Any, T] = {}

    def remembered(value: object) -> T:
        try:
            return known[value]
        except (KeyError, TypeError):  # not seen yet; or not hashable, and so not text
            result = read(value)
            if value is None or type(value) is str:
                _make_room(known)
                known[value] = result
            return result

    return remembered


def remembering_lists(read: Callable[[object], T]) -> Callable[[object], T]:
    """Wrap a converter of lists of text in the same way."""
    known: dict[Any, T] = {}

    def remembered(value: object) -> T:
        if type(value) is not list:
            return read(value)
        key = tuple(value)
        try:
            return known[key]
        except (KeyError, TypeError):
            result = read(value)
            if all(type(member) is str for member in key):
                _make_room(known)
                known[key] = result
            return result

    return remembered


def _make_room(known: dict[Any, T]) -> None:
    if len(known) >= MOST:
        known.clear()
