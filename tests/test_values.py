"""Types of parameters: shares of a whole."""

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.values import Share


@given(st.decimals(0, 1, places=5))
def test_a_share_is_its_number_and_its_fraction(number: Decimal) -> None:
    share = Share(str(number))
    assert share == number
    assert Fraction(share.numerator, share.denominator) == Fraction(number)
    copy = pickle.loads(pickle.dumps(share))
    assert (copy, copy.numerator, copy.denominator) == (share, share.numerator, share.denominator)


@pytest.mark.parametrize("number", ["1.00001", "-0.1", "2", "NaN", "Infinity"])
def test_what_is_more_than_the_whole_or_less_than_nothing_is_no_share(number: str) -> None:
    with pytest.raises(ValueError, match=f"{number} is not a share from 0 to 1"):
        Share(number)


def test_a_share_has_at_most_five_decimal_places() -> None:
    assert Share("0.500000").denominator == 2
    with pytest.raises(ValueError, match=r"0\.123456 has more than five decimal places"):
        Share("0.123456")
