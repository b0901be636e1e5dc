"""The loop: the record, the plan of care, and minutes against the clock."""

from datetime import timedelta
from typing import Any

from benchmarks.rivals.loop_codes import say
from benchmarks.rivals.names import (
    CERTIFIED,
    CLOCK,
    DOC_ONE,
    DOC_TREATMENT,
    FAIL,
    HELD,
    NO_DATA,
    PASS,
    PASSIVE,
    PROGRESS,
    TOGETHER,
)

LONGEST = timedelta(days=89)


def advise(pack: Any, today: Any, rows: Any, trips: Any) -> None:
    passive = active = under = False
    for row in rows:
        info = row.info
        if info.passive:
            passive = True
        else:
            active = True
        under = under or info.under_plan
        if info.one or info.treatment:
            words = row.billed.documented
            for asked, elements, policy in (
                (info.one, pack.one, DOC_ONE),
                (info.treatment, pack.treatment, DOC_TREATMENT),
            ):
                if asked:
                    if words is None:
                        say(row, policy, NO_DATA)
                    else:
                        row.said[policy] = PASS if elements.issubset(words.split()) else FAIL
    if passive:
        for trip in trips:
            if any(row.info.passive for row in trip.rows):
                trip.said[PASSIVE] = PASS if active else FAIL
    _together(trips)
    if under:
        for trip in trips:
            if len(trips) == 1 or any(row.info.under_plan for row in trip.rows):
                _plan_of_care(today.day, trip, trip.billed)


def _together(trips: Any) -> None:
    nobodys = len(trips) > 1 and any(trip.billed.provider is None for trip in trips)
    formless = {trip.billed.provider for trip in trips if trip.billed.form is None}
    for trip in trips:
        open_ = nobodys or (trip.billed.form is not None and trip.billed.provider in formless)
        trip.said[TOGETHER] = said = NO_DATA if open_ else PASS
        trip.worst = max(trip.worst, said)


def _plan_of_care(day: Any, trip: Any, visit: Any) -> None:
    first, through = visit.certified_from, visit.certified_through
    ends = through
    if first is not None:
        longest = first + LONGEST
        if through is None or longest < through:
            ends = longest
    if ends is None:
        said = NO_DATA
    elif (first is not None and day < first) or day > ends:
        said = FAIL
    else:
        said = NO_DATA if first is None or through is None else PASS
    trip.said[CERTIFIED] = said
    trip.worst = max(trip.worst, said)
    days, report = visit.treatment_days, visit.last_report
    if days is None:
        recent = report is not None and 0 <= (day - report).days <= 10
        said = weight = PASS if recent else NO_DATA
    else:
        said = PASS if days < 10 else FAIL
        weight = FAIL if days > 10 else PASS
    trip.said[PROGRESS] = said
    trip.worst = max(trip.worst, weight)


def clock(days: Any) -> None:
    """All patients' days, for one clinician may treat several patients at once."""
    desks: dict[Any, list[Any]] = {}
    every = []
    for today, rows in days:
        timed = []
        for row in rows:
            billed = row.billed
            if (billed.start is None and billed.stop is None) or not row.info.by_clock:
                continue
            if billed.start is None or billed.stop is None:
                say(row, CLOCK, NO_DATA)
                continue
            timed.append(row)
            if billed.clinician is not None:
                desks.setdefault((today.day, billed.clinician), []).append(row)
        if timed:
            doubled = _doubled(timed) if len(timed) > 1 else ()
            every += [(row, row in doubled) for row in timed]
    shared = set()
    for desk in desks.values():
        if len(desk) > 1:
            for one, other in _overlapping(desk):
                grouped = one.info.in_group and other.info.in_group
                if not grouped and one.trip.billed.patient != other.trip.billed.patient:
                    shared.update((one, other))
    for row, twice in every:
        minutes = row.minutes
        if twice or (minutes is not None and minutes > row.billed.stop - row.billed.start):
            row.said[CLOCK] = row.trip.worst = FAIL
            if not row.closed:
                row.status = HELD
        elif row in shared:
            row.said[CLOCK] = FAIL
        elif minutes is None:
            say(row, CLOCK, NO_DATA)
        else:
            row.said[CLOCK] = PASS


def _doubled(rows: Any) -> set[Any]:
    found = set()
    for one, other in _overlapping(rows):
        left, right = one.billed, other.billed
        both = min(_minutes(one), left.stop - left.start) + min(_minutes(other), right.stop - right.start)
        if both > max(left.stop, right.stop) - min(left.start, right.start):
            found.update((one, other))
    return found


def _minutes(row: Any) -> int:
    return -1 if row.minutes is None else row.minutes


def _overlapping(rows: Any) -> Any:
    ordered = sorted(rows, key=lambda row: row.billed.start)
    for place, one in enumerate(ordered):
        stop = one.billed.stop
        for other in ordered[place + 1 :]:
            if other.billed.start >= stop:
                break
            yield one, other
