"""Exact money: whole cents in the model and in columns, decimal strings in JSON and packs."""

import re
from typing import Final, overload

import numpy as np
import numpy.typing as npt

MISSING: Final[int] = -(2**63)
"""What a column of cents holds where there is no amount: the smallest 64-bit integer."""

NOT_TEXT: Final = 'money is a string such as "180.00", because binary floats are not exact'
"""Why a number is refused where an amount is due."""

AMOUNT: Final = 'an amount of dollars below 10 billion, such as "180.00"'
"""What an amount has to look like, for error messages."""

_amount = re.compile(r"(-?)([0-9]{1,10})(?:\.([0-9]{1,2}))?").fullmatch
_HALF_INT64: Final = 2**62
_GREATEST_INT64: Final = 2**63 - 1
_FEW: Final = 16
"""So many numbers are rounded faster one by one."""


class Cents(int):
    """An exact amount, in cents. It is an `int`; the type says that it has been through `cents`."""

    __slots__ = ()


def cents(text: object, *, signed: bool = False) -> Cents:
    """Read an amount of dollars, such as `"180.00"`, `"180.5"` or `"180"`, as whole cents.

    `signed` also allows a leading minus. Raises `TypeError` for anything that is not a string and
    `ValueError` for a string that is not an amount below 10 billion dollars.
    """
    if not isinstance(text, str):
        raise TypeError(NOT_TEXT)
    match = _amount(text)
    if match is None or (match[1] and not signed):
        raise ValueError(f"{text[:40]!r} is not {AMOUNT}")
    sign, whole, part = match.groups("")
    amount = int(whole + part.ljust(2, "0"))
    return Cents(-amount if sign else amount)


def dollars(amount: int) -> str:
    """Write whole cents as dollars with two decimals: `dollars(18000) == "180.00"`.

    Raises `ValueError` for `MISSING`, which is not an amount.
    """
    if amount == MISSING:
        raise ValueError("there is no amount to write")
    whole, part = divmod(abs(int(amount)), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{part:02}"


@overload
def half_up(numerator: int, denominator: int) -> int: ...
@overload
def half_up(numerator: npt.NDArray[np.int64], denominator: int) -> npt.NDArray[np.int64]: ...
def half_up(numerator: int | npt.NDArray[np.int64], denominator: int) -> int | npt.NDArray[np.int64]:
    """Divide and round to the nearest whole number, halves away from zero; exact.

    The denominator is a positive integer below 2**62. For a column the numerators are 64-bit integers, and
    all of them are rounded correctly (`MISSING` too: a caller masks it). Raises `ValueError` for a
    denominator out of range and `TypeError` for anything that is not an integer.
    """
    if isinstance(denominator, bool) or not isinstance(denominator, int | np.integer):
        raise TypeError("the denominator is a whole number")
    if not 0 < denominator < _HALF_INT64:
        raise ValueError(f"the denominator is from 1 to 2**62 - 1, not {denominator}")
    if isinstance(numerator, np.ndarray):
        if numerator.dtype != np.int64:
            raise TypeError(f"the numerators are 64-bit integers, not {numerator.dtype}")
        return _half_up_column(numerator, int(denominator))
    if isinstance(numerator, bool) or not isinstance(numerator, int | np.integer):
        raise TypeError("the numerator is a whole number")
    return _half_up(int(numerator), int(denominator))


def _half_up(numerator: int, denominator: int) -> int:
    whole, rest = divmod(abs(numerator), denominator)
    rounded = whole + (2 * rest >= denominator)
    return -rounded if numerator < 0 else rounded


def _half_up_column(numerator: npt.NDArray[np.int64], denominator: int) -> npt.NDArray[np.int64]:
    """Round a column: add a half and floor. A half below zero goes down, so one less is added there."""
    half = denominator // 2
    if numerator.size <= _FEW or int(numerator.max(initial=0)) > _GREATEST_INT64 - half:
        rounded = [_half_up(each, denominator) for each in numerator.ravel().tolist()]
        return np.array(rounded, np.int64).reshape(numerator.shape)
    whole = numerator + np.int64(half)
    if denominator % 2 == 0 and int(numerator.min(initial=0)) < 0:
        whole -= numerator < 0
    whole //= np.int64(denominator)
    return whole
