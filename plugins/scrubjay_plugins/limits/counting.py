"""How much of what is counted fits under a limit, in order of date of service and line."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.groups import Groups

Array = NDArray[Any]
Kept = tuple[tuple[int, int], ...]
"""What counts so far: a day and how much, for each line, or for all together."""


@frozen(eq=False)
class Count:
    """What lines weigh, in the groups in which it adds up, on top of what had been counted before them all.

    With a `span`, only what came in the last `span` days counts, the line's own day (`when`) included.
    """

    groups: Groups
    weight: Array
    start: Array
    when: Array
    span: int | None

    @property
    def before(self) -> Array:
        """What had been counted before each line, whatever the limit."""
        return self.start + self.earlier(self.weight)

    def earlier(self, values: Array) -> Array:
        """The sum of values over earlier lines that count together with each line."""
        if self.span is None:
            return self.groups.running_total(values)
        return self.groups.recent_total(values, self.when, self.span)

    def under(self, most: Array, *, whole: bool) -> Array:
        """What had been counted before each line if nothing above `most` counts.

        What lies above the limit is not furnished as far as the payer is concerned, so that it takes no
        room from what comes later. With `whole`, a line that does not fit in full does not count at all.
        `most` is the same for all lines that count together.
        """
        before = self.before
        if self.span is None and not whole:
            return np.asarray(np.maximum(self.start, np.minimum(before, most)))
        above = before + self.weight > most
        if not above.any():
            return before

        def step(kept: Kept, day: int, start: int, weight: int, limit: int) -> tuple[Kept, int]:
            if self.span is not None:
                kept = tuple(each for each in kept if each[0] > day - self.span)
            earlier = sum(each[1] for each in kept)
            fits = _fitting(start + earlier, weight, limit, whole)
            kept = ((day, earlier + fits),) if self.span is None else (*kept, (day, fits))
            return kept, start + earlier

        nothing: Kept = ()
        folded = self.groups.scan(step, nothing, self.when, self.start, self.weight, most, where=above)
        return np.where(self.groups.any(above), folded, before)

    def fitting(self, before: Array, most: Array, *, whole: bool) -> Array:
        """How much of each line fits under the limit."""
        room = np.maximum(most - before, 0)
        return np.where(self.weight > room, 0 if whole else room, self.weight)


def _fitting(had: int, weight: int, most: int, whole: bool) -> int:
    room = max(most - had, 0)
    if weight <= room:
        return weight
    return 0 if whole else room
