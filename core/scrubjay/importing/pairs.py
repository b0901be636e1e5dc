"""Procedure-to-procedure edits of the National Correct Coding Initiative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.importing.body import Batch
from scrubjay.importing.cells import CODE, EPOCH, Choice, Days
from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout
from scrubjay.importing.reader import Reader
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Shape
from scrubjay.timeline import Interval

Array = NDArray[Any]

PAGES: Final = "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits"
BEGAN: Final = date(1996, 1, 1)
"""When the edits began; a file also has those that have ended since."""

NOT_APPLICABLE: Final = 9
"""The indicator of edits that were deleted as of their start: they had never existed."""


class Pairs(Reader):
    """Procedure-to-procedure edits: all that ever were, each with its dates."""

    layout = Layout(
        kind="ncci-ptp",
        title="NCCI procedure-to-procedure edits",
        url=f"{PAGES}/medicare-ncci-procedure-procedure-ptp-edits",
        expected="NCCI procedure-to-procedure edits, such as ccipra-v323r0-f1.txt or .xlsx",
        member=r"^cci(pra|oph)",
        suffixes=(".txt", ".csv", ".xlsx"),
        starts=CODE,
        columns={
            "column1": r"\bcolumn ?1$",
            "column2": r"^column ?2$",
            "effective": r"^effective date$",
            "until": r"^deletion date( \*=no data)?$",
            "indicator": r"^modifier( 0=not allowed 1=allowed 9=not applicable)?$",
        },
        parts=True,
    )
    shape = Shape(
        columns={
            "column1": "text",
            "column2": "text",
            "indicator": "integer",
            "effective": "date",
            "until": "date",
        },
        key=("column1", "column2"),
        effective="effective",
        until="until",
    )
    services: ClassVar[Mapping[str, str]] = {"practitioner": "ccipra", "hospital": "ccioph"}

    def __init__(self, service: str = "", wanted: frozenset[str] | None = None) -> None:
        super().__init__(service, wanted)
        self.texts = {"column1": self.codes, "column2": self.codes}
        self._days = Days()
        self._ends = Days("*", "")
        self._indicators = Choice({"0": 0, "1": 1, "9": NOT_APPLICABLE})

    @property
    def table(self) -> str:
        """The id of the table where none is given."""
        return f"ptp-{self.service}"

    def covers(self, releases: Iterable[Release]) -> Interval:
        """From the first edits to the end of the release."""
        return Interval(BEGAN, super().covers(releases).end)

    def warnings(self, sheets: Iterable[str]) -> Iterator[str]:
        """That parts of the release may be missing: a pair that was not read would pass as no edit."""
        parts = sorted({int(part) for sheet in sheets for part in re.findall(r"-f(\d+)\.", sheet.lower())})
        if parts and (len(parts) == 1 or parts != list(range(1, len(parts) + 1))):
            read = " and ".join(f"f{part}" for part in parts)
            yield f"only {read} was read; CMS splits a release into f1, f2 and so on: import all at once"

    def columns(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The columns; a row that begins after the release has ended is of a later one."""
        effective = batch.numbers("effective", self._days)
        late = effective > release.span.end.toordinal() - EPOCH
        for place in np.flatnonzero(late)[:1].tolist():
            message = f"effective: {batch.columns['effective'][place].strip()} is after {release} has ended"
            raise FileError(batch.file, batch.lines[place], message)
        return {
            "column1": batch.numbers("column1", self.codes),
            "column2": batch.numbers("column2", self.codes),
            "indicator": batch.numbers("indicator", self._indicators).astype(np.int8),
            "effective": effective,
            "until": batch.numbers("until", self._ends),
        }

    def drops(self, columns: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
        """Edits that never were, and pairs that are not wholly of the codes that are wanted."""
        yield "indicator 9", columns["indicator"] == NOT_APPLICABLE
        yield "deleted before they began", columns["until"] < columns["effective"]
        if self.wanted is not None:
            yield "other codes", ~(self.among(columns["column1"]) & self.among(columns["column2"]))
