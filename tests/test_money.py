"""Exact money."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.money import MISSING, cents, dollars, half_up

INT64 = st.integers(-(2**63), 2**63 - 1)
DENOMINATORS = st.integers(1, 2**62 - 1) | st.integers(1, 100)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("180.00", 18000), ("180.5", 18050), ("180", 18000), ("0", 0), ("9999999999.99", 10**12 - 1)],
)
def test_cents(text: str, amount: int) -> None:
    assert cents(text) == amount


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "1.", ".5", "1.234", "1,000", "$1", " 1", "1\n", "1e3", "١", "10000000000", "NaN"],
)
def test_not_an_amount(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount of dollars"):
        cents(text)


@pytest.mark.parametrize("value", [180.0, 180, True, None, b"180", Decimal(180)])
def test_only_text_is_money(value: Any) -> None:
    with pytest.raises(TypeError, match="because binary floats are not exact"):
        cents(value)


def test_sign() -> None:
    assert cents("-0.05", signed=True) == -5
    assert dollars(-5) == "-0.05"
    with pytest.raises(ValueError, match="not an amount"):
        cents("--1", signed=True)


@given(st.integers(1 - 10**12, 10**12 - 1))
def test_there_and_back(amount: int) -> None:
    assert cents(dollars(amount), signed=True) == amount


def test_missing_is_not_an_amount() -> None:
    assert np.iinfo(np.int64).min == MISSING
    with pytest.raises(ValueError, match="no amount"):
        dollars(MISSING)


def test_columns_can_be_written() -> None:
    assert dollars(np.int64(7485)) == "74.85"  # type: ignore[arg-type]


@given(INT64, st.integers(1, 10**9))
def test_half_up_is_never_more_than_half_off(numerator: int, denominator: int) -> None:
    assert 2 * abs(numerator - half_up(numerator, denominator) * denominator) <= denominator


@given(st.integers(-(10**15), 10**15))
def test_half_up_rounds_as_decimals_do(numerator: int) -> None:
    expected = (Decimal(numerator) / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert half_up(numerator, 100) == int(expected)


@given(st.lists(INT64, min_size=1, max_size=5), DENOMINATORS, st.sampled_from([1, 20]))
def test_half_up_of_a_column_is_that_of_its_numbers(
    numerators: list[int], denominator: int, times: int
) -> None:
    numerators *= times
    column = half_up(np.array(numerators, dtype=np.int64), denominator)
    assert column.dtype == np.int64
    assert column.tolist() == [half_up(numerator, denominator) for numerator in numerators]


def test_half_up_keeps_the_shape_of_a_table() -> None:
    table = np.array([[2**63 - 1, 5], [-5, -(2**63)]])
    assert half_up(table, 10).tolist() == [[922337203685477581, 1], [-1, -922337203685477581]]
    assert half_up(table[1:], 10).tolist() == [[-1, -922337203685477581]]
    large = np.arange(60).reshape(20, 3)
    assert half_up(large, 10).tolist() == [[half_up(each, 10) for each in row] for row in large.tolist()]


@pytest.mark.parametrize("denominator", [0, -1, 2**62])
def test_denominator_out_of_range(denominator: int) -> None:
    with pytest.raises(ValueError, match="denominator"):
        half_up(1, denominator)


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [(1.5, 2), (True, 2), (1, 2.0), (1, True), (np.array([1.0]), 2), (np.array([1], dtype=np.int32), 2)],
)
def test_half_up_takes_integers_only(numerator: Any, denominator: Any) -> None:
    with pytest.raises(TypeError):
        half_up(numerator, denominator)
