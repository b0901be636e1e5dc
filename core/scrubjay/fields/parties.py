"""Who and where: ids, names, provider numbers, ZIP codes and Medicare localities."""

import re
from typing import Final

from scrubjay.fields.invalid import Invalid

MAX_TEXT: Final = 128

_as_text = re.compile(
    r"(?![ \xa0])[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,128}(?<![ \xa0])"
).fullmatch
_as_name = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
_as_npi = re.compile(r"[12][0-9]{9}").fullmatch
_as_tin = re.compile(r"([0-9]{2})-?([0-9]{7})").fullmatch
_as_zip = re.compile(r"([0-9]{5})(?:-?([0-9]{4}))?").fullmatch
_as_carrier = re.compile(r"[0-9]{5}").fullmatch
_as_place = re.compile(r"[0-9]{2}").fullmatch


def text(value: object) -> str:
    """Read an id: 1 to 128 characters, no control characters, no space at either end."""
    if isinstance(value, str) and _as_text(value):
        return value
    raise Invalid(
        f"text of 1 to {MAX_TEXT} characters",
        "write it in quotes, without control characters or outer spaces",
    )


def name(value: object) -> str:
    """Read a lowercase name, such as `pt_slp_allowed`, of at most 64 characters."""
    if isinstance(value, str) and _as_name(value):
        return value
    raise Invalid("a lowercase name", 'use letters, digits and underscores, such as "deductible_met"')


def npi(value: object) -> str:
    """Read a National Provider Identifier: ten digits, of which the last is the check digit (Luhn, 80840)."""
    if not (isinstance(value, str) and _as_npi(value)):
        raise Invalid("an NPI", "write its ten digits in quotes; the first is 1 or 2")
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in value[::2])
    if (24 + doubled + sum(map(int, value[1::2]))) % 10:
        raise Invalid("an NPI whose check digit is right", "compare all ten digits with the provider's")
    return value


def tin(value: object) -> str:
    """Read a taxpayer number, nine digits with or without the dash; kept without it."""
    if isinstance(value, str) and (match := _as_tin(value)):
        return match[1] + match[2]
    raise Invalid("a taxpayer number", 'write its nine digits in quotes, such as "12-3456789"')


def zip_code(value: object) -> str:
    """Read a ZIP code of 5 digits or 5+4; the long form is kept with its dash."""
    if isinstance(value, str) and (match := _as_zip(value)):
        return "-".join(filter(None, match.groups()))
    raise Invalid(
        "a ZIP code", 'write five digits, or five and four, in quotes, such as "94110" or "94110-1234"'
    )


def carrier(value: object) -> str:
    """Read the number of a Medicare contractor, five digits."""
    if isinstance(value, str) and _as_carrier(value):
        return value
    raise Invalid("a carrier number", 'write its five digits in quotes, such as "01112"')


def locality(value: object) -> str:
    """Read the number of a locality within a carrier's area, two digits."""
    if isinstance(value, str) and _as_place(value):
        return value
    raise Invalid("a locality number", 'write its two digits in quotes, such as "05"')
