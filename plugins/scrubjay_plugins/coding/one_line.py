"""Codes whose units of a day all stand on one line."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.coding.taking_part import unbilled

Array = NDArray[Any]

SAYS: Final = Answers(
    unbilled=not_applicable("no unit of {code} is billed"),
    one=passes("no other line of the day repeats {code} with the same modifiers"),
    split=fails(
        "{code} stands on {lines} of the day with the same modifiers",
        remedy="bill all units of {code} on one line",
    ),
)

FACTS: Final = {"lines": Fact("Lines of the day with the same code and modifiers.", "lines")}


@kind("coding.one-line", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class OneLine:
    """A code's units of one patient, date of service and billing provider stand on one line.

    Some payers reject claims whose timed codes are split over lines. Lines that differ in a modifier say
    different things, such as that an assistant furnished one of them, and are left alone; the order of
    modifiers is of no matter. A line that bills no unit is no line of the claim.

    Source: the payer's own page; the pack cites it.
    """

    codes: CodeSet = param("The codes.")

    @property
    def about(self) -> CodeSet:
        """The codes."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Look for lines that say the same of the same code."""
        out = unbilled(batch)
        counted = np.arange(batch.lines) if out is None else (~out).nonzero()[0]
        lines = np.zeros(batch.lines, np.int64)
        lines[counted] = _alike(batch, counted)
        return Ruling(
            SAYS.choose(batch.lines, SAYS.one, (lines == 0, SAYS.unbilled), (lines > 1, SAYS.split)),
            {"lines": lines},
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That its units stand together."""
        return [CardEntry("edits", "one line a day", "all units", note="unless modifiers differ")]


def _alike(batch: Batch, places: Array) -> Array:
    """How many lines of the day there are, for each at `places`, with its code and modifiers."""
    codes = batch.day.take(places).split(batch.code.ids[places])
    if codes.size == codes.lines:
        return codes.count()
    _, sets = np.unique(np.sort(batch.modifiers[places], axis=1), axis=0, return_inverse=True)
    return codes.split(sets.ravel()).count()
