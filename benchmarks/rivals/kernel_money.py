"""Compiled: prices of a day, and what adds up over a patient's year."""

import numpy as np
from numba import njit

from benchmarks.rivals import marks as b
from benchmarks.rivals.fields import (
    DAY_DEDUCTIBLE,
    DAY_FACTOR,
    DAY_IN_FORCE,
    DAY_QUALIFYING,
    DAY_THRESHOLD,
    DAY_VALUE_SPAN,
    DAY_WITHHELD,
    ITEM_BITS,
    ITEM_CHARGE,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_UNITS,
    RESULT_ADJUSTED,
    RESULT_ALLOWED,
    RESULT_PATIENT_OWES,
    RESULT_PAYABLE,
    RESULT_STATUS,
    RESULT_UNJUDGED,
    VALUE_FACILITY,
    VALUE_MALPRACTICE,
    VALUE_MULTIPLE,
    VALUE_OFFICE,
    VALUE_STANDING,
    VALUE_WORK,
    VISIT_DAY,
    VISIT_FACILITY,
    VISIT_MET,
    VISIT_OT,
    VISIT_PARTICIPATING,
    VISIT_PLACE,
    VISIT_PROVIDER,
    VISIT_PT_SLP,
    VISIT_QP,
)
from benchmarks.rivals.kernel_units import close, say
from benchmarks.rivals.names import (
    BLANKET,
    BUNDLED_LINE,
    COINSURANCE,
    DEDUCTIBLE,
    DENIED,
    FAIL,
    FEE,
    KX,
    MPPR,
    NO_DATA,
    PARTICIPATION,
    PASS,
    REDUCTION,
    REVIEW,
    SEQUESTRATION,
)
from scrubjay.money import MISSING as NO_AMOUNT

MISSING = np.int64(NO_AMOUNT)
HIGHEST = np.int64(1 << 62)


@njit(cache=True, forceinline=True)
def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


@njit(cache=True, forceinline=True)
def is_closed(results, line):
    return results[line, RESULT_STATUS] == DENIED or results[line, RESULT_STATUS] == BUNDLED_LINE


@njit(cache=True, forceinline=True)
def unprice(items, outcomes, results, worst, line, policy):
    say(outcomes, worst, line, items[line, ITEM_ENCOUNTER], policy, NO_DATA, NO_DATA)
    results[line, RESULT_UNJUDGED] = True
    results[line, RESULT_ALLOWED] = MISSING
    results[line, RESULT_ADJUSTED] = results[line, RESULT_PATIENT_OWES] = 0


