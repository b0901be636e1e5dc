"""Medically unlikely edits of the National Correct Coding Initiative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from scrubjay.importing.body import Batch, Body
from scrubjay.importing.cells import CODE, Choice, Whole
from scrubjay.importing.errors import FileError
from scrubjay.importing.layout import Layout
from scrubjay.importing.pairs import PAGES
from scrubjay.importing.reader import Reader, spans
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Shape

Array = NDArray[Any]


class Units(Reader):
    """Medically unlikely edits."""

    layout = Layout(
        kind="mue",
        title="NCCI medically unlikely edits",
        url=f"{PAGES}/medicare-ncci-medically-unlikely-edits",
        expected="medically unlikely edits, such as MCR_MUE_PractitionerServices_Eff_10-01-2026.csv",
        member="mue",
        suffixes=(".csv", ".txt", ".xlsx"),
        starts=CODE,
        columns={
            "code": r"hcpcs/ ?cpt code$",
            "units": r"services mue values$",
            "mai": r"^mue adjudication indicator$",
        },
        dated=True,
    )
    shape = Shape(
        columns={"code": "text", "units": "integer", "mai": "integer", "effective": "date", "until": "date"},
        key=("code",),
        effective="effective",
        until="until",
    )
    services: ClassVar[Mapping[str, str]] = {
        "practitioner": "practitioner services mue values",
        "hospital": "outpatient hospital services mue values",
        "DME supplier": "dme supplier services mue values",
    }

    def __init__(self, service: str = "", wanted: frozenset[str] | None = None) -> None:
        super().__init__(service, wanted)
        self._units = Whole()
        self._mai = Choice({"1": 1, "2": 2, "3": 3})

    @property
    def table(self) -> str:
        """The id of the table where none is given."""
        return f"mue-{self.service}"

    def find_service(self, body: Body) -> None:
        """Find for which services the sheet is; those of suppliers of equipment have no table."""
        super().find_service(body)
        if self.service not in ("practitioner", "hospital"):
            message = f"is for {self.service} services; those of practitioners and hospitals are read"
            raise FileError(body.sheet.name, 0, message)

    def columns(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The columns of a batch."""
        return {
            "code": batch.numbers("code", self.codes),
            "units": batch.numbers("units", self._units),
            "mai": batch.numbers("mai", self._mai).astype(np.int8),
            **spans(release, len(batch.lines)),
        }
