"""Compiled: the record, the plan of care, and minutes against the clock."""

import numpy as np
from numba import njit

from benchmarks.rivals import marks as b
from benchmarks.rivals.fields import (
    DAY_IN_FORCE,
    ITEM_BEGAN,
    ITEM_CLINICIAN,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_ENDED,
    ITEM_MINUTES,
    ITEM_ONE,
    ITEM_TREATMENT,
    KIND_FLAGS,
    VISIT_DAY,
    VISIT_FORM,
    VISIT_FROM_DAY,
    VISIT_PATIENT,
    VISIT_PROVIDER,
    VISIT_REPORT_DAY,
    VISIT_START,
    VISIT_THROUGH_DAY,
    VISIT_TREATMENT_DAYS,
)
from benchmarks.rivals.kernel_codes import NO_FORM, hold
from benchmarks.rivals.kernel_units import say
from benchmarks.rivals.names import (
    CERTIFIED,
    CLOCK,
    DOC_ONE,
    DOC_TREATMENT,
    FAIL,
    NO_DATA,
    PASS,
    PASSIVE,
    PROGRESS,
    TOGETHER,
)


@njit(cache=True, forceinline=True)
def _tell(of_encounter, worst, e, policy, outcome, weight):
    of_encounter[e, policy] = outcome
    worst[e] = max(worst[e], weight)


@njit(cache=True, forceinline=True)
def record(kinds, items, outcomes, worst, line):
    e, flags = (items[line, ITEM_ENCOUNTER], kinds[items[line, ITEM_CODE], KIND_FLAGS])
    if flags & b.DOC_ONE:
        say(
            outcomes,
            worst,
            line,
            e,
            DOC_ONE,
            items[line, ITEM_ONE],
            NO_DATA if items[line, ITEM_ONE] == NO_DATA else PASS,
        )
    if flags & b.DOC_TREATMENT:
        said = items[line, ITEM_TREATMENT]
        say(outcomes, worst, line, e, DOC_TREATMENT, said, NO_DATA if said == NO_DATA else PASS)


@njit(cache=True, forceinline=True)
def passive(kinds, items, visits, of_encounter, worst, low, high, by_patient):
    """The encounters of one patient's day, at places `low` to `high`."""
    active = False
    for at in range(low, high):
        e = by_patient[at]
        for line in range(visits[e, VISIT_START], visits[e + 1, VISIT_START]):
            active = active or not kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.PASSIVE
    for at in range(low, high):
        e = by_patient[at]
        for line in range(visits[e, VISIT_START], visits[e + 1, VISIT_START]):
            if kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.PASSIVE:
                _tell(of_encounter, worst, e, PASSIVE, PASS if active else FAIL, PASS)
                break


@njit(cache=True, forceinline=True)
def together(visits, of_encounter, worst, low, high, by_patient):
    """Whether the encounters of one patient's day leave it open which of them belong together."""
    nobodys = False
    for at in range(low, high):
        nobodys = nobodys or visits[by_patient[at], VISIT_PROVIDER] < 0
    nobodys = nobodys and high - low > 1
    for at in range(low, high):
        e, formless = (by_patient[at], False)
        for other in range(low, high):
            theirs = by_patient[other]
            formless = formless or (
                visits[theirs, VISIT_PROVIDER] == visits[e, VISIT_PROVIDER]
                and visits[theirs, VISIT_FORM] == NO_FORM
            )
        said = NO_DATA if nobodys or (formless and visits[e, VISIT_FORM] != NO_FORM) else PASS
        _tell(of_encounter, worst, e, TOGETHER, said, said)


@njit(cache=True, forceinline=True)
def plan_of_care(days, kinds, items, visits, of_encounter, worst, e):
    under = False
    for line in range(visits[e, VISIT_START], visits[e + 1, VISIT_START]):
        under = under or kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.UNDER_PLAN != 0
    if not under:
        return
    today, first, through = (visits[e, VISIT_DAY], visits[e, VISIT_FROM_DAY], visits[e, VISIT_THROUGH_DAY])
    if days[today, DAY_IN_FORCE] >> CERTIFIED & 1:
        ends = through
        if first >= 0 and (through < 0 or first + 89 < through):
            ends = first + 89
        if ends < 0:
            _tell(of_encounter, worst, e, CERTIFIED, NO_DATA, NO_DATA)
        elif (first >= 0 and today < first) or today > ends:
            _tell(of_encounter, worst, e, CERTIFIED, FAIL, FAIL)
        elif first < 0 or through < 0:
            _tell(of_encounter, worst, e, CERTIFIED, NO_DATA, NO_DATA)
        else:
            _tell(of_encounter, worst, e, CERTIFIED, PASS, PASS)
    if days[today, DAY_IN_FORCE] >> PROGRESS & 1:
        treated, report = (visits[e, VISIT_TREATMENT_DAYS], visits[e, VISIT_REPORT_DAY])
        if treated < 0:
            recent = report >= 0 and 0 <= today - report <= 10
            _tell(of_encounter, worst, e, PROGRESS, PASS if recent else NO_DATA, PASS if recent else NO_DATA)
        elif treated < 10:
            _tell(of_encounter, worst, e, PROGRESS, PASS, PASS)
        else:
            _tell(of_encounter, worst, e, PROGRESS, FAIL, PASS if treated == 10 else FAIL)


