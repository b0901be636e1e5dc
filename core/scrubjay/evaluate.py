"""The evaluation of a batch: every policy of a ruleset rules, stage after stage, and its effects fold in.

A policy sees the lines that it is about and applies to, on the dates of the version in force, with what
earlier stages settled. One that raises is recorded as broken on the lines it was to rule; nothing else is
lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from scrubjay.adapter import describe, rule_each
from scrubjay.batch import Batch
from scrubjay.excepted import Shares, in_force, share_out
from scrubjay.folding import Draft
from scrubjay.policy import Policy, Terms, Version
from scrubjay.rulecheck import check_ruling
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling, outcome_of
from scrubjay.ruleset import Ruleset, Step
from scrubjay.rulings import BROKE, Gravity, Outcome, Ruling
from scrubjay.selector import EVERY_LINE, Selection
from scrubjay.settled import Settled
from scrubjay.weighing import raise_owners, weigh

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
        size = batch.lines if policy.kind.speaks == "line" else batch.encounters
        ruling = _by_one(step, batch, size) if step.whole else _by_several(step, batch, size)
        rulings.append(ruling if keep_facts else _without_facts(ruling))
        if ruling.silent:
            continue
        on_lines = policy.kind.speaks == "line"
        worst = line_worst if on_lines else encounter_worst
        draft = Draft(settled)
        for part in ruling.parts:
            gravity = weigh(worst, part.version.terms.gravities, *part.decided)
            if on_lines:
                _fold(draft, part, gravity)
        settled = draft.done()
        for gap in ruling.unknown.values():
            worst[gap] = np.maximum(worst[gap], UNKNOWN)
    uncovered = line_worst == SILENT
    line_worst[uncovered] = UNKNOWN
    raise_owners(encounter_worst, batch.encounter, batch.starts, line_worst)
    outside = _outside(ruleset, batch)
    encounter_worst[outside] = np.maximum(encounter_worst[outside], UNKNOWN)
    return BatchEvaluation(
        ruleset, batch, tuple(rulings), settled, WEIGHT[encounter_worst], uncovered, outside
    )


def _by_one(step: Step, batch: Batch, size: int) -> PolicyRuling:
    """The ruling of a policy of which one version is in force on all dates of the batch."""
    policy, version = step.policy, step.versions[0]
    if not _is_concerned(version, batch):
        return PolicyRuling(policy, size, (), NOTHING)
    terms = version.terms
    selection = EVERY_LINE if terms.everywhere else terms.selector.select(batch)
    if selection.nothing:
        return PolicyRuling(policy, size, (), NOTHING)
    lines = _shown(version, batch, selection.mask)
    parts: tuple[Part, ...] = ()
    if lines is None or len(lines):
        parts = (_run(policy, version, batch, lines, None),)
    unknown = NOTHING
    if selection.unknown:
        gaps = [(name, _also(gap, _about(version, batch))) for name, gap in selection.unknown.items()]
        speaking = () if policy.kind.speaks == "line" else parts  # no line with a gap was shown
        unknown = _unknown(policy, batch, gaps, size, speaking)
    return PolicyRuling(policy, size, parts, unknown)


def _by_several(step: Step, batch: Batch, size: int) -> PolicyRuling:
    """The ruling of a policy of which versions or exceptions share the lines of the batch."""
    policy = step.policy
    concerned = [version for version in step.versions if _is_concerned(version, batch)]
    if not concerned and not step.exceptions:
        return PolicyRuling(policy, size, (), NOTHING)
    shares = share_out(step, batch)
    selections = {version.terms: version.terms.selector.select(batch) for version in concerned}
    concerned = [version for version in concerned if not selections[version.terms].nothing]
    if not concerned and shares is None:
        return PolicyRuling(policy, size, (), NOTHING)
    parts = []
    for version in concerned:
        seen, decided = _lines(step, version, batch, selections[version.terms].mask, shares)
        if (seen if decided is None else decided).any():
            parts.append(_run(policy, version, batch, seen.nonzero()[0], decided))
    gaps = list(_gaps(concerned, selections, shares, batch))
    unknown = _unknown(policy, batch, gaps, size, parts) if gaps else NOTHING
    return PolicyRuling(policy, size, tuple(parts), unknown, _taken(policy, batch, shares))


def _gaps(
    concerned: Iterable[Version],
    selections: Mapping[Terms, Selection],
    shares: Shares | None,
    batch: Batch,
) -> Iterator[tuple[str, Array]]:
    """By the name of what is missing, lines that some version may or may not have to rule."""
    for version in concerned:
        selection = selections[version.terms]
        for name, gap in selection.unknown.items():
            yield name, gap & _in_scope(version, batch, shares)
        for name, gap in () if shares is None else shares.unknown.items():
            maybe = gap
            if selection.mask is not None:
                maybe = gap & np.logical_or.reduce([selection.mask, *selection.unknown.values()])
            yield name, maybe & _in_scope(version, batch, None)


def _unknown(
    policy: Policy, batch: Batch, gaps: Iterable[tuple[str, Array]], size: int, parts: Sequence[Part]
) -> Mapping[str, Array]:
    """Elements of which it cannot be told whether the policy applies to them, and no version speaks."""
    open_gaps = [(name, gap) for name, gap in gaps if gap.any()]
    if not open_gaps:
        return NOTHING
    masks: dict[str, Array] = {}
    for name, gap in open_gaps:
        gap = _elements(policy, batch, gap)
        masks[name] = gap | masks[name] if name in masks else gap
    if parts:
        silent = outcome_of(policy, size, parts) == NOT_APPLICABLE
        masks = {name: mask & silent for name, mask in masks.items()}
    return {name: mask for name, mask in masks.items() if mask.any()}


def _taken(policy: Policy, batch: Batch, shares: Shares | None) -> tuple[tuple[Version, Array], ...]:
    if shares is None:
        return ()
    return tuple((version, _elements(policy, batch, lines)) for version, lines in shares.taken.items())


def _is_concerned(version: Version, batch: Batch) -> bool:
    if version.about is not None and version.about.isdisjoint(batch.code.names):
        return False
    return not version.carrying or batch.carries(*version.carrying) is not None


def _shown(version: Version, batch: Batch, mask: Array | None) -> Array | None:
    """The numbers of the selected lines that a version is about; None for all lines."""
    if version.about is not None and mask is None and not version.carrying:
        lines = batch.lines_of(version.about)
    elif (about := _about(version, batch)) is None:
        lines = None if mask is None else mask.nonzero()[0]
    else:
        lines = (about if mask is None else mask & about).nonzero()[0]
    return None if lines is None or len(lines) == batch.lines else lines


def _about(version: Version, batch: Batch) -> Array | None:
    """A mask of the lines that a version is about; None for all lines."""
    carrying = batch.has_modifier(*version.carrying) if version.carrying else None
    if version.about is None:
        return carrying
    return _also(batch.codes_in(version.about), carrying)


def _also(mask: Array, other: Array | None) -> Array:
    return mask if other is None else mask & other


def _lines(
    step: Step, version: Version, batch: Batch, mask: Array | None, shares: Shares | None
) -> tuple[Array, Array | None]:
    """Masks of the lines that a version must see and, where those are fewer, that it decides."""
    about = _about(version, batch)
    seen = about if mask is None else _also(mask, about)
    dated = in_force(version, batch)
    if step.policy.kind.reach == "day":
        seen = dated if seen is None else seen & dated
        return seen, None if shares is None else seen & shares.of(version)
    if step.policy.kind.reach == "year":
        years = _same_years(version, batch)
        seen = years if seen is None else seen & years
    elif seen is None:
        seen = np.ones(batch.lines, np.bool_)
    return seen, seen & (dated if shares is None else dated & shares.of(version))


def _same_years(version: Version, batch: Batch) -> Array:
    first, last = version.interval.start.year, version.interval.end.year
    return batch.dated(date(first, 1, 1), date(last, 12, 31))


def _in_scope(version: Version, batch: Batch, shares: Shares | None) -> Array:
    """Lines of a version's dates that it is about, and of its share, whether or not it applies to them."""
    scope = _also(in_force(version, batch), _about(version, batch))
    return scope if shares is None else scope & shares.of(version)


