"""Which locality a ZIP code lies in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scrubjay.importing.body import Batch, Body
from scrubjay.importing.cells import Choice, Texts, Whole, digits, locality
from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout
from scrubjay.importing.reader import Reader
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Shape

Array = NDArray[Any]


class Places(Reader):
    """The carrier and locality of each ZIP code of five digits."""

    layout = Layout(
        kind="zip-locality",
        title="ZIP code to carrier locality file",
        url="https://www.cms.gov/medicare/payment/fee-schedules",
        expected="the ZIP code to carrier locality file of five digits, such as ZIP5_OCT2026.txt or .xlsx",
        member=r"^zip5(?!.*yout)",
        suffixes=(".txt", ".csv", ".xlsx"),
        starts=r"[A-Z]{2}",
        columns={
            "state": r"^state$",
            "zip": r"^zip code$",
            "carrier": r"^carrier$",
            "number": r"^locality$",
            "plus_four": r"^plus 4 flag$",
            "quarter": r"^year/qtr$",
        },
        fixed={
            "state": (0, 2),
            "zip": (2, 7),
            "carrier": (7, 12),
            "number": (12, 14),
            "plus_four": (20, 21),
            "quarter": (75, 80),
        },
    )
    shape = Shape(columns={"zip": "text", "locality": "text", "plus_four": "integer"}, key=("zip",))
    table = "zip-locality"
    coded = False

    def __init__(self, service: str = "", wanted: frozenset[str] | None = None) -> None:
        super().__init__(service, wanted)
        self.texts = {"zip": Texts(digits(5), "a ZIP code of five digits"), "locality": locality()}
        self._flags = Choice({"0": 0, "1": 1})
        self._quarters = Whole()

    def hints(self, body: Body) -> Iterator[str]:
        """The names, and the quarter of the first row."""
        yield from super().hints(body)
        quarter = body.first[body.places["quarter"]].strip()
        yield f"YEAR/QTR {quarter[:4]}Q{quarter[4:]}"

    def columns(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The columns of a batch, all of one quarter."""
        quarters = batch.numbers("quarter", self._quarters)
        expected = 10 * release.year + release.quarter
        for place in np.flatnonzero(quarters != expected)[:1].tolist():
            message = f"YEAR/QTR: {int(quarters[place])} is not {expected}"
            raise FileError(batch.file, batch.lines[place], message)
        joined = batch.joined("locality", ("carrier", "number"))
        return {
            "zip": batch.numbers("zip", self.texts["zip"]),
            "locality": joined.numbers("locality", self.texts["locality"]),
            "plus_four": batch.numbers("plus_four", self._flags).astype(np.int8),
        }
