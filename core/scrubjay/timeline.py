"""Dated versions: which one is in force on a date of service, and why none is.

Intervals are inclusive, in dates. The date of service selects, never the clock. A date that no version
covers has no version: an older one is never revived.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Generic, TypeVar

from attrs import field, frozen

T = TypeVar("T")
FOREVER = date.max


@frozen(order=True)
class Interval:
    """The dates from `start` to `end`, both included; an open end is `FOREVER`."""

    start: date
    end: date = FOREVER

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"an interval ends on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlap(self, other: Interval) -> Interval | None:
        """The dates that both intervals hold, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start <= end else None

    def __str__(self) -> str:
        if self.end == FOREVER:
            return f"from {self.start} on"
        return f"on {self.start}" if self.start == self.end else f"{self.start} to {self.end}"


ALWAYS: Final = Interval(date.min)
"""Every date there is."""


def without(span: Interval, holes: Iterable[Interval]) -> list[Interval]:
    """The dates of `span` that are in none of `holes`, as intervals in order."""
    day = timedelta(days=1)
    left = [span]
    for hole in holes:
        cut: list[Interval] = []
        for each in left:
            if each.overlap(hole) is None:
                cut.append(each)
                continue
            if each.start < hole.start:
                cut.append(Interval(each.start, hole.start - day))
            if hole.end < each.end:
                cut.append(Interval(hole.end + day, each.end))
        left = cut
    return sorted(left)


class OverlapError(ValueError):
    """Two versions are in force on the same date."""

    def __init__(self, shared: Interval) -> None:
        super().__init__(f"two versions are in force {shared}")
        self.shared = shared


def closing(starts: Iterable[tuple[date, date | None]]) -> list[Interval]:
    """The interval of each `(effective, until)`, in order of `effective`.

    A version without `until` runs to the day before the next later one starts; the last one is open.
    """
    ordered = sorted(starts, key=_first)
    following = [start for start, _ in ordered]
    intervals = []
    for start, until in ordered:
        later = bisect_right(following, start)
        if until is None and later < len(following):
            until = following[later] - timedelta(days=1)
        intervals.append(Interval(start, until or FOREVER))
    return intervals


def _first(pair: tuple[date, object]) -> date:
    return pair[0]


def _by_start(pairs: Iterable[tuple[Interval, T]]) -> tuple[tuple[Interval, T], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[0].start))


@frozen
class Timeline(Generic[T]):
    """Versions of one thing, each with the dates on which it is in force. Raises `OverlapError`."""

    versions: tuple[tuple[Interval, T], ...] = field(converter=_by_start)

    def __attrs_post_init__(self) -> None:
        for (span, _), (following, _) in pairwise(self.versions):
            if shared := span.overlap(following):
                raise OverlapError(shared)

    def __iter__(self) -> Iterator[tuple[Interval, T]]:
        return iter(self.versions)

    def on(self, day: date) -> T | None:
        """The version in force on `day`, or None."""
        found = bisect_right(self.versions, day, key=lambda pair: pair[0].start) - 1
        if found < 0 or day not in self.versions[found][0]:
            return None
        return self.versions[found][1]

    def absence(self, day: date) -> str:
        """Why no version is in force on `day`, in words: "ended 2019-12-31", "begins 2020-01-01"."""
        ended = [span.end for span, _ in self.versions if span.end < day]
        begins = [span.start for span, _ in self.versions if span.start > day]
        words = [f"ended {max(ended)}"] if ended else []
        words += [f"begins {min(begins)}"] if begins else []
        return ", ".join(words) or "no version"

    def gaps(self) -> list[Interval]:
        """The dates between the first version's start and the last one's end that no version covers."""
        day = timedelta(days=1)
        return [
            Interval(span.end + day, following.start - day)
            for (span, _), (following, _) in pairwise(self.versions)
            if span.end + day < following.start
        ]