def _elements(policy: Policy, batch: Batch, lines: Array) -> Array:
    """A mask of lines as one of the elements that a policy rules on."""
    if policy.kind.speaks == "line":
        return lines
    mask = np.zeros(batch.encounters, np.bool_)
    mask[batch.encounter[lines]] = True
    return mask


def _run(policy: Policy, version: Version, batch: Batch, lines: Array | None, decided: Array | None) -> Part:
    part = batch if lines is None else batch.take(lines)
    size = part.lines if policy.kind.speaks == "line" else part.encounters
    broke = ""
    try:
        rule = getattr(version.rule, "rule", None)
        ruling = rule(part) if rule is not None else rule_each(policy.kind, version.rule, part)
        check_ruling(policy.kind, ruling, size)
    except (Exception, SystemExit) as error:
        ruling, broke = Ruling(np.full(size, BROKE, np.int8)), describe(error)
    if lines is None:
        return Part(version, ruling, broke=broke)
    if policy.kind.speaks == "line":
        kept = None if decided is None else decided.take(lines)
        return Part(version, ruling, lines, kept, broke)
    spoken = np.zeros(batch.encounters, np.bool_)
    spoken[part.encounter if decided is None else batch.encounter[decided]] = True
    return Part(version, ruling, np.arange(batch.encounters), spoken, broke)


def _fold(draft: Draft, part: Part, gravity: Array) -> None:
    folding = part.version.terms.folding
    if part.kept is None:
        draft.fold(folding, part.ruling, gravity, part.places)
        return
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
    draft.fold(folding, decided, gravity, part.places[kept])


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
