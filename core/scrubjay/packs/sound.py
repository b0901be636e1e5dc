"""What a TOML file may not hold although TOML allows it, because of what it does to those who read it."""

from __future__ import annotations

import re
from typing import Any, Final

DEEPEST: Final = 50
"""How many tables and lists may stand within each other. No schema goes that far; what follows recurses."""
LONGEST_KEY: Final = 200

_HIDDEN: Final = r"[^\t\n\x20-\x7e\xa0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ufefe\uff00-\U0010ffff]"
"""Control characters, which terminals obey, and those that turn or hide the text around them."""
# What is not closed runs to where it would have to be, so that no text is looked at twice.
_TOKENS: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5})?"
    r'|(?P<key>"(?:[^"\\\n]|\\[^\n])*+"?|\'[^\'\n]*+\'?|[\w-]+)|(?P<dot>\.)|(?P<blank>[ \t]+)|#[^\n]*|\n|.'
)

Unsound = tuple[list[str | int], str, str]
"""The way to what is unsound, from its end; what is wrong there; what to do."""


def long_key(text: str) -> int:
    """The line of the first dotted key of more than `DEEPEST` parts, 0 for none.

    The time that it takes to parse one grows with the square of its parts, so this is asked first.
    """
    if all(line.count(".") <= DEEPEST for line in text.split("\n")):
        return 0
    dots, after_key = 0, False
    for token in re.finditer(_TOKENS, text, re.DOTALL):
        kind = token.lastgroup
        if kind == "dot" and after_key:
            dots += 1
            if dots >= DEEPEST:
                return text.count("\n", 0, token.start()) + 1
        elif kind != "blank" and not (kind == "key" and not after_key and dots):
            dots = 0
        if kind != "blank":
            after_key = kind == "key"
    return 0


def too_deep(value: object, left: int = DEEPEST) -> bool:
    """Do tables and lists stand within each other more than `left` times?"""
    if not isinstance(value, dict | list):
        return False
    within = value.values() if isinstance(value, dict) else value
    return left == 0 or any(too_deep(each, left - 1) for each in within)


def unsound(value: Any) -> Unsound | None:
    """The first text, key or number of a document that no pack may hold."""
    if isinstance(value, str):
        if found := re.search(_HIDDEN, value):
            return [], f"holds the character U+{ord(found[0]):04X}, which is not shown", "leave it out"
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            return [], "is a number of more than 64 bits", "write a smaller one"
    elif isinstance(value, dict):
        for key, each in value.items():
            if len(key) > LONGEST_KEY or not key.isprintable():
                return [], f"has a key that cannot be one: {key[:30]!r}", "name it in plain letters"
            if found_below := unsound(each):
                found_below[0].append(key)
                return found_below
    elif isinstance(value, list):
        for place, each in enumerate(value):
            if found_below := unsound(each):
                found_below[0].append(place)
                return found_below
    return None
