"""From a pack to a ruleset: parameters structured, versions on timelines, policies in the order of stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Any

from scrubjay.kinds import STAGES, Kind
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.check import check_part
from scrubjay.packs.faults import Fault, PackError, nearest
from scrubjay.packs.model import Pack, PolicyEntry, VersionEntry
from scrubjay.packs.names import Names
from scrubjay.packs.schema import kind_schema
from scrubjay.packs.structure import structure
from scrubjay.packs.versions import spans
from scrubjay.ruleset import Policy, Ruleset, Version
from scrubjay.rulings import Action
from scrubjay.selector import Selector
from scrubjay.tables import Table
from scrubjay.timeline import FOREVER, Interval, Timeline


def compile_ruleset(
    payer: str,
    pack: Pack,
    catalogue: Catalogue,
    kinds: Mapping[str, Kind],
    tables: Mapping[str, Table] | None = None,
) -> Ruleset:
    """Compile a pack's policies for a payer; `tables` are those of plugins.

    Raises `PackError` with everything that is wrong.
    """
    faults: list[Fault] = []
    names = Names(pack, catalogue, faults, tables)
    names.check()
    compiled = [
        policy
        for entry in pack.policies.values()
        if (policy := _policy(pack, entry, kinds, names, faults)) is not None
    ]
    ordered = list(_in_order(compiled, faults))
    if faults:
        raise PackError(faults)
    coverage = Interval(pack.coverage_from or date.min, pack.coverage_through or FOREVER)
    return Ruleset(
        payer, pack, (pack, *names.used), tuple(ordered), coverage, tables=tuple(names.tables_used.values())
    )


def _policy(
    pack: Pack, entry: PolicyEntry, kinds: Mapping[str, Kind], names: Names, faults: list[Fault]
) -> Policy | None:
    kind = kinds.get(entry.kind)
    if kind is None:
        message = f"no kind is called {entry.kind!r}"
        faults.append(
            entry.document.fault("SJ006", (*entry.place, "kind"), message, nearest(entry.kind, kinds))
        )
        return None
    try:
        kind_schema(kind)
    except Exception as error:  # a plugin's class may declare what cannot be stated in a pack
        message = f"kind {kind.id!r} cannot be used: {error}"
        faults.append(entry.document.fault("SJ006", (*entry.place, "kind"), message))
        return None
    before = len(faults)
    place = (*entry.place, "applies_to")
    selector = structure(Selector, entry.applies_to, names.resolver(entry.document, place, entry.applies_to))
    ordered = sorted(entry.versions, key=lambda version: version.effective)
    intervals = spans(ordered, faults)
    rules = [_rule(kind, version, names, faults) for version in ordered]
    if len(faults) > before:
        return None
    cites = [_cites(pack, version) for version in ordered]
    versions = map(Version, intervals, rules, ordered, cites)
    timeline = Timeline[Version]((version.interval, version) for version in versions)
    policy = Policy(f"{pack.id}:{entry.id}", pack, entry, kind, selector, timeline)
    if int(policy.actions.max()) == Action.DENY and (fault := lacks_remit(policy)):
        faults.append(fault)
    return policy


def lacks_remit(policy: Policy) -> Fault | None:
    """The fault of a policy that can deny or reduce and states no remittance codes to do it with."""
    entry, gravest = policy.entry, Action(int(policy.actions.max()))
    if entry.remit is not None or gravest not in (Action.REDUCE, Action.DENY):
        return None
    key = "action" if "action" in entry.document.data["policy"][entry.place[-1]] else "kind"
    message = f"{entry.id!r} can {gravest.word} a line and states no remittance codes"
    remedy = 'add remit = { group = "…", carc = "…" }'
    return entry.document.fault("SJ107", (*entry.place, key), message, remedy)


def _cites(pack: Pack, version: VersionEntry) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {"source": cite.source, "at": cite.at, "url": pack.sources[cite.source].url} for cite in version.cites
    )


def _rule(kind: Kind, version: VersionEntry, names: Names, faults: list[Fault]) -> Any:
    place = (*version.place, "params")
    if found := check_part(version.document, place, version.params, kind_schema(kind)):
        faults.extend(found)
        return None
    resolve = names.resolver(version.document, place, version.params)
    try:
        return structure(kind.params, version.params, resolve)
    except (TypeError, ValueError) as error:
        message = f"{kind.id} refuses these parameters: {error}"
    except Exception as error:  # a kind is a plugin's code, and takes nothing else down
        message = f"{kind.id} broke on these parameters: {type(error).__name__}: {error}"
    faults.append(version.document.fault("SJ012", place, message))
    return None


def _in_order(policies: list[Policy], faults: list[Fault]) -> Iterator[Policy]:
    """Policies by stage; within a stage by what their kinds must follow, then as the pack states them."""
    for stage in STAGES:
        here = [policy for policy in policies if policy.kind.stage == stage]
        graph = {
            number: [other for other, each in enumerate(here) if each.kind.id in policy.kind.after]
            for number, policy in enumerate(here)
        }
        sorter = TopologicalSorter(graph)
        try:
            sorter.prepare()
        except CycleError as error:
            circle = [here[number] for number in error.args[1]]
            words = " > ".join(policy.kind.id for policy in circle)
            message = f"each of these kinds must rule before the next: {words}"
            entry = circle[0].entry
            faults.append(entry.document.fault("SJ013", (*entry.place, "kind"), message))
            continue
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            yield from (here[number] for number in ready)
            sorter.done(*ready)
