"""The members of a JSON array, one by one, so that a bad one does not spoil the others."""

import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError
from typing import Final

from scrubjay.intake.decoding import FAILURES, decoder, explained
from scrubjay.intake.faults import Fault

_space = re.compile(r"[ \t\r\n]*").match
_lenient: Final = json.JSONDecoder(parse_int=len)


def members(text: str, line: int = 1) -> Iterator[tuple[object, Fault | None]]:
    """Decode the members of an array, whose text begins with a bracket after white space.

    Gives each as its value and None, or as None and its fault. Nothing follows an error of syntax.
    `line` is the number of the text's first line.
    """
    at = _skip(text, _skip(text, 0) + 1)
    if text[at : at + 1] == "]":
        yield from _end(text, at, line)
        return
    while True:
        try:
            value, at = decoder.raw_decode(text, at)
            yield value, None
        except FAILURES as failure:
            yield None, explained(failure, line)
            if isinstance(failure, JSONDecodeError):
                return
            try:
                _, at = _lenient.raw_decode(text, at)
            except (ValueError, RecursionError):
                return
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            yield from _end(text, at, line)
            return
        at = _skip(text, at + 1)


def _end(text: str, at: int, line: int) -> Iterator[tuple[None, Fault]]:
    """Report what should be a bracket and then nothing, but is not."""
    if text[at : at + 1] != "]":
        yield None, explained(JSONDecodeError("expecting ',' or ']'", text, at), line)
    elif (after := _skip(text, at + 1)) < len(text):
        yield None, explained(JSONDecodeError("Extra data", text, after), line)


def _skip(text: str, at: int) -> int:
    space = _space(text, at)
    return space.end() if space else at
