"""Money that adds up over a calendar year. Pub. 100-04 ch. 5 §10.2 and §10.3."""

from typing import Any

from benchmarks.plain.answers import follow
from benchmarks.plain.lines import Day, Line
from benchmarks.plain.units import Rule


def annual(says: Any, rule: Any) -> Any:
    amount, accumulator, modifier = int(rule.amount), rule.accumulator, rule.modifier

    def add_up(lines: list[Line]) -> None:
        """The lines of one patient's year, in order."""
        start = lines[0].visit.billed.history.get(accumulator)
        accrued, hidden = start or 0, False
        for line in lines:
            allowed = line.allowed
            before = None if start is None or hidden else accrued
            after = None
            if start is None:
                answer = says.no_history
            elif allowed is None:
                answer, hidden = says.no_allowed, True
            elif hidden:
                answer = says.incomplete
            elif not allowed or accrued + allowed <= amount:
                answer = says.within
                after = accrued = accrued + allowed
            elif modifier in line.modifiers:
                answer = says.attested
                after = accrued = accrued + allowed
            else:
                answer, after = says.lacking, accrued
            if after is None:
                line.unaccrued = True
            elif line.accrued is None or after >= line.accrued:
                line.accrued, line.threshold = after, amount
            if not line.closed:
                left = None if before is None else max(amount - before, 0)
                line.said.append((answer, (before, allowed, amount, left, modifier, accumulator)))
                if answer is says.lacking:
                    follow(line, says, answer)

    return add_up


def early_modifier(says: Any, rule: Any) -> Rule:
    modifier, share = rule.modifier, rule.share

    def look(day: Day) -> None:
        for line in day.lines:
            if line.closed:
                continue
            accrued, threshold = line.accrued, line.threshold
            if accrued is None or threshold is None or line.unaccrued:
                answer, accrued, threshold = says.unknown, None, None
            else:
                answer = says.early if accrued * 100 < threshold * share else says.due
            line.said.append((answer, (accrued, threshold, modifier)))

    return look


def review(says: Any, rule: Any) -> Rule:
    amount = int(rule.amount)

    def look(day: Day) -> None:
        for line in day.lines:
            if line.closed:
                continue
            accrued = line.accrued
            if accrued is not None and accrued > amount:
                answer = says.above
            elif accrued is None or line.unaccrued:
                answer, accrued = says.unknown, None
            else:
                answer = says.below
            line.said.append((answer, (accrued, amount)))

    return look
