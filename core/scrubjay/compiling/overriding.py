"""Overrides laid over a policy: each cuts its dates out of what it changes, and leaves all others alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve

from scrubjay.compiling.aiming import Aim
from scrubjay.compiling.conflicts import Laid, conflicts
from scrubjay.compiling.policies import cited, lacks_remit, select
from scrubjay.compiling.workshop import Workshop
from scrubjay.making import Naming, make_rule
from scrubjay.packs.faults import Fault
from scrubjay.packs.lineage import Lineage
from scrubjay.packs.supply import Supplies
from scrubjay.policy import Override, Policy, Terms, Version
from scrubjay.rulings import Action
from scrubjay.timeline import Interval, Timeline, without


def overridden(
    policy: Policy,
    aims: Sequence[Aim],
    line: Lineage,
    workshop: Workshop,
    supplies: Supplies,
    faults: list[Fault],
) -> Policy:
    """The policy with these overrides of it; two that contradict each other are a fault.

    On a date that two packs override the one that extends the other decides. Within what it leaves, a whole
    override (disable, replace) stands for the policy's own versions, and exceptions go before both.
    """
    before = len(faults)
    whole = [aim for aim in aims if aim.whole]
    naming = workshop.naming(line, faults)
    laid = [_lay(policy, aim, _left(aim, whole, line), naming, supplies, faults) for aim in aims]
    if len(faults) == before:
        faults.extend(conflicts(laid, line, policy.kind.speaks))
    if len(faults) > before:
        return policy
    versions = [
        evolve(version, interval=left)
        for span, version in policy.stated
        for left in without(span, [aim.dates for aim in whole])
    ]
    taken: list[Interval] = []
    for each in laid:
        if each.aim.whole and not each.lifts:
            versions += [
                version for span in each.override.left for version in _versions(each, without(span, taken))
            ]
            taken += each.override.left
    exceptions = [
        version
        for each in sorted(laid, key=lambda each: -each.aim.depth)
        if not each.aim.whole
        for version in _versions(each, each.override.left)
    ]
    return evolve(
        policy,
        timeline=Timeline[Version]((version.interval, version) for version in versions),
        exceptions=tuple(exceptions),
        overrides=tuple(each.override for each in laid),
        stated=policy.stated,
    )


def _left(aim: Aim, whole: Iterable[Aim], line: Lineage) -> tuple[Interval, ...]:
    """The dates of an override that no whole override of a pack above takes from it."""
    return tuple(without(aim.dates, [each.dates for each in whole if line.extends(each.pack, aim.pack)]))


def _lay(
    policy: Policy,
    aim: Aim,
    left: tuple[Interval, ...],
    naming: Naming,
    supplies: Supplies,
    faults: list[Fault],
) -> Laid:
    entry = aim.entry
    names = naming(aim.pack.id)
    when = None if entry.when is None else select(entry, "when", entry.when, names)
    override = Override(aim.pack, entry, aim.dates, left, when, cited(aim.pack, entry.version))
    if entry.change == "disable":
        return Laid(aim, override, policy.terms, ())
    own = policy.terms
    terms = Terms(
        policy.id,
        policy.kind,
        entry.action or own.action,
        entry.remit or own.remit,
        own.applies_to if entry.applies_to is None else entry.applies_to,
        own.selector if entry.applies_to is None else select(entry, "applies_to", entry.applies_to, names),
        own.untranslatable if entry.untranslatable is None else entry.untranslatable,
    )
    if int(terms.actions.max()) == Action.DENY and (fault := lacks_remit(terms, entry)):
        faults.append(fault)
    pieces = supplies.pieces(aim.pack, entry.version, aim.dates, faults)
    made = tuple((each, make_rule(policy.kind, aim.pack, each, naming, faults)) for each in pieces)
    return Laid(aim, override, terms, made)


def _versions(laid: Laid, spans: Iterable[Interval]) -> list[Version]:
    """The versions that an override makes of these dates; one that lifts the policy has no rule there."""
    override, terms = laid.override, laid.terms
    entry, pack, cites = override.entry.version, override.pack, override.cites
    if laid.lifts:
        return [Version(span, None, entry, terms, pack, cites, override) for span in spans]
    return [
        Version(held, rule, entry, terms, pack, cites, override, piece.supplied)
        for span in spans
        for piece, rule in laid.rules
        if (held := span.overlap(piece.interval)) is not None
    ]
