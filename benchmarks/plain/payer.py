"""A payer's policies over visits: day by day, year by year, in the order in which they rule."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from benchmarks.plain import (
    advice,
    assistants,
    clock,
    codes,
    cost_share,
    fees,
    limits,
    modifiers,
    pairs,
    several,
    thresholds,
    units,
)
from benchmarks.plain.answers import NO_DATA, Says
from benchmarks.plain.lines import Day, Line, Standing, Visit, by_date
from benchmarks.plain.selecting import days_of, lines_of
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import Interval

DAY, DATE, YEAR, ALL = range(4)
"""What a rule is given at once: a provider's day, a patient's day, a patient's year, or all days."""

KINDS: Final[dict[str, tuple[int, Callable[[Any, Any], Any]]]] = {
    "units.total-time": (DAY, units.total_time),
    "units.per-code": (DAY, units.per_code),
    "units.series": (DAY, units.series),
    "units.untimed": (DAY, units.untimed),
    "modifiers.requires": (DAY, modifiers.requires),
    "modifiers.excludes": (DAY, modifiers.excludes),
    "modifiers.denied": (DAY, modifiers.denied),
    "modifiers.exactly-one": (DAY, modifiers.exactly_one),
    "modifiers.assistant": (DAY, assistants.assistant),
    "coding.status-codes": (DAY, codes.status_codes),
    "coding.one-of-a-set": (DAY, codes.one_of_a_set),
    "coding.add-on": (DAY, codes.add_on),
    "coding.pair-edits": (DAY, pairs.pair_edits),
    "limits.units-per-day": (DAY, limits.units_per_day),
    "pricing.resource-based": (DAY, fees.fee_schedule),
    "pricing.participation": (DAY, fees.participation),
    "pricing.multiple-procedure": (DATE, several.multiple_procedure),
    "thresholds.annual": (YEAR, thresholds.annual),
    "thresholds.early-modifier": (DATE, thresholds.early_modifier),
    "thresholds.review": (DATE, thresholds.review),
    "cost-share.deductible": (YEAR, cost_share.deductible),
    "cost-share.coinsurance": (DATE, cost_share.coinsurance),
    "cost-share.assistant": (DATE, cost_share.assistant),
    "cost-share.sequestration": (DATE, cost_share.sequestration),
    "advice.documentation": (DATE, advice.documentation),
    "advice.passive-modalities": (DATE, advice.passive_modalities),
    "advice.certification": (DATE, advice.certification),
    "advice.progress-report": (DATE, advice.progress_report),
    "advice.same-day": (DATE, advice.visits_of_a_day),
    "advice.clock": (ALL, clock.clock),
}

Rules = tuple[list[Any], ...]


class Payer:
    """The policies of a ruleset as plain functions, by the date on which they are in force."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.policies = ruleset.policies
        self.coverage = ruleset.coverage
        scopes = []
        self._versions: list[tuple[int, Policy, list[Any]]] = []
        for number, policy in enumerate(ruleset.policies):
            if policy.exceptions:
                raise NotImplementedError(f"{policy.id} has exceptions")
            if policy.kind.id not in KINDS:
                raise NotImplementedError(f"{policy.id}: nobody wrote {policy.kind.id} in plain Python")
            scope, make = KINDS[policy.kind.id]
            if scope == YEAR and any(_within_a_year(span) for span, _ in policy.timeline):
                raise NotImplementedError(f"{policy.id} changes within a year")
            says = Says(policy, number)
            select = lines_of if scope == YEAR else days_of
            selector = policy.terms.selector
            made = [(span, select(selector, says, make(says, each.rule))) for span, each in policy.timeline]
            scopes.append(scope)
            self._versions.append((number, policy, made))
        runs = [list(run) for _, run in groupby(range(len(scopes)), scopes.__getitem__)]
        self.phases = [(scopes[run[0]], run) for run in runs]
        self._days: dict[date, Rules] = {}

    def on(self, day: date) -> Rules:
        """The functions in force on a date, phase by phase."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = tuple(
                [rule for number in run for span, rule in self._versions[number][2] if day in span]
                for _, run in self.phases
            )
        return found


def _within_a_year(span: Interval) -> bool:
    return (span.start.month, span.start.day) != (1, 1) or (span.end.month, span.end.day) != (12, 31)


def rule(payer: Payer, visits: Sequence[Visit]) -> list[Standing]:
    """Rule visits, which stand in order of date of service; gives them in the same order."""
    standings = []
    years: dict[tuple[str, int], list[Standing]] = {}
    for visit in visits:
        standing = Standing(visit)
        standings.append(standing)
        years.setdefault((visit.patient, visit.date.year), []).append(standing)
    days: list[Day] = []
    for mine in years.values():
        days += _year(payer, mine)
    for phase, (scope, _) in enumerate(payer.phases):
        if scope == ALL:
            for run in {id(rule): rule for day in days for rule in payer.on(day.date)[phase]}.values():
                run([day for day in days if run in payer.on(day.date)[phase]])
    for standing in standings:
        _weigh(payer, standing)
    return standings


def _year(payer: Payer, visits: list[Standing]) -> Iterator[Day]:
    """Rule the visits of one patient's calendar year, and give its days."""
    days = by_date(visits)
    rules = [payer.on(day.date) for day in days]
    for phase, (scope, _) in enumerate(payer.phases):
        if scope == DAY:
            for day, mine in zip(days, rules, strict=True):
                for part in day.days:
                    for run in mine[phase]:
                        run(part)
        elif scope == DATE:
            for day, mine in zip(days, rules, strict=True):
                for run in mine[phase]:
                    run(day)
        elif scope == YEAR:
            lines: list[Line] = [line for visit in visits for line in visit.lines]
            for run in rules[0][phase]:
                run(lines)
    return iter(days)


def _weigh(payer: Payer, standing: Standing) -> None:
    """The gravest outcome of the visit; a line that no policy speaks about is not judged."""
    worst = 0 if standing.billed.date in payer.coverage else NO_DATA
    for answer, _ in standing.said:
        if answer.weight > worst:
            worst = answer.weight
    for line in standing.lines:
        silent = True
        for answer, _ in line.said:
            if answer.weight:
                silent = False
                if answer.weight > worst:
                    worst = answer.weight
        if silent and worst < NO_DATA:
            worst = NO_DATA
    standing.worst = worst
