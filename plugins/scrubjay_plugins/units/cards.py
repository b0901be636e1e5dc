"""What unit-counting kinds put on the card of a code."""

from __future__ import annotations

from typing import Final

from scrubjay.card import CardEntry

RUNGS: Final = 4
"""How many units the ladder of minutes goes up to; it goes on in the same steps."""


def timed(block: int, counted: str) -> CardEntry:
    """That a code is timed, and whose minutes are counted."""
    return CardEntry("class", "time", f"timed: a unit for {block} min, by {counted}")


def ladder(block: int, minimum: int) -> CardEntry:
    """The minutes that make one, two, three and four units."""
    rungs = {}
    for units in range(1, RUNGS + 1):
        first = (units - 1) * block + minimum
        last = first + block - 1
        rungs[f"{units} unit" if units == 1 else f"{units} units"] = (
            f"{first}-{last}" if last > first else f"{first}"
        )
    return CardEntry("units", "minutes", rungs)
