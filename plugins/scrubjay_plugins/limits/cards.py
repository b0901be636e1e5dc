"""What limits of units put on the card of a code."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from scrubjay.card import CardEntry, CardPlace
from scrubjay.tables import Table
from scrubjay.values import CodeSet

MEANING: Final = {
    1: "a line; further lines need a modifier",
    2: "a day by policy, never overridden",
    3: "a day by clinical benchmark, may be appealed",
}


def limit_card(table: Table, complete_for: CodeSet | None, code: str, place: CardPlace) -> CardEntry:
    """The limit of the code, or why none is known."""
    row = int(table.find(place.key(code), on=place.on)[0])
    if row >= 0:
        units, indicator = (int(table.numbers(name, np.array([row]), 0)[0]) for name in ("units", "mai"))
        return CardEntry(
            "limits",
            "units",
            {
                "most": units,
                "counted": MEANING.get(indicator, ""),
                "MAI": indicator,
                "from": _day(table.dates("effective")[row]),
                "until": _day(table.dates("until")[row]),
            },
        )
    known = int(table.find(place.key(code))[0]) >= 0
    if not known and code in (complete_for or ()) and table.covered(place.on)[0]:
        return CardEntry("limits", "units", "no limit is published", note="some limits are confidential")
    return CardEntry("limits", "units", None, note=f"{table.id} says nothing about {code} on {place.date}")


def _day(value: Any) -> str:
    return "-" if np.isnat(value) else str(value)
