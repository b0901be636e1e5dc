"""Providers that do not participate: less than the fee, and a limit to what they may charge."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, FactValue, Ruling
from scrubjay.settled import Settled
from scrubjay.values import GroupCode, ReasonCode, Share
from scrubjay_plugins.pricing.participation_answers import FACTS, PUBLISHES, SAYS
from scrubjay_plugins.pricing.portion import percent, portion

Array = NDArray[Any]


@kind(
    "pricing.participation",
    stage="pricing",
    answers=SAYS,
    facts=FACTS,
    publishes=PUBLISHES,
    after=("pricing.resource-based",),
)
@frozen
class Participation:
    """The fee of a provider that does not participate, and what it may charge at most.

    The fee of one unit is a share of the fee schedule's, rounded to the cent, half-up, and so is the reduced
    fee; what is allowed is again the lower of the charge and the fee of the payable units. The limiting
    charge of one unit is a share of that lower fee, rounded the same way. It binds only claims without
    assignment, which an encounter does not tell: a charge above it is a warning.

    Source: 42 USC 1395w-4(a)(3), (g); 42 CFR 414.20, 414.48.
    """

    share: Share = param("Share of the fee that a provider gets who does not participate.")
    limiting_charge: Decimal = param("Limiting charge of one unit, as a multiple of that lower fee.")
    group: GroupCode = param("Group code of what the fee is lowered by.")
    carc: ReasonCode = param("Reason code of what the fee is lowered by.")

    @limiting_charge.validator
    def _is_above_the_fee(self, _: object, value: Decimal) -> None:
        if not 1 <= value <= 2 or value != value.quantize(Decimal("0.00001")):
            raise ValueError(f"limiting_charge {value} is not from 1 to 2 with at most five decimal places")

    @cached_property
    def _limit(self) -> Fraction:
        return Fraction(self.limiting_charge)

    def rule(self, batch: Batch) -> Ruling:
        """Lower the fee of every priced line whose provider does not participate."""
        settled = batch.settled
        before, full = settled.allowed, batch.published("unit_fee")
        priced = (before != MISSING) & (full != MISSING) & ~settled.closed
        flag = batch.participating
        answer = SAYS.choose(
            batch.lines,
            SAYS.participating,
            (~priced, SAYS.unpriced),
            ((flag < 0) & (before == 0), SAYS.nothing),
            (flag < 0, SAYS.unknown),
            (flag == 0, SAYS.lower),
        )
        lowered = np.flatnonzero(priced & (flag == 0))
        if len(lowered):
            return self._lower(batch, settled, lowered, answer)
        return Ruling(answer, lambda: self._facts(batch, settled, full))

    def _facts(self, batch: Batch, settled: Settled, fees: Array) -> dict[str, FactValue]:
        """The facts where `fees` are those of one unit."""
        return {
            "charge": batch.charge,
            "billed": _billed(settled),
            "units": settled.payable,
            "share": percent(self.share),
            "unit_fee": fees,
            "limiting_charge": MISSING,
            "limit": MISSING,
            "allowed": settled.allowed,
        }

    def _lower(self, batch: Batch, settled: Settled, lines: Array, answer: Array) -> Ruling:
        """The ruling where the fee of `lines` is lowered."""
        fees, reduced = batch.published("unit_fee").copy(), batch.published("reduced_fee").copy()
        fees[lines] = portion(fees[lines], self.share)
        told = lines[reduced[lines] != MISSING]
        reduced[told] = portion(reduced[told], self.share)
        before = settled.allowed[lines]
        after = np.minimum(before, fees[lines] * settled.payable[lines])
        limits = portion(fees[lines], self._limit)
        billed = _billed(settled.part(lines))
        charges = batch.charge[lines]
        # A charge that is missing is the smallest number there is, and above no limit.
        answer[lines[charges > limits * billed]] = SAYS.over_limit

        def spread(values: Array, elsewhere: int) -> Array:
            column = np.full(batch.lines, elsewhere, np.int64)
            column[lines] = values
            return column

        allowed = spread(after, MISSING)
        taken = spread(np.where(charges == MISSING, 0, before - after), 0)
        return Ruling(
            answer,
            lambda: (
                self._facts(batch, settled, fees)
                | {
                    "limiting_charge": spread(limits, MISSING),
                    "limit": spread(limits * billed, MISSING),
                    "allowed": np.where(allowed == MISSING, settled.allowed, allowed),
                }
            ),
            allowed=allowed,
            adjustments=(AdjustmentColumn(self.group, self.carc, taken),),
            published={"unit_fee": fees, "reduced_fee": reduced},
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The shares of whatever the fee is."""
        limit = f"charge without assignment at most {percent(self.limiting_charge)} of that"
        return [CardEntry("fee", "no participation", f"{percent(self.share)} of the fee", note=limit)]


def _billed(settled: Settled) -> Array:
    """Units that were billed; where that is not known, those that are payable."""
    return np.where(settled.billed < 0, settled.payable, settled.billed)