@njit(cache=True, forceinline=True)
def price(days, values, items, visits, outcomes, results, worst, indices, fee, reduced, expense, line):
    """The fee schedule, then what a provider gets that does not participate."""
    e, code = (items[line, ITEM_ENCOUNTER], items[line, ITEM_CODE])
    day = visits[e, VISIT_DAY]
    span = days[day, DAY_VALUE_SPAN]
    standing = values[span, code, VALUE_STANDING]
    factor = days[day, DAY_FACTOR]
    if days[day, DAY_QUALIFYING]:
        factor = (
            0 if visits[e, VISIT_QP] < 0 else days[day, DAY_QUALIFYING] if visits[e, VISIT_QP] else factor
        )
    office, facility = (values[span, code, VALUE_OFFICE], values[span, code, VALUE_FACILITY])
    fee[line] = reduced[line] = expense[line] = MISSING
    if standing != b.ABSENT and (office == facility or visits[e, VISIT_FACILITY] >= 0):
        practice = facility if visits[e, VISIT_FACILITY] == 1 else office
        expense[line] = practice
        if standing == b.PAID and visits[e, VISIT_PLACE] >= 0 and factor:
            work, pe, malpractice = indices[visits[e, VISIT_PLACE]]
            rest = values[span, code, VALUE_WORK] * work + values[span, code, VALUE_MALPRACTICE] * malpractice
            fee[line] = half_up(factor * (rest + practice * pe), 10**7)
            reduced[line] = half_up(factor * (2 * rest + practice * pe), 2 * 10**7)
    if is_closed(results, line):
        return
    units, charge = (results[line, RESULT_PAYABLE], items[line, ITEM_CHARGE])
    if units != 0 and (units < 0 or fee[line] == MISSING):
        unprice(items, outcomes, results, worst, line, FEE)
        return
    say(outcomes, worst, line, e, FEE, PASS, PASS)
    allowed = fee[line] * units if units else 0
    if charge != MISSING:
        allowed = min(allowed, charge)
        results[line, RESULT_ADJUSTED] += charge - allowed
    results[line, RESULT_ALLOWED] = allowed
    if fee[line] == MISSING:
        return
    flag = visits[e, VISIT_PARTICIPATING]
    if flag < 0 and allowed:
        unprice(items, outcomes, results, worst, line, PARTICIPATION)
        return
    outcome = PASS
    if flag == 0:
        fee[line] = half_up(fee[line] * 95, 100)
        reduced[line] = half_up(reduced[line] * 95, 100)
        results[line, RESULT_ALLOWED] = min(allowed, fee[line] * units)
        if charge != MISSING:
            results[line, RESULT_ADJUSTED] += allowed - results[line, RESULT_ALLOWED]
            billed = items[line, ITEM_UNITS] if items[line, ITEM_UNITS] >= 0 else units
            if charge > half_up(fee[line] * 115, 100) * billed:
                outcome = FAIL
    say(outcomes, worst, line, e, PARTICIPATION, outcome, PASS)


@njit(cache=True, forceinline=True)
def _takes_part(days, values, items, visits, results, line):
    multiple = values[
        days[visits[items[line, ITEM_ENCOUNTER], VISIT_DAY], DAY_VALUE_SPAN],
        items[line, ITEM_CODE],
        VALUE_MULTIPLE,
    ]
    return multiple == 1 and results[line, RESULT_PAYABLE] != 0


@njit(cache=True, forceinline=True)
def _best(days, values, items, visits, results, fee, expense, lines, n, provider, visit):
    """The first known line of a group, and whether one of unknown rank may stand before it."""
    first, ahead = (np.int64(-1), np.int64(-1))
    most_expense, most_fee, best_expense, best_fee = (np.int64(-1), np.int64(-1), np.int64(-1), np.int64(-1))
    for a in range(n):
        line = lines[a]
        e = items[line, ITEM_ENCOUNTER]
        if not _takes_part(days, values, items, visits, results, line):
            continue
        if provider != -2 and (visits[e, VISIT_PROVIDER] != provider or (provider == -1 and e != visit)):
            continue
        known = (
            results[line, RESULT_PAYABLE] > 0
            and results[line, RESULT_ALLOWED] != MISSING
            and (fee[line] != MISSING)
        )
        rank_expense = HIGHEST if expense[line] == MISSING else expense[line]
        rank_fee = HIGHEST if fee[line] == MISSING or expense[line] == MISSING else fee[line]
        if known and (rank_expense > best_expense or (rank_expense == best_expense and rank_fee > best_fee)):
            first, best_expense, best_fee = (line, rank_expense, rank_fee)
        if rank_expense > most_expense or (rank_expense == most_expense and rank_fee > most_fee):
            ahead, most_expense, most_fee = (line, rank_expense, rank_fee)
    return (first, first != ahead)


