"""What changed on which date of service, as the versions of a pack's policies say it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from scrubjay.docs.markdown import code, items, plain
from scrubjay.docs.packs.policies import dated
from scrubjay.docs.packs.surroundings import pack_page
from scrubjay.docs.packs.values import Difference, differences
from scrubjay.packs.model import OverrideEntry, Pack, PolicyEntry, VersionEntry
from scrubjay.timeline import FOREVER

DAY = timedelta(days=1)
Event = tuple[date, str]


def changes_page(pack: Pack) -> str:
    """The page of changes, the latest date first."""
    days: dict[date, list[str]] = {}
    for day, words in sorted(_events(pack), key=lambda event: event[0], reverse=True):
        days.setdefault(day, []).append(words)
    intro = (
        "By date of service: what is ruled otherwise from each of these dates on, and in which policy. Dates "
        "are those on which versions take effect, not those on which the pack was published."
    )
    parts = [part for day, words in days.items() for part in (f"## From {day}", items(words))]
    return pack_page(f"{pack.title}: changes by date of service", intro, *parts)


def _events(pack: Pack) -> Iterator[Event]:
    for entry in pack.policies.values():
        yield from _policy(entry)
    for override in pack.overrides.values():
        yield from _override(override)


def _policy(entry: PolicyEntry) -> Iterator[Event]:
    name, versions = code(entry.id), dated(entry)
    begins, first = versions[0]
    yield begins.start, f"{name} begins: {plain(entry.title)}{_status(first)}"
    for (span, before), (following, after) in pairwise(versions):
        if span.end + DAY < following.start:
            yield span.end + DAY, f"{name} ends{_why(before)}"
            yield following.start, f"{name} begins again{_status(after)}"
        for words in _between(before, after):
            yield following.start, f"{name} {words}"
    ends, last = versions[-1]
    if ends.end != FOREVER:
        yield ends.end + DAY, f"{name} ends{_why(last)}"


def _override(entry: OverrideEntry) -> Iterator[Event]:
    name, about = code(entry.label), code(entry.policy)
    words = {
        "disable": f"disables {about}",
        "replace": f"stands in place of {about}",
        "exception": f"is an exception to {about}",
    }
    yield entry.version.effective, f"{name} {words[entry.change]}: {plain(entry.reason)}"
    if entry.version.until is not None:
        yield entry.version.until + DAY, f"{name} ends: {about} holds again as its own pack states it"


def _between(before: VersionEntry, after: VersionEntry) -> Iterator[str]:
    found = [_changed(each) for each in differences(before.params, after.params)]
    if before.status != after.status:
        found.append(f"status {plain(before.status)} → {plain(after.status)}")
    yield from found or ["is stated anew, with the same parameters"]


def _changed(each: Difference) -> str:
    if each.before is None:
        return f"{code(each.key)} + {each.after}"
    if each.after is None:
        return f"{code(each.key)} − {each.before}"
    return f"{code(each.key)} {each.before} → {each.after}"


def _status(version: VersionEntry) -> str:
    return f" ({plain(version.status)})" if version.status != "stable" else ""


def _why(version: VersionEntry) -> str:
    return f": {plain(version.note)}" if version.note else ""
