"""The evaluation of a batch: every policy of a ruleset rules, stage after stage, and its effects fold in.

A policy sees the lines that it is about and applies to, on the dates of the version in force, with what
earlier stages settled. One that raises is recorded as broken on the lines it was to rule; nothing else is
lost.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from scrubjay.adapter import describe, rule_each
from scrubjay.batch import Batch
from scrubjay.money import MISSING
from scrubjay.rulecheck import check_ruling
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling
from scrubjay.ruleset import Policy, Ruleset, Step, Version
from scrubjay.rulings import BROKE, Outcome, Ruling
from scrubjay.settled import MONEY, REDUCE, Settled, fold

Array = NDArray[Any]

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
            severities = policy.severities[part.ruling.answer.view(np.uint8)]
            np.maximum(worst, part.spread(severities, len(worst), NOT_APPLICABLE), out=worst)
            if on_lines:
                settled = _fold(settled, policy, part, batch.lines)
        for gap in ruling.unknown.values():
            worst[gap] = np.maximum(worst[gap], NO_DATA)
        rulings.append(ruling if keep_facts else _without_facts(ruling))
    uncovered = line_worst == NOT_APPLICABLE
    line_worst[uncovered] = NO_DATA
    np.maximum(encounter_worst, np.maximum.reduceat(line_worst, batch.starts), out=encounter_worst)
    outside = _outside(ruleset, batch)
    encounter_worst[outside] = np.maximum(encounter_worst[outside], NO_DATA)
    return BatchEvaluation(ruleset, batch, tuple(rulings), settled, encounter_worst, uncovered, outside)


def _rule(step: Step, batch: Batch) -> PolicyRuling:
    policy = step.policy
    outcome = np.zeros(batch.lines if policy.kind.speaks == "line" else batch.encounters, np.int8)
    concerned = [version for version in step.versions if _is_concerned(version, batch)]
    if not concerned:
        return PolicyRuling(policy, outcome, (), {})
    selection = policy.selector.select(batch)
    parts = []
    for version in concerned:
        seen, decided = _lines(step, version, batch, selection.mask)
        if seen is not None and not (seen if decided is None else decided).any():
            continue
        part = _run(policy, version, batch, seen, decided)
        outcomes = policy.outcomes[part.ruling.answer.view(np.uint8)]
        outcome = np.maximum(outcome, part.spread(outcomes, len(outcome), NOT_APPLICABLE))
        parts.append(part)
    unknown = {}
    for name, gap in selection.unknown.items():
        mask = _elements(policy, batch, gap & _in_scope(step, batch)) & (outcome == NOT_APPLICABLE)
        if mask.any():
            unknown[name] = mask
    for gap in unknown.values():
        outcome[gap] = NO_DATA
    return PolicyRuling(policy, outcome, tuple(parts), unknown)


def _is_concerned(version: Version, batch: Batch) -> bool:
    return version.about is None or not version.about.isdisjoint(batch.code.names)


def _lines(
    step: Step, version: Version, batch: Batch, mask: Array | None
) -> tuple[Array | None, Array | None]:
    """Masks of the lines that a version must see (None: all) and, where those are fewer, that it decides."""
    seen = mask
    if version.about is not None:
        about = batch.codes_in(version.about)
        seen = about if seen is None else seen & about
    if step.whole:
        return (None, None) if seen is None or seen.all() else (seen, None)
    in_force = _in_force(version, batch)
    if step.policy.kind.reach == "day":
        return (in_force if seen is None else seen & in_force), None
    years = _same_years(version, batch)
    seen = years if seen is None else seen & years
    return seen, seen & in_force


def _in_force(version: Version, batch: Batch) -> Array:
    start, end = np.datetime64(version.interval.start, "D"), np.datetime64(version.interval.end, "D")
    return np.asarray((batch.date >= start) & (batch.date <= end))


def _same_years(version: Version, batch: Batch) -> Array:
    years = batch.date.astype("datetime64[Y]")
    first, last = np.datetime64(version.interval.start, "Y"), np.datetime64(version.interval.end, "Y")
    return np.asarray((years >= first) & (years <= last))


def _in_scope(step: Step, batch: Batch) -> Array:
    """Lines that some version in force is about, whether or not the policy applies to them."""
    scope = np.zeros(batch.lines, np.bool_)
    for version in step.versions:
        mine = _in_force(version, batch)
        scope |= mine if version.about is None else mine & batch.codes_in(version.about)
    return scope


def _elements(policy: Policy, batch: Batch, lines: Array) -> Array:
    """A mask of lines as one of the elements that a policy rules on."""
    if policy.kind.speaks == "line":
        return lines
    mask = np.zeros(batch.encounters, np.bool_)
    mask[batch.encounter[lines]] = True
    return mask


def _run(policy: Policy, version: Version, batch: Batch, seen: Array | None, decided: Array | None) -> Part:
    part = batch if seen is None else batch.take(np.flatnonzero(seen))
    size = part.lines if policy.kind.speaks == "line" else part.encounters
    broke = ""
    try:
        rule = getattr(version.rule, "rule", None)
        ruling = rule(part) if rule is not None else rule_each(policy.kind, version.rule, part)
        check_ruling(policy.kind, ruling, size)
    except (Exception, SystemExit) as error:
        ruling, broke = Ruling(np.full(size, BROKE, np.int8)), describe(error)
    if seen is None:
        return Part(version, ruling, broke=broke)
    if policy.kind.speaks == "line":
        kept = None if decided is None else decided[seen]
        return Part(version, ruling, np.flatnonzero(seen), kept, broke)
    spoken = _elements(policy, batch, seen if decided is None else decided)
    return Part(version, ruling, np.arange(batch.encounters), spoken, broke)


def _fold(settled: Settled, policy: Policy, part: Part, size: int) -> Settled:
    ruling = part.ruling
    answers = ruling.answer.view(np.uint8)
    actions = policy.actions[answers]
    if not ruling.asks and policy.kind.stage not in MONEY and actions.max(initial=0) < REDUCE:
        return settled
    if part.places is not None:
        ruling = evolve(
            ruling,
            answer=part.spread(ruling.answer, size, BROKE),
            units=None if ruling.units is None else part.spread(ruling.units, size, -1),
            allowed=None if ruling.allowed is None else part.spread(ruling.allowed, size, MISSING),
            adjustments=tuple(
                evolve(each, amount=part.spread(each.amount, size, 0)) for each in ruling.adjustments
            ),
            remarks={name: part.spread(mask, size, False) for name, mask in ruling.remarks.items()},
            published={name: part.spread(column, size, MISSING) for name, column in ruling.published.items()},
        )
    outcome = part.spread(policy.outcomes[answers], size, NOT_APPLICABLE)
    return fold(settled, policy.folding, ruling, outcome, part.spread(actions, size, 0))


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