@njit(cache=True, forceinline=True)
def several(days, values, items, visits, outcomes, results, worst, fee, reduced, expense, lines, n, scratch):
    """All lines of a patient's day: one unit of each provider keeps its whole practice expense."""
    done = scratch[0]
    unseen, trips = False, 1
    for a in range(n):
        done[a] = 0
        e = items[lines[a], ITEM_ENCOUNTER]
        trips += a > 0 and e != items[lines[a - 1], ITEM_ENCOUNTER]
        unseen = unseen or (
            visits[e, VISIT_PROVIDER] < 0 and _takes_part(days, values, items, visits, results, lines[a])
        )
    surely = np.int64(-1)
    if unseen:
        whole, torn = _best(days, values, items, visits, results, fee, expense, lines, n, -2, -1)
        surely = np.int64(-1) if torn else whole
    for a in range(n):
        if done[a]:
            continue
        e = items[lines[a], ITEM_ENCOUNTER]
        provider = visits[e, VISIT_PROVIDER]
        first, torn = _best(days, values, items, visits, results, fee, expense, lines, n, provider, e)
        apart = unseen and trips > 1 and (first != surely)
        for other in range(a, n):
            line = lines[other]
            its = items[line, ITEM_ENCOUNTER]
            if visits[its, VISIT_PROVIDER] != provider or (provider == -1 and its != e):
                continue
            done[other] = 1
            known = (
                results[line, RESULT_PAYABLE] > 0
                and results[line, RESULT_ALLOWED] != MISSING
                and (fee[line] != MISSING)
            )
            if not known or not _takes_part(days, values, items, visits, results, line):
                continue
            if line == first and (torn or apart):
                continue
            total = reduced[line] * results[line, RESULT_PAYABLE] + (
                fee[line] - reduced[line] if line == first else 0
            )
            before = results[line, RESULT_ALLOWED]
            results[line, RESULT_ALLOWED] = min(before, total)
            if items[line, ITEM_CHARGE] != MISSING:
                results[line, RESULT_ADJUSTED] += before - results[line, RESULT_ALLOWED]
            say(outcomes, worst, line, its, MPPR, PASS, PASS)
        if first >= 0 and (torn or apart):
            unprice(items, outcomes, results, worst, first, MPPR)


@njit(cache=True, forceinline=True)
def thresholds(days, items, visits, outcomes, results, worst, accrued, lines, n):
    """The annual thresholds of one patient's year, and what is said of what has accrued."""
    unknown = np.zeros(n, np.bool_)
    for a in range(n):
        accrued[lines[a]] = MISSING
    amount = days[visits[items[lines[0], ITEM_ENCOUNTER], VISIT_DAY], DAY_THRESHOLD]
    for bucket in range(2):
        if not days[visits[items[lines[0], ITEM_ENCOUNTER], VISIT_DAY], DAY_IN_FORCE] >> KX + bucket & 1:
            continue
        wanted = b.GP | b.GN if bucket == 0 else b.GO
        started, hidden, sum_ = (False, False, np.int64(0))
        for a in range(n):
            line = lines[a]
            if not items[line, ITEM_BITS] & wanted:
                continue
            e = items[line, ITEM_ENCOUNTER]
            if not started:
                started = True
                sum_ = visits[e, VISIT_PT_SLP] if bucket == 0 else visits[e, VISIT_OT]
            allowed, closed = (results[line, RESULT_ALLOWED], is_closed(results, line))
            outcome = NO_DATA
            if sum_ == MISSING or allowed == MISSING or hidden:
                hidden = hidden or (sum_ != MISSING and allowed == MISSING)
                unknown[a] = True
            elif allowed and sum_ + allowed > amount and (not items[line, ITEM_BITS] & b.KX):
                outcome = FAIL
                accrued[line] = max(accrued[line], sum_)
            else:
                outcome = PASS
                sum_ += allowed
                accrued[line] = max(accrued[line], sum_)
            if not closed:
                say(outcomes, worst, line, e, KX + bucket, outcome, outcome)
                if outcome == FAIL:
                    close(items, results, line, DENIED, True)
    for a in range(n):
        line = lines[a]
        if is_closed(results, line) or not items[line, ITEM_BITS] & (b.GP | b.GO | b.GN):
            continue
        e = items[line, ITEM_ENCOUNTER]
        in_force = days[visits[e, VISIT_DAY], DAY_IN_FORCE]
        if items[line, ITEM_BITS] & b.KX and in_force >> BLANKET & 1:
            if accrued[line] == MISSING or unknown[a]:
                say(outcomes, worst, line, e, BLANKET, NO_DATA, NO_DATA)
            else:
                say(
                    outcomes,
                    worst,
                    line,
                    e,
                    BLANKET,
                    FAIL if accrued[line] * 100 < amount * 50 else PASS,
                    PASS,
                )
        if in_force >> REVIEW & 1:
            if accrued[line] > 300000:
                say(outcomes, worst, line, e, REVIEW, FAIL, PASS)
            elif accrued[line] == MISSING or unknown[a]:
                say(outcomes, worst, line, e, REVIEW, NO_DATA, NO_DATA)
            else:
                say(outcomes, worst, line, e, REVIEW, PASS, PASS)


