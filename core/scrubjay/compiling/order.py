"""The order in which policies rule: by stage, and within a stage by what their kinds must follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from scrubjay.kinds import STAGES
from scrubjay.packs.faults import Fault
from scrubjay.policy import Policy


def in_order(policies: Sequence[Policy], faults: list[Fault]) -> Iterator[Policy]:
    """Policies by stage; within a stage by what their kinds must follow, then as they are given."""
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
