"""Types of parameters beyond Python's own, as a pack states them and as a kind reads them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal, NewType

SHARE_PLACES: Final = 5
"""Decimal places that a share has at most: thousandths of a percent."""

Money = NewType("Money", int)
"""An amount in cents; in a pack a string such as "2480.00"."""

Code = NewType("Code", str)
"""One HCPCS/CPT code."""

Modifier = NewType("Modifier", str)
"""One two-character modifier."""


GroupCode = Literal["CO", "OA", "PI", "PR"]
"""A claim adjustment group code: who is answerable for an amount."""

ReasonCode = NewType("ReasonCode", str)
"""A claim adjustment reason code (CARC) in force, such as "45"."""

RemarkCode = NewType("RemarkCode", str)
"""A remittance advice remark code (RARC), such as "N670"."""


class Share(Decimal):
    """A share of a whole, exact, from 0 to 1; in a pack a string such as "0.20".

    It has at most five decimal places. `numerator` and `denominator` are its fraction, in lowest terms.
    Raises `ValueError` for another number.
    """

    numerator: int
    denominator: int

    def __new__(cls, value: Decimal | str) -> Share:
        """Make the share of a number, or of what a pack writes for it."""
        made = super().__new__(cls, value)
        if not (made.is_finite() and 0 <= made <= 1):
            raise ValueError(f"{value} is not a share from 0 to 1")
        made.numerator, made.denominator = made.as_integer_ratio()
        if 10**SHARE_PLACES % made.denominator:
            raise ValueError(f"the share {value} has more than five decimal places")
        return made


class CodeSet(frozenset[str]):
    """Codes, and the name under which a pack declares them (empty for a list written in place)."""

    name: str

    def __new__(cls, codes: Iterable[str] = (), name: str = "") -> CodeSet:
        """Make the set of `codes`, called `name`."""
        made = super().__new__(cls, codes)
        made.name = name
        return made

    def __str__(self) -> str:
        return self.name or ", ".join(sorted(self))
