"""Was every version compared with its source lately, and is no date one that has yet to come?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from scrubjay.lint.model import Subject, check
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import VersionEntry
from scrubjay.timeline import Interval

DAY: Final = timedelta(days=1)


@check("SJ120", "Not verified for a year", "warning")
def stale_version(subject: Subject) -> Iterator[Fault]:
    """A version or an override, in force still or yet, was last compared with its source over a year ago.

    The year is counted back from today, or from the day given as `--as-of`. A version that has ended is not
    asked about again, and neither is one whose dates the pack no longer covers.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2024-01-15
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Why** Most figures change with the year, and nothing in a pack shows that its source says something
    else by now. Only somebody who looks can tell.
    """
    for span, version in _dated(subject):
        covered = span.overlap(subject.ruleset.coverage)
        checked = version.verified_on
        if covered is None or covered.end < subject.as_of or checked is None:
            continue
        if checked < _year_before(subject.as_of):
            message = f"was last compared on {checked}, more than a year before {subject.as_of}"
            remedy = "compare it with its source again and set the date"
            yield version.document.fault("SJ120", (*version.place, "verified_on"), message, remedy)


@check("SJ121", "Date yet to come")
def future_date(subject: Subject) -> Iterator[Fault]:
    """A source was `retrieved`, or a version `verified_on`, a day that has yet to come.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2062-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Why** Nobody has read anything on that day. A mistyped year would keep a version fresh for as long.
    """
    for day, document, place in _read_on(subject):
        if day - subject.as_of > DAY:
            message = f"{day} has yet to come on {subject.as_of}"
            yield document.fault("SJ121", place, message, "state the day on which somebody read it")


def _dated(subject: Subject) -> Iterator[tuple[Interval, VersionEntry]]:
    """The versions and the overrides that the pack itself states, with the dates on which each holds."""
    for policy in subject.policies:
        for span, version in policy.timeline:
            yield span, version.entry
    for _, override in subject.overrides:
        yield override.dates, override.entry.version


def _read_on(subject: Subject) -> Iterator[tuple[date, Document, Place]]:
    for source in subject.pack.sources.values():
        yield source.retrieved, source.document, (*source.place, "retrieved")
    for _, version in subject.versions:
        if version.verified_on is not None:
            yield version.verified_on, version.document, (*version.place, "verified_on")


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=max(day.year - 1, 1), day=28 if leap else day.day)
