"""Units: what the minutes of a day support. Pub. 100-04 ch. 5 §20.2, and per code for other time bases."""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from benchmarks.plain.answers import Answer, Says, settle
from benchmarks.plain.lines import Day, Line

BY_REST = itemgetter(0, 1)
Rule = Callable[[Day], None]


def total_time(says: Any, rule: Any) -> Rule:
    codes, block, minimum = rule.codes, rule.unit_minutes, rule.minimum_minutes

    def count(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        timed = [line for line in day.lines if line.code in codes]
        unclear = _unclear(day, timed)
        for lines in _pools(day, timed):
            pool_minutes = pool_whole = 0
            incomplete = False
            ranked = []
            for same in _by_code(lines):
                minutes = asked = 0
                for line in same:
                    if line.minutes is None:
                        incomplete = True
                    else:
                        minutes += line.minutes
                    asked += _claim(line, block)
                whole, rest = divmod(minutes, block)
                pool_minutes += minutes
                pool_whole += whole
                ranked.append((rest, asked > whole, whole, minutes, same))
            pool_units = (pool_minutes + block - minimum) // block
            spare = pool_units - pool_whole
            if len(ranked) > 1:
                ranked.sort(key=BY_REST, reverse=True)
            for place, (rest, _, whole, minutes, same) in enumerate(ranked):
                own = (minutes, whole, rest, pool_units, spare, place)
                for line, units in _share(same, whole + (place < spare), block):
                    _judge(says, line, units, unclear, incomplete, pool_minutes, own)

    return count


def per_code(says: Any, rule: Any) -> Rule:
    codes, block, minimum = rule.codes, rule.unit_minutes, rule.minimum_minutes

    def count(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        timed = [line for line in day.lines if line.code in codes]
        for pool in _pools(day, timed):
            for same in _by_code(pool):
                minutes = sum(line.minutes or 0 for line in same)
                incomplete = any(line.minutes is None for line in same)
                unclear = _unclear(day, [line for line in timed if line.code == same[0].code])
                for line, units in _share(same, (minutes + block - minimum) // block, block):
                    _judge(says, line, units, unclear, incomplete, minutes, ())

    return count


def series(says: Any, rule: Any) -> Rule:
    first, both = rule.first, {rule.first, rule.further}
    first_span, span = rule.first_minutes, rule.further_minutes

    def count(day: Day) -> None:
        if both.isdisjoint(day.codes):
            return
        mine = [line for line in day.lines if line.code in both]
        unclear = _unclear(day, mine)
        for lines in _pools(day, mine):
            minutes = sum(line.minutes or 0 for line in lines)
            incomplete = any(line.minutes is None for line in lines)
            ones = int(minutes >= first_span if rule.whole else 2 * minutes > first_span)
            further, left = divmod(max(minutes - first_span, 0), span)
            further += 2 * left > span and not rule.whole
            for same in _by_code(lines):
                for line, units in _share(same, ones if same[0].code == first else further, None):
                    _judge(says, line, units, unclear, incomplete, minutes, (ones, further))

    return count


def untimed(says: Any, rule: Any) -> Rule:
    codes, most = rule.codes, rule.units

    def count(day: Day) -> None:
        if codes.isdisjoint(day.codes):
            return
        mine = [line for line in day.lines if line.code in codes]
        for pool in _pools(day, mine):
            for same in _by_code(pool):
                unclear = _unclear(day, [line for line in mine if line.code == same[0].code])
                for line, units in _share(same, most, None):
                    answer = says.supported
                    if unclear:
                        answer = says.unclear
                    elif line.units is None:
                        answer = says.no_units
                    elif line.units > units:
                        answer = says.over
                    elif line.units == 0 < units:
                        answer = says.unbilled
                    line.said.append((answer, (line.units, units, most)))
                    if not unclear:
                        settle(line, says, units, answer)

    return count


def _pools(day: Day, counted: list[Line]) -> Iterable[list[Line]]:
    """The counted lines by plan of care; bare ones belong to the day's only plan, where there is one."""
    if len(counted) == 1:
        return (counted,)
    pools: dict[int, list[Line]] = {}
    for line in counted:
        pools.setdefault(line.plan or day.only, []).append(line)
    return pools.values()


def _by_code(lines: list[Line]) -> Iterable[list[Line]]:
    if len(lines) == 1:
        return (lines,)
    codes: dict[str, list[Line]] = {}
    for line in lines:
        codes.setdefault(line.code, []).append(line)
    return codes.values()


def _unclear(day: Day, lines: list[Line]) -> bool:
    """Whether lines that may be counted together hold one of which it is not clear whose it is."""
    return day.doubtful and len(lines) > 1 and any(not line.plan for line in lines)


def _claim(line: Line, block: int | None) -> int:
    """What a line claims of its code's units: those billed; without any, its own full blocks."""
    if line.units is not None:
        return line.units
    return (line.minutes or 0) // block if block else 0


def _share(same: list[Line], units: int, block: int | None) -> Iterator[tuple[Line, int]]:
    """In line order what each claims, the rest to the last line."""
    for line in same[:-1]:
        given = min(units, _claim(line, block))
        units -= given
        yield line, given
    yield same[-1], units


def _judge(
    says: Says, line: Line, units: int, unclear: bool, incomplete: bool, counted: int, own: tuple[int, ...]
) -> None:
    """The units billed against the units supported."""
    billed = line.units
    answer: Answer
    if line.minutes is None:
        answer = says.no_minutes
    elif unclear:
        answer = says.unclear
    elif incomplete:
        answer = says.incomplete
    elif billed is None:
        answer = says.no_units
    else:
        answer = says.over if billed > units else says.under if billed < units else says.supported
    left = max(units - (billed or 0), 0)
    line.said.append((answer, (line.minutes, billed, counted, units, left, *own)))
    if not (unclear or incomplete):
        settle(line, says, units, answer)
