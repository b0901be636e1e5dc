"""Dates of service on which something differs: the pieces between any two boundaries, and their joining."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeVar

from scrubjay.diff.changes import AnyChange, TableChange
from scrubjay.diff.policies import SpanDiff
from scrubjay.timeline import FOREVER, Interval, Timeline

T = TypeVar("T")

Spans = list[tuple[Interval, tuple[str, tuple[AnyChange, ...]]]]
"""Dates in order, each with how they differ and in what."""

DAY = timedelta(days=1)


def pieces(
    old: Iterable[tuple[Interval, T]], new: Iterable[tuple[Interval, T]]
) -> Iterator[tuple[Interval, T | None, T | None]]:
    """The dates that a timeline covers, in order, cut so that neither changes within a piece."""
    before, after = (Timeline[T](each) for each in (old, new))
    both = [span for timeline in (before, after) for span, _ in timeline]
    ends = {span.end + DAY for span in both if span.end != FOREVER}
    starts = sorted({span.start for span in both} | ends)
    for place, start in enumerate(starts):
        end = starts[place + 1] - DAY if place + 1 < len(starts) else FOREVER
        was, now = before.on(start), after.on(start)
        if was is not None or now is not None:
            yield Interval(start, end), was, now


def by_dates(
    dates: Interval, changes: tuple[AnyChange, ...]
) -> Iterator[tuple[Interval, tuple[AnyChange, ...]]]:
    """The changes of a piece, cut by the dates on which rows of tables differ."""
    spans = [span for each in changes if isinstance(each, TableChange) for span in each.dates]
    starts = {span.start for span in spans} | {span.end + DAY for span in spans if span.end != FOREVER}
    bounds = sorted({dates.start} | {start for start in starts if start in dates})
    for place, start in enumerate(bounds):
        end = bounds[place + 1] - DAY if place + 1 < len(bounds) else dates.end
        if held := tuple(each for each in changes if _holds(each, start)):
            yield Interval(start, end), held


def _holds(change: AnyChange, day: date) -> bool:
    return not isinstance(change, TableChange) or any(day in span for span in change.dates)


def merged(spans: Spans) -> tuple[SpanDiff, ...]:
    """Dates that follow each other and differ alike, joined."""
    joined: Spans = []
    for dates, what in spans:
        if joined and joined[-1][1] == what and joined[-1][0].end + DAY == dates.start:
            dates = Interval(joined.pop()[0].start, dates.end)
        joined.append((dates, what))
    return tuple(SpanDiff(dates, how, changes) for dates, (how, changes) in joined)
