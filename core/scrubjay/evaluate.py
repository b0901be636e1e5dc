"""The evaluation of a batch: every policy of a ruleset rules, stage after stage, and its effects fold in.

A policy sees the lines that it applies to and on which one of its versions is in force, with what earlier
stages settled. One that raises is recorded as broken on the lines it was to rule; nothing else is lost.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from scrubjay.adapter import describe, rule_each
from scrubjay.batch import Batch
from scrubjay.money import MISSING
from scrubjay.ruleset import Policy, Ruleset, Step, Version
from scrubjay.rulecheck import check_ruling
from scrubjay.rulings import BROKE, Outcome, Ruling
from scrubjay.selector import Selection
from scrubjay.settled import Settled, fold
from scrubjay.timeline import Interval

Array = NDArray[Any]


@frozen(eq=False)
class Part:
    """One version's ruling: over all elements, or over `places` (ascending), of which `kept` count.

    An element is a line, or an encounter where the kind speaks of encounters.
    """

    version: Version
    ruling: Ruling
    places: Array | None = None
    kept: Array | None = None
    broke: str = ""


@frozen(eq=False)
class PolicyRuling:
    """What one policy said: the outcome of every element, and the rulings of its versions behind it."""

    policy: Policy
    outcome: Array
    parts: tuple[Part, ...]
    selection: Selection


@frozen(eq=False)
class BatchEvaluation:
    """All rulings over a batch and what they settled.

    `worst` is the gravest outcome that weighs on each encounter; `uncovered` marks lines that no policy
    spoke about, and `outside` encounters whose date the pack does not cover.
    """

    ruleset: Ruleset
    batch: Batch
    rulings: tuple[PolicyRuling, ...]
    settled: Settled
    worst: Array
    uncovered: Array
    outside: Array


NOT_APPLICABLE: Final = int(Outcome.NOT_APPLICABLE)
NO_DATA: Final = int(Outcome.NO_DATA)


def evaluate(ruleset: Ruleset, batch: Batch, *, keep_facts: bool = True) -> BatchEvaluation:
    """Rule a batch whose encounters all name the ruleset's payer.

    Without `keep_facts` the facts are dropped as soon as their effects are folded in; outcomes and effects
    are always kept. Never raises for what a policy does.
    """
    settled = Settled.start(batch.units, batch.charge)
    line_worst = np.zeros(batch.lines, np.int8)
    encounter_worst = np.zeros(batch.encounters, np.int8)
    rulings = []
    for step in ruleset.steps(*batch.dates):
        batch.settled = settled
        policy = step.policy
        ruling = _rule(step, batch)
        on_lines = policy.kind.speaks == "line"
        worst = line_worst if on_lines else encounter_worst
        for part in ruling.parts:
            if part.ruling.silent:
                continue
            severities = policy.severities[part.ruling.answer.view(np.uint8)]
            if part.places is None:
                np.maximum(worst, severities, out=worst)
            else:
                np.maximum.at(worst, part.places[part.kept], severities[part.kept])
            if on_lines:
                settled = _fold(settled, policy, part, batch.lines)
        for gap in ruling.selection.unknown.values():
            line_worst[gap] = np.maximum(line_worst[gap], NO_DATA)
        rulings.append(ruling if keep_facts else _without_facts(ruling))
    uncovered = line_worst == NOT_APPLICABLE
    line_worst[uncovered] = NO_DATA
    np.maximum(encounter_worst, np.maximum.reduceat(line_worst, batch.starts), out=encounter_worst)
    outside = _outside(ruleset, batch)
    encounter_worst[outside] = np.maximum(encounter_worst[outside], NO_DATA)
    return BatchEvaluation(ruleset, batch, tuple(rulings), settled, encounter_worst, uncovered, outside)


def _rule(step: Step, batch: Batch) -> PolicyRuling:
    policy = step.policy
    selection = policy.selector.select(batch)
    if step.whole and selection.mask is None:
        part = _run(policy, step.versions[0], batch, None, None)
        return PolicyRuling(policy, _outcomes(policy, part), (part,), selection)
    on_lines = policy.kind.speaks == "line"
    outcome = np.zeros(batch.lines if on_lines else batch.encounters, np.int8)
    parts = []
    for version in step.versions:
        lines, kept = _lines(policy, version.interval, batch, selection.mask, step.whole)
        if lines is not None and not kept.any():
            continue
        part = _run(policy, version, batch, lines, kept)
        if part.places is None:
            outcome = _outcomes(policy, part)
        else:
            outcome[part.places[part.kept]] = _outcomes(policy, part)[part.kept]
        parts.append(part)
    if on_lines:
        for gap in selection.unknown.values():
            outcome[gap] = NO_DATA
    return PolicyRuling(policy, outcome, tuple(parts), selection)


def _outcomes(policy: Policy, part: Part) -> Array:
    return np.asarray(policy.outcomes[part.ruling.answer.view(np.uint8)])


def _lines(
    policy: Policy, interval: Interval, batch: Batch, mask: Array | None, whole: bool
) -> tuple[Array | None, Any]:
    """The lines that a version must see, and which of them it decides; None where that is every line."""
    seen = np.ones(batch.lines, np.bool_) if mask is None else mask
    decided = seen
    if not whole:
        start, end = np.datetime64(interval.start, "D"), np.datetime64(interval.end, "D")
        decided = seen & (batch.date >= start) & (batch.date <= end)
        seen = decided if policy.kind.reach == "day" else seen & _same_years(batch, start, end)
    if seen.all() and decided.all():
        return None, None
    lines = np.flatnonzero(seen)
    return lines, decided[lines]


def _same_years(batch: Batch, start: np.datetime64, end: np.datetime64) -> Array:
    years = batch.date.astype("datetime64[Y]")
    return np.asarray((years >= start.astype("datetime64[Y]")) & (years <= end.astype("datetime64[Y]")))


def _run(policy: Policy, version: Version, batch: Batch, lines: Array | None, kept: Array | None) -> Part:
    part = batch if lines is None else batch.take(lines)
    on_lines = policy.kind.speaks == "line"
    size = part.lines if on_lines else part.encounters
    try:
        rule = getattr(version.rule, "rule", None)
        ruling = rule(part) if rule is not None else rule_each(policy.kind, version.rule, part)
        check_ruling(policy.kind, ruling, size)
        broke = ""
    except (Exception, SystemExit) as error:
        ruling, broke = Ruling(np.full(size, BROKE, np.int8)), describe(error)
    if on_lines or lines is None:
        return Part(version, ruling, lines, kept, broke)
    spoken = np.unique(part.encounter[kept])
    counted = np.zeros(part.encounters, np.bool_)
    counted[spoken] = True
    return Part(version, ruling, np.arange(part.encounters), counted, broke)


def _fold(settled: Settled, policy: Policy, part: Part, size: int) -> Settled:
    ruling = part.ruling
    actions = policy.actions[ruling.answer]
    if part.places is not None:
        lines, kept = part.places[part.kept], part.kept
        actions = _spread(actions[kept], lines, size, 0)
        if ruling.units is not None:
            ruling = evolve(ruling, units=_spread(ruling.units[kept], lines, size, -1))
        if ruling.allowed is not None:
            ruling = evolve(ruling, allowed=_spread(ruling.allowed[kept], lines, size, MISSING))
        ruling = evolve(
            ruling,
            adjustments=tuple(
                evolve(each, amount=_spread(each.amount[kept], lines, size, 0)) for each in ruling.adjustments
            ),
        )
    return fold(settled, policy.id, policy.entry.remit, ruling, actions, policy.kind.stage)


def _spread(values: Array, lines: Array, size: int, empty: int) -> Array:
    whole = np.full(size, empty, values.dtype)
    whole[lines] = values
    return whole


def _outside(ruleset: Ruleset, batch: Batch) -> Array:
    first, last = batch.dates
    if first in ruleset.coverage and last in ruleset.coverage:
        return np.zeros(batch.encounters, np.bool_)
    dates = np.asarray(batch.encounter_column("date"))
    start, end = np.datetime64(ruleset.coverage.start, "D"), np.datetime64(ruleset.coverage.end, "D")
    return np.asarray((dates < start) | (dates > end))


def _without_facts(ruling: PolicyRuling) -> PolicyRuling:
    parts = tuple(evolve(part, ruling=evolve(part.ruling, facts={})) for part in ruling.parts)
    return evolve(ruling, parts=parts)
