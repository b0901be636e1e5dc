"""At most so many units, minutes, visits, days or codes over a time."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.groups import Groups
from scrubjay.kinds import kind, param
from scrubjay.rulings import FactValue, Ruling
from scrubjay.values import CodeSet
from scrubjay_plugins.limits import periods
from scrubjay_plugins.limits.at_most_answers import FACTS, SAYS
from scrubjay_plugins.limits.counting import Count
from scrubjay_plugins.limits.lifting import lift
from scrubjay_plugins.limits.measures import ADDING, Measure, Weighed, payable, weigh
from scrubjay_plugins.limits.scopes import Apart, scope

Array = NDArray[Any]


@frozen
class Raised:
    """Codes beside which, on the same day, the limit is a higher one."""

    codes: CodeSet = param("A payable line of one of these codes on the patient's day raises the limit.")
    most: int = param("How much the payer accepts then.", least=0)


@kind("limits.at-most", stage="limits", answers=SAYS, facts=FACTS, reach="ever")
@frozen(slots=False)
class AtMost:
    """At most so many units, minutes, visits, days of treatment or different codes over a time.

    What counts is what earlier policies left payable: units that were cut and lines that were denied do not.
    It counts for one patient, in order of date of service, visit and line, and apart for each code, plan of
    care or provider where the pack says so. What lies above the limit takes no room from what comes later.

    Over more than a day the count starts from what the encounter says had been counted before this call: the
    first encounter's figure of a year or of all time, each encounter's own figure of the last days. Where
    that is missing, a line is judged only if this call alone goes above the limit.

    A visit is an encounter, a day a date of service. All lines of one that lies above the limit do. Minutes
    above the limit take units with them: a line keeps as many of its units as its minutes that fit allow,
    rounded down.

    With the action `reduce`, a line that crosses a limit of units keeps those that fit, and is denied where
    none does; with `deny` it loses all. Say `excess = "line"` where a line that does not fit is denied in
    full and a smaller one after it may still fit, and `excess = "all"` where everything that counts together
    is denied once it is too much.

    Source: the payer's own limits; the pack cites them.
    """

    measure: Measure = param("What is counted.")
    most: int = param("How much of it the payer accepts.", least=0)
    period: periods.Period = param("Over what time. Weeks begin on Sundays.", default="day")
    codes: CodeSet | None = param("Codes that count; all codes where it is left out.", default=None)
    apart: tuple[Apart, ...] = param(
        "What is counted apart, for one patient: each code, plan of care or provider.", default=()
    )
    excess: Literal["units", "line", "all"] = param(
        "What fails: what does not fit, the whole line that does not fit, or all that counts together.",
        default="units",
    )
    raised: tuple[Raised, ...] = param(
        "Higher limits on days with certain codes; the highest that applies holds.", default=()
    )
    days: int | None = param("How many days a rolling period has.", default=None, unit="days", least=2)
    year_from: str | None = param(
        'Month and day on which benefit years begin, such as "07-01"; the encounter says it where this is '
        "left out.",
        default=None,
    )
    accumulator: str | None = param(
        "The name, in the encounter's counts, of what had been counted before this call.", default=None
    )
    authorization_lifts: bool = param(
        "Does an authorisation that covers the line lift the limit?", default=False
    )

    def __attrs_post_init__(self) -> None:
        """Refuse parameters that make no sense together."""
        periods.refuse_year_from(self.period, self.year_from)
        if (self.days is not None) != (self.period == "rolling"):
            raise ValueError('days is for period = "rolling", which needs it')
        periods.refuse_accumulator(self.period, self.accumulator, self.apart)
        long = self.period not in periods.WITHIN_A_DAY
        if long and (self.raised or self.excess == "all"):
            raise ValueError('raised and excess = "all" are for periods within a day')
        if self.excess == "all" and self.authorization_lifts:
            raise ValueError('authorization_lifts does not go with excess = "all"')

    @cached_property
    def about(self) -> CodeSet | None:
        """The codes that count or raise the limit."""
        if self.codes is None:
            return None
        return CodeSet(self.codes.union(*(each.codes for each in self.raised)))

    @property
    def span(self) -> str:
        """The time in words."""
        return periods.IN_WORDS[self.period].format(days=self.days)

    def rule(self, batch: Batch) -> Ruling:
        """Count, and compare with the limit."""
        period, undated = periods.numbered(batch, self.period, self.year_from)
        together = scope(batch, period, self.apart)
        counted = np.ones(batch.lines, np.bool_) if self.codes is None else batch.codes_in(self.codes)
        weighed = weigh(batch, self.measure, together.fine, counted)
        most, start = self._most(batch), self._start(batch, together.fine)
        days = batch.date.astype(np.int64)
        count = Count(together.fine, weighed.weight, np.maximum(start, 0), days, self.days)

        before = count.before if self.authorization_lifts else count.under(most, whole=self._whole)
        fits = count.fitting(before, most, whole=self._whole)
        total = together.fine.total(weighed.weight)
        before, fits, here = map(weighed.spread, (before, fits, weighed.weight))
        hidden = count.earlier(weighed.unknown) > 0
        # Where something is missing, sums may be too small, but never too large.
        certain = (before >= most) & (self.excess == "units" or weighed.item is not None)
        if self.excess == "all":
            certain = total > most
            fits, hidden = np.where(certain, 0, fits), together.fine.any(weighed.unknown)

        coarse = Count(together.coarse, weighed.weight, count.start, days, self.days)
        unclear = together.unclear(batch, coarse.before + coarse.weight > most)
        answer = SAYS.choose(
            batch.lines,
            SAYS.within if weighed.item is None else SAYS.nth,
            (~counted, SAYS.other),
            (~weighed.open, SAYS.closed),
            (undated, SAYS.no_benefit_year),
            (unclear, SAYS.unclear),
            (weighed.unknown & ~certain, SAYS.no_units if self.measure == "units" else SAYS.no_minutes),
            (hidden & ~certain, SAYS.incomplete),
            ((start < 0) & ~certain, SAYS.no_count),
            ((fits < here) | (weighed.unknown & certain), self._above),
        )
        above = answer == self._above
        facts: dict[str, FactValue] = {
            "measure": self.measure,
            "span": self.span,
            "most": most,
            "here": here,
            "before": before,
            "number": before + 1,
            "total": total,
            "fits": fits,
            "accumulator": self.accumulator or "",
            "apart": ", ".join(self.apart).replace("_", " "),
        }
        if self.authorization_lifts and above.any():
            facts["authorization"] = lift(batch, answer, above)
            above = answer == SAYS.unauthorized
        return Ruling(answer, facts, units=self._units(batch, weighed, fits, above) if above.any() else None)

    @property
    def _whole(self) -> bool:
        """Does a line that does not fit in full not count at all?"""
        return self.excess == "line" and self.measure in ADDING

    @property
    def _above(self) -> int:
        """What is said of a line that lies above the limit."""
        if self.measure not in ADDING:
            return SAYS.beyond
        return {"units": SAYS.over, "line": SAYS.over_whole, "all": SAYS.over_all}[self.excess]

    def _most(self, batch: Batch) -> Array:
        """The limit of each line's day."""
        most = np.full(batch.lines, self.most, np.int64)
        for each in self.raised:
            here = payable(batch) & batch.codes_in(each.codes)
            raised = batch.by("patient", "date").any(here)
            most = np.where(raised, np.maximum(most, each.most), most)
        return most

    def _start(self, batch: Batch, groups: Groups) -> Array:
        """What had been counted before this call, -1 where that is missing."""
        if self.accumulator is None:
            return np.zeros(batch.lines, np.int64)
        told = np.asarray(batch.encounter_column(f"counts.{self.accumulator}"))[batch.encounter]
        return (told if self.period == "rolling" else groups.first(told)).astype(np.int64)

    def _units(self, batch: Batch, weighed: Weighed, fits: Array, above: Array) -> Array:
        """The payable units that are left of lines above the limit, -1 on others."""
        if self._whole or self.excess == "all":
            return np.where(above, 0, -1)
        left = fits
        if self.measure == "minutes":
            units = np.maximum(batch.settled.payable, 0)
            left = units * fits // np.maximum(weighed.weight, 1)
        return np.where(above, left, -1)

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """How much the payer accepts."""
        if self.codes is not None and code not in self.codes:
            return []
        apart = f"for each {' and '.join(self.apart)}".replace("_", " ") if self.apart else ""
        return [CardEntry("limits", f"{self.measure} {self.span}", self.most, note=apart)]
