"""The most units of a code that a payer accepts, on a day or on a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.groups import Groups
from scrubjay.kinds import kind, param
from scrubjay.masks import none_where, put
from scrubjay.rulings import FactValue, Ruling
from scrubjay.tables import Table
from scrubjay.values import CodeSet, Modifier
from scrubjay_plugins.coding.alphabet import REMEMBERED, codes_in_order
from scrubjay_plugins.coding.spans import Spans
from scrubjay_plugins.coding.taking_part import unpaid
from scrubjay_plugins.coding.which_modifier import MODIFIER_TEXTS, first_modifier
from scrubjay_plugins.limits.cards import limit_card
from scrubjay_plugins.limits.unit_answers import FACTS, SAYS
from scrubjay_plugins.limits.unit_table import UnitLimits, unit_limits

Array = NDArray[Any]

LINE: Final = 1
POLICY: Final = 2


@kind("limits.units-per-day", stage="limits", answers=SAYS, facts=FACTS)
@frozen(eq=False, slots=False)
class UnitsPerDay:
    """The most units of a code that a payer accepts: medically unlikely edits.

    By the code's adjudication indicator the limit holds for each line by itself (1), or for the units of
    all lines of the code of one patient, date of service and billing provider, all encounters of the call
    together (2, 3). More units than the limit are not cut down to it: all units of the line, or of the code
    that day, are denied. Units are those billed, whatever the minutes support. A limit a day by policy (2) is
    never overridden; one by clinical benchmark (3) can be, on appeal. A limit a line (1) leaves room for
    further lines with a modifier.

    Source: National Correct Coding Initiative Policy Manual, chapter 1 §V.
    """

    table: Table = param("The table: its key is the code; `units` is the limit, `mai` the indicator.")
    complete_for: CodeSet | None = param(
        "Codes whose published limits the table has all of: one of them without a row has none. Any other "
        "code without a row is unknown.",
        default=None,
    )
    separating: tuple[Modifier, ...] = param(
        "Modifiers that make a further line of a code one of its own (indicator 1).", default=()
    )

    @cached_property
    def _spans(self) -> Spans:
        return Spans.of([self.table])

    @cached_property
    def _remembered(self) -> Callable[[tuple[str, ...], int, int], UnitLimits]:
        return lru_cache(maxsize=REMEMBERED)(self._limits)

    def _limits(self, names: tuple[str, ...], first: int, last: int) -> UnitLimits:
        return unit_limits(self.table, self.complete_for, names, self._spans.starts[first : last + 1])

    def rule(self, batch: Batch) -> Ruling:
        """Compare the units of every line or day with the limit."""
        known = self._remembered(codes_in_order(batch), *self._spans.between(*batch.dates))
        place = known.places(batch)
        limit = known.limit[place]
        out = unpaid(batch)
        units = batch.units if out is None else none_where(batch.units, out)
        missing = units < 0
        some_missing = bool(missing.any())
        billed = none_where(units, missing)

        # Only where all units of a day exceed the limit of a code can the units of the code exceed it.
        close = batch.day.total(billed) > limit
        if some_missing:
            close |= batch.day.any(missing)
        answer = known.answer[place]
        if out is not None:
            put(answer, out, SAYS.unpaid)
        lines = (close & (answer == SAYS.within)).nonzero()[0]
        totals = np.zeros(0, np.int64)
        if len(lines):
            code = batch.day.take(lines).split(batch.code.ids[lines])
            totals = code.total(billed[lines])
            indicator = known.indicator[place[lines]]
            separate = batch.carries(*self.separating) if (indicator == LINE).any() else None
            answer[lines] = _compare(
                limit[lines],
                indicator,
                np.where(missing[lines], -1, billed[lines]),
                code,
                np.zeros(len(lines), np.bool_) if separate is None else separate[lines],
            )
        return Ruling(answer, lambda: self._facts(batch, known, place, answer, lines, totals))

    def _facts(
        self, batch: Batch, known: UnitLimits, place: Array, answer: Array, lines: Array, totals: Array
    ) -> dict[str, FactValue]:
        counted = np.full(batch.lines, None, object)
        counted[lines] = totals
        modifier = np.zeros(batch.lines, np.int16)
        apart = lines[answer[lines] == SAYS.separated]
        modifier[apart] = first_modifier(batch, apart, self.separating)
        return {
            "billed": batch.units,
            "counted": counted,
            "limit": known.shown[place],
            "mai": known.indicator_shown[place],
            "release": self.table.release,
            "modifier": Coded(modifier, MODIFIER_TEXTS),
            "separating": ", ".join(self.separating),
        }

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The limit of the code."""
        return [limit_card(self.table, self.complete_for, code, place)]


def _compare(limit: Array, indicator: Array, units: Array, code: Groups, separate: Array) -> Array:
    """The answers of some lines: their units (-1 for none), and their code's that day, against the limit."""
    by_line, missing = indicator == LINE, units < 0
    over = code.total(np.maximum(units, 0)) > limit
    return SAYS.choose(
        len(units),
        SAYS.within,
        (by_line & missing, SAYS.no_units),
        (by_line & (units > limit), SAYS.over_line),
        (by_line & over & separate, SAYS.separated),
        (by_line, SAYS.within),
        (over & (indicator == POLICY), SAYS.over_policy),
        (over, SAYS.over_clinical),
        (code.any(missing), SAYS.no_units),
    )
