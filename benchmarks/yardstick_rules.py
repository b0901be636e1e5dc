"""The unit policies once more, over plain objects: one patient's day at a time, in loops."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

PLANS = {"GP": 1, "GO": 2, "GN": 3}


class LineState:
    """A service line of a day, and what is found out about it."""

    __slots__ = ("billed", "code", "encounter", "minutes", "payable", "plan", "said", "supported")

    def __init__(self, encounter: int, line: Any, policies: int) -> None:
        self.encounter = encounter
        self.code = line.code
        self.minutes = line.minutes
        self.billed = line.units
        plans = [PLANS[modifier] for modifier in line.modifiers if modifier in PLANS]
        self.plan = plans[0] if len(plans) == 1 else 0
        self.said: list[Said] = [OTHER] * policies
        self.supported: int | None = None
        self.payable: int | None = line.units


class Said:
    """What one policy says about one line."""

    __slots__ = ("answer", "facts", "units")

    def __init__(self, answer: str, units: int | None, facts: Mapping[str, int | None]) -> None:
        self.answer = answer
        self.units = units
        self.facts = facts


OTHER = Said("other_code", None, {})
Found = Iterator[tuple[LineState, Said]]
Rule = Callable[[Any, list[LineState]], Found]


def total_time(rule: Any, day: list[LineState]) -> Found:
    timed = [line for line in day if line.code in rule.codes]
    pools, doubtful = by_plan(day, timed)
    for lines in pools.values():
        codes: dict[str, list[LineState]] = {}
        for line in lines:
            codes.setdefault(line.code, []).append(line)
        minutes = {code: sum(line.minutes or 0 for line in same) for code, same in codes.items()}
        pool_minutes = sum(minutes.values())
        whole = {code: total // rule.unit_minutes for code, total in minutes.items()}
        rest = {code: total % rule.unit_minutes for code, total in minutes.items()}
        pool_units = (pool_minutes + rule.unit_minutes - rule.minimum_minutes) // rule.unit_minutes
        spare = pool_units - sum(whole.values())
        asked = {code: sum(claim(line, rule.unit_minutes) for line in same) for code, same in codes.items()}
        order = sorted(codes, key=lambda code: (rest[code], asked[code] > whole[code]), reverse=True)
        incomplete = any(line.minutes is None for line in lines)
        for place, code in enumerate(order):
            own = {
                "counted_minutes": pool_minutes,
                "code_minutes": minutes[code],
                "whole": whole[code],
                "rest": rest[code],
                "pool_units": pool_units,
                "spare": spare,
                "place": place,
            }
            code_units = whole[code] + (place < spare)
            for line, units in share(codes[code], code_units, rule.unit_minutes):
                yield line, judge(line, units, doubtful, incomplete, own)


def per_code(rule: Any, day: list[LineState]) -> Found:
    timed = [line for line in day if line.code in rule.codes]
    pools, doubtful = by_plan(day, timed)
    for same in by_code(pools.values()):
        minutes = sum(line.minutes or 0 for line in same)
        code_units = (minutes + rule.unit_minutes - rule.minimum_minutes) // rule.unit_minutes
        incomplete = any(line.minutes is None for line in same)
        unclear = doubtful and several_of(same[0].code, day)
        for line, units in share(same, code_units, rule.unit_minutes):
            yield line, judge(line, units, unclear, incomplete, {"counted_minutes": minutes})


def untimed(rule: Any, day: list[LineState]) -> Found:
    pools, doubtful = by_plan(day, [line for line in day if line.code in rule.codes])
    for same in by_code(pools.values()):
        unclear = doubtful and several_of(same[0].code, day)
        for line, units in share(same, rule.units, None):
            if unclear:
                answer = "unclear"
            elif line.billed is None:
                answer = "no_units"
            elif line.billed > units:
                answer = "over"
            else:
                answer = "unbilled" if line.billed == 0 < units else "supported"
            facts = {"billed": line.billed, "units": units, "most": rule.units}
            yield line, Said(answer, None if unclear else units, facts)


def series(rule: Any, day: list[LineState]) -> Found:
    pools, doubtful = by_plan(day, [line for line in day if line.code in (rule.first, rule.further)])
    for lines in pools.values():
        minutes = sum(line.minutes or 0 for line in lines)
        first = int(minutes > rule.first_minutes // 2)
        beyond = max(minutes - rule.first_minutes, 0)
        further, left = divmod(beyond, rule.further_minutes)
        further += left > rule.further_minutes // 2
        incomplete = any(line.minutes is None for line in lines)
        own = {"counted_minutes": minutes, "first_units": first, "further_units": further}
        for same in by_code([lines]):
            for line, units in share(same, first if same[0].code == rule.first else further, None):
                yield line, judge(line, units, doubtful, incomplete, own)


def by_plan(day: list[LineState], counted: list[LineState]) -> tuple[dict[int, list[LineState]], bool]:
    """The counted lines of each plan of care, and whether one does not say which of several is its own."""
    plans = {line.plan for line in day}
    plans.discard(0)
    only = plans.pop() if len(plans) == 1 else 0
    pools: dict[int, list[LineState]] = {}
    for line in counted:
        pools.setdefault(line.plan or only, []).append(line)
    return pools, bool(plans) and 0 in pools


def by_code(pools: Iterable[list[LineState]]) -> Iterator[list[LineState]]:
    for lines in pools:
        codes: dict[str, list[LineState]] = {}
        for line in lines:
            codes.setdefault(line.code, []).append(line)
        yield from codes.values()


def several_of(code: str, day: list[LineState]) -> bool:
    return sum(line.code == code for line in day) > 1


def claim(line: LineState, unit_minutes: int | None) -> int:
    """What a line claims of its code's units: those billed; without any, its own full blocks."""
    if line.billed is not None:
        return line.billed
    return (line.minutes or 0) // unit_minutes if unit_minutes else 0


def share(same: list[LineState], units: int, unit_minutes: int | None) -> Iterator[tuple[LineState, int]]:
    """In line order what each claims, the rest to the last line."""
    for line in same[:-1]:
        given = min(units, claim(line, unit_minutes))
        units -= given
        yield line, given
    yield same[-1], units


def judge(line: LineState, units: int, unclear: bool, incomplete: bool, own: Mapping[str, int]) -> Said:
    """The units billed against the units supported."""
    billed = line.billed
    if line.minutes is None:
        answer = "no_minutes"
    elif unclear:
        answer = "unclear"
    elif incomplete:
        answer = "incomplete"
    elif billed is None:
        answer = "no_units"
    else:
        answer = "over" if billed > units else "under" if billed < units else "supported"
    left = units - (billed or 0)
    facts = {"minutes": line.minutes, "billed": billed, "units": units, "left": left, **own}
    return Said(answer, None if unclear or incomplete else units, facts)
