"""Columns of rows judged by the converters of the encounter's own fields, once for each different value.

What comes out are the columns of `scrubjay.extract`, one element a row: numbers with -1 or `MISSING` for
absence, `Coded` text, dates with NaT. What a converter refuses is in the refusals, with its own words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scrubjay.bulk.known import Known, known
from scrubjay.bulk.refusals import Refusals
from scrubjay.bulk.staging import PLAIN, SEPARATOR
from scrubjay.bulk.texts import Texts
from scrubjay.columns import Coded, modifier_number
from scrubjay.extract import NEVER
from scrubjay.fields import Invalid
from scrubjay.fields.figures import MAX_MINUTES
from scrubjay.money import MISSING, Cents

Array = NDArray[Any]
Column = Array | Coded

NAT: Final = np.datetime64("NaT", "D")
_PRINTABLE: Final = r"\A[!-~](?:[ -~]{0,126}[!-~])?\z"
"""Text that is plainly an id, without asking its converter."""

_as_number = re.compile(r"[0-9]{1,9}").fullmatch
_MOST_CENTS: Final = 10**12 - 1


class Places:
    """Where each number stands in a column; sorted once, and only if anybody asks."""

    def __init__(self, ids: Array) -> None:
        self._ids = ids
        self._order: Array | None = None

    def of(self, number: int) -> Array:
        """The places of one number."""
        if self._order is None:
            self._order = np.argsort(self._ids, kind="stable")
            self._ids = self._ids[self._order]
        low, high = np.searchsorted(self._ids, [number, number + 1])
        return np.asarray(self._order[low:high])


def check_columns(staged: Mapping[str, pa.Array], refusals: Refusals) -> dict[str, Column]:
    """Judge every column of staged rows but the required ones' absence."""
    return {
        name: _check(column, staged[name], refusals) for name in staged if (column := known(name)) is not None
    }


def _check(column: Known, values: pa.Array, refusals: Refusals) -> Column:
    if column.name in PLAIN:
        return _plain(column, values, refusals)
    if pa.types.is_dictionary(values.type):
        return _texts(column, values, refusals)
    if column.type == "money":
        return _cents(column, values, refusals)
    if column.type == "count":
        return _counts(column, values, refusals)
    if column.type == "flag":
        return np.asarray(pc.fill_null(values.cast(pa.int8()), -1))
    return _days(column, values.cast(pa.int32()), refusals)


def _numpy(values: pa.Array, absent: int) -> Array:
    return np.asarray(pc.fill_null(values, absent) if values.null_count else values)


def _plain(column: Known, values: pa.Array, refusals: Refusals) -> Coded:
    """Text that hardly recurs."""
    found = values.dictionary_encode(null_encoding="encode")
    ids, names = np.asarray(found.indices), found.dictionary
    odd = np.zeros(0, np.int64)
    if not _are_plain(names):
        odd = np.flatnonzero(~np.asarray(pc.fill_null(pc.match_substring_regex(names, _PRINTABLE), True)))
    texts, places = Texts(names), Places(ids)
    for number in odd.tolist():
        try:
            column.read(texts[number])
        except Invalid as fault:
            refusals.invalid(places.of(number), column.name, texts[number], fault)
    return Coded(ids, cast("tuple[str, ...]", texts))


def _are_plain(names: pa.StringArray) -> bool:
    """Is each text plainly an id? Looked up in the bytes of all together, which have no blank among them."""
    sizes = pc.min_max(pc.binary_length(names)).as_py()
    text = np.frombuffer(names.buffers()[2] or b"", np.uint8)[: pc.sum(pc.binary_length(names)).as_py() or 0]
    return (
        bool(len(text))
        and sizes["min"] > 0
        and sizes["max"] <= 128
        and b"!"[0] <= text.min()
        and text.max() <= b"~"[0]
    )


def _texts(column: Known, values: pa.DictionaryArray, refusals: Refusals) -> Column:
    """Text, read once for each that occurs."""
    texts = values.dictionary.to_pylist()
    ids = _numpy(values.indices, len(texts)).astype(np.int32)
    read, made, places = _reader(column), [], Places(ids)
    occurring = np.bincount(ids, minlength=len(texts) + 1) > 0
    for number, text in enumerate([*texts, None]):
        try:
            made.append(read(text) if occurring[number] and text is not None else None)
        except Invalid as fault:
            refusals.invalid(places.of(number), column.name, _value(column, text), fault)
            made.append(None)
    return _SPREAD[column.name if column.name == "modifiers" else column.type](column, made, ids)


def _value(column: Known, text: str) -> object:
    return text.split(SEPARATOR) if column.type == "words" else text


# What a text is read as ---------------------------------------------------------------------------------


def _number(column: Known) -> Callable[[str], object]:
    return lambda text: column.read(int(text) if _as_number(text) else text)


def _flag(column: Known) -> Callable[[str], object]:
    truth = {"true": True, "false": False}
    return lambda text: column.read(truth.get(text.lower(), text))


