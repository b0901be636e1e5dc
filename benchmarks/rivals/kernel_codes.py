"""Compiled: modifiers, edits of pairs, and limits of one provider's day."""

import numpy as np
from numba import njit

from benchmarks.rivals import marks as b
from benchmarks.rivals.fields import (
    DAY_EDIT_SPAN,
    DAY_IN_FORCE,
    DAY_LIMIT_SPAN,
    DAY_OWN_MINUTES,
    ITEM_ASSISTANT,
    ITEM_BITS,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_MINUTES,
    ITEM_UNITS,
    KIND_FLAGS,
    KIND_ONE_RANK,
    KIND_ONE_SET,
    KIND_PRIMARY,
    KIND_STATUS,
    RESULT_PAYABLE,
    RESULT_STATUS,
    RESULT_SUPPORTED,
    VISIT_DAY,
    VISIT_FORM,
)
from benchmarks.rivals.kernel_units import close, say
from benchmarks.rivals.names import (
    ADD_ON,
    ASSISTANT,
    BUNDLED,
    BUNDLED_LINE,
    BYPASSED,
    DENIAL_EXPECTED,
    DENIED,
    DISTINCT,
    EXCLUDED,
    FAIL,
    HELD,
    MUE,
    NECESSITY,
    NO_DATA,
    NOTICE,
    OPPOSING,
    OT_EVALUATION,
    PAIRING,
    PASS,
    PLAN_MODIFIER,
    PT_EVALUATION,
    PTP,
)

PROFESSIONAL, INSTITUTIONAL, NO_FORM = range(3)
MANY = np.int64(1 << 40)


@njit(cache=True, forceinline=True)
def hold(results, line):
    if results[line, RESULT_STATUS] != DENIED and results[line, RESULT_STATUS] != BUNDLED_LINE:
        results[line, RESULT_STATUS] = HELD


@njit(cache=True, forceinline=True)
def fail(items, outcomes, results, worst, line, policy, status, patient_owes):
    say(outcomes, worst, line, items[line, ITEM_ENCOUNTER], policy, FAIL, FAIL)
    close(items, results, line, status, patient_owes)


@njit(cache=True, forceinline=True)
def by_modifier(kinds, items, visits, outcomes, results, worst, line):
    """What a line's own modifiers and code entail; those of assistants have ruled before."""
    bits, e = (items[line, ITEM_BITS], items[line, ITEM_ENCOUNTER])
    code = items[line, ITEM_CODE]
    status = kinds[code, KIND_STATUS]
    if status:
        fail(
            items,
            outcomes,
            results,
            worst,
            line,
            BUNDLED - 1 + status,
            BUNDLED_LINE if status == 1 else DENIED,
            False,
        )
    if bits & b.DISTINCT_BITS:
        both = bits & b.NO_MORE and bits & b.SAYS_MORE
        say(outcomes, worst, line, e, DISTINCT, FAIL if both else PASS, PASS)
    if kinds[code, KIND_FLAGS] & b.NEEDS_PLAN and items[line, ITEM_UNITS] != 0:
        plans = (bits & 1) + (bits >> 1 & 1) + (bits >> 2 & 1)
        wrong = kinds[code, KIND_FLAGS] & b.OF_ONE and not kinds[code, KIND_FLAGS] // b.OF_PT & bits & 7
        if plans == 1 and not wrong:
            say(outcomes, worst, line, e, PLAN_MODIFIER, PASS, PASS)
        else:
            fail(items, outcomes, results, worst, line, PLAN_MODIFIER, DENIED, False)
    if bits & (b.GA | b.GX | b.GY | b.GZ):
        if bits & b.GA and bits & (b.GX | b.GY | b.GZ):
            fail(items, outcomes, results, worst, line, OPPOSING, DENIED, False)
        else:
            say(outcomes, worst, line, e, OPPOSING, PASS, PASS)
    if bits & (b.KX | b.GA):
        if bits & b.KX and bits & b.GA:
            say(outcomes, worst, line, e, NECESSITY, FAIL, FAIL)
            hold(results, line)
        else:
            say(outcomes, worst, line, e, NECESSITY, PASS, PASS)
    if bits & b.GZ:
        fail(items, outcomes, results, worst, line, DENIAL_EXPECTED, DENIED, False)
    if bits & b.GY:
        fail(items, outcomes, results, worst, line, EXCLUDED, DENIED, True)
    if bits & b.GA:
        if visits[e, VISIT_FORM] == NO_FORM:
            say(outcomes, worst, line, e, NOTICE, NO_DATA, NO_DATA)
        elif visits[e, VISIT_FORM] == INSTITUTIONAL:
            fail(items, outcomes, results, worst, line, NOTICE, DENIED, True)


