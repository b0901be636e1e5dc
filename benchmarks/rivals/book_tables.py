"""The tables of a pack as arrays, by span of days on which they say the same."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from benchmarks.plain.dated import Dated
from benchmarks.rivals.marks import (
    ABSENT,
    CONTRACTOR,
    DAYS,
    FREE,
    NEVER,
    NO_LIMIT,
    PAID,
    SEPARABLE,
    UNKNOWN,
    UNLIMITED,
    UNPAID,
)


def values_of(fees: Any, codes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """By span and code: how it stands, relative values in hundredths, whether several are reduced."""
    table = Dated(fees.rvu, lambda row: row)
    span, days = _spans([table])
    found = np.zeros((len(days), len(codes), 6), np.int64)
    for number, day in enumerate(days):
        for place, code in enumerate(codes):
            row = table.on(day).get(code)
            if row is None:
                found[number, place, 0] = ABSENT
                continue
            figures = (row["work"], row["pe_nonfacility"], row["pe_facility"], row["mp"])
            priced = row["status"] in fees.priced_statuses
            by_contractor = row["status"] in fees.contractor_statuses or (priced and not any(figures))
            standing = CONTRACTOR if by_contractor else PAID if priced else UNPAID
            found[number, place] = (standing, *figures, row["multiple"] in fees.multiple_indicators)
    return span, found


def _spans(tables: Sequence[Dated]) -> tuple[np.ndarray, list[date]]:
    """The number of each day's span on which tables say the same, and a day of each span."""
    numbers: dict[tuple[Any, ...], int] = {}
    days: list[date] = []
    found = []
    for day in DAYS:
        key = tuple((id(each.on(day)), day in each.covers) for each in tables)
        if key not in numbers:
            numbers[key] = len(days)
            days.append(day)
        found.append(numbers[key])
    return np.array(found, np.int64), days


def edits_of(policies: Sequence[Any], codes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """By claim form, span, column 1 and column 2, what the tables say."""
    tables = [
        [(Dated(each.table, lambda row: row["indicator"]), each) for each in one.tables] for one in policies
    ]
    span, days = _spans([table for one in tables for table, _ in one])
    edits = np.full((2, len(days), len(codes), len(codes)), UNKNOWN, np.int8)
    for form, one in enumerate(tables):
        for number, day in enumerate(days):
            for first, column1 in enumerate(codes):
                for second, column2 in enumerate(codes):
                    for table, each in one:
                        speaks = day in table.covers and all(
                            known is None or code in known
                            for known, code in ((each.column1, column1), (each.column2, column2))
                        )
                        indicator = table.on(day).get((column1, column2)) if speaks else -1
                        if indicator != -1:
                            edits[form, number, first, second] = {0: NEVER, 1: SEPARABLE}.get(indicator, FREE)
                            break
    return span, edits


def limits_of(policies: Sequence[Any], codes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """By claim form, span and code, the limit of units and its indicator."""
    tables = [Dated(each.table, lambda row: (row["units"], row["mai"])) for each in policies]
    span, days = _spans(tables)
    limits = np.full((2, len(days), len(codes), 2), NO_LIMIT, np.int64)
    for form, (table, each) in enumerate(zip(tables, policies, strict=True)):
        for number, day in enumerate(days):
            for place, code in enumerate(codes):
                row = table.on(day).get(code)
                if row is not None:
                    limits[form, number, place] = row
                elif day in table.covers and code in (each.complete_for or ()) and not table.ever(code):
                    limits[form, number, place] = UNLIMITED
    return span, limits
