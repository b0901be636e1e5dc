"""The mutants of policies and overrides: dates, parameters, conditions, actions, remittance codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from scrubjay.kinds import Kind
from scrubjay.mutation.model import Mutant, Remade, stated
from scrubjay.mutation.variants import LEFT_OUT, Variant, fields, nearby
from scrubjay.mutation.world import World
from scrubjay.packs import entries
from scrubjay.packs.model import OverrideEntry, PolicyEntry
from scrubjay.selector import Selector

Table = Mapping[str, Any]

ACTIONS: Final = ("inform", "warn", "reduce", "hold", "deny")
GROUPS: Final = ("CO", "PR")


def policy_mutants(world: World, only: str | None = None) -> Iterator[Mutant]:
    """The mutants of every policy and override that the pack states, or of `only` one, by id or label."""
    for policy in world.pack.policies.values():
        if only in (None, policy.id):
            table = policy.document.data["policy"][policy.place[-1]]
            remake = partial(_policy, world, policy)
            yield from _mutants(policy, table, remake, _of_policy(table, world.kinds[policy.kind], world))
    for override in world.pack.overrides.values():
        if only in (None, override.label):
            table = override.document.data["override"][override.place[-1]]
            remake = partial(_override, world, override)
            yield from _mutants(override, table, remake, _of_override(table, override, world))


def _policy(world: World, entry: PolicyEntry, table: Table) -> Remade:
    return world.with_policy(entries.policy(entry.document, entry.place, table))


def _override(world: World, entry: OverrideEntry, table: Table) -> Remade:
    return world.with_override(entries.override(entry.document, entry.place, table))


def _mutants(
    entry: PolicyEntry | OverrideEntry,
    table: Table,
    remake: Callable[[Table], Remade],
    found: Iterable[Variant],
) -> Iterator[Mutant]:
    for variant in found:
        changed = {key: value for key, value in variant.put(table).items() if key != "test"}
        place = (*entry.place, *variant.place)
        yield stated(entry.document, place, *variant.words, partial(remake, changed))


def _of_policy(table: Table, kind: Kind, world: World) -> Iterator[Variant]:
    yield from _shared(table, world)
    for number, version in enumerate(table["version"]):
        yield from _below(("version", number), _version(version, kind, world))


def _of_override(table: Table, entry: OverrideEntry, world: World) -> Iterator[Variant]:
    name = f"{world.pack.id}:{entry.label}"
    target = next(
        each for each in world.baseline.policies if name in {override.name for override in each.overrides}
    )
    yield from _shared(table, world)
    yield from _below(("when",), fields(Selector, table.get("when", {}), world.known))
    yield from _version(table, target.kind, world)


def _shared(table: Table, world: World) -> Iterator[Variant]:
    """What a policy and an override state alike."""
    yield from _action(table)
    yield from _remit(table)
    yield from _below(("applies_to",), fields(Selector, table.get("applies_to", {}), world.known))


def _version(table: Table, kind: Kind, world: World) -> Iterator[Variant]:
    for key in ("effective", "until"):
        for day in nearby(table[key]) if key in table else ():
            yield Variant((key,), table[key], day)
    yield from _below(("params",), fields(kind.params, table.get("params", {}), world.known))


def _action(table: Table) -> Iterator[Variant]:
    """The next milder action and the next graver one."""
    if (action := table.get("action")) is not None:
        place = ACTIONS.index(action)
        for other in ACTIONS[max(place - 1, 0) : place + 2]:
            if other != action:
                yield Variant(("action",), action, other)


def _remit(table: Table) -> Iterator[Variant]:
    remit = table.get("remit", {})
    if "group" in remit:
        group = remit["group"]
        yield Variant(("remit", "group"), group, next(each for each in GROUPS if each != group))
    if "carc" in remit:
        carc = remit["carc"]
        yield Variant(("remit", "carc"), carc, "16" if carc != "16" else "18")
    for place, rarc in enumerate(remit.get("rarcs", ())):
        yield Variant(("remit", "rarcs", place), rarc, LEFT_OUT)


def _below(place: tuple[str | int, ...], found: Iterator[Variant]) -> Iterator[Variant]:
    for each in found:
        yield Variant((*place, *each.place), each.old, each.new, each.added)
