"""Figures: counts, amounts, dates, times of day, and yes or no."""

import datetime as dt
import re
from typing import Final, Literal

from scrubjay import money as _money
from scrubjay.fields.invalid import Invalid

MAX_MINUTES: Final = 1440
MAX_UNITS: Final = 9999

_as_date = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_as_clock = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]").fullmatch


def flag(value: object) -> bool:
    """Read true or false."""
    if value is True or value is False:
        return value
    raise Invalid("true or false", "write it without quotes; leave the field out if it is not known")


def minutes(value: object) -> int:
    """Read whole minutes, 0 to 1440 (a day)."""
    if type(value) is int and 0 <= value <= MAX_MINUTES:
        return value
    raise Invalid(f"whole minutes from 0 to {MAX_MINUTES}", "write a number without quotes or decimals")


def units(value: object) -> int:
    """Read billed units, 0 to 9999: no claim form has room for more, and 0 is a mistake a biller can make."""
    if type(value) is int and 0 <= value <= MAX_UNITS:
        return value
    raise Invalid(f"whole units from 0 to {MAX_UNITS}", "write a number without quotes or decimals")


def days(value: object) -> int:
    """Read a count of treatment days, 0 to 9999."""
    if type(value) is int and 0 <= value <= MAX_UNITS:
        return value
    raise Invalid(f"whole days from 0 to {MAX_UNITS}", "write a number without quotes or decimals")


def count(value: object) -> int:
    """Read a count of visits, units or the like, 0 to 9999."""
    if type(value) is int and 0 <= value <= MAX_UNITS:
        return value
    raise Invalid(f"a whole number from 0 to {MAX_UNITS}", "write a number without quotes or decimals")


def money(value: object) -> _money.Cents:
    """Read an amount of dollars, such as `"180.00"`, as cents. Only text, or `Cents`, is taken."""
    if type(value) is _money.Cents:
        return value
    try:
        return _money.cents(value)
    except TypeError:
        raise Invalid(_money.AMOUNT, _money.NOT_TEXT) from None
    except ValueError:
        raise Invalid(
            _money.AMOUNT, "use digits, then at most a point and two decimals; no sign, no comma"
        ) from None


def date(value: object) -> dt.date:
    """Read a calendar date written `YYYY-MM-DD`, or take a `datetime.date`."""
    if type(value) is dt.date:
        return value
    if isinstance(value, str) and _as_date(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Invalid("a day of the calendar", "check the year, month and day") from None
    raise Invalid("a date", 'write year, month and day in quotes, such as "2026-03-02"')


def last_date(value: object) -> dt.date | Literal["never"]:
    """Read the date on which something last happened, or `"never"`."""
    if value == "never" and isinstance(value, str):
        return "never"
    try:
        return date(value)
    except Invalid as refused:
        raise Invalid(f'{refused.expected}, or "never"', refused.remedy) from None


def clock(value: object) -> str:
    """Read a time of day written `HH:MM`, 00:00 to 23:59."""
    if isinstance(value, str) and _as_clock(value):
        return value
    raise Invalid("a time of day", 'write hours and minutes in quotes, such as "09:05" or "14:30"')
