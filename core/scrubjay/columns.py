"""Columns of text: small integers and the names they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.groups import loops_for

Array = NDArray[Any]


@frozen(eq=False)
class Coded:
    """A column of text: `names[ids[i]]` is the text of element `i`; the empty name is absence.

    Columns that much is looked up by have the `ids` of `np.intp`, with which NumPy need not convert them.
    """

    ids: Array
    names: tuple[str, ...]

    @classmethod
    def of(cls, values: Iterable[str | None]) -> Coded:
        """Number texts in order of first appearance."""
        numbers: dict[str, int] = {}
        ids = [numbers.setdefault(value or "", len(numbers)) for value in values]
        return cls(np.array(ids, np.intp), tuple(numbers))

    @classmethod
    def from_array(cls, values: Array) -> Coded:
        """Number the texts of a NumPy string array, in sorted order."""
        names, ids = np.unique(values, return_inverse=True)
        return cls(ids.astype(np.intp), tuple(str(name) for name in names))

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, place: int) -> str:
        return self.names[int(self.ids[place])]

    def take(self, places: Array) -> Coded:
        """The elements at `places`."""
        return Coded(self.ids.take(places), self.names)

    def among(self, wanted: Iterable[str]) -> Array:
        """A mask: is the element one of `wanted`?"""
        chosen = wanted if isinstance(wanted, frozenset) else frozenset(wanted)
        table = np.array([name in chosen for name in self.names], np.bool_)
        loops = loops_for(len(self.ids)) if self.ids.dtype == np.intp else None
        if loops is not None:
            found = loops.looked_up(np.ascontiguousarray(self.ids), table.view(np.uint8))
            if len(found):
                return np.asarray(found)
        return table.take(self.ids)

    @property
    def known(self) -> Array:
        """A mask: is there a text at all?"""
        if "" not in self.names:
            return np.ones(len(self.ids), np.bool_)
        return np.array(self.ids != self.names.index(""))


def distinct(values: Array) -> Array:
    """The different values, in order; a missing time differs from every other.

    `np.unique` would first import masked arrays, which takes some ten milliseconds of every command.
    """
    ordered = np.sort(values)
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[fresh])


MODIFIERS: Final = 36 * 36 + 1
"""How many modifier numbers there are, absence included."""


@lru_cache(maxsize=4096)
def modifier_number(modifier: str) -> int:
    """A two-character modifier as a number above 0 (0 is absence)."""
    return int(modifier, 36) + 1


def modifier_text(number: int) -> str:
    """The modifier that a number stands for; empty for 0."""
    if number == 0:
        return ""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    high, low = divmod(int(number) - 1, 36)
    return digits[high] + digits[low]


@lru_cache(maxsize=1024)
def modifier_table(modifiers: tuple[str, ...]) -> Array:
    """A mask over modifier numbers: is this one of `modifiers`?"""
    table = np.zeros(MODIFIERS, np.bool_)
    table[[modifier_number(modifier) for modifier in modifiers]] = True
    return table
