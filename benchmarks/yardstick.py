"""A yardstick: unit counting the way one writes it in plain Python, with objects, loops and dictionaries.

It follows the payer's compiled ruleset (parameters, versions by date, actions), and records what the engine
records: for every policy and line the answer, outcome, units and facts; for every line the units supported
and payable; for every encounter the worst outcome. The policies themselves
are in `yardstick_rules`, what they share in `yardstick_lines`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from attrs import evolve

from benchmarks.workload import Workload
from benchmarks.yardstick_lines import LineState
from benchmarks.yardstick_rules import Rule, per_code, series, total_time, untimed
from scrubjay.columns import modifier_text
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.rulings import Action, Gravity, Outcome
from scrubjay.selector import Selector

RULES: Final[Mapping[str, Rule]] = {
    "units.total-time": total_time,
    "units.per-code": per_code,
    "units.untimed": untimed,
    "units.series": series,
}


UNCOVERED: Final = int(Outcome.NO_DATA)
"""How a line weighs that no policy speaks about."""


class Line:
    __slots__ = ("code", "minutes", "modifiers", "units")

    def __init__(self, code: str, minutes: int | None, units: int | None, modifiers: tuple[str, ...]) -> None:
        self.code = code
        self.minutes = minutes
        self.units = units
        self.modifiers = modifiers


class Visit:
    __slots__ = ("date", "lines", "patient", "provider")

    def __init__(self, patient: str, provider: str, day: date, lines: list[Line]) -> None:
        self.patient = patient
        self.provider = provider
        self.date = day
        self.lines = lines


class Verdict:
    """A policy, with what follows from each of its answers."""

    def __init__(self, policy: Policy) -> None:
        if policy.kind.id not in RULES or policy.terms.selector != Selector():
            raise NotImplementedError(f"the yardstick cannot follow {policy.id}: {policy.kind.id}")
        self.policy = policy
        self.rule = RULES[policy.kind.id]
        named = list(zip(policy.kind.answers.names, policy.kind.answers.items, strict=True))
        self.outcome = {name: answer.outcome for name, answer in named}
        self.severity = {
            name: Gravity(weight).outcome
            for (name, _), weight in zip(named, policy.terms.gravities, strict=False)
        }
        self.action = {
            name: Action(int(act)) for (name, _), act in zip(named, policy.terms.actions, strict=False)
        }
        if max(self.action.values()) > Action.REDUCE:
            raise NotImplementedError(f"the yardstick cannot follow {policy.id}: it denies or holds")


def units_only(ruleset: Ruleset) -> Ruleset:
    """The ruleset with the policies of the units stage alone."""
    return evolve(ruleset, policies=tuple(each for each in ruleset.policies if each.kind.stage == "units"))


def visits_of(workload: Workload) -> list[Visit]:
    """The encounters of a workload as objects."""
    columns = {name: workload.lines[name] for name in ("code", "minutes", "units", "modifiers")}
    codes = [columns["code"].names[number] for number in columns["code"].ids.tolist()]
    minutes = [None if each < 0 else each for each in columns["minutes"].tolist()]
    units = [None if each < 0 else each for each in columns["units"].tolist()]
    modifiers = [tuple(modifier_text(each) for each in row if each) for row in columns["modifiers"].tolist()]
    patient, provider = workload.encounters["patient"], workload.encounters["billing_provider"]
    visits = [
        Visit(patient[number], provider[number], day, [])
        for number, day in enumerate(workload.encounters["date"].tolist())
    ]
    for encounter, *line in zip(workload.encounter.tolist(), codes, minutes, units, modifiers, strict=True):
        visits[encounter].lines.append(Line(*line))
    return visits


def rule_visits(ruleset: Ruleset, visits: Sequence[Visit]) -> tuple[list[LineState], list[int]]:
    """Rule all visits: what is found out about each line, in order, and the worst outcome of each visit."""
    verdicts = [Verdict(policy) for policy in ruleset.policies]
    states: list[LineState] = []
    days: dict[tuple[str, date, str], list[LineState]] = {}
    for number, visit in enumerate(visits):
        lines = [LineState(number, line, len(verdicts)) for line in visit.lines]
        states += lines
        days.setdefault((visit.patient, visit.date, visit.provider), []).extend(lines)
    in_force: dict[date, list[tuple[int, Verdict, Any, frozenset[str]]]] = {}
    for (_, day, _), lines in days.items():
        if day not in in_force:
            in_force[day] = [
                (number, verdict, version.rule, codes_of(version.rule))
                for number, verdict in enumerate(verdicts)
                if (version := verdict.policy.timeline.on(day)) is not None
            ]
        billed = {line.code for line in lines}
        for number, verdict, rule, codes in in_force[day]:
            if not codes.isdisjoint(billed):
                for state, said in verdict.rule(rule, lines):
                    state.said[number] = said
                    settle(state, said.units, verdict.action[said.answer])
                    state.worst = max(state.worst, verdict.severity[said.answer])
    worst = [0] * len(visits)
    for state in states:
        worst[state.encounter] = max(worst[state.encounter], state.worst or UNCOVERED)
    return states, worst


def codes_of(rule: Any) -> frozenset[str]:
    """The codes that a rule counts."""
    return frozenset(rule.codes if hasattr(rule, "codes") else (rule.first, rule.further))


def settle(state: LineState, units: int | None, action: Action) -> None:
    """Where two policies speak of the units of one line, the smaller number holds."""
    if units is None:
        return
    state.supported = units if state.supported is None else min(state.supported, units)
    if state.payable is None:
        state.payable = state.supported
    if action is Action.REDUCE:
        state.payable = min(state.payable, units)
