"""Over what time a limit counts: a line, a visit, a day, a week, a year of some kind, the last days, ever."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from scrubjay import fields
from scrubjay.batch import Batch

Array = NDArray[Any]

Period = Literal["line", "visit", "day", "week", "year", "benefit-year", "rolling", "ever"]

WITHIN_A_DAY: Final = frozenset({"line", "visit", "day"})
"""Periods that are whole in an encounter or in the day's encounters."""

PROVIDERS: Final = frozenset({"billing_provider", "tax_id"})
"""What may be counted apart over longer periods: what all lines of an encounter share."""

IN_WORDS: Final = {
    "line": "on the line",
    "visit": "in the visit",
    "day": "on the day",
    "week": "in the week",
    "year": "in the calendar year",
    "benefit-year": "in the benefit year",
    "rolling": "in the last {days} days",
    "ever": "so far",
}

_SUNDAY: Final = 4
"""Days from the last Sunday of 1969 to 1970-01-01, from which days are numbered."""

_MONTH_DAY: Final = re.compile(r"[0-9]{2}-[0-9]{2}").fullmatch


def refuse_year_from(period: str, year_from: str | None) -> None:
    """Refuse a first day of benefit years that is no day of every year, or that nothing asks for."""
    if year_from is None:
        return
    if period != "benefit-year":
        raise ValueError('year_from is only for period = "benefit-year"')
    try:
        date.fromisoformat(f"2001-{year_from if _MONTH_DAY(year_from) else ''}")
    except ValueError:
        raise ValueError(
            f'year_from {year_from!r} is no day of every year; write month and day, such as "07-01"'
        ) from None


def refuse_name(parameter: str, name: str) -> None:
    """Refuse a name that no encounter can state."""
    try:
        fields.name(name)
    except fields.Invalid as fault:
        raise ValueError(f"{parameter} {name!r} is not {fault.expected}: {fault.remedy}") from None


def refuse_accumulator(period: str, accumulator: str | None, apart: tuple[str, ...]) -> None:
    """Refuse a long period without a start, a short one with one, and one start for several counts."""
    long = period not in WITHIN_A_DAY
    if long and accumulator is None:
        raise ValueError(f'period = "{period}" needs accumulator: what had been counted before')
    if not long and accumulator is not None:
        raise ValueError(f'accumulator is for longer periods than period = "{period}"')
    if accumulator is not None:
        refuse_name("accumulator", accumulator)
    if long and not set(apart) <= PROVIDERS:
        raise ValueError(
            f'over period = "{period}" one accumulator holds one count: state a policy for each code, '
            "discipline or clinician, and leave them out of apart"
        )


def numbered(batch: Batch, period: Period, year_from: str | None = None) -> tuple[Array, Array]:
    """A number for each line's period, and a mask of lines whose period cannot be told.

    Weeks begin on Sundays. The benefit year begins on `year_from`, a month and day, or, where that is None,
    when the encounter says. A day that its benefit year cannot hold leaves the year unknown.
    """
    known = np.zeros(batch.lines, np.bool_)
    if period == "line":
        return np.arange(batch.lines), known
    if period == "visit":
        return batch.encounter, known
    if period in ("rolling", "ever"):
        return np.zeros(batch.lines, np.int64), known
    if period == "year":
        return batch.date.astype("datetime64[Y]").astype(np.int64), known
    if period == "benefit-year":
        return _benefit_year(batch, year_from)
    days = batch.date.astype(np.int64)
    return (days if period == "day" else (days + _SUNDAY) // 7), known


def _benefit_year(batch: Batch, year_from: str | None) -> tuple[Array, Array]:
    if year_from is not None:
        years = batch.date.astype("datetime64[Y]")
        begins = years.astype("datetime64[M]") + (int(year_from[:2]) - 1)
        begins = begins.astype("datetime64[D]") + (int(year_from[3:]) - 1)
        return years.astype(np.int64) - (batch.date < begins), np.zeros(batch.lines, np.bool_)
    told = np.asarray(batch.encounter_column("benefit_year_from"))[batch.encounter]
    age = (batch.date - told).astype(np.int64)
    unknown = np.isnat(told) | (age < 0) | (age > 365)
    return np.where(unknown, -1, told.astype(np.int64)), unknown
