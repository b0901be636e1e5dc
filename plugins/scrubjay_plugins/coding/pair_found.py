"""The edits that stand between the codes of a day, found for the lines that take part in one."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay_plugins.coding.alphabet import places_in_order
from scrubjay_plugins.coding.code_bits import Words, at, first_common, meet
from scrubjay_plugins.coding.pair_answers import SAYS
from scrubjay_plugins.coding.pairings import Pairings

Array = NDArray[Any]


@frozen(eq=False)
class Day:
    """The lines of a batch by patient, day and provider, and the codes of each such day.

    `ranks` gives each line's code, `places` where what is known of it on its date stands in `known`; `out`
    masks lines that take no part (None for none); the codes of the others make `codes`, a set for each group.
    """

    known: Pairings
    out: Array | None
    ranks: Array
    places: Array
    group: Array
    size: int
    codes: Words

    @classmethod
    def of(cls, batch: Batch, known: Pairings, out: Array | None) -> Day:
        """The days of a batch."""
        ranks = batch.computed(places_in_order)
        groups = batch.day
        codes = _codes(known, ranks, groups.ids, groups.size, None if out is None else ~out)
        return cls(known, out, ranks, known.places(batch, ranks), groups.ids, groups.size, codes)

    @property
    def codes_today(self) -> Words:
        """For each line the codes of its day."""
        return at(self.codes, self.group)

    def codes_of(self, lines: Array) -> Words:
        """The codes of each day that stand on some of the lines that take part."""
        here = lines if self.out is None else lines & ~self.out
        return _codes(self.known, self.ranks, self.group, self.size, here)


def _codes(known: Pairings, ranks: Array, group: Array, size: int, where: Array | None) -> Words:
    if where is None:
        return known.codes.sets(ranks, group, size)
    lines = np.flatnonzero(where)
    return known.codes.sets(ranks[lines], group[lines], size)


@frozen(eq=False)
class Found:
    """What was found: lines, the answer to each, and the rank of its column-1 code (-1 where it is free)."""

    lines: Array
    answer: Array
    column1: Array


def find(day: Day, free: Array, lifting: Array | None, on_column1: Array | None) -> Found:
    """Which edit decides each line whose code is column 2 of another code of its day, or may be.

    `free` masks the lines to look at, `lifting` those with a modifier that lifts an edit from column 2 and
    `on_column1` those with one that does so from column 1 (None for none). An edit that nothing lifts comes
    before one that a modifier would lift, that before an unknown pair, and that before one that is lifted.
    """
    known, today = day.known, day.codes_today
    edited = meet(at(known.edits, day.places), today)
    lines = np.flatnonzero((edited | meet(at(known.unknown, day.places), today)) & free)
    answer = np.full(len(lines), SAYS.unknown, np.int8)
    column1 = first_common(at(known.unknown, day.places[lines]), at(day.codes, day.group[lines]))
    here = np.flatnonzero(edited[lines])
    if len(here):
        answer[here], column1[here] = _decide(day, lines[here], lifting, on_column1, column1[here])
    return Found(lines, answer, column1)


def _decide(
    day: Day, lines: Array, lifting: Array | None, on_column1: Array | None, unknown: Array
) -> tuple[Array, Array]:
    """The answer and column-1 code of lines with an edit; `unknown` is the first code of an unknown pair."""
    places, group = day.places[lines], day.group[lines]
    today = at(day.codes, group)
    separable = at(day.known.separable, places)
    never = first_common(at(day.known.never, places), today)
    any_separable = first_common(separable, today)
    unlifted = any_separable
    if on_column1 is not None:
        unlifted = first_common(separable, at(day.codes_of(~on_column1), group))
    if lifting is not None:
        unlifted = np.where(lifting[lines], -1, unlifted)
    answer = SAYS.choose(
        len(lines),
        SAYS.lifted,
        (never >= 0, SAYS.never),
        (unlifted >= 0, SAYS.denied),
        (unknown >= 0, SAYS.unknown),
    )
    column1 = any_separable
    for better in (unknown, unlifted, never):
        column1 = np.where(better >= 0, better, column1)
    return answer, column1
