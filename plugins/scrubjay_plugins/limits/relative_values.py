"""At most so many relative values a day."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Facts, Ruling, no_data
from scrubjay.values import Code, CodeSet, GroupCode, ReasonCode
from scrubjay_plugins.limits import periods
from scrubjay_plugins.limits.measures import payable
from scrubjay_plugins.limits.scopes import Apart, scope
from scrubjay_plugins.limits.sums import AFTER, Sum, answers

Array = NDArray[Any]

SAYS: Final = answers(
    "relative value",
    no_value=no_data(
        "the relative value of {code} is not stated",
        missing="relative value",
        remedy="state the relative value of {code} in a pack of your own",
    ),
    no_units=no_data("the units of {code} are missing", missing="units", remedy="give the units of the line"),
)

FACTS: Final = {
    "span": Fact("Over what time it adds up, in words."),
    "most": Fact("How many relative values the payer pays for."),
    "here": Fact("The relative values of the line's payable units."),
    "before": Fact("What had added up before the line."),
    "apart": Fact("What adds up apart."),
    "fits": Fact("How much of the line fits under the limit."),
}

PLACES: Final = 4


@frozen
class RelativeValue:
    """A code and the relative value of one unit of it."""

    code: Code = param("The code.")
    value: Decimal = param("The relative value of one unit.")


@frozen
class RaisedValue:
    """Codes beside which, on the same day, the limit is a higher one."""

    codes: CodeSet = param("A payable line of one of these codes on the patient's day raises the limit.")
    most: Decimal = param("How many relative values the payer pays for then.")


@kind("limits.relative-values", stage="pricing", answers=SAYS, facts=FACTS, after=AFTER)
@frozen(slots=False)
class RelativeValues:
    """At most so many relative values a day, more beside certain codes.

    Each payable unit weighs the relative value of its code in the payer's own schedule. The line that
    crosses the limit is paid in proportion to the values that fit, rounded half up to the cent, and those
    after it nothing; what is taken off is an adjustment under the group and reason code that are stated.
    Where a line has no price, the finding says what fits, and takes nothing off.

    Source: the payer's own ground rules; the pack cites them.
    """

    group: GroupCode = param("Group code of what is taken off.")
    carc: ReasonCode = param("Reason code of what is taken off.")
    most: Decimal = param("How many relative values the payer pays for in a day.")
    values: tuple[RelativeValue, ...] = param("The relative values that are known.")
    codes: CodeSet = param("Codes that count; one of them without a relative value cannot be judged.")
    raised: tuple[RaisedValue, ...] = param(
        "Higher limits on days with certain codes; the highest that applies holds.", default=()
    )
    apart: tuple[Apart, ...] = param(
        "What adds up apart, for one patient: each code, plan of care or provider.", default=()
    )

    def __attrs_post_init__(self) -> None:
        """Refuse values that cannot be held exactly, and codes with two values."""
        for value in (self.most, *(each.value for each in self.values), *(each.most for each in self.raised)):
            if value >= 10**6 or int(value.as_tuple().exponent) < -PLACES:
                raise ValueError(f"relative value {value} has more than {PLACES} decimals, or is too large")
        codes = [each.code for each in self.values]
        if again := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"{min(again)} has several relative values")

    @cached_property
    def about(self) -> CodeSet:
        """The codes that count or raise the limit."""
        return CodeSet(self.codes.union(*(each.codes for each in self.raised)))

    def rule(self, batch: Batch) -> Ruling:
        """Add up the day, and cut what lies above the limit."""
        settled = batch.settled
        together = scope(batch, periods.numbered(batch, "day")[0], self.apart)
        stated: dict[str, int] = {each.code: _scaled(each.value) for each in self.values}
        value = np.array([stated.get(name, -1) for name in batch.code.names], np.int64)[batch.code.ids]
        units = settled.payable.astype(np.int64)
        total = Sum(
            batch,
            together,
            batch.codes_in(self.codes),
            np.where((value < 0) | (units < 0), -1, value * units),
            np.zeros(batch.lines, np.int64),
            self._most(batch),
        )
        answer = total.judge(SAYS, np.where(value < 0, SAYS.no_value, SAYS.no_units))
        allowed, adjustment = total.effect(answer == SAYS.over, self.group, self.carc)

        def facts() -> Facts:
            columns = {"most": total.most, "here": total.weight, "before": total.before, "fits": total.fits}
            told = {name: _in_words(column) for name, column in columns.items()}
            return {"span": periods.IN_WORDS["day"], "apart": ", ".join(self.apart).replace("_", " "), **told}

        return Ruling(answer, facts, allowed=allowed, adjustments=(adjustment,))

    def _most(self, batch: Batch) -> Array:
        most = np.full(batch.lines, _scaled(self.most), np.int64)
        for each in self.raised:
            here = payable(batch) & batch.codes_in(each.codes)
            raised = batch.by("patient", "date").any(here)
            most = np.where(raised, np.maximum(most, _scaled(each.most)), most)
        return most

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The limit of the day, and the relative value of the code."""
        if code not in self.codes:
            return []
        more = ", ".join(f"{each.most} with {each.codes}" for each in self.raised)
        value = next((str(each.value) for each in self.values if each.code == code), None)
        return [
            CardEntry("limits", "relative values on the day", str(self.most), note=more),
            CardEntry("limits", "relative value", value, note="" if value else "not stated"),
        ]


def _scaled(value: Decimal) -> int:
    return int(value.scaleb(PLACES))


def _in_words(column: Array) -> Coded:
    """A column of scaled values as a fact, in text; absent where it is not known."""
    return Coded.of(
        "" if each < 0 else str((Decimal(each) / 10**PLACES).normalize() + 0) for each in column.tolist()
    )
