"""Rows by key and date, laid out as a grid, against a search through all rows; localities by ZIP code."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scrubjay.columns import Coded
from scrubjay.tables import Table
from scrubjay.timeline import Interval
from scrubjay_plugins.pricing.dated import dated
from scrubjay_plugins.pricing.localities import (
    NO_INDEX,
    NO_PLACE,
    ZIP_OUTSIDE,
    ZIP_SPANS,
    ZIP_UNKNOWN,
    Localities,
)

FIRST = date(2024, 1, 1)
Span = tuple[date | None, date | None]


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    """Spans of dates that do not overlap, the first or last of them perhaps open."""
    days = sorted(draw(st.sets(st.integers(0, 60), max_size=8)))
    pairs = [
        (FIRST + timedelta(low), FIRST + timedelta(high))
        for low, high in zip(days[::2], days[1::2], strict=False)
    ]
    found: list[Span] = list(pairs)
    if found and draw(st.booleans()):
        found[0] = (None, found[0][1])
    if found and draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return found


def holds(span: Span, day: date) -> bool:
    first, last = span
    return (first is None or first <= day) and (last is None or day <= last)


@given(st.dictionaries(st.sampled_from("abcde"), spans(), min_size=1), st.randoms(use_true_random=False))
def test_a_row_is_found_where_its_key_and_its_dates_hold(rows: dict[str, list[Span]], random: object) -> None:
    listed = [(key, span) for key, all_spans in rows.items() for span in all_spans]
    assume(listed)
    random.shuffle(listed)  # type: ignore[attr-defined]
    columns = {
        "key": Coded.of(key for key, _ in listed),
        "number": np.arange(len(listed)),
        "effective": np.array([first for _, (first, _) in listed], "datetime64[D]"),
        "until": np.array([last for _, (_, last) in listed], "datetime64[D]"),
    }
    table = Table("t", "r", ("key",), lambda: columns, effective="effective", until="until")
    index = dated(table)
    asked = [(key, FIRST + timedelta(day)) for key in "abcdef" for day in range(-2, 64)]
    days = np.array([day for _, day in asked], "datetime64[D]")
    found = table.numbers("number", index.rows(Coded.of(key for key, _ in asked), index.spans(days)), -1)
    expected = [
        next((number for number, (each, span) in enumerate(listed) if each == key and holds(span, day)), -1)
        for key, day in asked
    ]
    assert found.tolist() == expected


def test_a_table_without_dates_has_one_row_for_every_day() -> None:
    table = Table("t", "r", ("key",), lambda: {"key": Coded.of(["a", "b"])})
    index = dated(table)
    days = np.array(["1990-01-01", "2024-01-01"], "datetime64[D]")
    assert index.rows(Coded.of(["b", "c"]), index.spans(days)).tolist() == [1, -1]


GPCI = Table("gpci", "r", ("locality",), lambda: {"locality": Coded.of(["01112-05", "01112-54"])})
ZIPS = Table(
    "zips",
    "r",
    ("zip",),
    lambda: {
        "zip": Coded.of(["93215", "93215-0001", "94110", "99999"]),
        "locality": Coded.of(["01112-54", "01112-05", "01112-05", "09999-99"]),
        "plus_four": np.array([1, 0, 0, 0]),
    },
    covers=Interval(date(2024, 1, 1), date(2024, 12, 31)),
)
IN, OUT = "2024-07-01", "2025-07-01"


@pytest.mark.parametrize(
    ("zip_code", "day", "row"),
    [
        ("94110", IN, 0),
        ("94110-1234", IN, 0),
        ("93215-0001", IN, 0),  # the table has its nine digits
        ("93215-0002", IN, ZIP_SPANS),
        ("93215", IN, ZIP_SPANS),
        ("00000", IN, ZIP_UNKNOWN),
        ("99999", IN, NO_INDEX),  # a locality without indices
        ("94110", OUT, ZIP_OUTSIDE),
        ("00000", OUT, ZIP_OUTSIDE),
        ("", IN, NO_PLACE),
        ("", OUT, NO_PLACE),
    ],
)
def test_the_locality_of_a_zip_code(zip_code: str, day: str, row: int) -> None:
    days = np.array([day], "datetime64[D]")
    assert Localities(GPCI, ZIPS).by_zip(Coded.of([zip_code]), days).tolist() == [row]


def test_without_a_table_of_zip_codes_none_tells_a_locality() -> None:
    days = np.array([IN, IN], "datetime64[D]")
    assert Localities(GPCI, None).by_zip(Coded.of(["94110", ""]), days).tolist() == [ZIP_OUTSIDE, NO_PLACE]
