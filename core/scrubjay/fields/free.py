"""The free part of an encounter: any JSON object, kept as it is."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from scrubjay.fields.invalid import Invalid

MAX_DEPTH: Final = 64
MAX_BITS: Final = 8192


def extra(value: object) -> Mapping[str, Any]:
    """Take any JSON object that can be written again: nested at most 64 deep, keys and text in Unicode.

    It is not copied below its first level.
    """
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid("an object", 'write an object, such as {"room": "3"}')
    if value and not _writable(value):
        raise Invalid(
            f"a JSON object nested at most {MAX_DEPTH} deep",
            "keep to text, finite numbers, true, false, null, lists and objects with text keys",
        )
    return dict(value)


def _writable(value: object) -> bool:
    """Tell whether JSON can hold the value, going level by level, so that depth cannot exhaust the stack."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for member in level:
            if isinstance(member, dict):
                below.extend(member)
                if not all(isinstance(key, str) for key in member):
                    return False
                below.extend(member.values())
            elif isinstance(member, list):
                below.extend(member)
            elif not _scalar(member):
                return False
        if not below:
            return True
        level = below
    return False


def _scalar(value: object) -> bool:
    """Tell whether the value is a JSON scalar that can be written as UTF-8."""
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, int):
        return value.bit_length() <= MAX_BITS
    return value is None
