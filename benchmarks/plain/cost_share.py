"""What the patient owes, and what is taken off the payer's part. 42 USC 1395l, 1395m(v); 2 USC 901a."""

from fractions import Fraction
from typing import Any

from benchmarks.plain.answers import adjust, half_up, percent
from benchmarks.plain.lines import Day, Line
from benchmarks.plain.units import Rule


def deductible(says: Any, rule: Any) -> Any:
    amount = int(rule.amount)
    adjustment = says.number, rule.group, rule.carc

    def take(lines: list[Line]) -> None:
        """The lines of one patient's year, in order."""
        first = lines[0].visit.billed.date
        met: int | None = None
        for line in lines:
            if line.visit.billed.date != first:
                break
            had = line.visit.billed.history.get("deductible_met")
            if had is not None and (met is None or had > met):
                met = had
        before, gap = 0, False
        for line in lines:
            if line.closed:
                continue
            if line.allowed is None or line.unjudged:
                gap = True
                continue
            allowed = line.allowed
            left = max(amount - (met or 0) - before, 0)
            owed = min(left, allowed)
            if not allowed:
                answer = says.nothing
            elif not left:
                answer = says.met
            elif met is None:
                answer = says.unknown
            else:
                answer = says.hidden if gap else says.applies
            facts = amount, met, before, None if met is None else left, allowed, owed
            line.said.append((answer, facts))
            before += allowed
            if answer is says.applies:
                adjust(line, adjustment, owed)
            elif answer is says.unknown or answer is says.hidden:
                line.unjudged = True

    return take


def coinsurance(says: Any, rule: Any) -> Rule:
    share, words = Fraction(rule.share), percent(rule.share)
    over, under = share.numerator, share.denominator
    adjustment = says.number, rule.group, rule.carc

    def look(day: Day) -> None:
        for line in day.lines:
            if line.closed or line.unjudged or line.allowed is None:
                continue
            base = line.allowed - line.patient_owes
            owed = half_up(base * over, under)
            line.said.append((says.owed if base else says.nothing, (words, base, owed)))
            if owed:
                adjust(line, adjustment, owed)

    return look


def assistant(says: Any, rule: Any) -> Rule:
    wanted = frozenset(rule.modifiers)
    take = _withhold(says, rule, says.reduced, says.reduced)

    def look(day: Day) -> None:
        if not wanted.isdisjoint(day.modifiers):
            take([line for line in day.lines if not wanted.isdisjoint(line.modifiers)])

    return look


def sequestration(says: Any, rule: Any) -> Rule:
    take = _withhold(says, rule, says.withheld, says.nothing)

    def look(day: Day) -> None:
        take(day.lines)

    return look


def _withhold(says: Any, rule: Any, some: Any, none: Any) -> Any:
    """Take a share of what would be paid of each line."""
    share, words = Fraction(rule.share), percent(rule.share)
    over, under = share.numerator, share.denominator
    adjustment = says.number, rule.group, rule.carc

    def take(lines: list[Line]) -> None:
        for line in lines:
            if line.closed or line.unjudged or line.allowed is None:
                continue
            base = (line.allowed if line.charge is None else line.charge) - line.adjusted
            taken = half_up(base * over, under)
            line.said.append((some if base else none, (words, base, taken)))
            if taken:
                adjust(line, adjustment, taken)

    return take
