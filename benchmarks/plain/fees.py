"""Fees by relative values (42 USC 1395w-4), and those of providers that do not participate (§414.20)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from benchmarks.plain.answers import adjust, half_up, percent, unprice
from benchmarks.plain.dated import Dated, rows
from benchmarks.plain.lines import Day, Line, Visit
from benchmarks.plain.units import Rule

SCALE: Final = 10 ** (2 + 3 - 2)
"""Relative values are in hundredths, indices in thousandths, and fees in cents."""


class Figures:
    """The row of a code: what it is worth in hundredths, and whether and how it is paid."""

    __slots__ = ("contractor", "facility", "malpractice", "multiple", "office", "paid", "status", "work")

    def __init__(self, rule: Any, row: dict[str, Any]) -> None:
        self.status = row["status"]
        self.work, self.malpractice = row["work"], row["mp"]
        self.office, self.facility = row["pe_nonfacility"], row["pe_facility"]
        self.multiple = int(row["multiple"] in rule.multiple_indicators)
        valued = any((self.work, self.malpractice, self.office, self.facility))
        priced = self.status in rule.priced_statuses
        self.contractor = self.status in rule.contractor_statuses or (priced and not valued)
        self.paid = priced and not self.contractor


class Place:
    """The indices of a locality, in thousandths."""

    __slots__ = ("locality", "malpractice", "practice", "work")

    def __init__(self, row: dict[str, Any]) -> None:
        self.locality = row["locality"]
        self.work, self.practice, self.malpractice = row["work"], row["pe"], row["mp"]


class Localities:
    """Finds the indices of a visit: by its locality, or by its ZIP code, nine digits before five."""

    def __init__(self, rule: Any) -> None:
        self._indices = Dated(rule.gpci, Place)
        self._zips = {row["zip"]: (row["locality"], row["plus_four"]) for row in rows(rule.zips)}
        self._covers = rule.zips.covers

    def find(self, visit: Visit) -> Place | str:
        """The indices, or the name of the answer that says why there are none."""
        locality = visit.locality
        if locality is None:
            if visit.zip is None:
                return "no_locality"
            if visit.date not in self._covers:
                return "zip_outside"
            found = self._zips.get(visit.zip) or self._zips.get(visit.zip[:5])
            if found is None:
                return "zip_unknown"
            if found[1]:
                return "zip_spans"
            locality = found[0]
        return self._indices.on(visit.date).get(locality) or "no_index"


_tables: dict[Any, tuple[Dated, Localities]] = {}


def fee_schedule(says: Any, rule: Any) -> Rule:
    key = rule.rvu, rule.gpci, rule.zips, rule.priced_statuses, rule.contractor_statuses
    if key not in _tables:
        _tables[key] = Dated(rule.rvu, lambda row: Figures(rule, row)), Localities(rule)
    values, localities = _tables[key]
    factor, qualifying = rule.conversion_factor, rule.qp_conversion_factor
    factors = dict.fromkeys((None, False, True), factor if qualifying is None else None)
    if qualifying is not None:
        factors |= {False: factor, True: qualifying}
    words = {flag: None if each is None else str(each) for flag, each in factors.items()}
    kept = 1 - Fraction(rule.reduction or 0)
    facilities = frozenset(rule.facility_places)
    adjustment = says.number, rule.group, rule.carc
    fees: dict[Any, tuple[int, int]] = {}

    def price(day: Day) -> None:
        known = values.on(day.date)
        covered = day.date in values.covers
        for visit in day.visits:
            billed = visit.billed
            place = localities.find(billed)
            facility = billed.place in facilities
            flag = billed.qp
            told = words[flag]
            for line in visit.lines:
                figures = known.get(line.code)
                expense, why = 0, "" if covered else "outside"
                if figures is None:
                    why = why or "no_row"
                else:
                    expense = figures.facility if facility else figures.office
                    nowhere = figures.office != figures.facility and billed.place is None
                    line.expense = None if nowhere else expense
                    line.multiple = figures.multiple
                    if figures.paid and place.__class__ is Place and told is not None and not nowhere:
                        key = figures, place, facility, flag
                        line.unit_fee, line.reduced_fee = fees.get(key) or _fees(key, expense)
                    elif not why:
                        if not figures.paid:
                            why = "contractor" if figures.contractor else "unpaid"
                        elif isinstance(place, str):
                            why = place
                        else:
                            why = "no_place" if nowhere else "no_qp"
                _settle(line, figures, place, expense, why, told)

    def _fees(key: tuple[Figures, Place, bool, bool | None], expense: int) -> tuple[int, int]:
        """The fee of one unit and the reduced one: each is rounded once, at the end."""
        figures, place, _, flag = key
        rest = figures.work * place.work + figures.malpractice * place.malpractice
        practice = expense * place.practice
        rate = Fraction(factors[flag] or Decimal(0)) / SCALE
        both = rate * (rest + practice), rate * (rest + kept * practice)
        full, reduced = (half_up(each.numerator, each.denominator) for each in both)
        fees[key] = full, reduced
        return full, reduced

    def _settle(
        line: Line, figures: Figures | None, place: Any, expense: int, why: str, told: str | None
    ) -> None:
        if line.closed:
            return
        units, charge, allowed = line.payable, line.charge, None
        if units == 0:
            answer, allowed = says.nothing, 0
        elif why and (units is not None or why != "no_qp"):
            answer = getattr(says, why)
        elif units is None:
            answer = says.no_units
        else:
            allowed = line.unit_fee * units
            answer = says.priced
            if charge is not None and charge < allowed:
                answer, allowed = says.at_charge, charge
        visit = line.visit.billed
        facts = (
            charge,
            units,
            line.unit_fee,
            line.reduced_fee,
            allowed,
            figures.work if figures else 0,
            expense,
            figures.malpractice if figures else 0,
            figures.status if figures else None,
            None if isinstance(place, str) else place.locality,
            visit.locality,
            visit.zip,
            told,
        )
        line.said.append((answer, facts))
        if allowed is None:
            unprice(line)
        else:
            line.allowed = allowed
            if charge is not None and charge > allowed:
                adjust(line, adjustment, charge - allowed)

    return price


def participation(says: Any, rule: Any) -> Rule:
    share, most = Fraction(rule.share), Fraction(rule.limiting_charge)
    words = percent(rule.share)
    adjustment = says.number, rule.group, rule.carc

    def look(day: Day) -> None:
        for visit in day.visits:
            flag = visit.billed.participating
            for line in visit.lines:
                before, fee = line.allowed, line.unit_fee
                if line.closed or before is None or fee is None:
                    continue
                billed = line.payable if line.units is None else line.units
                limit: tuple[int | None, int | None] = (None, None)
                if flag:
                    answer = says.participating
                elif flag is None:
                    answer = says.unknown if before else says.nothing
                else:
                    answer = says.lower
                    fee = line.unit_fee = _portion(fee, share)
                    line.reduced_fee = _portion(line.reduced_fee, share)
                    line.allowed = min(before, fee * line.payable)
                    unit_limit = _portion(fee, most)
                    limit = unit_limit, unit_limit * billed
                    if line.charge is not None:
                        if line.charge > unit_limit * billed:
                            answer = says.over_limit
                        if line.allowed < before:
                            adjust(line, adjustment, before - line.allowed)
                facts = line.charge, billed, line.payable, words, fee, *limit, line.allowed
                line.said.append((answer, facts))
                if answer is says.unknown:
                    unprice(line)

    return look


def _portion(cents: int, share: Fraction) -> int:
    return half_up(cents * share.numerator, share.denominator)
