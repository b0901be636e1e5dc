"""On which dates each value that is supplied for one parameter holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from scrubjay.packs.faults import Fault
from scrubjay.packs.lineage import Lineage
from scrubjay.packs.model import Pack, SupplyEntry
from scrubjay.timeline import Interval, closing, without

Supplied = tuple[Pack, SupplyEntry]
Dated = tuple[tuple[Interval, SupplyEntry], ...]


def dated(name: str, given: Sequence[Supplied], line: Lineage, faults: list[Fault]) -> Dated:
    """The values of one parameter with the dates on which each holds.

    A value without an end runs to the day before the next one of its pack. On a date for which two packs
    supply one, that of the pack which extends the other holds; any other two on one date are a fault.
    """
    if backwards := [_backwards(supply) for _, supply in given if _ends_early(supply)]:
        faults.extend(backwards)
        return ()
    spans: list[tuple[Interval, Pack, SupplyEntry]] = []
    for pack in dict.fromkeys(pack for pack, _ in given):
        mine = sorted((each for owner, each in given if owner is pack), key=lambda each: each.effective)
        dates = closing((each.effective, each.until) for each in mine)
        spans += [(span, pack, each) for span, each in zip(dates, mine, strict=True)]
    for (span, pack, one), (other, owner, also) in combinations(spans, 2):
        shared = span.overlap(other)
        if shared and not (line.extends(pack, owner) or line.extends(owner, pack)):
            faults.append(_twice(name, one, also, shared))
    held = [
        (left, supply)
        for span, pack, supply in spans
        for left in without(span, [above for above, owner, _ in spans if line.extends(owner, pack)])
    ]
    return tuple(sorted(held, key=lambda pair: pair[0]))


def _ends_early(supply: SupplyEntry) -> bool:
    return supply.until is not None and supply.until < supply.effective


def _backwards(supply: SupplyEntry) -> Fault:
    message = f"{supply.until} is before {supply.effective}, when the value takes effect"
    return supply.document.fault("SJ004", (*supply.place[:-1], "until"), message)


def _twice(name: str, one: SupplyEntry, also: SupplyEntry, shared: Interval) -> Fault:
    file, line = one.document.file.name, one.document.position(one.place[:-1]).line
    where = f"{file}:{line}" if one.pack == also.pack else f"{one.pack}, {file}:{line}"
    message = f"{name} is supplied {shared} at {where}, too"
    remedy = "end one of the values before the other starts"
    return also.document.fault("SJ009", (*also.place[:-1], "effective"), message, remedy)
