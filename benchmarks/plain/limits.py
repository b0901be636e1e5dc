"""The most units of a code on a line or a day. NCCI Policy Manual, chapter 1 §V."""

from typing import Any, Final

from benchmarks.plain.answers import follow
from benchmarks.plain.dated import Dated
from benchmarks.plain.lines import Day, Line
from benchmarks.plain.units import Rule

LINE: Final = 1
POLICY: Final = 2


def units_per_day(says: Any, rule: Any) -> Rule:
    table = Dated(rule.table, lambda row: (row["units"], row["mai"]))
    complete, release = rule.complete_for or frozenset(), rule.table.release
    separating, listed = frozenset(rule.separating), ", ".join(rule.separating)

    def look(day: Day) -> None:
        known = table.on(day.date)
        lines = [line for line in day.lines if not line.unpaid]
        units = sum(line.units or 0 for line in lines)
        missing = any(line.units is None for line in lines)
        close: dict[str, list[Line]] = {}
        for line in lines:
            limit = known.get(line.code)
            if limit is None:
                code = line.code
                if not (code in complete and day.date in table.covers and not table.ever(code)):
                    facts = line.units, None, None, None, release, None, listed
                    line.said.append((says.unknown, facts))
            elif missing or units > limit[0]:
                close.setdefault(line.code, []).append(line)
            else:
                line.said.append((says.within, (line.units, None, *limit, release, None, listed)))
        for code, same in close.items():
            _compare(same, *known[code])

    def _compare(same: list[Line], limit: int, indicator: int) -> None:
        """Lines of one code of the day, of which there may be too many units."""
        counted = sum(line.units or 0 for line in same)
        missing = any(line.units is None for line in same)
        for line in same:
            modifier = None
            answer = says.within
            if indicator == LINE:
                if line.units is None:
                    answer = says.no_units
                elif line.units > limit:
                    answer = says.over_line
                elif counted > limit:
                    modifier = next((each for each in line.modifiers if each in separating), None)
                    answer = says.separated if modifier else says.within
            elif counted > limit:
                answer = says.over_policy if indicator == POLICY else says.over_clinical
            elif missing:
                answer = says.no_units
            line.said.append((answer, (line.units, counted, limit, indicator, release, modifier, listed)))
            follow(line, says, answer)

    return look
