"""One rate for a visit or a day, whatever was done, spread over its lines so that every line balances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, no_data, not_applicable, passes
from scrubjay.values import GroupCode, Money, ReasonCode
from scrubjay_plugins.pricing.spreading import spread

Array = NDArray[Any]

SAYS: Final = Answers(
    shared=passes("{allowed} is this line's part of the rate of {rate} for the {per}"),
    at_charges=passes(
        "the charges of the {per} are {charges}, less than the rate of {rate}, and are allowed"
    ),
    nothing=passes("no unit is payable, so nothing is allowed"),
    closed=not_applicable("the line is denied or bundled"),
    no_units=no_data(
        "whether a unit of each line of the {per} is payable is not known",
        missing="units",
        remedy="give the units of every line",
    ),
    no_charge=no_data(
        "the rate is shared by charges, and another line of the {per} has none, or this one",
        missing="charge",
        remedy="give the charge of every line, or of none",
    ),
)

FACTS: Final = {
    "rate": Fact("The agreed rate.", "USD"),
    "per": Fact("What the rate is for."),
    "charge": Fact("Charge of the line.", "USD", "encounter"),
    "charges": Fact("Charges of all lines that share the rate.", "USD"),
    "allowed": Fact("The line's part.", "USD"),
}


@kind("pricing.per-visit", stage="pricing", answers=SAYS, facts=FACTS)
@frozen
class PerVisit:
    """One rate for all lines of an encounter, or of a patient's day at one billing provider.

    The rate is shared by the lines that have a payable unit, in proportion to their charges: the parts up to
    and including each line are rounded to the cent, half-up, so that all parts together are the rate exactly
    and no line is allowed more than it would be by a rate as high as the charges. Where no line of the visit
    has a charge the first line carries the rate. The charges are allowed where they are lower, unless
    `lesser_of_charges` is false; then the rate is allowed whatever the charges, and adjustments may be below
    zero.

    Source: the contract between payer and provider, which whoever uses the pack supplies.
    """

    rate: Money = param("The rate.", unit="USD")
    group: GroupCode = param("Group code of what the charges exceed the rate by.")
    carc: ReasonCode = param("Reason code of what the charges exceed the rate by.")
    per: Literal["visit", "day"] = param("Whether the rate is for an encounter or a day.", default="visit")
    lesser_of_charges: bool = param("Whether charges that are lower are allowed.", default=True)

    def rule(self, batch: Batch) -> Ruling:
        """Share the rate of every visit."""
        settled = batch.settled
        groups = batch.visit if self.per == "visit" else batch.day
        open_lines = ~settled.closed & (settled.payable != 0)
        sharing = open_lines & (settled.payable > 0)
        billed = batch.charge != MISSING
        unsure = groups.any(open_lines & ~sharing)
        mixed = groups.any(sharing & ~billed) & groups.any(sharing & billed)
        charge = np.where(sharing & billed, batch.charge, 0)
        charges = groups.total(charge)
        # Lines without charges, or with charges of nothing, share by taking turns: the first carries all.
        first = sharing & (groups.running_total(sharing) == 0)
        weight = np.where(charges > 0, charge, first)
        rate = np.where(groups.any(sharing), np.int64(self.rate), 0)
        lower = groups.any(sharing & billed) & self.lesser_of_charges & (charges < rate)
        allowed = spread(groups, np.where(lower, charges, rate), weight)
        known = sharing & ~unsure & ~mixed
        allowed = np.where(known, allowed, np.where(settled.payable == 0, 0, MISSING))
        answer = SAYS.choose(
            batch.lines,
            SAYS.shared,
            (settled.closed, SAYS.closed),
            (settled.payable == 0, SAYS.nothing),
            (unsure, SAYS.no_units),
            (mixed, SAYS.no_charge),
            (lower, SAYS.at_charges),
        )
        taken = np.where(billed & (allowed != MISSING), batch.charge - allowed, 0)
        return Ruling(
            answer,
            facts={
                "rate": int(self.rate),
                "per": self.per,
                "charge": batch.charge,
                "charges": charges,
                "allowed": allowed,
            },
            allowed=allowed,
            adjustments=(AdjustmentColumn(self.group, self.carc, taken),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The rate, whatever the code."""
        yield CardEntry("fee", f"contract, one {self.per}", int(self.rate), unit="USD")