@njit(cache=True, forceinline=True)
def pairing(items, outcomes, results, worst, line):
    bits = items[line, ITEM_BITS]
    if bits & (b.CQ | b.CO):
        if (bits & b.CQ and (not bits & b.GP)) or (bits & b.CO and (not bits & b.GO)):
            fail(items, outcomes, results, worst, line, PAIRING, DENIED, False)
        else:
            say(outcomes, worst, line, items[line, ITEM_ENCOUNTER], PAIRING, PASS, PASS)


@njit(cache=True, forceinline=True)
def assistants(days, kinds, items, visits, outcomes, results, worst, plan, day, n, only, doubtful, scratch):
    """The modifier of assistants, code by code and plan by plan."""
    done, members, counts = (scratch[0], scratch[1], scratch[2])
    for a in range(n):
        done[a] = 0
    for a in range(n):
        line = day[a]
        timed = kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.HELPED_TIMED != 0
        if done[a] or not (timed or kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.HELPED_UNTIMED):
            continue
        bare = np.int64(9) if doubtful else only
        own = plan[line] if plan[line] else bare
        m, sign = (0, False)
        for other in range(a, n):
            its = day[other]
            if items[its, ITEM_CODE] == items[line, ITEM_CODE] and (plan[its] if plan[its] else bare) == own:
                done[other] = 1
                members[m] = its
                m += 1
                sign = sign or items[its, ITEM_ASSISTANT] > 0 or items[its, ITEM_BITS] & (b.CQ | b.CO) != 0
        if not sign:
            for at in range(m):
                if items[members[at], ITEM_ASSISTANT] >= 0:
                    say(
                        outcomes,
                        worst,
                        members[at],
                        items[members[at], ITEM_ENCOUNTER],
                        ASSISTANT,
                        PASS,
                        PASS,
                    )
            continue
        if own != 1 and own != 2:
            for at in range(m):
                if own != 3:
                    say(
                        outcomes,
                        worst,
                        members[at],
                        items[members[at], ITEM_ENCOUNTER],
                        ASSISTANT,
                        NO_DATA,
                        NO_DATA,
                    )
            continue
        _share_of_assistants(
            days,
            items,
            visits,
            outcomes,
            results,
            worst,
            members,
            m,
            b.CQ if own == 1 else b.CO,
            timed,
            counts,
        )


