"""Columns: their different values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.columns import distinct


@given(st.lists(st.integers(-3, 3)))
def test_the_different_values_are_in_order(values: list[int]) -> None:
    assert distinct(np.array(values, np.int64)).tolist() == sorted({*values})


@pytest.mark.parametrize("days", [["NaT"], ["2026-01-02", "NaT", "2026-01-02", "2026-01-01"]])
def test_a_missing_date_comes_last(days: list[str]) -> None:
    found = distinct(np.array(days, "datetime64[D]"))
    assert found.astype(str).tolist() == sorted({*days})
