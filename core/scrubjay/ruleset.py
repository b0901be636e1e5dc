"""A payer's policies in the order in which they rule, and the versions of each on a span of dates."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from attrs import field, frozen

from scrubjay.packs.model import Pack
from scrubjay.policy import Policy, Version
from scrubjay.tables import Table
from scrubjay.timeline import FOREVER, Interval


@frozen(eq=False)
class Step:
    """A policy on a span of dates, with its versions in force there, exceptions too.

    `whole`: one version, throughout, and no exception.
    """

    policy: Policy
    versions: tuple[Version, ...]
    exceptions: tuple[Version, ...]
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
        spans = [version.interval for policy in self.policies for version in policy.versions]
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
    exceptions = tuple(
        each for each in policy.exceptions if each.interval.start <= last and each.interval.end >= first
    )
    whole = len(found) == 1 and not exceptions and first in found[0].interval and last in found[0].interval
    ruling = tuple(each for each in exceptions if each.rule is not None)
    return Step(policy, (*found, *ruling), exceptions, whole)
