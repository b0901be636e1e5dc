"""Compiled: all policies in one pass over patients, years and days, with numba."""

import numpy as np
from numba import njit

from benchmarks.rivals import kernel_advice as advice
from benchmarks.rivals import kernel_codes as codes
from benchmarks.rivals import kernel_money as money
from benchmarks.rivals import marks as b
from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.fields import (
    DAY_COVERED,
    DAY_IN_FORCE,
    DAY_YEAR,
    ITEM_BEGAN,
    ITEM_BITS,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_ENDED,
    ITEM_UNITS,
    KIND_FLAGS,
    RESULT_PAYABLE,
    VISIT_DAY,
    VISIT_FORM,
    VISIT_PATIENT,
    VISIT_PROVIDER,
    VISIT_START,
)
from benchmarks.rivals.kernel_units import count_units, say
from benchmarks.rivals.names import MUE, NO_DATA, POLICIES, PTP

POLICY_COUNT = len(POLICIES)


def run(pack: Book, claims: Columns) -> Found:
    """Rule a batch whose encounters stand in order of date of service."""
    found = Found.empty(len(claims.items), len(claims.visits) - 1)
    book = (pack.days, pack.kinds, pack.values, pack.edits, pack.limits, pack.spans)
    given = (claims.items, claims.visits)
    results = (found.outcome, found.of_encounter, found.results, found.worst)
    _rule(*book, *given, *results, pack.indices, claims.patients)
    return found


@njit(cache=True, forceinline=True)
def _by_patient(visits, patients, encounters):
    """The encounters, patient by patient, each patient's in the order of the batch."""
    count = np.zeros(patients + 1, np.int64)
    for e in range(encounters):
        patient = visits[e, VISIT_PATIENT]
        count[patient + 1] += 1
    count = np.cumsum(count)
    order = np.empty(encounters, np.int64)
    for e in range(encounters):
        order[count[visits[e, VISIT_PATIENT]]] = e
        count[visits[e, VISIT_PATIENT]] += 1
    return order


@njit(cache=True)
def _rule(
    days,
    kinds,
    values,
    edits,
    limits,
    spans,
    items,
    visits,
    outcomes,
    of_encounter,
    results,
    worst,
    indices,
    patients,
):
    lines = len(items)
    plan = np.zeros(lines, np.int64)
    for line in range(lines):
        results[line, RESULT_PAYABLE] = items[line, ITEM_UNITS]
        bits = items[line, ITEM_BITS] & 7
        plan[line] = 1 if bits == 1 else 2 if bits == 2 else 3 if bits == 4 else 0
    fee, reduced = (np.empty(lines, np.int64), np.empty(lines, np.int64))
    expense, accrued = (np.empty(lines, np.int64), np.empty(lines, np.int64))
    doubled = np.zeros(lines, np.bool_)
    encounters = len(worst)
    by_patient = _by_patient(visits, patients, encounters)
    low = 0
    while low < encounters:
        e = by_patient[low]
        high, room = (low, 0)
        while (
            high < encounters
            and visits[by_patient[high], VISIT_PATIENT] == visits[e, VISIT_PATIENT]
            and (days[visits[by_patient[high], VISIT_DAY], DAY_YEAR] == days[visits[e, VISIT_DAY], DAY_YEAR])
        ):
            room += visits[by_patient[high] + 1, VISIT_START] - visits[by_patient[high], VISIT_START]
            high += 1
        year, n = (np.empty(room, np.int64), 0)
        scratch = np.empty((6, room), np.int64)
        day_low = low
        while day_low < high:
            day_high = day_low
            while (
                day_high < high
                and visits[by_patient[day_high], VISIT_DAY] == visits[by_patient[day_low], VISIT_DAY]
            ):
                day_high += 1
            _day(
                days,
                kinds,
                values,
                edits,
                limits,
                spans,
                items,
                visits,
                outcomes,
                results,
                worst,
                indices,
                plan,
                fee,
                reduced,
                expense,
                by_patient,
                day_low,
                day_high,
                scratch,
            )
            begin = n
            for at in range(day_low, day_high):
                for line in range(
                    visits[by_patient[at], VISIT_START], visits[by_patient[at] + 1, VISIT_START]
                ):
                    year[n] = line
                    n += 1
            if days[visits[by_patient[day_low], VISIT_DAY], DAY_IN_FORCE]:
                money.several(
                    days,
                    values,
                    items,
                    visits,
                    outcomes,
                    results,
                    worst,
                    fee,
                    reduced,
                    expense,
                    year[begin:n],
                    n - begin,
                    scratch,
                )
                advice.passive(kinds, items, visits, of_encounter, worst, day_low, day_high, by_patient)
                advice.together(visits, of_encounter, worst, day_low, day_high, by_patient)
                _clock_of_day(kinds, items, doubled, year[begin:n], n - begin, scratch)
            day_low = day_high
        money.thresholds(days, items, visits, outcomes, results, worst, accrued, year, n)
        money.cost_share(days, items, visits, outcomes, results, worst, year, n)
        low = high
    for e in range(encounters):
        advice.plan_of_care(days, kinds, items, visits, of_encounter, worst, e)
        if days[visits[e, VISIT_DAY], DAY_IN_FORCE]:
            for line in range(visits[e, VISIT_START], visits[e + 1, VISIT_START]):
                advice.record(kinds, items, outcomes, worst, line)
    advice.clock(days, kinds, items, visits, outcomes, results, worst, doubled)
    _weigh(days, visits, outcomes, worst)


