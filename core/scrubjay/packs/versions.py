"""The dates on which the versions of a policy are in force."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from scrubjay.packs.faults import Fault
from scrubjay.packs.model import VersionEntry
from scrubjay.timeline import Interval, closing


def spans(ordered: Sequence[VersionEntry], faults: list[Fault]) -> list[Interval]:
    """The dates of each of these versions, which stand in order of `effective`.

    A version that ends before it starts is a fault, and so are two that hold on one date.
    """
    before = len(faults)
    for version in ordered:
        if version.until is not None and version.until < version.effective:
            message = f"{version.until} is before {version.effective}, when the version takes effect"
            faults.append(version.document.fault("SJ004", (*version.place, "until"), message))
    if len(faults) > before:
        return []
    found = closing((version.effective, version.until) for version in ordered)
    for (span, earlier), (other, later) in combinations(zip(found, ordered, strict=True), 2):
        if shared := span.overlap(other):
            faults.append(_overlap(earlier, later, shared))
    return found


def _overlap(earlier: VersionEntry, later: VersionEntry, shared: Interval) -> Fault:
    there = f"{earlier.document.file.name}:{earlier.document.position(earlier.place).line}"
    place = (*later.place, "effective")
    if earlier.effective == later.effective:
        message = f"{later.effective} is when the version at {there} takes effect, too"
        return later.document.fault("SJ009", place, message, "give each its own date")
    message = f"is in force {shared}, as is the version at {there}"
    return later.document.fault("SJ009", place, message, "end the earlier one before this one starts")
