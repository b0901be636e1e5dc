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
from scrubjay.ruleset import Policy, Ruleset, Version
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


NOTHING: Final = Ruling(np.zeros(0, np.int8))


def evaluate(ruleset: Ruleset, batch: Batch, *, keep_facts: bool = True) -> BatchEvaluation:
    """Rule a batch whose encounters all name the ruleset's payer.

    Without `keep_facts` the facts are dropped as soon as their effects are folded in; outcomes and effects
    are always kept. Never raises for what a policy does.
    """
    settled = Settled.start(batch.units, batch.charge)
    line_worst = np.zeros(batch.lines, np.int8)
    encounter_worst = np.zeros(batch.encounters, np.int8)
    rulings = []
    for policy in ruleset.policies:
        batch.settled = settled
        ruling = _rule(policy, batch)
        on_lines = policy.kind.speaks == "line"
        worst = line_worst if on_lines else encounter_worst
        for part in ruling.parts:
            severities = policy.severities[part.ruling.answer]
            if part.places is None:
                np.maximum(worst, severities, out=worst)
            else:
                np.maximum.at(worst, part.places[part.kept], severities[part.kept])
            if on_lines:
                settled = _fold(settled, policy, part, batch.lines)
        for gap in ruling.selection.unknown.values():
            line_worst[gap] = np.maximum(line_worst[gap], Outcome.NO_DATA)
        if not keep_facts:
            ruling = _without_facts(ruling)
        rulings.append(ruling)
    uncovered = line_worst == Outcome.NOT_APPLICABLE
    line_worst[uncovered] = Outcome.NO_DATA
    np.maximum.at(encounter_worst, batch.encounter, line_worst)
    outside = _outside(ruleset, batch)
    if outside.any():
        encounter_worst[outside] = np.maximum(encounter_worst[outside], Outcome.NO_DATA)
    return BatchEvaluation(ruleset, batch, tuple(rulings), settled, encounter_worst, uncovered, outside)


def _rule(policy: Policy, batch: Batch) -> PolicyRuling:
    size = batch.lines if policy.kind.speaks == "line" else batch.encounters
    selection = policy.selector.select(batch)
    first, last = batch.dates
    parts = []
    outcome = np.zeros(size, np.int8)
    for interval, version in policy.timeline:
        if interval.start > last or interval.end < first:
            continue
        whole = first in interval and last in interval
        lines = kept = None
        if not whole or selection.mask is not None:
            lines, kept = _lines(policy, interval, batch, selection.mask, whole)
            if lines is not None and not kept.any():
                continue
        part = _run(policy, version, batch, lines, kept)
        outcomes = policy.kind.answers.outcomes[part.ruling.answer]
        if part.places is None:
            outcome = outcomes
        else:
            outcome[part.places[part.kept]] = outcomes[part.kept]
        parts.append(part)
    if policy.kind.speaks == "line":
        for gap in selection.unknown.values():
            outcome[gap] = Outcome.NO_DATA
    return PolicyRuling(policy, outcome, tuple(parts), selection)


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
        _check(policy, ruling, size)
        broke = ""
    except Exception as error:
        ruling, broke = Ruling(np.full(size, BROKE, np.int8)), describe(error)
    if on_lines or lines is None:
        return Part(version, ruling, lines, kept, broke)
    spoken = np.unique(part.encounter[kept])
    counted = np.zeros(part.encounters, np.bool_)
    counted[spoken] = True
    return Part(version, ruling, np.arange(part.encounters), counted, broke)


def _check(policy: Policy, ruling: Any, size: int) -> None:
    """Refuse a ruling that is not one, so that it cannot pass for something else."""
    if not isinstance(ruling, Ruling):
        raise TypeError(f"rule gave {type(ruling).__name__}, not a Ruling")
    answers = ruling.answer
    if answers.shape != (size,):
        raise ValueError(f"rule gave {answers.shape} answers, not ({size},)")
    if size and not (int(answers.min()) >= BROKE and int(answers.max()) < len(policy.kind.answers)):
        raise ValueError(f"rule gave an answer that {policy.kind.id} does not declare")
    if not ruling.facts.keys() <= policy.kind.facts.keys():
        raise ValueError(f"rule gave facts that {policy.kind.id} does not declare: {', '.join(ruling.facts)}")


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
