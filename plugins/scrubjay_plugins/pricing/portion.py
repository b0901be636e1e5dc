"""Exact shares of amounts in cents."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from numpy.typing import NDArray

from scrubjay.money import half_up
from scrubjay.values import Share

Array = NDArray[Any]


def portion(cents: Array, share: Share | Fraction) -> Array:
    """A share of amounts in cents, each rounded to the cent, half-up."""
    return half_up(cents * share.numerator, share.denominator)


def percent(share: Decimal) -> str:
    """A share as people write it: "15 %" for 0.15."""
    return f"{(share * 100).normalize():f} %"
