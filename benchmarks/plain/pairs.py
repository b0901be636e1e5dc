"""Edits of pairs of codes: column 2 is not paid beside column 1. NCCI Policy Manual, chapter 1."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from benchmarks.plain.answers import follow
from benchmarks.plain.dated import Dated
from benchmarks.plain.lines import Day, Line
from benchmarks.plain.units import Rule

FREE: Final = (0, None)
UNKNOWN: Final = (1, None)
SEPARABLE: Final = 2
NEVER: Final = 3


class Edits:
    """What some tables say about two codes on a date; the first that speaks about them decides."""

    def __init__(self, tables: Any) -> None:
        self._tables = [
            (Dated(each.table, lambda row: row["indicator"]), each.column1, each.column2, each.table.release)
            for each in tables
        ]
        self._known: dict[Any, dict[tuple[str, str], tuple[int, str | None]]] = {}
        self._days: dict[date, dict[tuple[str, str], tuple[int, str | None]]] = {}

    def on(self, day: date) -> dict[tuple[str, str], tuple[int, str | None]]:
        """What is known so far of the pairs of a date."""
        found = self._days.get(day)
        if found is None:
            span = tuple((id(table.on(day)), day in table.covers) for table, _, _, _ in self._tables)
            found = self._days[day] = self._known.setdefault(span, {})
        return found

    def look_up(self, day: date, pair: tuple[str, str]) -> tuple[int, str | None]:
        """What the tables say of column 1 and column 2, remembered."""
        said: tuple[int, str | None] = UNKNOWN
        for table, first, second, release in self._tables:
            if day in table.covers and _has(first, pair[0]) and _has(second, pair[1]):
                indicator = table.on(day).get(pair)
                if indicator == -1:
                    continue
                said = FREE if indicator not in (0, 1) else (NEVER - indicator, release)
                break
        self._days[day][pair] = said
        return said


def _has(codes: Any, code: str) -> bool:
    return codes is None or code in codes


def pair_edits(says: Any, rule: Any) -> Rule:
    edits = Edits(rule.tables)
    distinct = frozenset((*rule.specific, rule.general))
    ordered = (*rule.specific, rule.general)
    lifting = distinct | frozenset(rule.others)
    general, either = rule.general, rule.either_column

    def look(day: Day) -> None:
        paid = [line for line in day.lines if not line.unpaid and line.units != 0]
        codes = sorted({line.code for line in paid})
        if len(paid) == 1 and not distinct.isdisjoint(paid[0].modifiers):
            _needless(paid[0])
        if len(codes) < 2:
            return
        known = edits.on(day.date)
        found: dict[str, list[tuple[int, str, str | None]]] = {}
        for second in codes:
            mine = []
            for first in codes:
                if first != second:
                    said = known.get((first, second)) or edits.look_up(day.date, (first, second))
                    if said is not FREE:
                        mine.append((said[0], first, said[1]))
            found[second] = mine
        for line in paid:
            mine = found[line.code]
            if mine:
                _decide(line, mine, paid)
            elif _untouched(line, found):
                _needless(line)
            else:
                line.said.append((says.free, (None, line.code, None, None, None, None, general)))

    def _needless(line: Line) -> None:
        carried = next(each for each in line.modifiers if each in distinct)
        line.said.append((says.superfluous, (None, line.code, None, None, carried, None, general)))

    def _untouched(line: Line, found: Mapping[str, list[tuple[int, str, str | None]]]) -> bool:
        """Does the line carry a modifier of distinct services that no edit of the day asks for?"""
        if distinct.isdisjoint(line.modifiers):
            return False
        return not any(first == line.code for mine in found.values() for _, first, _ in mine)

    def _decide(line: Line, mine: list[tuple[int, str, str | None]], paid: list[Line]) -> None:
        """One that nothing lifts comes first, then one that is not lifted, then an unknown pair."""
        best: tuple[int, str, str | None] | None = None
        told = says.never
        for each in mine:
            if each[0] == NEVER:
                best = each
                break
        separable = [each for each in mine if each[0] == SEPARABLE]
        own = next((each for each in line.modifiers if each in lifting), None)
        if best is None and own is None:
            best = next((each for each in separable if not _lifted(each[1], paid)), None)
            told = says.denied
        if best is None:
            best = next((each for each in mine if each[0] == UNKNOWN[0]), None)
            told = says.unknown
        modifier = column = None
        if best is None:
            best, told = separable[0], says.lifted
            modifier, column = (own, 2) if own else (_on(best[1], paid), 1)
        indicator = None if told is says.unknown else 0 if told is says.never else 1
        line.said.append((told, (best[1], line.code, indicator, best[2], modifier, column, general)))
        follow(line, says, told)

    def _lifted(first: str, paid: list[Line]) -> bool:
        """Does every line of column 1 carry a modifier of distinct services?"""
        return either and not any(line.code == first and distinct.isdisjoint(line.modifiers) for line in paid)

    def _on(first: str, paid: list[Line]) -> str:
        held = {modifier for line in paid if line.code == first for modifier in line.modifiers}
        return next(modifier for modifier in ordered if modifier in held)

    return look
