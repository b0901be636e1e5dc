"""What edits of pairs of codes put on the card of a code: every partner, its column, indicator and dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, cast

import numpy as np
from attrs import frozen

from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay_plugins.coding.pair_tables import PairTable
from scrubjay_plugins.coding.pairings import NEVER, SEPARABLE, UNSURE

MEANING: Final = {NEVER: "0 never both", SEPARABLE: "1 modifier", UNSURE: "not known"}


@frozen
class Partner:
    """An edit that holds the code: both columns, the indicator, and the dates of its row (NaT where open)."""

    column1: str
    column2: str
    indicator: int
    effective: Any
    until: Any


def pair_card(tables: Sequence[PairTable], code: str, place: CardPlace) -> Iterator[CardEntry]:
    """The edits of the date, and, as such, those of the last release before it that says more."""
    day = place.on[0]
    mine = [each for each in tables if speaks_of(each, code)]
    asked = [each for each in mine if each.covers(day)]
    for number, each in enumerate(asked):
        yield from _table("edits", each, code, day, asked[:number])
    if not any(each.column1 is None and each.column2 is None for each in asked):
        yield CardEntry("edits", "other codes", None, note=f"no table speaks about them on {place.date}")
    before = [each for each in mine if each.table.covers.end < place.date]
    if before and not any(_whole(each) >= _whole(before[0]) for each in asked):
        last = max(before, key=lambda each: each.table.covers.end)
        end = last.table.covers.end
        section = f"edits until {end} (those of {place.date} are not known)"
        yield from _table(section, last, code, np.datetime64(end, "D"), asked)


def speaks_of(table: PairTable, code: str) -> bool:
    """Does a table speak about some pair with the code?"""
    return any(codes is None or code in codes for codes in (table.column1, table.column2))


def _whole(table: PairTable) -> float:
    """How many codes a table speaks about, to tell which says more."""
    return min(float("inf") if codes is None else len(codes) for codes in (table.column1, table.column2))


def _table(
    section: str, each: PairTable, code: str, day: np.datetime64, earlier: Sequence[PairTable]
) -> Iterator[CardEntry]:
    partners = [
        partner
        for partner in _partners(each, code, day)
        if not any(_decides(one, partner) for one in earlier)
    ]
    among = [str(codes).rpartition(":")[2] for codes in (each.column1, each.column2) if codes is not None]
    scope = f"among {' and '.join(dict.fromkeys(among))}" if among else "of all codes"
    count = f"{len(partners)} partner{'' if len(partners) == 1 else 's'}" if partners else "no partner"
    yield CardEntry(section, count, scope, note=each.table.release)
    for partner in partners:
        other = partner.column2 if partner.column1 == code else partner.column1
        yield CardEntry(
            section,
            other,
            {
                "column 1": partner.column1,
                "column 2, not paid": partner.column2,
                "indicator": MEANING.get(partner.indicator, str(partner.indicator)),
                "from": _from(partner, each.table.covers.start),
                "until": "-" if np.isnat(partner.until) else str(partner.until),
            },
        )


def _decides(table: PairTable, partner: Partner) -> bool:
    return (table.column1 is None or partner.column1 in table.column1) and (
        table.column2 is None or partner.column2 in table.column2
    )


def _partners(each: PairTable, code: str, day: np.datetime64) -> Iterator[Partner]:
    """The edits with the code that are in force and within what the table speaks about."""
    table = each.table
    first, second = (cast("Coded", table.rows.columns[name]) for name in table.key)
    effective, until = table.dates("effective"), table.dates("until")
    here = (first.among((code,)) | second.among((code,))) & ~(effective > day) & ~(until < day)
    indicator = cast("Any", table.rows.columns["indicator"])
    found = [
        Partner(first[row], second[row], int(indicator[row]), effective[row], until[row])
        for row in np.flatnonzero(here).tolist()
    ]
    found = [partner for partner in found if _decides(each, partner)]
    return iter(sorted(found, key=lambda one: (one.column1 != code, one.column1, one.column2)))


def _from(partner: Partner, start: date) -> str:
    """When an edit begins, if that is known; one that begins with its table may be older."""
    if np.isnat(partner.effective) or partner.indicator == UNSURE:
        return "-"
    begins = str(partner.effective)
    return f"by {begins}" if partner.effective == np.datetime64(start, "D") else begins
