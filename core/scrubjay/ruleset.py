"""A payer's policies, compiled: rules with the dates on which they are in force, in the order they rule."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from scrubjay.kinds import Kind
from scrubjay.packs.model import Pack, PolicyEntry, VersionEntry
from scrubjay.rulings import Action, Gravity, Outcome
from scrubjay.selector import Selector
from scrubjay.settled import Folding
from scrubjay.tables import Table
from scrubjay.timeline import FOREVER, Interval, Timeline

Array = NDArray[Any]


@frozen(eq=False)
class Version:
    """A policy's rule over the dates on which it is in force.

    `about` holds the codes that the rule speaks about, None for all, and `carrying` modifiers of which a line
    must carry one for it to speak about it, none for all; it is shown no other lines.
    """

    interval: Interval
    rule: Any
    entry: VersionEntry
    cites: tuple[Mapping[str, str], ...] = ()
    about: frozenset[str] | None = field(init=False)

    carrying: tuple[str, ...] = field(init=False)

    @about.default
    def _codes_of_rule(self) -> frozenset[str] | None:
        codes = getattr(self.rule, "about", None)
        return None if codes is None else frozenset(codes)

    @carrying.default
    def _modifiers_of_rule(self) -> tuple[str, ...]:
        return tuple(getattr(self.rule, "carrying", ()))


@frozen(eq=False)
class Policy:
    """A compiled policy.

    `outcomes`, `actions` and `gravities` are tables over answers, those below 0 counted from the end: the
    outcome, the `Action` that follows, and the `Gravity`. What the kind does not declare, and `BROKE`, is an
    error.
    """

    id: str
    pack: Pack
    entry: PolicyEntry
    kind: Kind
    selector: Selector
    timeline: Timeline[Version]
    outcomes: Array = field(init=False)
    actions: Array = field(init=False)
    gravities: Array = field(init=False)
    folding: Folding = field(init=False)

    @folding.default
    def _folding(self) -> Folding:
        bundles = _table([answer.bundles for answer in self.kind.answers.items], 0).astype(np.bool_)
        return Folding(self.id, self.kind.stage, self.entry.remit, bundles)

    @outcomes.default
    def _outcomes(self) -> Array:
        return _table([answer.outcome for answer in self.kind.answers.items], Outcome.ERROR)

    @actions.default
    def _actions(self) -> Array:
        default = Action[self.entry.action.upper()]
        return _table([answer.follows(default) for answer in self.kind.answers.items], Action.NONE)

    @gravities.default
    def _gravities(self) -> Array:
        default = Action[self.entry.action.upper()]
        return _table([answer.weighs(default) for answer in self.kind.answers.items], Gravity.BROKEN)


def _table(values: Sequence[int], other: int) -> Array:
    table = np.full(256, other, np.int8)
    table[: len(values)] = values
    return table


@frozen(eq=False)
class Step:
    """A policy on a span of dates, with its versions in force there; `whole`: one, throughout."""

    policy: Policy
    versions: tuple[Version, ...]
    whole: bool


@frozen(eq=False)
class Ruleset:
    """The policies of one payer, in the order in which they rule, and the packs they come from."""

    payer: str
    pack: Pack | None
    packs: tuple[Pack, ...]
    policies: tuple[Policy, ...]
    coverage: Interval
    absence: str = ""
    """Why there are no policies: no pack states the payer's."""
    tables: tuple[Table, ...] = ()
    """The tables of figures that the policies use."""
    _bounds: list[date] = field(init=False)
    _steps: dict[tuple[int, int], tuple[Step, ...]] = field(init=False, factory=dict)

    @_bounds.default
    def _all_bounds(self) -> list[date]:
        spans = [span for policy in self.policies for span, _ in policy.timeline]
        ends = [span.end + timedelta(days=1) for span in spans if span.end != FOREVER]
        return sorted({*(span.start for span in spans), *ends})

    def steps(self, first: date, last: date) -> tuple[Step, ...]:
        """The policies in order, with their versions in force from `first` to `last`; made once a span."""
        span = bisect_right(self._bounds, first), bisect_right(self._bounds, last)
        steps = self._steps.get(span)
        if steps is None:
            steps = self._steps[span] = tuple(_step(policy, first, last) for policy in self.policies)
        return steps


def _step(policy: Policy, first: date, last: date) -> Step:
    found = tuple(version for span, version in policy.timeline if span.start <= last and span.end >= first)
    whole = len(found) == 1 and first in found[0].interval and last in found[0].interval
    return Step(policy, found, whole)
