"""Visits and their service lines as plain objects: what is billed, and what is found out about it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

PLANS: Final = {"GP": 1, "GO": 2, "GN": 3}
PAYABLE, BUNDLED, HELD, DENIED = range(4)
"""What becomes of a line; a greater number is graver."""

_plans: dict[tuple[str, ...], int] = {}


class Visit:
    """One patient's visit, as it is billed. What is missing is None."""

    __slots__ = (
        "certified_from",
        "certified_through",
        "date",
        "form",
        "history",
        "last_report",
        "lines",
        "locality",
        "participating",
        "patient",
        "place",
        "provider",
        "qp",
        "treatment_days",
        "zip",
    )

    def __init__(self, **fields: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, fields.get(name))


class Item:
    """A service line, as it is billed. What is missing is None."""

    __slots__ = (
        "assistant",
        "charge",
        "clinician",
        "code",
        "documented",
        "minutes",
        "modifiers",
        "start",
        "stop",
        "units",
    )

    def __init__(self, **fields: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, fields.get(name))


class Line:
    """A service line and what is found out about it. `said` holds pairs of an answer and its facts."""

    __slots__ = (
        "accrued",
        "adjusted",
        "adjustments",
        "allowed",
        "charge",
        "closed",
        "code",
        "expense",
        "item",
        "minutes",
        "modifiers",
        "multiple",
        "patient_owes",
        "payable",
        "plan",
        "reduced_fee",
        "remarks",
        "said",
        "status",
        "supported",
        "threshold",
        "unaccrued",
        "unit_fee",
        "units",
        "unjudged",
        "unpaid",
        "visit",
    )

    def __init__(self, visit: "Standing", item: Item) -> None:
        self.visit = visit
        self.item = item
        self.code = item.code
        self.minutes = item.minutes
        self.units = self.payable = item.units
        self.modifiers = modifiers = item.modifiers
        self.charge = item.charge
        plan = _plans.get(modifiers)
        self.plan = plan_of(modifiers) if plan is None else plan
        self.said: list[Any] = []
        self.adjustments: list[Any] = []
        self.remarks: tuple[str, ...] = ()
        self.status = PAYABLE
        self.closed = self.unjudged = self.unpaid = False
        self.adjusted = self.patient_owes = 0
        self.supported = self.allowed = self.unit_fee = self.reduced_fee = self.expense = None
        self.multiple = self.accrued = self.threshold = None
        self.unaccrued = False


def plan_of(modifiers: tuple[str, ...]) -> int:
    """The plan of care that modifiers name, 0 unless it is just one."""
    named = [PLANS[modifier] for modifier in modifiers if modifier in PLANS]
    _plans[modifiers] = found = named[0] if len(named) == 1 else 0
    return found


class Standing:
    """A visit, with what is said about it as a whole."""

    __slots__ = ("billed", "form", "lines", "provider", "said", "worst")

    def __init__(self, billed: Visit) -> None:
        self.billed = billed
        self.form = billed.form
        self.provider = billed.provider
        self.said: list[Any] = []
        self.worst = 0
        self.lines = [Line(self, item) for item in billed.lines]


class Day:
    """Lines of one day that belong together: one billing provider's, or all of a patient.

    `days` are the parts by billing provider of a patient's day; `only` is the day's only plan of care, 0
    where there is none or several, and `doubtful` says that there are several.
    """

    __slots__ = ("codes", "date", "days", "doubtful", "lines", "modifiers", "only", "provider", "visits")

    def __init__(self, day: date, visits: Sequence[Standing]) -> None:
        self.date = day
        self.visits = visits
        self.provider = visits[0].provider
        self._hold(visits[0].lines if len(visits) == 1 else [line for one in visits for line in one.lines])
        self.days = [self]
        plans = {line.plan for line in self.lines}
        plans.discard(0)
        self.doubtful = len(plans) > 1
        self.only = plans.pop() if len(plans) == 1 else 0

    def _hold(self, lines: list[Line]) -> None:
        self.lines = lines
        self.codes = {line.code for line in lines}
        self.modifiers = {modifier for line in lines for modifier in line.modifiers}

    def part(self, lines: list[Line]) -> "Day":
        """The same day, of some of its lines alone."""
        part = Day.__new__(Day)
        part.date, part.visits, part.provider = self.date, self.visits, self.provider
        part.days, part.doubtful, part.only = [part], self.doubtful, self.only
        part._hold(lines)
        return part


def day_of(day: date, visits: Sequence[Standing]) -> Day:
    """A patient's day, with its parts by billing provider."""
    whole = Day(day, visits)
    if len(visits) > 1:
        by_provider: dict[str | None, list[Standing]] = {}
        for visit in visits:
            by_provider.setdefault(visit.provider, []).append(visit)
        if len(by_provider) > 1:
            whole.days = [Day(day, each) for each in by_provider.values()]
    return whole


def by_date(visits: Iterable[Standing]) -> list[Day]:
    """The days of a patient's visits, which stand in order of date."""
    dates: dict[date, list[Standing]] = {}
    for visit in visits:
        dates.setdefault(visit.billed.date, []).append(visit)
    return [day_of(day, each) for day, each in dates.items()]
