"""Exact shares of amounts in cents."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from numpy.typing import NDArray

from scrubjay.money import half_up

Array = NDArray[Any]


def portion(cents: Array, share: Fraction) -> Array:
    """A share of amounts in cents, each rounded to the cent, half-up."""
    return half_up(cents * share.numerator, share.denominator)


def check_share(name: str, share: Decimal) -> None:
    """Refuse what is no share of a whole in hundredths or thousandths of a percent. Raises `ValueError`."""
    if not 0 <= share <= 1:
        raise ValueError(f"{name} {share} is not a share from 0 to 1")
    if share != share.quantize(Decimal("0.00001")):
        raise ValueError(f"{name} {share} has more than five decimal places")


def percent(share: Decimal) -> str:
    """A share as people write it: "15 %" for 0.15."""
    return f"{(share * 100).normalize():f} %"
