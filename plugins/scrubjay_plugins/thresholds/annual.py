"""The annual threshold: from an amount accrued in a calendar year on, a line needs a modifier."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import Answers, Ruling, Suggestion, fails, no_data, not_applicable, passes
from scrubjay.values import Modifier, Money

Array = NDArray[Any]

SAYS: Final = Answers(
    within=passes("{accrued} had accrued, and {allowed} for {code} keep the year within {threshold}"),
    attested=passes(
        "{accrued} had accrued, and {allowed} for {code} pass the {threshold} of the year; "
        "{modifier} attests that the service is needed"
    ),
    lacking=fails(
        "{accrued} had accrued, and {allowed} for {code} pass the {threshold} of the year without {modifier}",
        remedy="add {modifier} only where the record shows that the service was medically necessary",
        suggestion=Suggestion(
            "add {modifier}, if the record shows that the service was medically necessary",
            {"add_modifier": "{modifier}"},
        ),
    ),
    closed=not_applicable("{code} is denied or bundled already, so that nothing accrues"),
    no_history=no_data(
        "what had accrued in the year before {code} is missing",
        missing="history",
        remedy="give {accumulator} in the history of the year's first encounter, 0.00 where it is nothing",
    ),
    no_allowed=no_data(
        "the allowed amount of {code} is not known",
        missing="allowed amount",
        remedy="give what the price of the line needs",
    ),
    incomplete=no_data(
        "an earlier line of the year has no allowed amount, so what had accrued before {code} is not known",
        missing="allowed amount",
        remedy="give what the price of every earlier line of the year needs",
    ),
)

FACTS: Final = {
    "accrued": Fact("What had accrued in the calendar year before the line.", "USD"),
    "allowed": Fact("The allowed amount of the line, deductible and coinsurance included.", "USD"),
    "threshold": Fact("The amount from which on the modifier is needed.", "USD"),
    "remaining": Fact("What was left below the threshold before the line.", "USD"),
    "modifier": Fact("The modifier that is needed."),
    "accumulator": Fact("The name in the history of what had accrued before this call.", origin="history"),
}

UNACCRUED: Final = "unaccrued"

PUBLISHES: Final = {
    "accrued": Fact("What has accrued in the calendar year with the line; it is no price.", "USD"),
    "threshold": Fact("The threshold that it runs up to.", "USD"),
    UNACCRUED: Fact("1 where a threshold counts the line, and what has accrued is not known."),
}


@kind("thresholds.annual", stage="thresholds", answers=SAYS, facts=FACTS, publishes=PUBLISHES, reach="year")
@frozen
class Annual:
    """A modifier that lines need once a patient's allowed amounts of a calendar year pass a threshold.

    All lines that the policy applies to fill one accumulator of the patient, whoever bills them: they
    accrue in order of date of service, on top of what the history of the year's first such encounter says
    had accrued before. What accrues is the allowed amount, after any reduction and with the deductible and
    coinsurance in it. A line that would take the sum above the amount needs the modifier; without it the
    line is denied and does not accrue, so that a smaller line after it may still fit. A line that is
    denied or bundled already does not accrue either.

    From a line whose allowed amount is not known on, nothing can be said about the rest of the year.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §10.2 and §10.3; 42 USC 1395l(g).
    """

    amount: Money = param("The amount from which on the modifier is needed.", unit="USD")
    accumulator: str = param("The name, in the history, of what had accrued before.")
    modifier: Modifier = param("The modifier that attests that what lies above the amount is needed.")

    def rule(self, batch: Batch) -> Ruling:
        """Add up the year of every line."""
        settled = batch.settled
        year = batch.by("patient", "year")
        start, allowed = year.first(batch.history(self.accumulator)), settled.allowed
        unstarted, unpriced = start == MISSING, allowed == MISSING
        unknown = unstarted | unpriced
        gaps: tuple[tuple[Array, int], ...] = ()
        if unknown.any():
            hidden = year.running_total(unpriced) > 0
            gaps = (unstarted, SAYS.no_history), (unpriced, SAYS.no_allowed), (hidden, SAYS.incomplete)
            unknown |= hidden
            allowed = allowed * ~unknown

        attests = batch.has_modifier(self.modifier)
        # A line that is denied for want of the modifier does not accrue: a smaller one may still fit.
        before = year.admitted_total(allowed, start, self.amount, attests)
        after = before + allowed
        passing = (after > self.amount) & (allowed > 0)  # not one that nothing is allowed for
        lacking = passing & ~attests
        out = lacking.nonzero()[0]
        after[out] = before[out]
        threshold = np.full(batch.lines, self.amount, np.int64)
        untold = unknown.nonzero()[0]
        if gaps:
            before[unstarted | hidden] = MISSING
            after[untold] = threshold[untold] = MISSING

        cases = (settled.closed, SAYS.closed), *gaps, (lacking, SAYS.lacking), (passing, SAYS.attested)
        return Ruling(
            SAYS.choose(batch.lines, SAYS.within, *cases),
            facts=lambda: {
                "accrued": before,
                "allowed": settled.allowed,
                "threshold": int(self.amount),
                "remaining": np.where(before == MISSING, MISSING, np.maximum(self.amount - before, 0)),
                "modifier": self.modifier,
                "accumulator": self.accumulator,
            },
            published=_published(batch, after, threshold, untold),
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The amount of the year."""
        note = f"of {self.accumulator}; above it the line needs {self.modifier}"
        return [CardEntry("threshold", "a calendar year", int(self.amount), "USD", note)]


def _published(batch: Batch, accrued: Array, threshold: Array, unknown: Array) -> dict[str, Array]:
    """What policies that follow read; of several thresholds that count a line, what has accrued most.

    `unknown` numbers the lines of which it is not known.
    """
    earlier = batch.published("accrued")
    if (earlier != MISSING).any():
        threshold = np.where(earlier > accrued, batch.published("threshold"), threshold)
        accrued = np.maximum(earlier, accrued)
    found = {"accrued": accrued, "threshold": threshold}
    if len(unknown):
        found[UNACCRUED] = np.full(batch.lines, MISSING)
        found[UNACCRUED][unknown] = 1
    return found


def accrued_of(batch: Batch) -> tuple[Array, Array]:
    """What has accrued with each line as far as is known, and a mask: does a threshold not know its part?"""
    accrued = batch.published("accrued")
    return accrued, (accrued == MISSING) | (batch.published(UNACCRUED) == 1)
