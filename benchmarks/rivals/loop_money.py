"""The loop: prices of a day, and what adds up over a patient's year."""

from typing import Any

from benchmarks.plain.fees import Place
from benchmarks.rivals.loop_codes import fail, say
from benchmarks.rivals.names import (
    BLANKET,
    COINSURANCE,
    DEDUCTIBLE,
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

ANY = 1 << 62


def _unprice(row: Any, policy: int) -> None:
    say(row, policy, NO_DATA)
    row.unjudged = True
    row.allowed = None
    row.adjusted = row.their_share = 0


def price(pack: Any, today: Any, trips: Any) -> None:
    fees = pack.fees
    for trip in trips:
        billed = trip.billed
        place = pack.localities.find(billed)
        factor = today.factors[billed.qp]
        facility = billed.place in pack.facilities
        flag = billed.participating
        for row in trip.rows:
            figures = today.values.get(row.code)
            if figures is not None:
                row.multiple = figures.multiple
                if figures.office == figures.facility or billed.place is not None:
                    row.expense = figures.facility if facility else figures.office
                    if figures.paid and factor and place.__class__ is Place:
                        key = figures, place, facility, factor
                        found = fees.get(key)
                        if found is None:
                            rest = figures.work * place.work + figures.malpractice * place.malpractice
                            practice = row.expense * place.practice
                            full = (2 * factor * (rest + practice) + 10**7) // (2 * 10**7)
                            half = (factor * (2 * rest + practice) + 10**7) // (2 * 10**7)
                            found = fees[key] = full, half
                        row.fee, row.reduced = found
            if row.closed:
                continue
            units, fee, charge = row.payable, row.fee, row.charge
            if units is None or (units and fee is None):
                _unprice(row, FEE)
                continue
            row.said[FEE] = PASS
            allowed = fee * units if units else 0
            if charge is not None:
                if charge < allowed:
                    allowed = charge
                row.adjusted += charge - allowed
            row.allowed = allowed
            if fee is None:
                continue
            if flag:
                row.said[PARTICIPATION] = PASS
            elif flag is None:
                if allowed:
                    _unprice(row, PARTICIPATION)
                else:
                    row.said[PARTICIPATION] = PASS
            else:
                fee = row.fee = (190 * fee + 100) // 200
                row.reduced = (190 * row.reduced + 100) // 200
                row.said[PARTICIPATION] = PASS
                row.allowed = min(allowed, fee * units)
                if charge is not None:
                    row.adjusted += allowed - row.allowed
                    if charge > (230 * fee + 100) // 200 * (units if row.units is None else row.units):
                        row.said[PARTICIPATION] = FAIL


def _best(rows: Any) -> tuple[Any, bool]:
    """The first known line, and whether one of unknown rank may stand before it."""
    first = ahead = None
    best = most = (-1, -1)
    for row in rows:
        if row.payable and row.allowed is not None and row.fee is not None:
            rank = row.expense, row.fee
            if rank > best:
                best, first = rank, row
        else:
            expense = row.expense
            rank = (ANY, ANY) if expense is None else (expense, ANY if row.fee is None else row.fee)
        if rank > most:
            most, ahead = rank, row
    return first, first is not ahead


def reduce_several(today: Any, rows: Any, trips: Any) -> None:
    mine = [row for row in rows if row.multiple and row.payable != 0]
    if not mine:
        return
    if len(trips) == 1:
        _reduce(mine, False, None)
        return
    unseen = any(row.trip.billed.provider is None for row in mine)
    surely = None
    if unseen:
        first, torn = _best(mine)
        surely = None if torn else first
    groups: dict[Any, list[Any]] = {}
    for row in mine:
        groups.setdefault(row.trip.billed.provider or id(row.trip), []).append(row)
    for group in groups.values():
        _reduce(group, unseen, surely)


def _reduce(rows: Any, unseen: bool, surely: Any) -> None:
    first, torn = _best(rows)
    if first is not None and (torn or (unseen and first is not surely)):
        known = [row for row in rows if row is not first]
        _unprice(first, MPPR)
        first = None
    else:
        known = rows
    for row in known:
        if row.payable and row.allowed is not None and row.fee is not None:
            total = row.reduced * row.payable
            if row is first:
                total += row.fee - row.reduced
            before = row.allowed
            if total < before:
                row.allowed = total
                if row.charge is not None:
                    row.adjusted += before - total
            row.said[MPPR] = PASS


def thresholds(pack: Any, today: Any, rows: Any) -> None:
    amount = today.threshold
    for bucket, names, accumulator in ((0, ("GP", "GN"), "pt_slp_allowed"), (1, ("GO",), "ot_allowed")):
        if not today.in_force[KX + bucket]:
            continue
        policy, sum_, started = KX + bucket, None, False
        hidden = False
        for row in rows:
            held = row.modifiers
            if row.plan:
                if (row.plan == 2) != (bucket == 1):
                    continue
            elif not any(name in held for name in names):
                continue
            if not started:
                started = True
                sum_ = row.trip.billed.history.get(accumulator)
            allowed = row.allowed
            if sum_ is None or allowed is None or hidden:
                hidden = hidden or (sum_ is not None and allowed is None)
                row.unaccrued = True
                if not row.closed:
                    say(row, policy, NO_DATA)
            elif allowed and sum_ + allowed > amount and "KX" not in held:
                row.accrued = sum_ if row.accrued is None else max(row.accrued, sum_)
                if not row.closed:
                    fail(row, policy, True)
            else:
                sum_ += allowed
                row.accrued = sum_ if row.accrued is None else max(row.accrued, sum_)
                if not row.closed:
                    row.said[policy] = PASS
    for row in rows:
        if row.closed or not (row.plan or any(each in row.modifiers for each in ("GP", "GO", "GN"))):
            continue
        in_force, accrued = pack.day(row.trip.billed.date).in_force, row.accrued
        for policy in (BLANKET, REVIEW):
            if in_force[policy] and (policy == REVIEW or "KX" in row.modifiers):
                unknown = accrued is None or row.unaccrued
                if policy == REVIEW and accrued is not None and accrued > 300_000:
                    row.said[policy] = FAIL
                elif unknown:
                    say(row, policy, NO_DATA)
                else:
                    row.said[policy] = FAIL if policy == BLANKET and 2 * accrued < amount else PASS


def share_year(pack: Any, today: Any, rows: Any) -> None:
    """Deductible, coinsurance, the share of assistants, sequestration."""
    first = rows[0].trip.billed.date
    met = None
    for row in rows:
        if row.trip.billed.date != first:
            break
        had = row.trip.billed.history.get("deductible_met")
        if had is not None and (met is None or had > met):
            met = had
    amount, before, gap = today.deductible, met or 0, False
    for row in rows:
        if row.closed:
            continue
        allowed = row.allowed
        if allowed is None or row.unjudged:
            gap = True
            continue
        said, charge = row.said, row.charge
        if amount is not None:
            left = amount - before
            before += allowed
            if allowed and left > 0:
                if met is None or gap:
                    say(row, DEDUCTIBLE, NO_DATA)
                    row.unjudged = True
                    continue
                owed = min(left, allowed)
                row.adjusted += owed
                row.their_share += owed
            said[DEDUCTIBLE] = PASS
        day = pack.day(row.trip.billed.date)
        owed = (40 * (allowed - row.their_share) + 100) // 200
        row.adjusted += owed
        row.their_share += owed
        said[COINSURANCE] = PASS
        base = allowed if charge is None else charge
        if day.in_force[REDUCTION] and ("CQ" in row.modifiers or "CO" in row.modifiers):
            said[REDUCTION] = PASS
            row.adjusted += (30 * (base - row.adjusted) + 100) // 200
        said[SEQUESTRATION] = PASS
        row.adjusted += (2 * day.withheld * (base - row.adjusted) + 100) // 200
