"""Telling JSON Lines from one object written over several lines."""

import json
from collections.abc import Iterator
from typing import Final

from scrubjay.intake.lines import MAX_LINE_BYTES

_LOOKED_AT: Final = 16
"""How many lines after a bad first one may show that the file is JSON Lines all the same."""

_lenient: Final = json.JSONDecoder(parse_int=len)


def is_lines(following: Iterator[tuple[int, bytes | None]], ahead: list[tuple[int, bytes | None]]) -> bool:
    """Decide from the first lines whether a file is JSON Lines; what was read for that is left in `ahead`.

    It is if something follows a first line that is complete. If the first line is not, either one object goes
    on over the next lines, or that line is damaged: then one of the next is an encounter by itself.
    """
    first = next(following)
    ahead.append(first)
    if first[1] is None:
        return True
    complete = _value(first[1]) is not None
    for number, line in following:
        ahead.append((number, line))
        if line is None:
            return True
        if not line.isspace() and (complete or _is_encounter(line)):
            return True
        held = sum(len(text or b"") for _, text in ahead)
        if not complete and (len(ahead) > _LOOKED_AT or held > MAX_LINE_BYTES):
            return False
        if complete:
            ahead.pop()
    return False


def _is_encounter(line: bytes) -> bool:
    value = _value(line)
    return isinstance(value, dict) and "payer" in value


def _value(line: bytes) -> object | None:
    """Decode a line that is JSON, whatever else is wrong with it; None if it is not, or is null."""
    try:
        value: object = _lenient.decode(line.decode(errors="replace"))
    except ValueError:
        return None
    except RecursionError:
        return {}
    return value
