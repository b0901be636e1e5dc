"""The card of a code: what a payer's policies say about it on one date, before there is a claim.

A kind may contribute. Its class then implements

    def card(self, code: str, place: CardPlace) -> Iterable[CardEntry]

which gives what the policy says about `code`, or nothing. It may raise `PlaceError` for a place that it
cannot find; whatever else it raises is reported where its entries would stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.money import MISSING, dollars

ClaimForm = Literal["professional", "institutional"]
Cell = str | int | None


class PlaceError(ValueError):
    """A place that was asked for cannot be found; the message says what would do."""


@frozen
class CardPlace:
    """For when, where and whom a card is made; what is None was not said.

    `locality` is "carrier-number", such as "01112-05". `qp` says whether the clinician is a qualifying
    participant of an advanced payment model.
    """

    date: date
    locality: str | None = None
    zip: str | None = None
    claim_form: ClaimForm | None = None
    qp: bool | None = None

    @property
    def on(self) -> NDArray[Any]:
        """The date as a column of one element, as `Table.find` takes it."""
        return np.array([self.date], "datetime64[D]")

    @staticmethod
    def key(text: str) -> Coded:
        """A text, such as a code, as a column of one element, as `Table.find` takes it."""
        return Coded.of([text])


@frozen
class CardEntry:
    """One thing that a policy says about a code.

    `section` is where it stands, in lower-case words ("units", "edits", "limits", "fee", "threshold",
    "documentation"): entries of all policies that name one section stand together. A `value` is text, a
    whole number (cents where `unit` is "USD"), or cells by the names of their columns: entries with the
    same columns make a table.
    """

    section: str
    label: str
    value: Cell | Mapping[str, Cell]
    unit: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON has it; cents as dollars."""
        value = self.shown
        return {
            "section": self.section,
            "label": self.label,
            "value": dict(value) if isinstance(value, Mapping) else value,
            "unit": self.unit or None,
            "note": self.note or None,
        }

    @property
    def shown(self) -> Cell | Mapping[str, Cell]:
        """The value, with cents as dollars."""
        if self.unit == "USD" and isinstance(self.value, int):
            return None if self.value == MISSING else dollars(self.value)
        return self.value
