"""Which lines a policy is given: those on a claim form, or those with certain modifiers."""

from collections.abc import Callable
from typing import Any

from benchmarks.plain.answers import Says
from benchmarks.plain.lines import Day, Line
from scrubjay.selector import Selector


def days_of(selector: Selector, says: Says, rule: Callable[[Day], None]) -> Any:
    """A rule on days, given the lines that are meant."""
    if selector == Selector():
        return rule
    form, carries = selector.claim_form, _carries(selector)

    def of_form(day: Day) -> None:
        if len(day.visits) == 1 and day.visits[0].form is not None:
            if day.visits[0].form == form:
                rule(day)
            return
        lines = []
        for line in day.lines:
            if line.visit.form == form:
                lines.append(line)
            elif line.visit.form is None:
                line.said.append((says.unknown, None))
        if len(lines) == len(day.lines):
            rule(day)
        elif lines:
            rule(day.part(lines))

    def of_modifiers(day: Day) -> None:
        lines = [line for line in day.lines if carries(line)]
        if len(lines) == len(day.lines):
            rule(day)
        elif lines:
            rule(day.part(lines))

    return of_form if form is not None else of_modifiers


def lines_of(selector: Selector, says: Says, rule: Callable[[list[Line]], None]) -> Any:
    """A rule on the lines of a year, given those that are meant."""
    if selector == Selector():
        return rule
    carries = _carries(selector)

    def of_modifiers(lines: list[Line]) -> None:
        mine = [line for line in lines if carries(line)]
        if mine:
            rule(mine)

    return of_modifiers


def _carries(selector: Selector) -> Callable[[Line], bool]:
    """A test of a line's modifiers, remembered by what they are."""
    some, every = frozenset(selector.modifiers_any), frozenset(selector.modifiers_all)
    known: dict[tuple[str, ...], bool] = {}

    def carries(line: Line) -> bool:
        found = known.get(line.modifiers)
        if found is None:
            held = frozenset(line.modifiers)
            found = known[line.modifiers] = not (some and some.isdisjoint(held)) and every <= held
        return found

    return carries
