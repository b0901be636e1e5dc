"""Relative value units of the physician fee schedule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.importing.body import Batch
from scrubjay.importing.cells import CODE, Scaled, Texts, code
from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout
from scrubjay.importing.reader import Reader, spans
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Shape

Array = NDArray[Any]

PAGE: Final = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"

PLACEHOLDER: Final = re.compile("[A-Z]X{3}[0-9X]")
"""What stands for a code until it has one."""


class RelativeValues(Reader):
    """Relative value units of each code, those of the whole service."""

    layout = Layout(
        kind="rvu",
        title="Physician fee schedule relative value file",
        url=PAGE,
        expected="the relative value file as CSV or Excel, such as PPRRVU2026_Oct_nonQPP.csv",
        member=r"^pprrvu.*(?<!_qpp)\.",
        suffixes=(".csv", ".xlsx"),
        starts=CODE,
        columns={
            "code": r"\bhcpcs$",
            "modifier": r"^mod$",
            "status": r"^status code$",
            "work": r"^work rvu$",
            "pe_nonfacility": r"^non-fac pe rvu$",
            "pe_facility": r"^facility pe rvu$",
            "mp": r"^mp rvu$",
            "total_nonfacility": r"^non-facility total$",
            "total_facility": r"^facility total$",
            "multiple": r"^mult proc$",
        },
        dated=True,
    )
    shape = Shape(
        columns={
            "code": "text",
            "status": "text",
            "work": "decimal-2",
            "pe_nonfacility": "decimal-2",
            "pe_facility": "decimal-2",
            "mp": "decimal-2",
            "multiple": "text",
            "effective": "date",
            "until": "date",
        },
        key=("code",),
        effective="effective",
        until="until",
    )
    table = "rvu"

    def __init__(self, service: str = "", wanted: frozenset[str] | None = None) -> None:
        super().__init__(service, wanted)
        letter = Texts(_letter, "a letter or digit")
        self.texts |= {"status": letter, "multiple": letter}
        self.codes = self.texts["code"] = Texts(_code, self.codes.expected)
        self._modifiers = Texts(str, "")
        self._values = Scaled(2)

    def release_text(self, release: Release) -> str:
        """Such as RVU26D for the fourth quarter of 2026."""
        return f"RVU{release.year % 100:02}{' ABCD'[release.quarter]}"

    def columns(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The columns of a batch, whose totals are the sums of their parts."""
        values = {
            name: batch.numbers(name, self._values)
            for name in ("work", "pe_nonfacility", "pe_facility", "mp", "total_nonfacility", "total_facility")
        }
        for setting in ("nonfacility", "facility"):
            parts = [values["work"], values[f"pe_{setting}"], values["mp"]]
            for place in np.flatnonzero(sum(parts) != values[f"total_{setting}"])[:1].tolist():
                cells = [int(each[place]) for each in (*parts, values[f"total_{setting}"])]
                shown = [f"{cell // 100}.{cell % 100:02}" for cell in cells]
                message = f"{' + '.join(shown[:3])} is not the {setting} total {shown[3]}"
                raise FileError(batch.file, batch.lines[place], message)
        return {
            **values,
            "code": batch.numbers("code", self.codes),
            "modifier": batch.numbers("modifier", self._modifiers),
            "status": batch.numbers("status", self.texts["status"]),
            "multiple": batch.numbers("multiple", self.texts["multiple"]),
            **spans(release, len(batch.lines)),
        }

    def drops(self, columns: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
        """Codes that are not yet given, and rows of components (26, TC, 53), which the table cannot tell."""
        given = np.array([not PLACEHOLDER.fullmatch(name) for name in self.codes.names], np.bool_)
        yield "codes not yet given", ~given[columns["code"]]
        yield "rows of a modifier", columns["modifier"] != self._modifiers.numbers.get("", -1)
        yield from super().drops(columns)


def _code(text: str) -> str:
    return text if PLACEHOLDER.fullmatch(text) else code(text)


def _letter(text: str) -> str:
    if len(text) != 1 or not text.isalnum():
        raise ValueError(text)
    return text
