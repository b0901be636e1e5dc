"""Which version of a policy is in force on a date, and which exceptions to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from attrs import frozen

from scrubjay.policy import Policy, Version
from scrubjay.timeline import FOREVER, Interval


@frozen(eq=False)
class State:
    """The version in force, if there is one, and the exceptions, of which the first that holds decides."""

    version: Version | None
    exceptions: tuple[Version, ...]


def states(policy: Policy | None) -> Iterator[tuple[Interval, State]]:
    """The dates on which a policy says anything, in order, cut so that nothing changes within a piece."""
    if policy is None:
        return
    spans = [version.interval for version in policy.versions]
    ends = {span.end + timedelta(days=1) for span in spans if span.end != FOREVER}
    starts = sorted({span.start for span in spans} | ends)
    for place, start in enumerate(starts):
        end = starts[place + 1] - timedelta(days=1) if place + 1 < len(starts) else FOREVER
        exceptions = tuple(each for each in policy.exceptions if start in each.interval)
        version = policy.timeline.on(start)
        if version is not None or exceptions:
            yield Interval(start, end), State(version, exceptions)
