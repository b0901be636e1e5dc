"""The edits that stand between the codes of a day, found for the lines that take part in one."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import Groups
from scrubjay_plugins.coding.alphabet import places_in_order
from scrubjay_plugins.coding.code_bits import Words, at, first_common, meet
from scrubjay_plugins.coding.pair_answers import SAYS
from scrubjay_plugins.coding.pairings import Pairings

Array = NDArray[Any]


@frozen(eq=False)
class Day:
    """The lines of a batch by patient, day and provider, and the codes of each such day.

    `ranks` gives each line's code, `places` where what is known of it on its date stands in `known`; `out`
    masks lines that take no part (None for none). `own` is the set of the code of a line that takes part, and
    empty for others; `codes` has those of the line's day.
    """

    known: Pairings
    out: Array | None
    ranks: Array
    places: Array
    groups: Groups
    own: Words
    codes: Words

    @classmethod
    def of(cls, batch: Batch, known: Pairings, out: Array | None) -> Day:
        """The days of a batch."""
        ranks = batch.computed(places_in_order)
        groups = batch.day
        own = known.codes.sets(ranks)
        if out is not None:
            own = tuple(np.where(out, 0, word) for word in own)
        codes = tuple(groups.union(word) for word in own)
        return cls(known, out, ranks, known.places(batch, ranks), groups, own, codes)

    def codes_of(self, lines: Array) -> Words:
        """The codes of each line's day that stand on some of `lines`, of those that take part."""
        return tuple(self.groups.union(np.where(lines, word, 0)) for word in self.own)

    def taking_part(self) -> Array:
        """How many lines of each line's day take part."""
        return self.groups.count() if self.out is None else self.groups.total(~self.out)


@frozen(eq=False)
class Found:
    """Lines that an edit decides, or may, and the answer to each; `lifted` as `on_column1` of `find`."""

    lines: Array
    answer: Array
    lifted: Array | None

    def column1(self, day: Day) -> Array:
        """The rank of the column-1 code of the pair that decides each line: the first, where several do."""
        known, lines = day.known, self.lines
        column1 = np.full(len(lines), -1, np.intp)
        for answer, edits, codes in (
            (SAYS.never, known.never, day.codes),
            (SAYS.denied, known.separable, day.codes if self.lifted is None else day.codes_of(~self.lifted)),
            (SAYS.unknown, known.unknown, day.codes),
            (SAYS.lifted, known.separable, day.codes),
        ):
            here = (self.answer == answer).nonzero()[0]
            column1[here] = first_common(at(edits, day.places[lines[here]]), at(codes, lines[here]))
        return column1


def find(day: Day, free: Array, lifting: Array | None, on_column1: Array | None) -> Found:
    """Which edit decides each line whose code is column 2 of another code of its day, or may be.

    `free` masks the lines to look at, `lifting` those with a modifier that lifts an edit from column 2 and
    `on_column1` those with one that does so from column 1 (None for none). An edit that nothing lifts comes
    before one that a modifier would lift, that before an unknown pair, and that before one that is lifted.
    """
    known, today = day.known, day.codes
    lines = (meet(at(known.concerned, day.places), today) & free).nonzero()[0]
    places, today = day.places[lines], at(today, lines)
    answer = np.full(len(lines), SAYS.unknown, np.int8)
    here = meet(at(known.edits, places), today).nonzero()[0]
    if len(here):
        which, places, today = lines[here], places[here], at(today, here)
        bare = today if on_column1 is None else at(day.codes_of(~on_column1), which)
        unlifted = meet(at(known.separable, places), bare)
        if lifting is not None:
            unlifted &= ~lifting[which]
        answer[here] = SAYS.choose(
            len(here),
            SAYS.lifted,
            (meet(at(known.never, places), today), SAYS.never),
            (unlifted, SAYS.denied),
            (meet(at(known.unknown, places), today), SAYS.unknown),
        )
    return Found(lines, answer, on_column1)
