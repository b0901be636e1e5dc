"""Parameters and conditions in words, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from attrs import frozen

from scrubjay.docs.markdown import code

_NONE: Final = object()
"""What stands for a value that is not there."""


@frozen
class Difference:
    """A key, in TOML words, with what it held before and after; None where it held nothing."""

    key: str
    before: str | None
    after: str | None


def value(found: Any) -> str:
    """A value of TOML as Markdown."""
    if isinstance(found, bool):
        return code(str(found).lower())
    if isinstance(found, Mapping) and found.keys() == {"supplied"}:
        return f"to be supplied: {code(found['supplied'])}"
    if isinstance(found, Mapping):
        return "; ".join(pair(key, each) for key, each in found.items()) or "none"
    if isinstance(found, list):
        return ", ".join(map(value, found)) or "none"
    return code(found)


def pair(key: str, found: Any) -> str:
    """A key and its value as Markdown."""
    return f"{code(key)} {value(found)}"


def differences(before: Any, after: Any, key: str = "") -> Iterator[Difference]:
    """What differs between two values of TOML, key by key.

    Lists of single values are compared as sets; lists of tables entry by entry, in order.
    """
    if before is _NONE or after is _NONE:
        yield Difference(
            key, None if before is _NONE else value(before), None if after is _NONE else value(after)
        )
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            within = f"{key}.{name}" if key else name
            yield from differences(before.get(name, _NONE), after.get(name, _NONE), within)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, key)
    elif before != after:
        yield Difference(key, value(before), value(after))


def _lists(before: Sequence[Any], after: Sequence[Any], key: str) -> Iterator[Difference]:
    if all(not isinstance(each, Mapping | list) for each in (*before, *after)):
        for each in before:
            if each not in after:
                yield Difference(key, value(each), None)
        for each in after:
            if each not in before:
                yield Difference(key, None, value(each))
        return
    for number, (old, new) in enumerate(zip_longest(before, after, fillvalue=_NONE)):
        yield from differences(old, new, f"{key}[{number}]")
