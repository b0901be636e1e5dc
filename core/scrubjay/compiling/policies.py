"""A policy as its own pack states it, compiled: parameters structured, versions on a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scrubjay.kinds import Kind
from scrubjay.making import Naming, make_rule
from scrubjay.packs.documents import Place
from scrubjay.packs.faults import Fault, nearest
from scrubjay.packs.model import OverrideEntry, Pack, PolicyEntry, VersionEntry
from scrubjay.packs.names import Names
from scrubjay.packs.schema import kind_schema
from scrubjay.packs.structure import structure
from scrubjay.packs.supply import Supplies
from scrubjay.packs.versions import spans
from scrubjay.policy import Policy, Terms, Version
from scrubjay.rulings import Action
from scrubjay.selector import Selector
from scrubjay.timeline import ALWAYS, Timeline


def compile_policy(
    pack: Pack,
    entry: PolicyEntry,
    kinds: Mapping[str, Kind],
    names: Naming,
    supplies: Supplies,
    faults: list[Fault],
) -> Policy | None:
    """A policy without any override of it; None, and why, where it cannot be used."""
    kind = kinds.get(entry.kind)
    if kind is None:
        message = f"no kind is called {entry.kind!r}"
        faults.append(
            entry.document.fault(
                "SJ006", (*entry.place, "kind"), message, nearest(entry.kind, kinds, "scrubjay kinds")
            )
        )
        return None
    try:
        kind_schema(kind)
    except Exception as error:  # a plugin's class may declare what cannot be stated in a pack
        message = f"kind {kind.id!r} cannot be used: {error}"
        faults.append(entry.document.fault("SJ006", (*entry.place, "kind"), message))
        return None
    before = len(faults)
    id = f"{pack.id}:{entry.id}"
    selector = select(entry, "applies_to", entry.applies_to, names(pack.id))
    terms = Terms(id, kind, entry.action, entry.remit, entry.applies_to, selector, entry.untranslatable)
    ordered = sorted(entry.versions, key=lambda version: version.effective)
    intervals = spans(ordered, faults) or [ALWAYS for _ in ordered]
    made = [
        each
        for version, interval in zip(ordered, intervals, strict=True)
        for piece in supplies.pieces(pack, version, interval, faults)
        for each in [(piece, make_rule(kind, pack, piece, names, faults))]
    ]
    if len(faults) > before:
        return None
    timeline = Timeline[Version](
        (
            piece.interval,
            Version(
                piece.interval,
                rule,
                piece.version,
                terms,
                pack,
                cited(pack, piece.version),
                supplied=piece.supplied,
            ),
        )
        for piece, rule in made
    )
    policy = Policy(id, pack, entry, kind, terms, timeline)
    if int(terms.actions.max()) == Action.DENY and (fault := lacks_remit(terms, entry)):
        faults.append(fault)
    return policy


def select(
    entry: PolicyEntry | OverrideEntry, key: str, conditions: Mapping[str, Any], names: Names
) -> Selector:
    """The selector that stands under `key` of an entry."""
    place: Place = (*entry.place, key)
    return structure(Selector, conditions, names.resolver(entry.document, place, conditions))


def cited(pack: Pack, version: VersionEntry) -> tuple[Mapping[str, Any], ...]:
    """The citations of a version that `pack` states, with the addresses of their sources."""
    return tuple(pack.sources[cite.source].cited(cite.at) for cite in version.cites)


def lacks_remit(terms: Terms, entry: PolicyEntry | OverrideEntry) -> Fault | None:
    """The fault of an entry that can deny or reduce and states no remittance codes to do it with."""
    gravest = Action(int(terms.actions.max()))
    if terms.remit is not None or gravest not in (Action.REDUCE, Action.DENY):
        return None
    own = isinstance(entry, PolicyEntry)
    stated = entry.document.data["policy" if own else "override"][entry.place[-1]]
    key = "action" if "action" in stated else "kind" if own else "params"
    id = entry.id if isinstance(entry, PolicyEntry) else entry.label
    message = f"{id!r} can {gravest.word} a line and states no remittance codes"
    remedy = 'add remit = { group = "…", carc = "…" }'
    return entry.document.fault("SJ107", (*entry.place, key), message, remedy)
