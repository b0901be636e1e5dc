"""The policies of one payer: those of its pack and of the packs that it extends, in the order of stages."""

from __future__ import annotations

from datetime import date
from functools import partial

from scrubjay.compiling.absent import kinds_of_absent_plugins
from scrubjay.compiling.aiming import aims
from scrubjay.compiling.order import in_order
from scrubjay.compiling.overriding import overridden
from scrubjay.compiling.workshop import Workshop
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.lineage import lineage
from scrubjay.packs.model import Pack
from scrubjay.packs.supply import Supplies
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import FOREVER, Interval


def compile_ruleset(payer: str, pack: Pack, workshop: Workshop) -> Ruleset:
    """Compile the policies of a pack, and those of the packs that it extends, for a payer.

    Raises `PackError` with everything that is wrong.
    """
    faults: list[Fault] = []
    line = lineage(pack, workshop.catalogue, faults)
    if workshop.absent and (fault := kinds_of_absent_plugins(line, workshop)):
        raise PackError([*faults, fault])
    names = [workshop.names(each, faults) for each in line.packs]
    supplies = Supplies(line, faults)
    policies: dict[str, Policy] = {}
    for each in line.packs:
        for entry in each.policies.values():
            if (policy := workshop.policy(each, entry, line, supplies, faults)) is not None:
                policies[policy.id] = policy
    for id, listed in aims(line, policies, faults).items():
        lay = partial(overridden, policies[id], listed, line, workshop, supplies)
        given = (each for aim in listed for each in supplies.of(aim.pack, [aim.entry.version]))
        policies[id] = workshop.once((policies[id], *(aim.entry for aim in listed), *given), faults, lay)
    ordered = list(in_order(list(policies.values()), faults))
    if faults:
        raise PackError(faults)
    for known in names:
        known.parameters.keep()
    used = {each.id: each for each in reversed(line.packs)}
    used |= {each.id: each for known in names for each in known.used if each.id not in used}
    tables = {id: table for known in names for id, table in known.tables_used.items()}
    coverage = Interval(pack.coverage_from or date.min, pack.coverage_through or FOREVER)
    return Ruleset(payer, pack, tuple(used.values()), tuple(ordered), coverage, tables=tuple(tables.values()))
