"""One JSON document to a Python value, strictly."""

import json
from collections.abc import Iterable
from json.decoder import JSONDecodeError
from math import isinf
from typing import Any, Final, NoReturn

from scrubjay.intake.faults import EncounterError, Fault, shown

_SAID: Final = {
    "Invalid control character at": "a control character in text is written with a backslash, such as \\t",
    "Unterminated string starting at": "the text that begins there has no closing quote",
}
"""Words of our own where the decoder's end in the middle of a sentence."""

EMPTY: Final = Fault("$", "the file is empty", "", "write encounters as JSON objects")


class RefusedError(Exception):
    """Raised by the hooks of the decoder, whose own errors are all about syntax."""

    def __init__(self, value: str, expected: str, remedy: str) -> None:
        super().__init__(value)
        self.fault = Fault("$", value, expected, remedy)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = _repeated(key for key, _ in pairs)
        raise RefusedError(f"the key {shown(twice)} comes twice in one object", "", "keep one of the two")
    return value


def _repeated(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    raise AssertionError("no key is repeated")


def _constant(name: str) -> NoReturn:
    raise RefusedError(name, "a JSON number", "leave the field out if its value is not known")


def _float(digits: str) -> float:
    value = float(digits)
    if isinf(value):
        raise RefusedError(digits[:40], "a number that can be held", "it is too large")
    return value


decoder: Final = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
"""The strict decoder; besides errors of syntax it raises what `explained` explains."""

FAILURES: Final = (ValueError, RecursionError, RefusedError)
"""What the decoder, and the decoding of UTF-8, may raise."""


def decode(text: bytes | str, *, line: int = 1) -> object:
    """Decode one JSON document of UTF-8, past a byte order mark; `line` is the number of its first line.

    Raises `EncounterError` for an empty text, bytes that are not UTF-8, an error of syntax (with its line and
    column), a key that comes twice in one object, NaN and infinities, numbers of thousands of digits, and
    lists and objects nested about a thousand deep.
    """
    try:
        text = text.decode() if isinstance(text, bytes) else text
        text = text.removeprefix("\ufeff")
        if text and not text.isspace():
            return decoder.decode(text)
    except FAILURES as failure:
        raise EncounterError([explained(failure, line)]) from None
    raise EncounterError([EMPTY])


def explained(failure: Exception, line: int = 1) -> Fault:
    """Say what a failure to decode means; `line` is the number of the text's first line."""
    match failure:
        case RefusedError():
            return failure.fault
        case UnicodeDecodeError():
            value = f"the byte 0x{failure.object[failure.start]:02x} at offset {failure.start}"
            return Fault("$", value, "UTF-8", "save the file as UTF-8")
        case JSONDecodeError():
            message = _SAID.get(failure.msg, failure.msg[:1].lower() + failure.msg[1:])
            return syntax(message, failure.lineno + line - 1, failure.colno)
        case RecursionError():
            return Fault("$", "lists and objects are nested too deep to be read", "", "nest them less")
        case _:
            return Fault("$", "a number has too many digits to be read", "", "write fewer digits")


def syntax(message: str, line: int, column: int) -> Fault:
    """Report an error of syntax."""
    if message == "extra data":
        message = "one value ended before; put encounters in one list, or each on a line of its own"
    return Fault("$", f"the text at line {line}, column {column}", "JSON", message)
