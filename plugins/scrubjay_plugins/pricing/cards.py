"""What pricing by relative values puts on the card of a code: the fee of a unit, with every factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

from attrs import frozen

from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.money import dollars, half_up
from scrubjay.tables import Table
from scrubjay_plugins.pricing.card_places import indices
from scrubjay_plugins.pricing.dated import dated
from scrubjay_plugins.pricing.localities import localities
from scrubjay_plugins.pricing.portion import percent
from scrubjay_plugins.pricing.schedule import CONTRACTOR, PRICED, RVU_PLACES, UNPAID, Schedule

STANDING: Final = {
    PRICED: "paid by its relative values",
    CONTRACTOR: "priced by the contractor",
    UNPAID: "not paid by itself",
}


@frozen
class FeeCard:
    """Makes the entries of one code: `kept` of the practice expense is in the reduced fee, None if none is.

    `factors` are conversion factors by whom they are for; `named`: the code is reduced by its name.
    """

    schedule: Schedule
    zips: Table | None
    factors: Mapping[str, Decimal]
    kept: Fraction | None
    named: bool = False

    def entries(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The status of the code, whether it is reduced, its factors and its fees. Raises `PlaceError`."""
        where = indices(localities(self.schedule.gpci, self.zips), place)
        index = dated(self.schedule.rvu)
        row = int(index.rows(place.key(code), index.spans(place.on))[0])
        if row < 0 or not self.schedule.rvu.covered(place.on)[0]:
            told = f"no relative values of {code} on {place.date} in {self.schedule.rvu.id}"
            yield CardEntry("fee", "of one unit", None, note=told)
            return
        figures = self.schedule.figures
        standing = int(figures.standing[row])
        yield CardEntry("class", "status", f"{figures.status[row]}: {STANDING[standing]}")
        if standing != PRICED:
            yield CardEntry("fee", "of one unit", None, note=STANDING[standing])
            return
        reduced = (self.named or bool(figures.multiple[row])) and self.kept is not None
        yield self._several(row, reduced=reduced)
        yield CardEntry("fee", "place", where.words)
        work, malpractice = int(figures.work[row]), int(figures.malpractice[row])
        expenses = {"practice expense": int(figures.nonfacility[row])}
        if figures.differs[row]:
            expenses = {
                "practice expense": int(figures.nonfacility[row]),
                "practice expense, facility": int(figures.facility[row]),
            }
        yield _factor("work", work, where.work)
        for name, expense in expenses.items():
            yield _factor(name, expense, where.practice)
        yield _factor("malpractice", malpractice, where.malpractice)
        fixed = work * where.work + malpractice * where.malpractice
        for name, expense in expenses.items():
            facility = name.partition(", ")[2]
            for whom, factor in self.factors.items():
                label = ", ".join(["one unit", *filter(None, (whom, facility))])
                cells = {"conversion factor": str(factor)}
                cells["fee"] = _fee(fixed + expense * where.practice, factor)
                if reduced and self.kept is not None:
                    cells["reduced fee"] = _fee(fixed + expense * where.practice * self.kept, factor)
                yield CardEntry("fee", label, cells, unit="USD")
        yield CardEntry("fee", "fee", "the sum of the products x the factor, rounded once to the cent")
        if reduced and self.kept is not None:
            share = percent(Decimal(self.kept.numerator) / self.kept.denominator)
            yield CardEntry("fee", "reduced fee", f"the same with {share} of the practice expense")

    def _several(self, row: int, *, reduced: bool) -> CardEntry:
        indicator = cast("Coded", self.schedule.rvu.rows.columns["multiple"])[row]
        told = f"multiple-procedure indicator {indicator}"
        if not reduced:
            return CardEntry("class", "several a day", "not reduced", note=told)
        rank = _decimal(int(self.schedule.figures.nonfacility[row]), RVU_PLACES)
        return CardEntry(
            "class",
            "several a day",
            "one unit in full, others reduced",
            note=f"{told}; ranked by practice expense {rank}",
        )


def _factor(name: str, value: int, index: int) -> CardEntry:
    cells = {
        "relative value": _decimal(value, 2),
        "index": _decimal(index, 3),
        "product": _decimal(value * index, 5),
    }
    return CardEntry("fee", name, cells)


def _fee(weighted: int | Fraction, factor: Decimal) -> str:
    """A fee from the sum of products (times 10 ** 5) and the conversion factor, rounded once."""
    cents = Fraction(weighted) * Fraction(factor) / 1000
    return dollars(half_up(cents.numerator, cents.denominator))


def _decimal(value: int, places: int) -> str:
    return f"{Decimal(value).scaleb(-places):f}"