def _words(column: Known) -> Callable[[str], object]:
    """A dash stands for no words at all, which an empty cell of CSV cannot say."""
    return lambda text: column.read(text.split(SEPARATOR) if text not in ("", "-") else [])


_READ: Final[Mapping[str, Callable[[Known], Callable[[str], object]]]] = {
    "text": lambda column: column.read,
    "money": lambda column: column.read,
    "date": lambda column: column.read,
    "count": _number,
    "flag": _flag,
    "words": _words,
}


@lru_cache(maxsize=512)
def _reader(column: Known) -> Callable[[str], object]:
    """What reads a column's texts; most texts of one batch are those of the batch before."""
    return lru_cache(maxsize=4096)(_READ[column.type](column))


# How what was read is laid out over rows ----------------------------------------------------------------


def _as_text(column: Known, made: list[Any], ids: Array) -> Coded:
    """Different texts may have been the same, such as gp and GP."""
    if column.name in ("start", "stop"):
        return _as_clock(made, ids)  # type: ignore[return-value]
    numbers: dict[str, int] = {}
    same = [numbers.setdefault(each or "", len(numbers)) for each in made]
    return Coded(np.array(same, np.int32).take(ids), tuple(numbers))


def _as_clock(made: list[Any], ids: Array) -> Array:
    minutes = [-1 if each is None else int(each[:2]) * 60 + int(each[3:]) for each in made]
    return np.array(minutes, np.int32).take(ids)


def _as_words(column: Known, made: list[Any], ids: Array) -> Coded:
    if column.name == "documentation":
        words = [None if each is None else " ".join(sorted(each)) or "-" for each in made]
    else:
        words = [" ".join(each or ()) for each in made]
    return _as_text(column, words, ids)


def _as_modifiers(_: Known, made: list[Any], ids: Array) -> Array:
    numbers = [[modifier_number(each) for each in listed or ()] for listed in made]
    return np.array([each + [0] * (4 - len(each)) for each in numbers], np.int16).take(ids, axis=0)


def _as_cents(_: Known, made: list[Cents | None], ids: Array) -> Array:
    return np.array([MISSING if each is None else each for each in made], np.int64).take(ids)


def _as_count(_: Known, made: list[int | None], ids: Array) -> Array:
    return np.array([-1 if each is None else each for each in made], np.int32).take(ids)


def _as_date(_: Known, made: list[dt.date | None], ids: Array) -> Array:
    days = [NEVER if each == "never" else each for each in made]
    return np.array(days, "datetime64[D]").take(ids)


_SPREAD: Final[Mapping[str, Callable[[Known, list[Any], Array], Column]]] = {
    "text": _as_text,
    "words": _as_words,
    "modifiers": _as_modifiers,
    "money": _as_cents,
    "count": _as_count,
    "flag": lambda column, made, ids: _as_count(column, made, ids).astype(np.int8),
    "date": _as_date,
}


# Numbers, which are no text -----------------------------------------------------------------------------


def _counts(column: Known, values: pa.Array, refusals: Refusals) -> Array:
    numbers = _numpy(values, -1)
    absent = np.asarray(values.is_null()) if values.null_count else np.zeros(len(values), np.bool_)
    odd = np.flatnonzero(~absent & ((numbers < 0) | (numbers > MAX_MINUTES)))
    places = Places(numbers[odd])
    for number in np.unique(numbers[odd]).tolist():
        try:
            column.read(number)
        except Invalid as fault:
            refusals.invalid(odd[places.of(number)], column.name, number, fault)
    return np.clip(numbers, -1, 9999).astype(np.int32)


def _cents(column: Known, values: pa.Array, refusals: Refusals) -> Array:
    """Cents of decimals: they are held as two 64-bit words, of which the upper repeats the sign."""
    words = np.frombuffer(values.buffers()[1], np.int64).reshape(-1, 2)
    words = words[values.offset : values.offset + len(values)]
    absent = np.asarray(values.is_null()) if values.null_count else np.zeros(len(values), np.bool_)
    cents, sign = words[:, 0], words[:, 1]
    odd = ~absent & ((sign != 0) | (cents < 0) | (cents > _MOST_CENTS))
    for place in np.flatnonzero(odd).tolist():
        text = str(values[place].as_py())
        try:
            column.read(text)
        except Invalid as fault:
            refusals.invalid(np.array([place]), column.name, text, fault)
    return np.where(absent | odd, MISSING, cents)


def _days(column: Known, days: pa.Array, refusals: Refusals) -> Array:
    """Dates of days since 1970, which reach beyond the calendar's years of four digits."""
    low, high = (day.toordinal() - dt.date(1970, 1, 1).toordinal() for day in (dt.date.min, dt.date.max))
    numbers = _numpy(days, 0)
    odd = np.flatnonzero((numbers < low) | (numbers > high))
    for place in odd.tolist():
        try:
            column.read(f"{numbers[place]} days after 1970-01-01")
        except Invalid as fault:
            refusals.invalid(np.array([place]), column.name, int(numbers[place]), fault)
    dates = np.clip(numbers, low, high).astype("datetime64[D]")
    if days.null_count:
        dates[np.asarray(days.is_null())] = NAT
    return dates
