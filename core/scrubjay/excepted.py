"""Which lines the exceptions to a policy take, which they leave to it, and of which that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.policy import Version
from scrubjay.ruleset import Step

Array = NDArray[Any]


def in_force(version: Version, batch: Batch) -> Array:
    """A mask: is the line's date of service one of the version's?"""
    return batch.dated(version.interval.start, version.interval.end)


@frozen(eq=False)
class Shares:
    """Masks of the lines of a batch: those that each exception takes, and `rest`, which none of them does.

    `unknown` marks, by the name of what is missing, lines of which it cannot be told who decides them.
    """

    taken: Mapping[Version, Array]
    rest: Array
    unknown: Mapping[str, Array]

    def of(self, version: Version) -> Array:
        """The lines that are for this version to decide."""
        return self.taken.get(version, self.rest)


def share_out(step: Step, batch: Batch) -> Shares | None:
    """Share the lines of a batch out among a policy's exceptions and its versions; None without exceptions.

    An exception takes the lines of its dates on which its `when` holds, unless one before it did. Where a
    kind rules on encounters, it takes the encounters of which it takes a line.
    """
    if not step.exceptions:
        return None
    rest = np.ones(batch.lines, np.bool_)
    taken: dict[Version, Array] = {}
    unknown: dict[str, Array] = {}
    for version in step.exceptions:
        assert version.when is not None
        selection = version.when.select(batch)
        dates = rest & in_force(version, batch)
        held = np.zeros(batch.lines, np.bool_) if selection.nothing else dates
        if selection.mask is not None:
            held = dates & selection.mask
        gaps = {name: dates & gap for name, gap in selection.unknown.items()}
        if step.policy.kind.speaks == "encounter":
            held = batch.visit.any(held)
            gaps = {name: batch.visit.any(gap) & ~held for name, gap in gaps.items()}
        taken[version] = held
        rest = rest & ~held
        for name, gap in gaps.items():
            unknown[name] = gap | unknown.get(name, False)
            rest = rest & ~gap
    return Shares(taken, rest, unknown)
