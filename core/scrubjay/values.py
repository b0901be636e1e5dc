"""Types of parameters beyond Python's own, as a pack states them and as a kind reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

Money = NewType("Money", int)
"""An amount in cents; in a pack a string such as "2480.00"."""

Code = NewType("Code", str)
"""One HCPCS/CPT code."""

Modifier = NewType("Modifier", str)
"""One two-character modifier."""


class CodeSet(frozenset[str]):
    """Codes, and the name under which a pack declares them (empty for a list written in place)."""

    name: str

    def __new__(cls, codes: Iterable[str] = (), name: str = "") -> CodeSet:
        """Make the set of `codes`, called `name`."""
        made = super().__new__(cls, codes)
        made.name = name
        return made

    def __str__(self) -> str:
        return self.name or ", ".join(sorted(self))
