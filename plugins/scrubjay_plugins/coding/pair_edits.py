"""Edits of pairs of codes: of two services of one day, the second is not paid beside the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import kind, param
from scrubjay.rulings import Ruling
from scrubjay.values import Modifier
from scrubjay_plugins.coding.alphabet import REMEMBERED, codes_in_order
from scrubjay_plugins.coding.code_bits import at, meet, single
from scrubjay_plugins.coding.pair_answers import FACTS, SAYS
from scrubjay_plugins.coding.pair_cards import pair_card
from scrubjay_plugins.coding.pair_facts import facts_of, no_facts
from scrubjay_plugins.coding.pair_found import Day, find
from scrubjay_plugins.coding.pair_tables import PairTable
from scrubjay_plugins.coding.pairings import Pairings, pairings
from scrubjay_plugins.coding.spans import Spans
from scrubjay_plugins.coding.taking_part import left_out, say_why

Array = NDArray[Any]


@kind("coding.pair-edits", stage="coding", answers=SAYS, facts=FACTS, after=("coding.status-codes",))
@frozen(eq=False, slots=False)
class PairEdits:
    """Procedure-to-procedure edits: column 2 is not paid beside column 1 on one day.

    An edit is looked up for every ordered pair of different codes on the lines of one patient, date of
    service and billing provider, all encounters of the call together; the order of lines does not matter. A
    line that is column 2 of several edits is denied unless all of them are lifted; column 1 is paid. A line
    that is denied remains column 1 of its own edits; one whose code is never paid, by its status, or that
    bills no unit takes part in none. With indicator 0 nothing lifts an edit; with 1 a modifier does, on
    column 2 or, for those that say that a service was distinct, on column 1 too. A pair about which no table
    speaks on the date is unknown, which is not the same as free of edits.

    Source: National Correct Coding Initiative Policy Manual, chapter 1.
    """

    tables: tuple[PairTable, ...] = param("The tables; the first that speaks about a pair on a date decides.")
    general: Modifier = param("The modifier that says no more than that a service was distinct.")
    specific: tuple[Modifier, ...] = param("Modifiers that say why a service was distinct.", default=())
    others: tuple[Modifier, ...] = param("Further modifiers that lift an edit, on column 2.", default=())
    either_column: bool = param(
        "Do modifiers that say that a service was distinct lift an edit from column 1 too?", default=False
    )

    @property
    def distinct(self) -> tuple[Modifier, ...]:
        """The modifiers that say that a service was distinct."""
        return (*self.specific, self.general)

    @cached_property
    def _spans(self) -> Spans:
        return Spans.of(each.table for each in self.tables)

    @cached_property
    def _remembered(self) -> Callable[[tuple[str, ...], int, int], Pairings]:
        return lru_cache(maxsize=REMEMBERED)(self._pairings)

    def _pairings(self, names: tuple[str, ...], first: int, last: int) -> Pairings:
        return pairings(self.tables, names, self._spans.starts[first : last + 1])

    def rule(self, batch: Batch) -> Ruling:
        """Look up the pairs of every day."""
        known = self._remembered(codes_in_order(batch), *self._spans.between(*batch.dates))
        out = left_out(batch)
        distinct = batch.carries(*self.distinct)
        day = Day.of(batch, known, out)
        answer = SAYS.choose(batch.lines, SAYS.free, (single(day.codes), SAYS.alone))
        if out is not None:
            say_why(batch, answer, never=SAYS.unpaid, here=SAYS.unbilled)
        if known.quiet and distinct is None:
            return Ruling(answer, lambda: no_facts(self, batch))
        free = answer == SAYS.free
        needless = None if distinct is None else _needless(day, distinct, free, answer == SAYS.alone)
        if needless is not None:
            answer[needless] = SAYS.superfluous
        lifting = batch.carries(*self.distinct, *self.others)
        found = find(day, free, lifting, distinct if self.either_column else None)
        answer[found.lines] = found.answer
        return Ruling(answer, lambda: facts_of(self, batch, day, found, needless))

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """Every partner of the code, and which tables say so."""
        return pair_card(self.tables, code, place)


def _needless(day: Day, distinct: Array, free: Array, alone: Array) -> Array:
    """Those of the lines in `distinct` whose modifier no edit of the day asks for, nor may ask for.

    `free` masks lines whose code is column 2 of no edit, `alone` those of days with no other code. There it
    is needless only on a single line: on a further one it may mark a repeated service.
    """
    here = np.flatnonzero(distinct & (free | alone))
    touched = meet(at(day.known.touched, day.places[here]), at(day.codes, here))
    here = here[~touched]
    if alone[here].any():
        here = here[free[here] | (day.taking_part()[here] == 1)]
    return np.asarray(here)
