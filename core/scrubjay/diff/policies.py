"""The values of a diff: which policies differ, on which dates, and in what."""

from __future__ import annotations

from typing import Any

from attrs import evolve, field, frozen

from scrubjay.diff.changes import AnyChange, Change, reversed_all
from scrubjay.timeline import FOREVER, Interval

_BACK = {"added": "removed", "removed": "added", "changed": "changed"}


@frozen
class SpanDiff:
    """Dates of service on which a policy differs: it is in force only in the new (`added`), only in the old
    (`removed`), or in both, with `changes`.
    """

    dates: Interval
    how: str
    changes: tuple[AnyChange, ...] = ()

    def reversed(self) -> SpanDiff:
        """The same from the new to the old."""
        return SpanDiff(self.dates, _BACK[self.how], reversed_all(self.changes))

    def to_dict(self) -> dict[str, Any]:
        """The span as JSON has it."""
        return {
            **_dates(self.dates),
            "how": self.how,
            "changes": [each.to_dict() for each in self.changes],
        }


@frozen
class PolicyDiff:
    """A policy that differs. `how` is `added`, `removed` or `changed`; spans stand in order of date."""

    id: str
    how: str
    spans: tuple[SpanDiff, ...]
    title: str = field(default="", eq=False)
    """What the policy demands, in the words of the newer pack that states it."""

    def reversed(self) -> PolicyDiff:
        """The same from the new to the old."""
        return evolve(self, how=_BACK[self.how], spans=tuple(each.reversed() for each in self.spans))

    def to_dict(self) -> dict[str, Any]:
        """The policy as JSON has it."""
        return {
            "policy": self.id,
            "title": self.title,
            "how": self.how,
            "spans": [each.to_dict() for each in self.spans],
        }


@frozen
class PackDiff:
    """What differs between two versions of a pack.

    `packs` are versions of the packs that took part; they are told, and do not count: a version says nothing
    by itself. `changes` are those of the pack as a whole. `coverage` are the dates that only one covers.
    """

    pack: str
    packs: tuple[Change, ...]
    changes: tuple[AnyChange, ...]
    coverage: tuple[SpanDiff, ...]
    policies: tuple[PolicyDiff, ...]

    @property
    def same(self) -> bool:
        """Do both rule every encounter alike?"""
        return not (self.changes or self.coverage or self.policies)

    def reversed(self) -> PackDiff:
        """The same from the new to the old."""
        return PackDiff(
            self.pack,
            tuple(each.reversed() for each in self.packs),
            reversed_all(self.changes),
            tuple(each.reversed() for each in self.coverage),
            tuple(each.reversed() for each in self.policies),
        )

    def to_dict(self) -> dict[str, Any]:
        """The diff as JSON has it."""
        return {
            "pack": self.pack,
            "same": self.same,
            "packs": [each.to_dict() for each in self.packs],
            "changes": [each.to_dict() for each in self.changes],
            "coverage": [each.to_dict() for each in self.coverage],
            "policies": [each.to_dict() for each in self.policies],
        }


def _dates(dates: Interval) -> dict[str, str | None]:
    through = None if dates.end == FOREVER else dates.end.isoformat()
    return {"from": dates.start.isoformat(), "through": through}