@njit(cache=True, forceinline=True)
def _day(
    days,
    kinds,
    values,
    edits,
    limits,
    spans,
    items,
    visits,
    outcomes,
    results,
    worst,
    indices,
    plan,
    fee,
    reduced,
    expense,
    by_patient,
    low,
    high,
    scratch,
):
    """One patient's day: units, coding, limits and prices, provider by provider."""
    if not days[visits[by_patient[low], VISIT_DAY], DAY_IN_FORCE]:
        return
    day, part = (scratch[5], np.empty(scratch.shape[1], np.int64))
    for at in range(low, high):
        provider = visits[by_patient[at], VISIT_PROVIDER]
        seen = False
        for earlier in range(low, at):
            seen = seen or visits[by_patient[earlier], VISIT_PROVIDER] == provider
        if seen:
            continue
        n, only, doubtful = (0, np.int64(0), False)
        for other in range(at, high):
            e = by_patient[other]
            if visits[e, VISIT_PROVIDER] == provider:
                for line in range(visits[e, VISIT_START], visits[e + 1, VISIT_START]):
                    day[n] = line
                    n += 1
                    if plan[line]:
                        doubtful = doubtful or (only != 0 and only != plan[line])
                        only = plan[line]
        if doubtful:
            only = np.int64(0)
        count_units(
            days, kinds, spans, items, visits, outcomes, results, worst, plan, day, n, only, doubtful, scratch
        )
        for a in range(n):
            codes.pairing(items, outcomes, results, worst, day[a])
        codes.assistants(
            days, kinds, items, visits, outcomes, results, worst, plan, day, n, only, doubtful, scratch
        )
        for a in range(n):
            codes.by_modifier(kinds, items, visits, outcomes, results, worst, day[a])
        _by_form(days, kinds, edits, limits, items, visits, outcomes, results, worst, day, n, part, True)
        codes.evaluations(days, kinds, items, visits, outcomes, results, worst, day, n)
        _by_form(days, kinds, edits, limits, items, visits, outcomes, results, worst, day, n, part, False)
        codes.add_ons(kinds, items, outcomes, results, worst, day, n, scratch)
        for a in range(n):
            money.price(
                days, values, items, visits, outcomes, results, worst, indices, fee, reduced, expense, day[a]
            )


@njit(cache=True, forceinline=True)
def _by_form(days, kinds, edits, limits, items, visits, outcomes, results, worst, day, n, part, pairs):
    """Edits or limits among the lines of each claim form; both are unknown where the form is."""
    for form in range(3):
        m = 0
        for a in range(n):
            if visits[items[day[a], ITEM_ENCOUNTER], VISIT_FORM] == form:
                part[m] = day[a]
                m += 1
        if form == 2:
            policy = PTP if pairs else MUE
            for a in range(m):
                say(outcomes, worst, part[a], items[part[a], ITEM_ENCOUNTER], policy, NO_DATA, NO_DATA)
                say(outcomes, worst, part[a], items[part[a], ITEM_ENCOUNTER], policy + 1, NO_DATA, NO_DATA)
        elif m and pairs:
            codes.pair_edits(days, kinds, edits, items, visits, outcomes, results, worst, part, m, form)
        elif m:
            codes.unit_limits(days, kinds, limits, items, visits, outcomes, results, worst, part, m, form)


@njit(cache=True, forceinline=True)
def _clock_of_day(kinds, items, doubled, lines, n, scratch):
    timed, m = (scratch[0], 0)
    for a in range(n):
        line = lines[a]
        if (
            items[line, ITEM_BEGAN] >= 0
            and items[line, ITEM_ENDED] >= 0
            and kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.BY_CLOCK
        ):
            timed[m] = line
            m += 1
    if m > 1:
        advice.doubled_on(items, doubled, timed, m)


@njit(cache=True, forceinline=True)
def _weigh(days, visits, outcomes, worst):
    """A line that no policy speaks about is not judged; nor is a date that the pack does not cover."""
    for e in range(len(worst)):
        silent = not days[visits[e, VISIT_DAY], DAY_COVERED]
        for line in range(visits[e, VISIT_START], visits[e + 1, VISIT_START]):
            spoken = False
            for policy in range(POLICY_COUNT):
                if outcomes[line, policy]:
                    spoken = True
                    break
            silent = silent or not spoken
        if silent:
            worst[e] = max(worst[e], NO_DATA)
