"""What is said where policies are of kinds that a plugin which took no part would have brought."""

from __future__ import annotations

from scrubjay.compiling.workshop import Workshop
from scrubjay.packs.faults import Fault, close
from scrubjay.packs.lineage import Lineage


def kinds_of_absent_plugins(line: Lineage, workshop: Workshop) -> Fault | None:
    """One fault for all policies of kinds that no plugin brings and that are no misspelling of one that is.

    It stands at the first of them, and names the plugins that took no part; None where there are none.
    """
    unknown = [
        entry
        for pack in line.packs
        for entry in pack.policies.values()
        if entry.kind not in workshop.kinds and not close(entry.kind, workshop.kinds)
    ]
    if not unknown:
        return None
    first, others = unknown[0], len({entry.kind for entry in unknown}) - 1
    also = f", and {others} more {'are' if others > 1 else 'is'} missing" if others else ""
    message = f"no kind is called {first.kind!r}{also}"
    return first.document.fault("SJ006", (*first.place, "kind"), message, "; ".join(workshop.absent))
