"""Two compiled rulesets, compared date by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scrubjay.diff.changes import AnyChange, Change, MembersChange
from scrubjay.diff.policies import PackDiff, PolicyDiff, SpanDiff
from scrubjay.diff.spans import Spans, by_dates, merged, pieces
from scrubjay.diff.states import states
from scrubjay.diff.values import Values
from scrubjay.kinds import STAGES
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset


def diff_rulesets(old: Ruleset, new: Ruleset) -> PackDiff:
    """What differs between two rulesets, each of a pack or of one that stands for its new version.

    A policy is the same where what it does on a date is the same, however its versions are cut. Policies of
    the two packs are matched by their ids within the pack. Raises `ValueError` for a ruleset without a pack
    and `PackError` for a table that cannot be read.
    """
    if old.pack is None or new.pack is None:
        raise ValueError(old.absence or new.absence)
    values = Values(old, new)
    before, after = by_id(old), by_id(new)
    policies = (_policy(id, before.get(id), after.get(id), values) for id in sorted({*before, *after}))
    return PackDiff(
        pack=new.pack.id if old.pack.id == new.pack.id else f"{old.pack.id} -> {new.pack.id}",
        packs=tuple(_packs(old, new)),
        changes=(*_payers(old, new), *_order(before, after)),
        coverage=_coverage(old, new),
        policies=tuple(each for each in policies if each is not None),
    )


def by_id(ruleset: Ruleset) -> Mapping[str, Policy]:
    """The policies in the order in which they rule: the pack's own by their bare ids, others by full ones."""
    own = f"{ruleset.pack.id}:" if ruleset.pack else ""
    return {policy.id.removeprefix(own): policy for policy in ruleset.policies}


def _policy(id: str, old: Policy | None, new: Policy | None, values: Values) -> PolicyDiff | None:
    found: Spans = []
    for dates, before, after in pieces(states(old), states(new)):
        if before is None:
            found.append((dates, ("added", ())))
        elif after is None:
            found.append((dates, ("removed", ())))
        elif changes := values.changes(before, after):
            found += [(part, ("changed", each)) for part, each in by_dates(dates, changes)]
    if not found:
        return None
    how = "added" if old is None else "removed" if new is None else "changed"
    title = (new or old).entry.title  # type: ignore[union-attr]
    return PolicyDiff(id, how, merged(found), title)


def _packs(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    """Versions of packs; one whose files differ under one version is told by its digest."""
    before, after = ({pack.id: pack for pack in ruleset.packs} for ruleset in (old, new))
    for id in sorted({*before, *after}):
        was, now = before.get(id), after.get(id)
        if was and now and was.version == now.version and was.sha256 != now.sha256:
            yield Change(id, f"{was.version} {was.sha256[:12]}", f"{now.version} {now.sha256[:12]}")
        elif not was or not now or was.version != now.version:
            yield Change(id, was.version if was else None, now.version if now else None)


def _payers(old: Ruleset, new: Ruleset) -> Iterator[AnyChange]:
    before, after = (frozenset(each.pack.payers) if each.pack else frozenset() for each in (old, new))
    if before != after:
        yield MembersChange("payers", tuple(sorted(before - after)), tuple(sorted(after - before)))


def _order(old: Mapping[str, Policy], new: Mapping[str, Policy]) -> Iterator[AnyChange]:
    """Policies that both state and that rule in another order, by stage."""
    for stage in STAGES:
        before, after = (
            [id for id, policy in one.items() if policy.kind.stage == stage and _stage(other, id) == stage]
            for one, other in ((old, new), (new, old))
        )
        if before != after:
            yield Change(f"order of {stage}", ", ".join(before), ", ".join(after))


def _stage(policies: Mapping[str, Policy], id: str) -> str:
    return policies[id].kind.stage if id in policies else ""


def _coverage(old: Ruleset, new: Ruleset) -> tuple[SpanDiff, ...]:
    found: Spans = []
    for dates, before, after in pieces(_timeline(old), _timeline(new)):
        if before is None or after is None:
            found.append((dates, ("added" if before is None else "removed", ())))
    return merged(found)


def _timeline(ruleset: Ruleset) -> Iterable[tuple[Any, bool]]:
    return [(ruleset.coverage, True)]
