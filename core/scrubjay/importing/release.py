"""Releases of CMS: which quarter or year a file is for, as its names and headings tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from attrs import frozen

from scrubjay.importing.errors import FileError
from scrubjay.timeline import Interval


@frozen(order=True)
class Release:
    """A quarter, or with `quarter` 0 a whole year."""

    year: int
    quarter: int = 0

    @property
    def span(self) -> Interval:
        """Its first and its last day."""
        if not self.quarter:
            return Interval(date(self.year, 1, 1), date(self.year, 12, 31))
        following = date(self.year + self.quarter // 4, 3 * (self.quarter % 4) + 1, 1)
        return Interval(date(self.year, 3 * self.quarter - 2, 1), following - timedelta(days=1))

    def rounded(self, yearly: bool) -> Release:
        """The release of the whole year, where a file comes once a year."""
        return Release(self.year) if yearly else self

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)


_MONTHS: Final = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}
_YEAR, _MONTH = r"(?P<year>20\d\d)", "(?P<month>jan|apr|jul|oct)"
_FORMS: Final = (
    rf"(?<!\d){_YEAR}[ -]?q(?P<quarter>[1-4])(?!\d)",
    r"(?<![a-z])v(?P<edition>\d\d)\.?(?P<minor>[0-3])(r\d|$)",
    rf"eff[-_](?P<digits>0[1-9]|1[0-2])-\d\d-{_YEAR}",
    r"rvu(?P<short>\d\d)(?P<letter>[a-d])r?(?![a-z])",
    rf"rvu(?:20)?(?P<short>\d\d)_{_MONTH}",
    rf"{_YEAR} national physician fee schedule relative value file {_MONTH}[a-z]* release",
    rf"zip5_{_MONTH}{_YEAR}",
    rf"gpci{_YEAR}",
    rf"{_YEAR} geographic practice cost indices",
    rf"{_YEAR} (?:pw|pe|mp) gpci",
)
"""How CMS writes the release in names, titles and headings, in whatever case.

The edition 32.0 of the NCCI edits began on 2026-01-01, and each quarter adds 0.1.
"""


def releases(text: str) -> Iterator[tuple[Release, str]]:
    """The releases that a text names, each with the words that name it; all of a short text."""
    text = " ".join(text.split())
    for form in _FORMS:
        for found in re.finditer(form, text, re.IGNORECASE):
            told = {name: word.lower() for name, word in found.groupdict().items()}
            yield _release(told), text if len(text) <= 80 else found[0]


def _release(told: dict[str, str]) -> Release:
    if "edition" in told:
        return Release(1994 + int(told["edition"]), int(told["minor"]) + 1)
    year = int(told["year"]) if "year" in told else 2000 + int(told["short"])
    if "month" in told:
        return Release(year, _MONTHS[told["month"]])
    if "letter" in told:
        return Release(year, "abcd".index(told["letter"]) + 1)
    if "digits" in told:
        return Release(year, (int(told["digits"]) + 2) // 3)
    return Release(year, int(told.get("quarter", 0)))


def asked_for(text: str) -> Release:
    """The release that a person names: 2026Q4, RVU26D, v32.3, or 2026 for a whole year.

    Raises `ValueError` for anything else.
    """
    if re.fullmatch(r"20\d\d", text):
        return Release(int(text))
    found = {release for release, _ in releases(text)}
    if len(found) != 1:
        raise ValueError(f"{text!r} names no release; write 2026Q4, RVU26D, v32.3, or 2026 for a whole year")
    return found.pop()


def agreed(file: str, texts: Iterable[str], asked: Release | None, *, yearly: bool) -> Release:
    """The one release that a file's names and headings tell, and that was asked for.

    Raises `FileError` where they contradict each other, or where nothing tells it.
    """
    told: dict[Release, str] = {}
    for text in texts:
        for release, words in releases(text):
            told.setdefault(release.rounded(yearly), words)
    if len(told) > 1:
        (one, here), (other, there), *_ = told.items()
        raise FileError(file, 0, f"{here!r} says {one}, and {there!r} says {other}")
    wanted = None if asked is None else asked.rounded(yearly)
    if wanted is not None and not (yearly or wanted.quarter):
        raise FileError(file, 0, f"comes once a quarter; give the quarter, such as {wanted}Q4")
    for release, words in told.items():
        if wanted not in (None, release):
            raise FileError(file, 0, f"{words!r} says {release}, not {wanted}")
        return release
    if wanted is None:
        raise FileError(
            file, 0, "neither its names nor its headings tell the release; say which with --release"
        )
    return wanted
