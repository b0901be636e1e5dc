"""A hand-written loop without a trace: one patient's year at a time, outcomes as bytes, money as integers."""

from collections.abc import Sequence
from typing import Any

from benchmarks.plain.lines import PLANS, Visit
from benchmarks.rivals.loop_advice import advise, clock
from benchmarks.rivals.loop_codes import add_ons, limit_units, look_at_codes
from benchmarks.rivals.loop_money import price, reduce_several, share_year, thresholds
from benchmarks.rivals.loop_pack import Pack
from benchmarks.rivals.loop_units import count_units
from benchmarks.rivals.names import MUE, NO_DATA, POLICIES, PTP

COUNT = len(POLICIES)
_plans: dict[tuple[str, ...], int] = {}


class Row:
    """A line and what is found out about it; `said` holds its outcomes by policy."""

    __slots__ = (
        "accrued",
        "adjusted",
        "allowed",
        "billed",
        "charge",
        "closed",
        "code",
        "expense",
        "fee",
        "info",
        "minutes",
        "modifiers",
        "multiple",
        "payable",
        "plan",
        "reduced",
        "said",
        "status",
        "supported",
        "their_share",
        "trip",
        "unaccrued",
        "units",
        "unjudged",
    )

    def __init__(self, trip: "Trip", billed: Any, pack: Pack) -> None:
        self.trip = trip
        self.billed = billed
        self.code = billed.code
        self.info = pack.code(billed.code)
        self.minutes = billed.minutes
        self.units = self.payable = billed.units
        self.modifiers = modifiers = billed.modifiers
        self.charge = billed.charge
        plan = _plans.get(modifiers)
        if plan is None:
            named = [PLANS[each] for each in modifiers if each in PLANS]
            plan = _plans[modifiers] = named[0] if len(named) == 1 else 0
        self.plan = plan
        self.said = bytearray(COUNT)
        self.status = self.adjusted = self.their_share = 0
        self.closed = self.unjudged = self.unaccrued = False
        self.supported = self.allowed = self.fee = self.reduced = self.expense = self.accrued = None
        self.multiple = False


class Trip:
    """A visit, with what is said about it as a whole."""

    __slots__ = ("billed", "rows", "said", "worst")

    def __init__(self, billed: Visit, pack: Pack) -> None:
        self.billed = billed
        self.said = bytearray(COUNT)
        self.worst = 0
        self.rows = [Row(self, line, pack) for line in billed.lines]


def rule(pack: Pack, visits: Sequence[Visit]) -> list[Trip]:
    """Rule visits, which stand in order of date of service; gives them in the same order."""
    trips = []
    years: dict[tuple[str, int], list[Trip]] = {}
    for visit in visits:
        trip = Trip(visit, pack)
        trips.append(trip)
        years.setdefault((visit.patient, visit.date.year), []).append(trip)
    days: list[tuple[Any, list[Row]]] = []
    for mine in years.values():
        _year(pack, mine, days)
    clock(days)
    for trip in trips:
        worst = trip.worst
        if worst < NO_DATA and (
            not pack.day(trip.billed.date).covered or not all(any(row.said) for row in trip.rows)
        ):
            trip.worst = NO_DATA
    return trips


def _year(pack: Pack, trips: list[Trip], days: list[tuple[Any, list[Row]]]) -> None:
    """One patient's calendar year."""
    place = 0
    while place < len(trips):
        date = trips[place].billed.date
        today = pack.day(date)
        mine = [trips[place]]
        place += 1
        while place < len(trips) and trips[place].billed.date == date:
            mine.append(trips[place])
            place += 1
        if not today.any:
            continue
        rows = mine[0].rows if len(mine) == 1 else [row for trip in mine for row in trip.rows]
        if len(mine) == 1:
            _provider(pack, today, rows, mine)
        else:
            providers: dict[str | None, list[Trip]] = {}
            for trip in mine:
                providers.setdefault(trip.billed.provider, []).append(trip)
            for theirs in providers.values():
                _provider(pack, today, [row for trip in theirs for row in trip.rows], theirs)
        reduce_several(today, rows, mine)
        advise(pack, today, rows, mine)
        days.append((today, rows))
    rows = [row for trip in trips for row in trip.rows]
    today = pack.day(trips[0].billed.date)
    thresholds(pack, today, rows)
    share_year(pack, today, rows)


def _provider(pack: Pack, today: Any, rows: list[Row], trips: list[Trip]) -> None:
    """One patient's day at one provider."""
    plans = {row.plan for row in rows}
    plans.discard(0)
    doubtful = len(plans) > 1
    only = plans.pop() if len(plans) == 1 else 0
    count_units(pack, today, rows, only, doubtful)
    parts: list[tuple[int, list[Row]]] = []
    forms = {trip.billed.form for trip in trips}
    for form, name in enumerate(("professional", "institutional")):
        if name in forms:
            parts.append(
                (form, rows if len(forms) == 1 else [row for row in rows if row.trip.billed.form == name])
            )
    if None in forms:
        for row in rows:
            if row.trip.billed.form is None:
                row.said[PTP] = row.said[PTP + 1] = row.said[MUE] = row.said[MUE + 1] = NO_DATA
                row.trip.worst = max(row.trip.worst, NO_DATA)
    look_at_codes(pack, today, rows, parts, only, doubtful)
    for form, mine in parts:
        limit_units(pack, today, mine, form)
    add_ons(rows)
    price(pack, today, trips)
