"""Which encounter each claim belongs to, and in what order claims stand."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.bulk.checking import Column
from scrubjay.bulk.staged import FILE, ROW, Staged, below
from scrubjay.columns import Coded

Array = NDArray[Any]


@frozen(eq=False, slots=False)
class Owners:
    """The encounters of claims: `whose` numbers that of each header, `order` is that of the headers' rows.

    An encounter may have several headers, where its rows stand apart in the input. `sizes` says how many
    lines each header has.
    """

    whose: Array
    encounters: int
    order: Array
    sizes: Array

    @classmethod
    def of(cls, claims: Staged, ids: Column | None) -> Owners:
        """Claims of one id are one encounter; where there are no `ids`, each claim is one."""
        order = np.lexsort(
            (np.asarray(claims.header(ROW)), np.asarray(claims.header(FILE).indices)),
        )
        if ids is None:
            return cls(np.arange(len(claims)), len(claims), order, claims.sizes)
        return cls(*_by_id(ids), order, claims.sizes)

    @cached_property
    def first(self) -> Array:
        """The header with which each encounter begins."""
        first = np.empty(self.encounters, np.int64)
        first[self.whose[self.order[::-1]]] = self.order[::-1]
        return first

    @cached_property
    def above(self) -> Array:
        """The header of each line."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    @cached_property
    def begins(self) -> Array:
        """The first line of each header."""
        return np.asarray(np.cumsum(self.sizes) - self.sizes)

    @cached_property
    def lines(self) -> Array:
        """How many lines each encounter has."""
        return np.bincount(self.whose, self.sizes, self.encounters).astype(np.int64)

    @cached_property
    def age(self) -> Array:
        """The rank of each header in order of rows."""
        age = np.empty(len(self.order), np.int64)
        age[self.order] = np.arange(len(self.order))
        return age

    def below(self, headers: Array) -> Array:
        """The lines of headers, in the order of these."""
        return below(self.begins, self.sizes, headers)

    def places(self) -> Array:
        """The place of each line among those of its encounter, from 0."""
        whose = self.whose[self.order]
        headers = self.order[np.argsort(whose, kind="stable")]
        place = np.empty(len(self.above), np.int64)
        place[self.below(headers)] = np.arange(len(place)) - np.repeat(
            np.cumsum(self.lines) - self.lines, self.lines
        )
        return place


def _by_id(ids: Column) -> tuple[Array, int]:
    """Headers of one id; one without an id is an encounter of its own, to be refused."""
    assert isinstance(ids, Coded)
    whose, count = ids.ids, len(ids.names)
    absent = np.flatnonzero(~ids.known)
    if len(absent):
        whose = whose.copy()
        whose[absent] = np.arange(count, count + len(absent))
        occurring, whose = np.unique(whose, return_inverse=True)
        count = len(occurring)
    return whose.astype(np.int32), count