@njit(cache=True, forceinline=True)
def doubled_on(items, doubled, timed, m):
    """Of the lines `timed[:m]` of a patient's day, those whose minutes do not fit beside another's."""
    for left in range(m):
        one = timed[left]
        for right in range(left + 1, m):
            other = timed[right]
            if (
                items[one, ITEM_BEGAN] >= items[other, ITEM_ENDED]
                or items[other, ITEM_BEGAN] >= items[one, ITEM_ENDED]
            ):
                continue
            both = min(items[one, ITEM_MINUTES], items[one, ITEM_ENDED] - items[one, ITEM_BEGAN])
            both += min(items[other, ITEM_MINUTES], items[other, ITEM_ENDED] - items[other, ITEM_BEGAN])
            room = max(items[one, ITEM_ENDED], items[other, ITEM_ENDED]) - min(
                items[one, ITEM_BEGAN], items[other, ITEM_BEGAN]
            )
            if both > room:
                doubled[one] = doubled[other] = True


@njit(cache=True, forceinline=True)
def clock(days, kinds, items, visits, outcomes, results, worst, doubled):
    """All lines with times, by day and clinician: one clinician may treat several patients at once."""
    lines = len(items)
    keys = np.empty(lines, np.int64)
    at_desk = np.empty(lines, np.int64)
    m = 0
    for line in range(lines):
        if items[line, ITEM_BEGAN] < 0 or items[line, ITEM_ENDED] < 0 or items[line, ITEM_CLINICIAN] < 0:
            continue
        flags = kinds[items[line, ITEM_CODE], KIND_FLAGS]
        if (
            flags & b.BY_CLOCK
            and days[visits[items[line, ITEM_ENCOUNTER], VISIT_DAY], DAY_IN_FORCE] >> CLOCK & 1
        ):
            keys[m] = (
                (visits[items[line, ITEM_ENCOUNTER], VISIT_DAY] << 24) + items[line, ITEM_CLINICIAN]
            ) * 1440 + items[line, ITEM_BEGAN]
            at_desk[m] = line
            m += 1
    order = np.argsort(keys[:m])
    shared = np.zeros(lines, np.bool_)
    for place in range(m):
        one = at_desk[order[place]]
        end = keys[order[place]] - items[one, ITEM_BEGAN] + items[one, ITEM_ENDED]
        for later in range(place + 1, m):
            if keys[order[later]] >= end:
                break
            other = at_desk[order[later]]
            both = kinds[items[one, ITEM_CODE], KIND_FLAGS] & kinds[items[other, ITEM_CODE], KIND_FLAGS]
            if not both & b.IN_GROUP and (
                visits[items[one, ITEM_ENCOUNTER], VISIT_PATIENT]
                != visits[items[other, ITEM_ENCOUNTER], VISIT_PATIENT]
            ):
                shared[one] = shared[other] = True
    for line in range(lines):
        began, ended, e = (items[line, ITEM_BEGAN], items[line, ITEM_ENDED], items[line, ITEM_ENCOUNTER])
        if (began < 0 and ended < 0) or not kinds[items[line, ITEM_CODE], KIND_FLAGS] & b.BY_CLOCK:
            continue
        if not days[visits[e, VISIT_DAY], DAY_IN_FORCE] >> CLOCK & 1:
            continue
        if began < 0 or ended < 0:
            say(outcomes, worst, line, e, CLOCK, NO_DATA, NO_DATA)
        elif items[line, ITEM_MINUTES] > ended - began or doubled[line]:
            say(outcomes, worst, line, e, CLOCK, FAIL, FAIL)
            hold(results, line)
        elif shared[line]:
            say(outcomes, worst, line, e, CLOCK, FAIL, PASS)
        elif items[line, ITEM_MINUTES] < 0:
            say(outcomes, worst, line, e, CLOCK, NO_DATA, NO_DATA)
        else:
            say(outcomes, worst, line, e, CLOCK, PASS, PASS)
