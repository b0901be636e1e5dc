"""Compiled: units of one provider's day, as the manual counts them."""

import numpy as np
from numba import njit

from benchmarks.rivals.fields import (
    DAY_IN_FORCE,
    ITEM_CHARGE,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_MINUTES,
    ITEM_UNITS,
    KIND_UNIT_KIND,
    RESULT_ADJUSTED,
    RESULT_ALLOWED,
    RESULT_PATIENT_OWES,
    RESULT_PAYABLE,
    RESULT_STATUS,
    RESULT_SUPPORTED,
    RESULT_UNJUDGED,
    VISIT_DAY,
)
from benchmarks.rivals.marks import HOURLY, SERIES, TIMED, UNTIMED
from benchmarks.rivals.names import BUNDLED_LINE, DENIED, FAIL, NO_DATA, PASS, TOTAL_TIME
from benchmarks.rivals.names import HOURLY as HOURLY_POLICY
from benchmarks.rivals.names import SERIES as SERIES_POLICY
from benchmarks.rivals.names import UNTIMED as UNTIMED_POLICY
from scrubjay.money import MISSING as NO_AMOUNT

MISSING = np.int64(NO_AMOUNT)


@njit(cache=True, forceinline=True)
def say(outcomes, worst, line, encounter, policy, outcome, weight):
    outcomes[line, policy] = outcome
    if weight > worst[encounter]:
        worst[encounter] = weight


@njit(cache=True, forceinline=True)
def close(items, results, line, status, patient_owes):
    """Deny or bundle a line, if it is not yet: its charge is taken off whole."""
    if results[line, RESULT_STATUS] == DENIED or results[line, RESULT_STATUS] == BUNDLED_LINE:
        return
    results[line, RESULT_STATUS] = status
    results[line, RESULT_PAYABLE] = results[line, RESULT_ALLOWED] = 0
    results[line, RESULT_UNJUDGED] = False
    charge = 0 if items[line, ITEM_CHARGE] == MISSING else items[line, ITEM_CHARGE]
    results[line, RESULT_ADJUSTED] = charge
    results[line, RESULT_PATIENT_OWES] = charge if patient_owes else 0


@njit(cache=True, forceinline=True)
def count_units(
    days, kinds, spans, items, visits, outcomes, results, worst, plan, day, n, only, doubtful, scratch
):
    """The lines `day[:n]`; `plan` is each line's own, `only` the day's only one, 0 where there is none."""
    done = scratch[0]
    for a in range(n):
        done[a] = 0
    for a in range(n):
        if done[a]:
            continue
        kind = kinds[items[day[a], ITEM_CODE], KIND_UNIT_KIND]
        if kind == TIMED:
            _total_time(kinds, items, outcomes, results, worst, plan, day, n, a, only, doubtful, scratch)
        elif kind in (UNTIMED, HOURLY):
            _by_code(kinds, items, outcomes, results, worst, plan, day, n, a, only, doubtful, scratch)
        elif kind >= SERIES:
            _series(
                days,
                kinds,
                spans,
                items,
                visits,
                outcomes,
                results,
                worst,
                plan,
                day,
                n,
                a,
                only,
                doubtful,
                scratch,
            )


@njit(cache=True, forceinline=True)
def _pool(plan, line, only):
    return plan[line] if plan[line] else only


@njit(cache=True, forceinline=True)
def _judge(items, outcomes, results, worst, line, policy, units, unclear, incomplete, untimed):
    billed = items[line, ITEM_UNITS]
    encounter = items[line, ITEM_ENCOUNTER]
    if (not untimed and items[line, ITEM_MINUTES] < 0) or unclear or incomplete or (billed < 0):
        say(outcomes, worst, line, encounter, policy, NO_DATA, NO_DATA)
    elif billed > units:
        say(outcomes, worst, line, encounter, policy, FAIL, FAIL)
    elif billed < units and (not untimed or billed == 0):
        say(outcomes, worst, line, encounter, policy, FAIL, PASS)
    else:
        say(outcomes, worst, line, encounter, policy, PASS, PASS)
    if not unclear and (not incomplete):
        results[line, RESULT_SUPPORTED] = units
        if billed < 0 or results[line, RESULT_PAYABLE] > units:
            results[line, RESULT_PAYABLE] = units
        if billed > 0 and units == 0:
            close(items, results, line, DENIED, False)


@njit(cache=True, forceinline=True)
def _share(
    items, outcomes, results, worst, day, members, m, units, block, policy, unclear, incomplete, untimed
):
    """In line order what each of a code's lines claims, the rest to the last."""
    for at in range(m):
        line = day[members[at]]
        given = units
        if at < m - 1:
            claim = items[line, ITEM_UNITS]
            if claim < 0:
                claim = max(items[line, ITEM_MINUTES], 0) // block if block else 0
            given = min(units, claim)
        units -= given
        _judge(items, outcomes, results, worst, line, policy, given, unclear, incomplete, untimed)


