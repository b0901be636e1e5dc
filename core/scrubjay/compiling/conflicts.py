"""Overrides that can hold at once with different results, and of which neither goes before the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from attrs import frozen

from scrubjay.compiling.aiming import Aim
from scrubjay.packs.faults import Fault
from scrubjay.packs.lineage import Lineage
from scrubjay.packs.supply import Piece
from scrubjay.policy import Override, Terms
from scrubjay.timeline import Interval


@frozen(eq=False)
class Laid:
    """An override that was compiled: where it is stated, what is left of its dates, and what holds there.

    `rules` are those of its dates, cut where what is supplied for it changes.
    """

    aim: Aim
    override: Override
    terms: Terms
    rules: tuple[tuple[Piece, object], ...]

    @property
    def lifts(self) -> bool:
        """Does the policy say nothing where it holds?"""
        return self.aim.entry.change == "disable"

    def same(self, other: Laid) -> bool:
        """Do both lead to the same result?"""
        if self.lifts or other.lifts:
            return self.lifts and other.lifts
        mine, theirs = self.terms, other.terms
        return (
            [rule for _, rule in self.rules] == [rule for _, rule in other.rules]
            and mine.action == theirs.action
            and mine.remit == theirs.remit
            and mine.selector == theirs.selector
            and mine.untranslatable == theirs.untranslatable
            and self.aim.entry.version.status == other.aim.entry.version.status
        )


def conflicts(laid: Sequence[Laid], line: Lineage, speaks: str) -> Iterator[Fault]:
    """A fault for each two overrides of one policy that contradict each other on some date."""
    for first, second in combinations(laid, 2):
        one, other = first.aim, second.aim
        if line.extends(one.pack, other.pack) or line.extends(other.pack, one.pack):
            continue  # the pack above knows what it builds on
        if one.whole != other.whole and one.pack is other.pack:
            continue  # an exception to the replacement beside which it stands
        shared = [
            dates
            for mine in first.override.left
            for theirs in second.override.left
            if (dates := mine.overlap(theirs))
        ]
        when, also = first.override.when, second.override.when
        apart = (
            when is not None and also is not None and when.apart(also, within_encounter=speaks == "encounter")
        )
        if shared and not apart and not first.same(second):
            earlier, later = sorted((one, other), key=_stands)
            yield _conflict(earlier, later, shared[0])


def _conflict(one: Aim, other: Aim, shared: Interval) -> Fault:
    there = one.pack.at(one.entry.document, one.entry.place)
    if one.pack is not other.pack:
        remedy = "let the pack that extends both override the policy on these dates"
    elif one.whole or other.whole:
        remedy = "give them dates that do not meet"
    else:
        remedy = "give them dates that do not meet, or a `when` that never holds with the other's"
    message = (
        f"{other.entry.label!r} and {one.entry.label!r} at {there} override {other.entry.policy!r} "
        f"with different results, and both can hold {shared}"
    )
    return other.fault("SJ017", "label", message, remedy)


def _stands(aim: Aim) -> tuple[str, int]:
    file, _, line = aim.pack.at(aim.entry.document, aim.entry.place).rpartition(":")
    return file, int(line)