@njit(cache=True, forceinline=True)
def cost_share(days, items, visits, outcomes, results, worst, lines, n):
    """The deductible of one patient's year, and what is taken off each line after it."""
    first = visits[items[lines[0], ITEM_ENCOUNTER], VISIT_DAY]
    met = MISSING
    for a in range(n):
        e = items[lines[a], ITEM_ENCOUNTER]
        if visits[e, VISIT_DAY] != first:
            break
        met = max(met, visits[e, VISIT_MET])
    before, gap = (np.int64(0), False)
    has_deductible = days[first, DAY_IN_FORCE] >> DEDUCTIBLE & 1
    for a in range(n):
        line = lines[a]
        if is_closed(results, line):
            continue
        if results[line, RESULT_ALLOWED] == MISSING or results[line, RESULT_UNJUDGED]:
            gap = True
            continue
        e, allowed = (items[line, ITEM_ENCOUNTER], results[line, RESULT_ALLOWED])
        if has_deductible:
            left = max(days[first, DAY_DEDUCTIBLE] - max(met, 0) - before, 0)
            before += allowed
            if allowed and left and (met == MISSING or gap):
                say(outcomes, worst, line, e, DEDUCTIBLE, NO_DATA, NO_DATA)
                results[line, RESULT_UNJUDGED] = True
                continue
            say(outcomes, worst, line, e, DEDUCTIBLE, PASS, PASS)
            owed = min(left, allowed)
            results[line, RESULT_ADJUSTED] += owed
            results[line, RESULT_PATIENT_OWES] += owed
        _take_off(days, items, visits, outcomes, results, worst, line)


@njit(cache=True, forceinline=True)
def _take_off(days, items, visits, outcomes, results, worst, line):
    """Coinsurance, the share of assistants, sequestration."""
    e = items[line, ITEM_ENCOUNTER]
    in_force = days[visits[e, VISIT_DAY], DAY_IN_FORCE]
    if in_force >> COINSURANCE & 1:
        owed = half_up((results[line, RESULT_ALLOWED] - results[line, RESULT_PATIENT_OWES]) * 20, 100)
        say(outcomes, worst, line, e, COINSURANCE, PASS, PASS)
        results[line, RESULT_ADJUSTED] += owed
        results[line, RESULT_PATIENT_OWES] += owed
    base = results[line, RESULT_ALLOWED] if items[line, ITEM_CHARGE] == MISSING else items[line, ITEM_CHARGE]
    if in_force >> REDUCTION & 1 and items[line, ITEM_BITS] & (b.CQ | b.CO):
        say(outcomes, worst, line, e, REDUCTION, PASS, PASS)
        results[line, RESULT_ADJUSTED] += half_up((base - results[line, RESULT_ADJUSTED]) * 15, 100)
    if in_force >> SEQUESTRATION & 1:
        say(outcomes, worst, line, e, SEQUESTRATION, PASS, PASS)
        results[line, RESULT_ADJUSTED] += half_up(
            (base - results[line, RESULT_ADJUSTED]) * days[visits[e, VISIT_DAY], DAY_WITHHELD], 100
        )
