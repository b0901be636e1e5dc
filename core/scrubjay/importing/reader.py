"""What the readers of all kinds of files share: the codes that are kept, what is dropped, and dates."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from scrubjay.importing.body import Batch, Body
from scrubjay.importing.cells import EPOCH, Texts, code
from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Shape
from scrubjay.timeline import Interval

Array = NDArray[Any]


class Reader(ABC):
    """Reads the files of one kind. Each subclass has one `layout` and makes tables of one `shape`."""

    layout: ClassVar[Layout]
    shape: ClassVar[Shape]
    services: ClassVar[Mapping[str, str]] = {}
    """What tells, in names and headings, for which services a table is."""
    coded: ClassVar[bool] = True
    """Have the rows codes, some of which may be kept?"""

    def __init__(self, service: str = "", wanted: frozenset[str] | None = None) -> None:
        self.service = service
        self.wanted = wanted
        self.dropped: Counter[str] = Counter()
        self.codes = Texts(code, "a HCPCS/CPT code")
        self.texts: dict[str, Texts] = {"code": self.codes}
        self._among = np.empty(0, np.bool_)

    @property
    @abstractmethod
    def table(self) -> str:
        """The id of the table where none is given."""

    def release_text(self, release: Release) -> str:
        """The release, as CMS calls it."""
        return str(release)

    def covers(self, releases: Iterable[Release]) -> Interval:
        """The dates of service that the tables of these releases speak about together."""
        spans = [release.span for release in releases]
        return Interval(min(span.start for span in spans), max(span.end for span in spans))

    def warnings(self, sheets: Iterable[str]) -> Iterator[str]:
        """What a person should know who named these sheets."""
        yield from ()

    def hints(self, body: Body) -> Iterator[str]:
        """What of a sheet may tell its release."""
        yield from body.sheet.titles
        yield body.heading

    @abstractmethod
    def columns(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The columns of a batch in whole numbers. Raises `FileError` for what is not as expected."""

    def drops(self, columns: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
        """Why rows are left out, and which."""
        if self.wanted is not None:
            yield "other codes", ~self.among(columns["code"])

    def among(self, numbers: Array) -> Array:
        """A mask: is the code one of those that are wanted?"""
        if len(self._among) < len(self.codes.numbers):
            wanted = self.wanted or frozenset()
            self._among = np.array([name in wanted for name in self.codes.numbers], np.bool_)
        return self._among[numbers]

    def read(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The rows of a batch that are kept, with the `line` of each."""
        columns = self.columns(batch, release)
        columns["line"] = np.fromiter(batch.lines, np.int32, len(batch.lines))
        keep = np.ones(len(batch.lines), np.bool_)
        for why, mask in self.drops(columns):
            self.dropped[why] += int((mask & keep).sum())
            keep &= ~mask
        return columns if keep.all() else {name: values[keep] for name, values in columns.items()}

    def find_service(self, body: Body) -> None:
        """Find for which services the sheet is, where there is one table for each.

        Raises `FileError` where nothing tells it, or where it is told in two ways.
        """
        if not self.services:
            return
        told = " ".join(" ".join((*body.sheet.titles, body.heading)).lower().split())
        found = [service for service, form in self.services.items() if form in told] or [self.service]
        if len(found) > 1 or self.service not in ("", *found):
            message = f"is for {' and '.join(found)} services, not {self.service or 'one of them'}"
            raise FileError(body.sheet.name, 0, message)
        if not found[0]:
            message = "nothing tells its services; give --service practitioner or hospital"
            raise FileError(body.sheet.name, 0, message)
        self.service = found[0]


def spans(release: Release, count: int) -> dict[str, Array]:
    """The dates of rows that hold for a whole release."""
    first, last = (day.toordinal() - EPOCH for day in (release.span.start, release.span.end))
    return {"effective": np.full(count, first, np.int32), "until": np.full(count, last, np.int32)}
