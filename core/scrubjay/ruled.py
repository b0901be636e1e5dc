"""What was ruled over a batch, as columns: the values that an evaluation is made of.

An element is a line, or an encounter where a kind speaks of encounters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.groups import FEW_LINES
from scrubjay.policy import Policy, Version
from scrubjay.ruleset import Ruleset
from scrubjay.rulings import Outcome, Ruling
from scrubjay.settled import Settled

Array = NDArray[Any]


@frozen(eq=False)
class Part:
    """One version's ruling, over all elements or over those at `places` (ascending).

    `kept` marks those that it decides, where it was shown more; `broke` says how the rule broke.
    """

    version: Version
    ruling: Ruling
    places: Array | None = None
    kept: Array | None = None
    broke: str = ""

    @property
    def decided(self) -> tuple[Array, Array | None]:
        """The answers that it decides, and the elements that they are about (None: all)."""
        if self.places is None or self.kept is None:
            return self.ruling.answer, self.places
        return self.ruling.answer[self.kept], self.places[self.kept]

    def place_of(self, element: int) -> int | None:
        """Where an element stands in the ruling, or None if this part does not decide it."""
        if self.places is None:
            return element
        place = int(np.searchsorted(self.places, element))
        if place == len(self.places) or self.places[place] != element:
            return None
        return place if self.kept is None or self.kept[place] else None

    def spread(self, values: Array, size: int, empty: int) -> Array:
        """A column of the ruling over all `size` elements, `empty` where this part does not decide."""
        if self.places is None:
            return values
        whole = np.full(size, empty, values.dtype)
        if self.kept is None:
            whole[self.places] = values
        else:
            whole[self.places[self.kept]] = values[self.kept]
        return whole


@frozen(eq=False, slots=False)
class PolicyRuling:
    """What one policy said of `size` elements: the rulings of its versions.

    `unknown` marks, by the name of what is missing, elements of which it cannot be told whether the policy
    applies to them, and `taken` by each exception those that it decides.
    """

    policy: Policy
    size: int
    parts: tuple[Part, ...]
    unknown: Mapping[str, Array]
    taken: tuple[tuple[Version, Array], ...] = ()

    @property
    def silent(self) -> bool:
        """Does the policy say nothing at all, not even that it cannot tell whether it applies?"""
        return not self.parts and not self.unknown

    def excepted(self, element: int) -> Version | None:
        """The exception that decides an element, or None."""
        return next((version for version, mask in self.taken if mask[element]), None)

    @cached_property
    def outcome(self) -> Array:
        """The outcome of every element."""
        outcome = outcome_of(self.policy, self.size, self.parts)
        for gap in self.unknown.values():
            outcome[gap] = Outcome.NO_DATA
        return outcome

    @property
    def counts(self) -> Array:
        """How many elements have each outcome."""
        if len(self.parts) > 1 or self.unknown or any(part.kept is not None for part in self.parts):
            return counted(self.outcome)
        counts = np.zeros(len(Outcome), np.int64)
        counts[Outcome.NOT_APPLICABLE] = self.size
        for part in self.parts:
            counts += counted(self.policy.outcomes.take(part.ruling.answer))
            counts[Outcome.NOT_APPLICABLE] -= len(part.ruling.answer)
        return counts


def counted(outcome: Array) -> Array:
    """How often each outcome stands in a column: many bytes are compared faster than they are counted."""
    if len(outcome) <= FEW_LINES:
        return np.bincount(outcome, minlength=len(Outcome))
    return np.array([np.count_nonzero(outcome == each) for each in range(len(Outcome))])


def outcome_of(policy: Policy, size: int, parts: Sequence[Part]) -> Array:
    """What parts say together of `size` elements: of each the worst outcome."""
    if len(parts) == 1 and parts[0].places is None:
        return np.asarray(policy.outcomes.take(parts[0].ruling.answer))
    outcome = np.full(size, Outcome.NOT_APPLICABLE, np.int8)
    for part in parts:
        said = policy.outcomes.take(part.ruling.answer)
        np.maximum(outcome, part.spread(said, size, Outcome.NOT_APPLICABLE), out=outcome)
    return outcome


@frozen(eq=False)
class BatchEvaluation:
    """All rulings over a batch and what they settled.

    `worst` is the gravest outcome that weighs on each encounter; `uncovered` marks lines that no policy
    spoke about, and `outside` encounters whose date the pack does not cover.
    """

    ruleset: Ruleset
    batch: Batch
    rulings: tuple[PolicyRuling, ...]
    settled: Settled
    worst: Array
    uncovered: Array
    outside: Array
