"""The place of a card: its indices by locality or ZIP code, or national ones."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final, cast

import numpy as np
from attrs import frozen

from scrubjay.card import CardPlace, PlaceError
from scrubjay.columns import Coded
from scrubjay_plugins.pricing.dated import dated
from scrubjay_plugins.pricing.localities import NO_INDEX, ZIP_SPANS, ZIP_UNKNOWN, Localities

ZIP: Final = re.compile(r"[0-9]{5}(-?[0-9]{4})?")
INSTEAD: Final = "give the locality: carrier and number, such as 01112-05"


@frozen
class Indices:
    """The indices of a place, in thousandths, and the place in words."""

    words: str
    work: int
    practice: int
    malpractice: int


NATIONAL: Final = Indices("national: every index 1.000, no place given", 1000, 1000, 1000)


def indices(finder: Localities, place: CardPlace) -> Indices:
    """The indices of a card's place. Raises `PlaceError` for one that is not known on the date."""
    if place.locality is None and place.zip is None:
        return NATIONAL
    if place.locality is not None:
        row = int(finder.by_locality(place.key(place.locality), place.on)[0])
    elif ZIP.fullmatch(place.zip or ""):
        row = int(finder.by_zip(place.key((place.zip or "").replace("-", "")), place.on)[0])
    else:
        raise PlaceError(f"{place.zip!r} is not a ZIP code such as 94103")
    if row < 0:
        raise PlaceError(_missing(finder, row, place))
    columns = finder.gpci.rows.columns
    texts = [cast("Coded", columns[name])[row] for name in ("locality", "name") if name in columns]
    work, practice, malpractice = (
        int(finder.gpci.numbers(name, np.array([row]), 0)[0]) for name in ("work", "pe", "mp")
    )
    return Indices(" ".join(texts), work, practice, malpractice)


def _missing(finder: Localities, row: int, place: CardPlace) -> str:
    """Why a place is not found, and what would do."""
    if row == NO_INDEX:
        index = dated(finder.gpci)
        known = cast("Coded", finder.gpci.rows.columns["locality"])
        live = index.grid[:, index.spans(place.on)[0]]
        asked = place.locality or f"that of ZIP code {place.zip}"
        number = asked.rpartition("-")[2]
        near = sorted(get_close_matches(asked, sorted(known[each] for each in live if each >= 0), 40))
        near.sort(key=lambda each: not each.endswith(number))
        meant = f"; did you mean {' or '.join(near[:3])}?" if near else f"; {INSTEAD}"
        return f"there are no indices for locality {asked} on {place.date}{meant}"
    if row == ZIP_SPANS:
        why = f"ZIP code {place.zip} lies in several localities; its nine digits decide and are not known"
    elif row == ZIP_UNKNOWN:
        why = f"there is no ZIP code {place.zip} in the table"
    else:
        why = f"the localities of ZIP codes on {place.date} are not known"
    if finder.zips is not None:
        why += f" ({finder.zips.id}, {finder.zips.covers})"
    return f"{why}; {INSTEAD}"
