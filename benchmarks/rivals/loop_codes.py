"""The loop: modifiers, assistants, edits and limits of one provider's day."""

from typing import Any

from benchmarks.rivals.loop_assistants import assistants
from benchmarks.rivals.names import (
    ADD_ON,
    BUNDLED,
    BUNDLED_LINE,
    BYPASSED,
    DENIAL_EXPECTED,
    DENIED,
    DISTINCT,
    EXCLUDED,
    FAIL,
    HELD,
    INVALID,
    MUE,
    NECESSITY,
    NO_DATA,
    NOTICE,
    OPPOSING,
    PAIRING,
    PASS,
    PLAN_MODIFIER,
    PT_EVALUATION,
    PTP,
)

LIABLE = frozenset(("KX", "GA", "GX", "GY", "GZ"))
THEIRS = frozenset(("CQ", "CO"))


def fail(row: Any, policy: int, patient_owes: bool = False, status: int = DENIED) -> None:
    """Deny or bundle a line, if it is not yet: its charge is taken off whole."""
    row.said[policy] = FAIL
    row.trip.worst = FAIL
    if not row.closed:
        row.closed = True
        row.status = status
        row.payable = row.allowed = 0
        row.unjudged = False
        row.adjusted = row.charge or 0
        row.their_share = row.adjusted if patient_owes else 0


def say(row: Any, policy: int, outcome: int) -> None:
    row.said[policy] = outcome
    if outcome > row.trip.worst:
        row.trip.worst = outcome


def look_at_codes(pack: Any, today: Any, rows: Any, parts: Any, only: int, doubtful: bool) -> None:
    helped = False
    for row in rows:
        held = row.modifiers
        if not THEIRS.isdisjoint(held):
            lacks = ("CQ" in held and "GP" not in held) or ("CO" in held and "GO" not in held)
            if lacks:
                fail(row, PAIRING)
            else:
                row.said[PAIRING] = PASS
            helped = True
        elif row.billed.assistant is not None:
            helped = True
    if helped:
        assistants(today, rows, only, doubtful)
    evaluations = False
    for row in rows:
        info, held = row.info, row.modifiers
        if info.unpaid:
            if info.bundled:
                fail(row, BUNDLED, status=BUNDLED_LINE)
            else:
                fail(row, INVALID)
        if not pack.distinct.isdisjoint(held):
            both = "59" in held and not pack.specific.isdisjoint(held)
            row.said[DISTINCT] = FAIL if both else PASS
        if info.needs_plan and row.units != 0:
            if row.plan and info.plan in (0, row.plan):
                row.said[PLAN_MODIFIER] = PASS
            else:
                fail(row, PLAN_MODIFIER)
        if not LIABLE.isdisjoint(held):
            _liable(row, held)
        evaluations = evaluations or info.set > 0
        if row.trip.worst == 0:
            row.trip.worst = PASS
    for form, mine in parts:
        _pairs(pack, today, mine, form)
    if evaluations:
        for number in (1, 2):
            if today.in_force[PT_EVALUATION - 1 + number]:
                mine = [row for row in rows if row.info.set == number and _counts(row)]
                kept = min((row.info.rank for row in mine), default=0)
                for row in mine:
                    if row.info.rank > kept:
                        fail(row, PT_EVALUATION - 1 + number)
                    else:
                        row.said[PT_EVALUATION - 1 + number] = PASS


def add_ons(rows: Any) -> None:
    """An add-on code is paid beside a primary code of which edits and limits left a unit."""
    asked = [row for row in rows if row.info.primaries is not None and _counts(row)]
    if not asked:
        return
    payable = {row.code for row in rows if row.payable != 0}
    for row in asked:
        if row.info.primaries.isdisjoint(payable):
            fail(row, ADD_ON)
        else:
            row.said[ADD_ON] = PASS


def _liable(row: Any, held: Any) -> None:
    ga = "GA" in held
    if ga or "GX" in held or "GY" in held or "GZ" in held:
        if ga and ("GX" in held or "GY" in held or "GZ" in held):
            fail(row, OPPOSING)
        else:
            row.said[OPPOSING] = PASS
    if ga or "KX" in held:
        if ga and "KX" in held:
            row.said[NECESSITY] = FAIL
            row.trip.worst = FAIL
            if not row.closed:
                row.status = HELD
        else:
            row.said[NECESSITY] = PASS
    if "GZ" in held:
        fail(row, DENIAL_EXPECTED)
    if "GY" in held:
        fail(row, EXCLUDED, True)
    if ga:
        if row.trip.billed.form is None:
            say(row, NOTICE, NO_DATA)
        elif row.trip.billed.form == "institutional":
            fail(row, NOTICE, True)


def _counts(row: Any) -> bool:
    """Does the line take part in edits: is a unit billed, of a code that is paid at all?"""
    return not row.info.unpaid and row.units != 0


def _pairs(pack: Any, today: Any, rows: Any, form: int) -> None:
    """Edits among the lines of one claim form."""
    known, policy, distinct = today.edits[form], PTP + form, pack.distinct
    look_up, date = pack.edits[form].look_up, today.day
    paid = [row for row in rows if _counts(row)]
    codes = {row.code for row in paid}
    if len(paid) == 1 and not distinct.isdisjoint(paid[0].modifiers):
        paid[0].said[policy] = FAIL
    if len(codes) < 2:
        return
    apart: set[str] | None = None
    for row in paid:
        code = row.code
        worst, separable = 0, []
        for first in codes:
            if first != code:
                said = (known.get((first, code)) or look_up(date, (first, code)))[0]
                if said == 2:
                    separable.append(first)
                elif said > worst:
                    worst = said
        if worst == 3:
            fail(row, policy)
            continue
        if separable and pack.lifting.isdisjoint(row.modifiers):
            if apart is None:
                apart = {each.code for each in paid if form or distinct.isdisjoint(each.modifiers)}
            if not apart.isdisjoint(separable):
                fail(row, policy)
                continue
        if worst:
            say(row, policy, NO_DATA)
        elif separable:
            say(row, policy, BYPASSED)
        elif not distinct.isdisjoint(row.modifiers) and not any(
            (known.get((code, other)) or look_up(date, (code, other)))[0] for other in codes if other != code
        ):
            row.said[policy] = FAIL
        else:
            row.said[policy] = PASS


def limit_units(pack: Any, today: Any, rows: Any, form: int) -> None:
    known, policy = today.limits[form], MUE + form
    counted: dict[str, int] = {}
    missing = set()
    for row in rows:
        if row.units is None:
            missing.add(row.code)
        else:
            counted[row.code] = counted.get(row.code, 0) + row.units
    for row in rows:
        code = row.code
        if row.info.unpaid:
            continue
        limit = known.get(code)
        if limit is None:
            table = pack.limits[form]
            if not (code in pack.complete[form] and today.day in table.covers and not table.ever(code)):
                say(row, policy, NO_DATA)
        elif limit[1] == 1:
            if row.units is None:
                say(row, policy, NO_DATA)
            elif row.units > limit[0]:
                fail(row, policy)
            else:
                over = counted[code] > limit[0] and not pack.separating.isdisjoint(row.modifiers)
                say(row, policy, BYPASSED if over else PASS)
        elif counted.get(code, 0) > limit[0]:
            fail(row, policy)
        elif code in missing:
            say(row, policy, NO_DATA)
        else:
            row.said[policy] = PASS