@njit(cache=True, forceinline=True)
def _share_of_assistants(days, items, visits, outcomes, results, worst, members, m, modifier, timed, counts):
    theirs, total, units, wearing, supported = (0, 0, 0, 0, 0)
    no_minutes, no_assistant, no_units, no_count = (False, False, False, False)
    for at in range(m):
        line = members[at]
        total += max(items[line, ITEM_MINUTES], 0)
        theirs += max(items[line, ITEM_ASSISTANT], 0)
        no_minutes = no_minutes or items[line, ITEM_MINUTES] < 0
        no_assistant = no_assistant or items[line, ITEM_ASSISTANT] < 0
        no_count = no_count or results[line, RESULT_SUPPORTED] < 0
        counted = min(np.int64(items[line, ITEM_UNITS]), results[line, RESULT_SUPPORTED])
        if counted < 0:
            counted = max(np.int64(items[line, ITEM_UNITS]), results[line, RESULT_SUPPORTED])
        no_units = no_units or counted < 0
        counts[at] = counted
        units += max(counted, 0)
        supported += (
            results[line, RESULT_SUPPORTED] if results[line, RESULT_SUPPORTED] >= 0 else max(counted, 0)
        )
        if items[line, ITEM_BITS] & modifier:
            wearing += max(counted, 0)
    therapist = max(total - theirs, 0)
    whole, rest = (therapist // 15, therapist % 15)
    blocks, left_over = (theirs // 15, theirs % 15)
    beyond = max(supported - whole, 0)
    left = max(beyond - blocks, 0)
    kept = left > 0 and rest >= days[visits[items[members[0], ITEM_ENCOUNTER], VISIT_DAY], DAY_OWN_MINUTES]
    heavy = 100 * left_over > 10 * ((0 if kept else rest) + left_over)
    most = min(blocks, beyond) + (left - kept if heavy else 0)
    if not timed or therapist == 0:
        most = supported if 100 * theirs > 10 * (therapist + theirs) else 0
    due = max(units - (supported - most), 0)
    unknown = (
        no_assistant
        or (no_minutes and theirs > 0)
        or no_units
        or (timed and theirs > 0 and (therapist > 0) and no_count)
    )
    any_bare, any_worn = (False, False)
    for at in range(m):
        line = members[at]
        marked = items[line, ITEM_BITS] & modifier != 0
        any_bare = any_bare or (not marked and counts[at] > 0 and (items[line, ITEM_ASSISTANT] > 0))
        any_worn = any_worn or (
            marked and counts[at] > 0 and (items[line, ITEM_MINUTES] > items[line, ITEM_ASSISTANT])
        )
    for at in range(m):
        line = members[at]
        e = items[line, ITEM_ENCOUNTER]
        marked = items[line, ITEM_BITS] & modifier != 0
        bare = not marked and counts[at] > 0 and (items[line, ITEM_ASSISTANT] > 0 or not any_bare)
        worn = (
            marked
            and counts[at] > 0
            and (items[line, ITEM_MINUTES] > items[line, ITEM_ASSISTANT] or not any_worn)
        )
        if unknown:
            say(outcomes, worst, line, e, ASSISTANT, NO_DATA, NO_DATA)
        elif wearing < due and bare:
            say(outcomes, worst, line, e, ASSISTANT, FAIL, FAIL)
            hold(results, line)
        elif wearing > most and worn:
            say(outcomes, worst, line, e, ASSISTANT, FAIL, PASS)
        else:
            say(outcomes, worst, line, e, ASSISTANT, PASS, PASS)


@njit(cache=True, forceinline=True)
def pair_edits(days, kinds, edits, items, visits, outcomes, results, worst, day, n, form):
    """Edits among the lines of one claim form."""
    policy = PTP + form
    span = days[visits[items[day[0], ITEM_ENCOUNTER], VISIT_DAY], DAY_EDIT_SPAN]
    known = edits[form, span]
    for a in range(n):
        line = day[a]
        code = items[line, ITEM_CODE]
        if kinds[code, KIND_STATUS] or items[line, ITEM_UNITS] == 0:
            continue
        others, touched, lone = (False, False, True)
        never, denied, unknown, separable = (False, False, False, False)
        lifts = items[line, ITEM_BITS] & b.LIFTS != 0
        for other in range(n):
            its = day[other]
            first = items[its, ITEM_CODE]
            if kinds[first, KIND_STATUS] or items[its, ITEM_UNITS] == 0:
                continue
            lone = lone and other == a
            if first == code:
                continue
            others = True
            said = known[first, code]
            touched = touched or said != b.FREE or known[code, first] != b.FREE
            never = never or said == b.NEVER
            unknown = unknown or said == b.UNKNOWN
            if said == b.SEPARABLE:
                separable = True
                apart = form == PROFESSIONAL and items[its, ITEM_BITS] & b.DISTINCT_BITS != 0
                denied = denied or (not lifts and (not apart))
        e = items[line, ITEM_ENCOUNTER]
        if not others:
            if lone and items[line, ITEM_BITS] & b.DISTINCT_BITS:
                say(outcomes, worst, line, e, policy, FAIL, PASS)
            continue
        if never or denied:
            fail(items, outcomes, results, worst, line, policy, DENIED, False)
        elif unknown:
            say(outcomes, worst, line, e, policy, NO_DATA, NO_DATA)
        elif separable:
            say(outcomes, worst, line, e, policy, BYPASSED, BYPASSED)
        elif items[line, ITEM_BITS] & b.DISTINCT_BITS and (not touched):
            say(outcomes, worst, line, e, policy, FAIL, PASS)
        else:
            say(outcomes, worst, line, e, policy, PASS, PASS)


@njit(cache=True, forceinline=True)
def evaluations(days, kinds, items, visits, outcomes, results, worst, day, n):
    """One evaluation code of a set counts on a day."""
    for number in range(2):
        policy = PT_EVALUATION if number == 0 else OT_EVALUATION
        if not days[visits[items[day[0], ITEM_ENCOUNTER], VISIT_DAY], DAY_IN_FORCE] >> policy & 1:
            continue
        kept = MANY
        for a in range(n):
            code = items[day[a], ITEM_CODE]
            if items[day[a], ITEM_UNITS] == 0:
                continue
            if kinds[code, KIND_ONE_SET] == number + 1 and (not kinds[code, KIND_STATUS]):
                kept = min(kept, kinds[code, KIND_ONE_RANK])
        if kept == MANY:
            continue
        for a in range(n):
            code = items[day[a], ITEM_CODE]
            if items[day[a], ITEM_UNITS] == 0:
                continue
            if kinds[code, KIND_ONE_SET] == number + 1 and (not kinds[code, KIND_STATUS]):
                if kinds[code, KIND_ONE_RANK] > kept:
                    fail(items, outcomes, results, worst, day[a], policy, DENIED, False)
                else:
                    say(outcomes, worst, day[a], items[day[a], ITEM_ENCOUNTER], policy, PASS, PASS)


@njit(cache=True, forceinline=True)
def add_ons(kinds, items, outcomes, results, worst, day, n, scratch):
    alone = scratch[0]
    for a in range(n):
        line = day[a]
        alone[a] = 0
        primary = kinds[items[line, ITEM_CODE], KIND_PRIMARY]
        if primary == -2 or kinds[items[line, ITEM_CODE], KIND_STATUS] or items[line, ITEM_UNITS] == 0:
            continue
        beside = False
        for other in range(n):
            beside = beside or (
                items[day[other], ITEM_CODE] == primary and results[day[other], RESULT_PAYABLE] != 0
            )
        alone[a] = not beside
        say(
            outcomes,
            worst,
            line,
            items[line, ITEM_ENCOUNTER],
            ADD_ON,
            PASS if beside else FAIL,
            PASS if beside else FAIL,
        )
    for a in range(n):
        if alone[a]:
            close(items, results, day[a], DENIED, False)


@njit(cache=True, forceinline=True)
def unit_limits(days, kinds, limits, items, visits, outcomes, results, worst, day, n, form):
    policy = MUE + form
    span = days[visits[items[day[0], ITEM_ENCOUNTER], VISIT_DAY], DAY_LIMIT_SPAN]
    for a in range(n):
        line = day[a]
        code = items[line, ITEM_CODE]
        limit = limits[form, span, code, 0]
        if kinds[code, KIND_STATUS] or limit == b.UNLIMITED:
            continue
        e = items[line, ITEM_ENCOUNTER]
        if limit == b.NO_LIMIT:
            say(outcomes, worst, line, e, policy, NO_DATA, NO_DATA)
            continue
        counted, missing = (0, False)
        for other in range(n):
            if items[day[other], ITEM_CODE] == code:
                counted += max(items[day[other], ITEM_UNITS], 0)
                missing = missing or items[day[other], ITEM_UNITS] < 0
        by_line = limits[form, span, code, 1] == 1
        if by_line:
            if items[line, ITEM_UNITS] < 0:
                say(outcomes, worst, line, e, policy, NO_DATA, NO_DATA)
            elif items[line, ITEM_UNITS] > limit:
                fail(items, outcomes, results, worst, line, policy, DENIED, False)
            elif counted > limit and items[line, ITEM_BITS] & b.SEPARATES:
                say(outcomes, worst, line, e, policy, BYPASSED, BYPASSED)
            else:
                say(outcomes, worst, line, e, policy, PASS, PASS)
        elif counted > limit:
            fail(items, outcomes, results, worst, line, policy, DENIED, False)
        elif missing:
            say(outcomes, worst, line, e, policy, NO_DATA, NO_DATA)
        else:
            say(outcomes, worst, line, e, policy, PASS, PASS)
