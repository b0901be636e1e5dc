"""The unit policies once more, over plain objects: one patient's day at a time, in loops."""

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from benchmarks.yardstick_lines import LineState, Said, by_code, by_plan, claim, judge, share, unclear_among

BY_REST = itemgetter(0, 1)
Found = Iterator[tuple[LineState, Said]]
Rule = Callable[[Any, list[LineState]], Found]


def total_time(rule: Any, day: list[LineState]) -> Found:
    timed = [line for line in day if line.code in rule.codes]
    pools, doubtful = by_plan(day, timed)
    unclear = unclear_among(timed, doubtful)
    block = rule.unit_minutes
    for lines in pools.values():
        pool_minutes = pool_whole = 0
        incomplete = False
        codes = []
        for same in by_code([lines]):
            minutes = asked = 0
            for line in same:
                minutes += line.minutes or 0
                asked += claim(line, block)
                incomplete |= line.minutes is None
            whole, rest = divmod(minutes, block)
            pool_minutes += minutes
            pool_whole += whole
            codes.append((rest, asked > whole, whole, minutes, same))
        pool_units = (pool_minutes + block - rule.minimum_minutes) // block
        spare = pool_units - pool_whole
        codes.sort(key=BY_REST, reverse=True)
        for place, (rest, _, whole, minutes, same) in enumerate(codes):
            own = {
                "counted_minutes": pool_minutes,
                "code_minutes": minutes,
                "whole": whole,
                "rest": rest,
                "pool_units": pool_units,
                "spare": spare,
                "place": place,
            }
            for line, units in share(same, whole + (place < spare), block):
                yield line, judge(line, units, unclear, incomplete, own)


def per_code(rule: Any, day: list[LineState]) -> Found:
    timed = [line for line in day if line.code in rule.codes]
    pools, doubtful = by_plan(day, timed)
    for same in by_code(pools.values()):
        minutes = sum(line.minutes or 0 for line in same)
        code_units = (minutes + rule.unit_minutes - rule.minimum_minutes) // rule.unit_minutes
        incomplete = any(line.minutes is None for line in same)
        unclear = unclear_among([line for line in timed if line.code == same[0].code], doubtful)
        for line, units in share(same, code_units, rule.unit_minutes):
            yield line, judge(line, units, unclear, incomplete, {"counted_minutes": minutes})


def untimed(rule: Any, day: list[LineState]) -> Found:
    mine = [line for line in day if line.code in rule.codes]
    pools, doubtful = by_plan(day, mine)
    for same in by_code(pools.values()):
        unclear = unclear_among([line for line in mine if line.code == same[0].code], doubtful)
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
    mine = [line for line in day if line.code in (rule.first, rule.further)]
    pools, doubtful = by_plan(day, mine)
    unclear = unclear_among(mine, doubtful)
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
                yield line, judge(line, units, unclear, incomplete, own)
