"""Geographic practice cost indices, by which relative values are multiplied in each locality."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from scrubjay.importing.body import Batch
from scrubjay.importing.cells import Scaled, Texts, locality
from scrubjay.importing.layout import Layout
from scrubjay.importing.reader import Reader, spans
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Shape
from scrubjay.importing.values import PAGE

Array = NDArray[Any]


class Indices(Reader):
    """Geographic practice cost indices of each locality."""

    layout = Layout(
        kind="gpci",
        title="Geographic practice cost indices (Addendum E)",
        url=PAGE,
        expected="Addendum E, the geographic practice cost indices, such as GPCI2026.csv",
        member=r"^gpci",
        suffixes=(".csv", ".xlsx", ".txt"),
        starts=r"[0-9]{1,5}",
        columns={
            "carrier": r"medicare administrative contractor \(mac\)$",
            "number": r"^locality number$",
            "name": r"^locality name$",
            "work": r"^20[0-9]{2} pw gpci( \(with 1\.0 floor\))?$",
            "pe": r"^20[0-9]{2} pe gpci$",
            "mp": r"^20[0-9]{2} mp gpci$",
        },
        fixed={
            "carrier": (0, 5),
            "number": (24, 26),
            "name": (28, 120),
            "work": (120, 126),
            "pe": (132, 138),
            "mp": (144, 150),
        },
        dated=True,
        yearly=True,
        notes=True,
    )
    shape = Shape(
        columns={
            "locality": "text",
            "work": "decimal-3",
            "pe": "decimal-3",
            "mp": "decimal-3",
            "name": "text",
            "effective": "date",
            "until": "date",
        },
        key=("locality",),
        effective="effective",
        until="until",
    )
    table = "gpci"
    coded = False

    def __init__(self, service: str = "", wanted: frozenset[str] | None = None) -> None:
        super().__init__(service, wanted)
        self.texts = {"locality": locality(), "name": Texts(_without_marks, "a name")}
        self._values = Scaled(3)

    def release_text(self, release: Release) -> str:
        """Such as GPCI2026."""
        return f"GPCI{release}"

    def columns(self, batch: Batch, release: Release) -> dict[str, Array]:
        """The columns of a batch."""
        joined = batch.joined("locality", ("carrier", "number"))
        return {
            "locality": joined.numbers("locality", self.texts["locality"]),
            "name": batch.numbers("name", self.texts["name"]),
            **{name: batch.numbers(name, self._values) for name in ("work", "pe", "mp")},
            **spans(release, len(batch.lines)),
        }


def _without_marks(text: str) -> str:
    """A locality's name without the asterisks that point to notes."""
    name = text.rstrip("* ")
    if not name:
        raise ValueError(text)
    return name
