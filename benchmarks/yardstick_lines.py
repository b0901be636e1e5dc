"""Lines of one patient's day as plain objects, and what the yardstick's policies share."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

PLANS = {"GP": 1, "GO": 2, "GN": 3}


class LineState:
    """A service line of a day, and what is found out about it."""

    __slots__ = ("billed", "code", "encounter", "minutes", "payable", "plan", "said", "supported", "worst")

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
        self.worst = 0


class Said:
    """What one policy says about one line."""

    __slots__ = ("answer", "facts", "units")

    def __init__(self, answer: str, units: int | None, facts: Mapping[str, int | None]) -> None:
        self.answer = answer
        self.units = units
        self.facts = facts


OTHER = Said("other_code", None, {})


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


def unclear_among(lines: list[LineState], doubtful: bool) -> bool:
    """Whether lines that may be counted together hold one of which it is not clear whose it is."""
    return doubtful and len(lines) > 1 and any(not line.plan for line in lines)


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
    left = max(units - (billed or 0), 0)
    facts = {"minutes": line.minutes, "billed": billed, "units": units, "left": left, **own}
    return Said(answer, None if unclear or incomplete else units, facts)
