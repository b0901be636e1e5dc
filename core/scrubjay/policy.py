"""A compiled policy: its rules with the dates on which they are in force, and what overrides made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from attrs import Factory, field, frozen
from numpy.typing import NDArray

from scrubjay.folding import Folding
from scrubjay.kinds import Kind
from scrubjay.packs.model import OverrideEntry, Pack, PolicyEntry, SupplyEntry, VersionEntry
from scrubjay.rulings import Action, Gravity, Outcome
from scrubjay.selector import Selector
from scrubjay.settled import Remit
from scrubjay.timeline import Interval, Timeline
from scrubjay.unsupplied import UNSUPPLIED

Array = NDArray[Any]


@frozen(eq=False)
class Terms:
    """Which lines a version speaks about, and what follows where it is not met; `everywhere`: about all.

    `actions` and `gravities` are tables over answers, those below 0 counted from the end: the `Action` that
    follows, and the `Gravity`. `UNSUPPLIED` is no data; what the kind does not declare, and `BROKE`, is an
    error.
    """

    policy: str
    kind: Kind
    action: str
    remit: Remit | None
    applies_to: Mapping[str, Any]
    selector: Selector
    untranslatable: tuple[str, ...] = ()
    actions: Array = field(init=False)
    gravities: Array = field(init=False)
    folding: Folding = field(init=False)
    everywhere: bool = field(init=False)

    @everywhere.default
    def _without_conditions(self) -> bool:
        return self.selector == Selector()

    @folding.default
    def _folding(self) -> Folding:
        bundles = _table([answer.bundles for answer in self.kind.answers.items], 0).astype(np.bool_)
        return Folding(self.policy, self.kind.stage, self.remit, bundles)

    @actions.default
    def _actions(self) -> Array:
        default = Action[self.action.upper()]
        return _table([answer.follows(default) for answer in self.kind.answers.items], Action.NONE)

    @gravities.default
    def _gravities(self) -> Array:
        default = Action[self.action.upper()]
        table = _table([answer.weighs(default) for answer in self.kind.answers.items], Gravity.BROKEN)
        table[UNSUPPLIED] = Gravity.UNKNOWN
        return table


@frozen(eq=False)
class Override:
    """What a pack changes of a policy of a pack that it extends, compiled.

    `dates` are those that it states, and `left` those that overrides of packs above leave to it. `when` is
    None for one that holds on every line.
    """

    pack: Pack
    entry: OverrideEntry
    dates: Interval
    left: tuple[Interval, ...]
    when: Selector | None = None
    cites: tuple[Mapping[str, Any], ...] = ()

    @property
    def name(self) -> str:
        """The pack and the label."""
        return f"{self.pack.id}:{self.entry.label}"

    def lives(self, day: date) -> bool:
        """Does it hold on `day`, and no override of a pack above takes that day from it?"""
        return any(day in span for span in self.left)


@frozen(eq=False)
class Version:
    """A policy's rule over the dates on which it is in force, None where an override lifts the policy.

    `about` holds the codes that the rule speaks about, None for all, and `carrying` modifiers of which a line
    must carry one for it to speak about it, none for all; it is shown no other lines. `pack` is the one that
    states it: the policy's own, or that of `override`. One with `when` is an exception. `supplied` holds the
    parameters that another pack supplied.
    """

    interval: Interval
    rule: Any
    entry: VersionEntry
    terms: Terms
    pack: Pack
    cites: tuple[Mapping[str, Any], ...] = ()
    override: Override | None = None
    supplied: Mapping[str, SupplyEntry] = Factory(dict)
    about: frozenset[str] | None = field(init=False)
    carrying: tuple[str, ...] = field(init=False)

    @about.default
    def _codes_of_rule(self) -> frozenset[str] | None:
        codes = getattr(self.rule, "about", None)
        return None if codes is None else frozenset(codes)

    @carrying.default
    def _modifiers_of_rule(self) -> tuple[str, ...]:
        return tuple(getattr(self.rule, "carrying", ()))

    @property
    def when(self) -> Selector | None:
        """The lines on which an exception holds; None for a version that is none."""
        return None if self.override is None else self.override.when


@frozen(eq=False)
class Policy:
    """A compiled policy: its versions, and the exceptions to them, of which the first that holds decides.

    `terms` are the policy's own; each version has those that it is ruled by. `outcomes` is a table over
    answers, those below 0 counted from the end; what the kind does not declare, and `BROKE`, is an error.
    `stated` holds the versions that the policy's own pack states, and `overrides` every override of it.
    """

    id: str
    pack: Pack
    entry: PolicyEntry
    kind: Kind
    terms: Terms
    timeline: Timeline[Version]
    exceptions: tuple[Version, ...] = ()
    overrides: tuple[Override, ...] = ()
    stated: Timeline[Version] = field()
    outcomes: Array = field(init=False)

    @stated.default
    def _versions(self) -> Timeline[Version]:
        return self.timeline

    @outcomes.default
    def _outcomes(self) -> Array:
        table = _table([answer.outcome for answer in self.kind.answers.items], Outcome.ERROR)
        table[UNSUPPLIED] = Outcome.NO_DATA
        return table

    @property
    def versions(self) -> Iterator[Version]:
        """Every version that can rule: those of the timeline, and exceptions."""
        return chain((version for _, version in self.timeline), self.exceptions)

    def lifted(self, day: date) -> Override | None:
        """The override that disables the policy on `day`, on every line."""
        return next(
            (
                each
                for each in self.overrides
                if each.entry.change == "disable" and each.when is None and each.lives(day)
            ),
            None,
        )


def _table(values: Sequence[int], other: int) -> Array:
    table = np.full(256, other, np.int8)
    table[: len(values)] = values
    return table