@njit(cache=True, forceinline=True)
def _total_time(kinds, items, outcomes, results, worst, plan, day, n, first, only, doubtful, scratch):
    done, leader, minutes, asked, members = (scratch[0], scratch[1], scratch[2], scratch[3], scratch[4])
    own = _pool(plan, day[first], only)
    bare, timed = (False, 0)
    for a in range(n):
        if kinds[items[day[a], ITEM_CODE], KIND_UNIT_KIND] == TIMED:
            timed += 1
            bare = bare or plan[day[a]] == 0
    unclear = doubtful and bare and (timed > 1)
    codes, pool_minutes, incomplete = (0, 0, False)
    for a in range(first, n):
        line = day[a]
        if kinds[items[line, ITEM_CODE], KIND_UNIT_KIND] != TIMED or _pool(plan, line, only) != own:
            continue
        done[a] = 1
        place = codes
        for other in range(codes):
            if items[day[leader[other]], ITEM_CODE] == items[line, ITEM_CODE]:
                place = other
        if place == codes:
            leader[codes], minutes[codes], asked[codes] = (a, 0, 0)
            codes += 1
        known = max(items[line, ITEM_MINUTES], 0)
        incomplete = incomplete or items[line, ITEM_MINUTES] < 0
        minutes[place] += known
        pool_minutes += known
        asked[place] += items[line, ITEM_UNITS] if items[line, ITEM_UNITS] >= 0 else known // 15
    spare = (pool_minutes + 7) // 15
    for place in range(codes):
        spare -= minutes[place] // 15
    for place in range(codes):
        whole, rest = (minutes[place] // 15, minutes[place] % 15)
        weight = 2 * rest + (asked[place] > whole)
        ahead = 0
        for other in range(codes):
            theirs = 2 * (minutes[other] % 15) + (asked[other] > minutes[other] // 15)
            ahead += theirs > weight or (theirs == weight and other < place)
        m = 0
        for a in range(leader[place], n):
            line = day[a]
            if (
                items[line, ITEM_CODE] == items[day[leader[place]], ITEM_CODE]
                and _pool(plan, line, only) == own
            ):
                members[m] = a
                m += 1
        _share(
            items,
            outcomes,
            results,
            worst,
            day,
            members,
            m,
            whole + (ahead < spare),
            15,
            TOTAL_TIME,
            unclear,
            incomplete,
            False,
        )


@njit(cache=True, forceinline=True)
def _by_code(kinds, items, outcomes, results, worst, plan, day, n, first, only, doubtful, scratch):
    done, members = (scratch[0], scratch[4])
    code = items[day[first], ITEM_CODE]
    own = _pool(plan, day[first], only)
    hourly = kinds[code, KIND_UNIT_KIND] == HOURLY
    same, bare, m, minutes, incomplete = (0, False, 0, 0, False)
    for a in range(n):
        line = day[a]
        if items[line, ITEM_CODE] == code:
            same += 1
            bare = bare or plan[line] == 0
            if _pool(plan, line, only) == own:
                done[a] = 1
                members[m] = a
                m += 1
                minutes += max(items[line, ITEM_MINUTES], 0)
                incomplete = incomplete or items[line, ITEM_MINUTES] < 0
    unclear = doubtful and bare and (same > 1)
    if hourly:
        _share(
            items,
            outcomes,
            results,
            worst,
            day,
            members,
            m,
            (minutes + 29) // 60,
            60,
            HOURLY_POLICY,
            unclear,
            incomplete,
            False,
        )
    else:
        _share(items, outcomes, results, worst, day, members, m, 1, 0, UNTIMED_POLICY, unclear, False, True)


@njit(cache=True, forceinline=True)
def _series(
    days, kinds, spans, items, visits, outcomes, results, worst, plan, day, n, first, only, doubtful, scratch
):
    done, members = (scratch[0], scratch[4])
    number = (kinds[items[day[first], ITEM_CODE], KIND_UNIT_KIND] - SERIES) // 2
    policy = SERIES_POLICY + number
    own = _pool(plan, day[first], only)
    minutes, incomplete, both, bare = (0, False, 0, False)
    for a in range(n):
        line = day[a]
        kind = kinds[items[line, ITEM_CODE], KIND_UNIT_KIND]
        if kind < SERIES or (kind - SERIES) // 2 != number:
            continue
        both += 1
        bare = bare or plan[line] == 0
        if _pool(plan, line, only) == own:
            done[a] = 1
            minutes += max(items[line, ITEM_MINUTES], 0)
            incomplete = incomplete or items[line, ITEM_MINUTES] < 0
    if not days[visits[items[day[first], ITEM_ENCOUNTER], VISIT_DAY], DAY_IN_FORCE] >> policy & 1:
        return
    unclear = doubtful and bare and (both > 1)
    span, block = spans[number]
    beyond = max(minutes - span, 0)
    for further in range(2):
        m = 0
        for a in range(n):
            line = day[a]
            if (
                kinds[items[line, ITEM_CODE], KIND_UNIT_KIND] == SERIES + 2 * number + further
                and _pool(plan, line, only) == own
            ):
                members[m] = a
                m += 1
        units = np.int64(2 * minutes > span)
        if further:
            units = beyond // block + (2 * (beyond % block) > block)
        if m:
            _share(
                items, outcomes, results, worst, day, members, m, units, 0, policy, unclear, incomplete, False
            )
