"""Treatment minutes against the clock. NCCI Policy Manual, chapter 11 §P."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from benchmarks.plain.answers import follow
from benchmarks.plain.lines import Day, Line

Span = tuple[int, int, Line]
BY_START = attrgetter("item.start")


def clock(says: Any, rule: Any) -> Any:
    codes, group_codes = rule.codes, rule.group_codes or frozenset()

    def look(days: list[Day]) -> None:
        """All patients' days, for one clinician may treat several patients at once."""
        desks: dict[Any, list[Line]] = {}
        timed: list[tuple[Line, Any]] = []
        for day in days:
            mine = []
            for line in day.lines:
                start, stop = line.item.start, line.item.stop
                if (start is None and stop is None) or line.code not in codes:
                    continue
                if start is None or stop is None:
                    line.said.append((says.half, (line.minutes, 0, None, None, None)))
                    continue
                mine.append(line)
                if line.item.clinician is not None:
                    desks.setdefault((day.date, line.item.clinician), []).append(line)
            if mine:
                twice = _twice(mine) if len(mine) > 1 else {}
                timed += [(line, twice.get(line)) for line in mine]
        shared = set()
        for desk in desks.values():
            if len(desk) > 1:
                for one, other in overlaps(desk):
                    grouped = one.code in group_codes and other.code in group_codes
                    if not grouped and one.visit.billed.patient != other.visit.billed.patient:
                        shared.update((one, other))
        for line, other in timed:
            _tell(line, other, line in shared)

    def _twice(lines: list[Line]) -> dict[Line, tuple[str, int, int]]:
        """Lines whose time is counted twice: the other line's code, the minutes of both, their room."""
        found: dict[Line, tuple[str, int, int]] = {}
        over = []
        for one, other in overlaps(lines):
            both = _minutes(one) + _minutes(other)
            room = max(one.item.stop, other.item.stop) - min(one.item.start, other.item.start)
            if both > room:
                over.append((one, other, both, room))
        for one, other, both, room in over:
            found[one] = other.code, both, room
        for one, other, both, room in over:
            found[other] = one.code, both, room
        return found

    def _tell(line: Line, other: tuple[str, int, int] | None, shared: bool) -> None:
        minutes, span = line.minutes, line.item.stop - line.item.start
        if minutes is not None and minutes > span:
            answer = says.overfull
        elif other is not None:
            answer = says.doubled
        elif shared:
            answer = says.shared
        else:
            answer = says.no_minutes if minutes is None else says.fits
        line.said.append((answer, (minutes, span, *(other or (None, None, None)))))
        follow(line, says, answer)

    return look


def _minutes(line: Line) -> int:
    """Minutes, no more than its own clock has; what goes beyond is told to the line itself."""
    return min(-1 if line.minutes is None else line.minutes, line.item.stop - line.item.start)


def overlaps(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Every two lines whose times have a moment in common, the one that starts earlier first."""
    ordered = sorted(lines, key=BY_START)
    for place, one in enumerate(ordered):
        stop = one.item.stop
        for other in ordered[place + 1 :]:
            if other.item.start >= stop:
                break
            yield one, other
