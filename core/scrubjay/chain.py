"""The chain behind a policy on one date: its own version, each override of it, and which of them decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
from attrs import field, frozen

from scrubjay.policy import Override, Policy, Version

Held = Callable[[Override], bool | str]
"""Does the `when` of an exception hold? The name of what is missing, where that cannot be told."""


@frozen
class Link:
    """One that has something to say about a policy: its own version, or an override.

    `change` is "version", "disable", "replace" or "exception"; `name` a version's date or an override's
    label; `place` the file and line. `decides` is None where that is a matter of the line.
    """

    pack: str
    change: str
    name: str
    place: str
    decides: bool | None
    why: str

    def to_dict(self) -> dict[str, Any]:
        """The link as JSON has it."""
        return attrs.asdict(self)


def chain(
    policy: Policy, day: date, exception: Version | None = None, held: Held | None = None
) -> tuple[Link, ...]:
    """Who says what about a policy on `day`, from the base up; the last word is not always the last's.

    With `held` it is about one element, which `exception` decides (None: no exception does); without, about
    all lines of that day.
    """
    seen = _Seen(policy, day, exception, held)
    return (seen.own(), *map(seen.link, policy.overrides))


@frozen(eq=False)
class _Seen:
    """A policy on a day, as it is for one element or for all."""

    policy: Policy
    day: date
    exception: Version | None
    held: Held | None
    decider: Override | None = field(init=False)
    """The override that decides; None where the policy's own version does."""
    unsure: Override | None = field(init=False)
    """The exception that may decide instead: what its `when` asks for is missing."""

    @decider.default
    def _decider(self) -> Override | None:
        version = self.exception or self.policy.timeline.on(self.day)
        return self.policy.lifted(self.day) if version is None else version.override

    @unsure.default
    def _unsure(self) -> Override | None:
        maybe = [each for each in self.policy.overrides if each.when is not None and each.lives(self.day)]
        found = (each for each in maybe if isinstance(self.holds(each), str))
        return None if self.exception is not None else next(found, None)

    def holds(self, override: Override) -> bool | str | None:
        """Does an exception hold? The name of what is missing; None where no element is asked about."""
        return None if self.held is None else self.held(override)

    def own(self) -> Link:
        """The version that the policy's own pack states."""
        policy, stated = self.policy, self.policy.stated.on(self.day)
        if stated is None:
            place = policy.pack.at(policy.entry.document, policy.entry.place)
            return Link(policy.pack.id, "version", "", place, False, policy.stated.absence(self.day))
        place = policy.pack.at(stated.entry.document, stated.entry.place)
        verdict = self._verdict(None, f"in force {stated.interval}")
        return Link(policy.pack.id, "version", str(stated.entry.effective), place, *verdict)

    def link(self, override: Override) -> Link:
        """What an override says."""
        entry = override.entry
        place = override.pack.at(entry.document, entry.place)
        return Link(override.pack.id, entry.change, entry.label, place, *self._said(override))

    def _said(self, override: Override) -> tuple[bool | None, str]:
        when, dates = conditions(override), f"holds {override.dates}"
        if self.day not in override.dates:
            return False, dates
        if not override.lives(self.day):
            above = [each for each in self.policy.overrides if each.when is None and self.day in each.dates]
            return False, f"gives way to {above[-1].name}"
        if override.when is None:
            return self._verdict(override, dates)
        match self.holds(override):
            case None:
                return None, f"{dates}, on lines where {when}"
            case False:
                return False, f"its `when` does not hold: {when}"
            case str(missing):
                words = missing.replace("_", " ")
                return None, f"whether its `when` holds cannot be told: {words} is missing"
        return self._verdict(override, f"{dates}: {when}")

    def _verdict(self, override: Override | None, why: str) -> tuple[bool | None, str]:
        if override is not self.decider:
            return False, f"gives way to {self.decider.name}" if self.decider else "says the same as another"
        return (True, why) if self.unsure is None else (None, f"{why}, unless {self.unsure.name} does")


def conditions(override: Override) -> str:
    """The `when` of an override in words."""
    return "; ".join(
        f"{key.replace('_', ' ')} {', '.join(value) if isinstance(value, list) else value}"
        for key, value in (override.entry.when or {}).items()
    )
