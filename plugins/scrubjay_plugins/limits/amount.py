"""At most so many dollars over a time."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import FactValue, Ruling, no_data
from scrubjay.values import CodeSet, GroupCode, Money, ReasonCode
from scrubjay_plugins.limits import periods
from scrubjay_plugins.limits.scopes import Apart, scope
from scrubjay_plugins.limits.sums import AFTER, Sum, answers

Array = NDArray[Any]

Period = Literal["line", "visit", "day", "week", "year", "benefit-year", "ever"]

SAYS: Final = answers(
    "amount",
    no_allowed=no_data(
        "the allowed amount of {code} is not known",
        missing="allowed amount",
        remedy="give what the price of the line needs",
    ),
    no_charge=no_data(
        "the charge of {code} is missing", missing="charge", remedy="give the charge of the line"
    ),
    no_history=no_data(
        "what had added up {span} before this call is missing",
        missing="history",
        remedy="give {accumulator} in the history of the encounter, 0.00 where it is nothing",
    ),
    no_benefit_year=no_data(
        "the benefit year of the date of service is not known",
        missing="benefit_year_from",
        remedy="give the first day of the benefit year in which the date of service falls",
    ),
)

FACTS: Final = {
    "span": Fact("Over what time it adds up, in words."),
    "most": Fact("How much the payer pays for.", "USD"),
    "here": Fact("The amount of the line.", "USD"),
    "before": Fact("What had added up before the line.", "USD"),
    "apart": Fact("What adds up apart."),
    "fits": Fact("How much of the line fits under the limit.", "USD"),
    "accumulator": Fact("The name, in the history, of what had added up before.", origin="history"),
}


@kind("limits.amount", stage="pricing", answers=SAYS, facts=FACTS, reach="ever", after=AFTER)
@frozen(slots=False)
class Amount:
    """At most so many dollars over a time: a daily maximum, or a maximum of benefits.

    The allowed amounts (or the charges) of all lines that count add up for one patient, in order of date of
    service, visit and line, and apart for each code, plan of care or provider where the pack says so. The
    line that crosses the limit keeps what fits, in proportion, and those after it nothing: what is taken off
    is an adjustment under the group and reason code that are stated. Order changes no total.

    Over more than a day the sum starts from what the history of the first encounter says.

    Source: the payer's own limits; the pack cites them.
    """

    group: GroupCode = param("Group code of what is taken off.")
    carc: ReasonCode = param("Reason code of what is taken off.")
    most: Money = param("How much the payer pays for.", unit="USD")
    measure: Literal["allowed", "charge"] = param("What adds up.", default="allowed")
    period: Period = param("Over what time. Weeks begin on Sundays.", default="day")
    codes: CodeSet | None = param("Codes that count; all codes where it is left out.", default=None)
    apart: tuple[Apart, ...] = param(
        "What adds up apart, for one patient: each code, plan of care or provider.", default=()
    )
    year_from: str | None = param(
        'Month and day on which benefit years begin, such as "07-01"; the encounter says it where this is '
        "left out.",
        default=None,
    )
    accumulator: str | None = param(
        "The name, in the encounter's history, of what had added up before this call.", default=None
    )

    def __attrs_post_init__(self) -> None:
        """Refuse parameters that make no sense together."""
        periods.refuse_year_from(self.period, self.year_from)
        periods.refuse_accumulator(self.period, self.accumulator, self.apart)

    @cached_property
    def about(self) -> CodeSet | None:
        """The codes that count."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Add up, and cut what lies above the limit."""
        settled = batch.settled
        period, undated = periods.numbered(batch, self.period, self.year_from)
        together = scope(batch, period, self.apart)
        amounts = settled.allowed if self.measure == "allowed" else batch.charge
        start = np.zeros(batch.lines, np.int64)
        if self.accumulator is not None:
            told = together.fine.first(batch.history(self.accumulator))
            start = np.where(told == MISSING, -1, told)
        total = Sum(
            batch,
            together,
            np.ones(batch.lines, np.bool_),
            np.where(amounts == MISSING, -1, amounts),
            start,
            np.full(batch.lines, self.most, np.int64),
        )
        missing = SAYS.no_allowed if self.measure == "allowed" else SAYS.no_charge
        answer = total.judge(SAYS, np.full(batch.lines, missing))
        answer[undated & (answer != SAYS.closed)] = SAYS.no_benefit_year
        allowed, adjustment = total.effect(answer == SAYS.over, self.group, self.carc)
        facts: dict[str, FactValue] = {
            "span": periods.IN_WORDS[self.period],
            "most": int(self.most),
            "here": np.where(total.unknown, MISSING, amounts),
            "before": total.before,
            "fits": total.fits,
            "accumulator": self.accumulator or "",
            "apart": ", ".join(self.apart).replace("_", " "),
        }
        return Ruling(answer, facts, allowed=allowed, adjustments=(adjustment,))

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """How much the payer pays for."""
        apart = f"for each {' and '.join(self.apart)}".replace("_", " ") if self.apart else ""
        label = f"{self.measure} {periods.IN_WORDS[self.period]}"
        return [CardEntry("limits", label, int(self.most), "USD", note=apart)]
