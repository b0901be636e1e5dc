"""The evaluation of a batch: every policy of a ruleset rules, stage after stage, and its effects fold in.

A policy sees the lines that it is about and applies to, on the dates of the version in force, with what
earlier stages settled. One that raises is recorded as broken on the lines it was to rule; nothing else is
lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from scrubjay.adapter import describe, rule_each
from scrubjay.batch import Batch
from scrubjay.rulecheck import check_ruling
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling, outcome_of
from scrubjay.ruleset import Policy, Ruleset, Step, Version
from scrubjay.rulings import BROKE, Gravity, Outcome, Ruling
from scrubjay.settled import Settled, fold

Array = NDArray[Any]

NOT_APPLICABLE: Final = int(Outcome.NOT_APPLICABLE)
SILENT: Final = int(Gravity.SILENT)
UNKNOWN: Final = int(Gravity.UNKNOWN)

WEIGHT: Final = np.array([gravity.outcome for gravity in Gravity], np.int8)
"""By gravity, the outcome that weighs on the encounter."""

NOTHING: Final[Mapping[str, Array]] = {}


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
            gravity = policy.gravities.take(part.ruling.answer)
            _weigh(worst, gravity, part)
            if on_lines:
                settled = _fold(settled, policy, part, gravity)
        for gap in ruling.unknown.values():
            worst[gap] = np.maximum(worst[gap], UNKNOWN)
        rulings.append(ruling if keep_facts else _without_facts(ruling))
    uncovered = line_worst == SILENT
    line_worst[uncovered] = UNKNOWN
    np.maximum(encounter_worst, np.maximum.reduceat(line_worst, batch.starts), out=encounter_worst)
    outside = _outside(ruleset, batch)
    encounter_worst[outside] = np.maximum(encounter_worst[outside], UNKNOWN)
    return BatchEvaluation(
        ruleset, batch, tuple(rulings), settled, WEIGHT[encounter_worst], uncovered, outside
    )


def _rule(step: Step, batch: Batch) -> PolicyRuling:
    policy = step.policy
    size = batch.lines if policy.kind.speaks == "line" else batch.encounters
    concerned = [version for version in step.versions if _is_concerned(version, batch)]
    if not concerned:
        return PolicyRuling(policy, size, (), NOTHING)
    selection = policy.selector.select(batch)
    if selection.nothing:
        return PolicyRuling(policy, size, (), NOTHING)
    parts = []
    for version in concerned:
        seen, decided = _lines(step, version, batch, selection.mask)
        if seen is None or (seen if decided is None else decided).any():
            parts.append(_run(policy, version, batch, seen, decided))
    return PolicyRuling(policy, size, tuple(parts), _unknown(step, batch, selection.unknown, size, parts))


def _unknown(
    step: Step, batch: Batch, gaps: Mapping[str, Array], size: int, parts: Sequence[Part]
) -> Mapping[str, Array]:
    """Elements of which it cannot be told whether the policy applies to them, and no version speaks."""
    if not gaps:
        return NOTHING
    silent = outcome_of(step.policy, size, parts) == NOT_APPLICABLE
    scope = _in_scope(step, batch)
    masks = {name: _elements(step.policy, batch, gap & scope) & silent for name, gap in gaps.items()}
    return {name: mask for name, mask in masks.items() if mask.any()}


def _weigh(worst: Array, gravity: Array, part: Part) -> None:
    """Raise `worst` to what a part says of the elements that it decides."""
    if part.places is None:
        np.maximum(worst, gravity, out=worst)
        return
    places = part.places
    if part.kept is not None:
        places, gravity = places[part.kept], gravity[part.kept]
    worst[places] = np.maximum(worst[places], gravity)


def _is_concerned(version: Version, batch: Batch) -> bool:
    if version.about is not None and version.about.isdisjoint(batch.code.names):
        return False
    return not version.carrying or batch.carries(*version.carrying) is not None


def _lines(
    step: Step, version: Version, batch: Batch, mask: Array | None
) -> tuple[Array | None, Array | None]:
    """Masks of the lines that a version must see (None: all) and, where those are fewer, that it decides."""
    seen = mask
    if version.about is not None:
        about = batch.codes_in(version.about)
        seen = about if seen is None else seen & about
    if version.carrying:
        carrying = batch.has_modifier(*version.carrying)
        seen = carrying if seen is None else seen & carrying
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
        if version.about is not None:
            mine &= batch.codes_in(version.about)
        if version.carrying:
            mine &= batch.has_modifier(*version.carrying)
        scope |= mine
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


def _fold(settled: Settled, policy: Policy, part: Part, gravity: Array) -> Settled:
    if part.kept is None:
        return fold(settled, policy.folding, part.ruling, gravity, part.places)
    assert part.places is not None
    ruling, kept = part.ruling, part.kept
    decided = evolve(
        ruling,
        answer=ruling.answer[kept],
        facts={},
        units=None if ruling.units is None else ruling.units[kept],
        allowed=None if ruling.allowed is None else ruling.allowed[kept],
        adjustments=tuple(evolve(each, amount=each.amount[kept]) for each in ruling.adjustments),
        remarks={name: mask[kept] for name, mask in ruling.remarks.items()},
        published={name: column[kept] for name, column in ruling.published.items()},
    )
    return fold(settled, policy.folding, decided, gravity[kept], part.places[kept])


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
