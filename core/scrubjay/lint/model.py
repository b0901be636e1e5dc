"""What a code means, and what a check is: a code that comes with a function over a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from inspect import cleandoc
from typing import Literal

from attrs import field, frozen

from scrubjay.packs.faults import Fault
from scrubjay.packs.model import Pack, VersionEntry
from scrubjay.policy import Override, Policy
from scrubjay.ruleset import Ruleset

Severity = Literal["error", "warning"]


@frozen(eq=False)
class Subject:
    """What a check looks at: a pack that loads, and its policies, compiled. Fields may be added.

    `as_of` is the day from which ages are counted. Nothing but the lint knows it.
    """

    pack: Pack
    ruleset: Ruleset
    as_of: date

    @property
    def policies(self) -> list[Policy]:
        """The policies that the pack itself states; the ruleset has those too of packs that it extends."""
        return [each for each in self.ruleset.policies if each.pack.id == self.pack.id]

    @property
    def versions(self) -> list[tuple[str, VersionEntry]]:
        """What the pack itself states with dates and sources: versions by policy, overrides by label."""
        policies, overrides = self.pack.policies.values(), self.pack.overrides.values()
        return [
            *((policy.id, version) for policy in policies for version in policy.versions),
            *((override.label, override.version) for override in overrides),
        ]

    @property
    def overrides(self) -> list[tuple[Policy, Override]]:
        """What the pack itself changes of the policies of packs that it extends."""
        return [
            (policy, each)
            for policy in self.ruleset.policies
            for each in policy.overrides
            if each.pack.id == self.pack.id
        ]


Run = Callable[[Subject], Iterable[Fault]]


@frozen(eq=False)
class Code:
    """A stable code of faults: `doc` is Markdown, and says what it means, shows bad and good, and why."""

    code: str
    title: str
    severity: Severity
    doc: str = field(converter=cleandoc)


@frozen(eq=False)
class Check(Code):
    """A check of packs. `run` yields faults, best made by `document.fault(code, place, ...)`."""

    run: Run


def check(code: str, title: str, severity: Severity = "error") -> Callable[[Run], Check]:
    """Make a check of a function; its docstring is the check's `doc`."""

    def make(run: Run) -> Check:
        return Check(code, title, severity, run.__doc__ or "", run)

    return make
