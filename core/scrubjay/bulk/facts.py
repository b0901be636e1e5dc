"""Facts as JSON text; always the text that `json.dumps` makes of a finding's facts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scrubjay.bulk.decimals import decimals
from scrubjay.columns import Coded
from scrubjay.findings import fact_at
from scrubjay.kinds import Fact
from scrubjay.money import MISSING

Array = NDArray[Any]

_WIDEST: Final = 1 << 62
"""Numbers of combinations stay below this."""


FEW: Final = 20
"""Up to so many different ones are written one by one; more are written a column at a time."""

_RECURRING: Final = 8
"""Numbers are many where there are so many elements for each number that there may be."""


def facts_json(values: Mapping[str, Any], facts: Mapping[str, Fact], places: Array) -> pa.DictionaryArray:
    """The facts at `places` of a ruling, an object each; those that recur are written once."""
    first, ids = _different(
        [each for each in values.values() if isinstance(each, np.ndarray | Coded)], places
    )
    at = places[first]
    texts = _one_by_one(values, facts, at) if len(at) <= FEW else _together(values, facts, at)
    return pa.DictionaryArray.from_arrays(pa.array(ids.astype(np.int32)), texts)


def _different(columns: Sequence[Array | Coded], places: Array) -> tuple[Array, Array]:
    """Where each different combination of values stands, and the number of that at each place."""
    key, size = np.zeros(len(places), np.int64), 1
    for column in columns:
        values = column.ids if isinstance(column, Coded) else column
        ids, count = _numbered(values.take(places))
        if count == 1:
            continue
        if size * count > _WIDEST:
            key, size = _dense(key)
        key, size = key * count + ids, size * count
    return _representatives(*_dense(key))


def _representatives(ids: Array, count: int) -> tuple[Array, Array]:
    """A place of each number, and the numbers."""
    at = np.empty(count, np.int64)
    at[ids] = np.arange(len(ids))
    return at, ids


def _numbered(values: Array) -> tuple[Array, int]:
    """A number from 0 for each different value, and how many there may be."""
    if values.dtype.kind == "b":
        return values.astype(np.int64), 2
    if values.dtype.kind == "O":
        listed = values.tolist()
        different = {each: number for number, each in enumerate(dict.fromkeys(listed))}
        ids = np.fromiter(map(different.__getitem__, listed), np.int64, len(listed))
        return ids, max(len(different), 1)
    if values.dtype.kind in "iu":
        low, high = int(values.min()), int(values.max())
        if high - low < _WIDEST >> 32:
            return np.subtract(values, low, dtype=np.int64), high - low + 1
    return _dense(values)


def _dense(values: Array) -> tuple[Array, int]:
    found = pa.array(values).dictionary_encode()
    return np.asarray(found.indices), len(found.dictionary)


def _one_by_one(values: Mapping[str, Any], facts: Mapping[str, Fact], places: Array) -> pa.Array:
    texts = [
        json.dumps(
            {name: fact_at(value, at, facts[name]) for name, value in values.items()}, ensure_ascii=False
        )
        for at in places.tolist()
    ]
    return pa.array(texts, pa.string())


def _together(values: Mapping[str, Any], facts: Mapping[str, Fact], places: Array) -> pa.Array:
    parts: list[Any] = []
    before = "{"
    for name, value in values.items():
        before += f"{json.dumps(name)}: "
        found = _texts(before, value, facts[name], places)
        if isinstance(found, str):
            before = f"{found}, "
        else:
            parts += found
            before = ", "
    return pc.binary_join_element_wise(*parts, before.removesuffix(", ") + "}", "")


def _texts(before: str, value: Any, fact: Fact, places: Array) -> list[Any] | str:
    """Each element as JSON text behind another text, in parts to be joined; or one that all elements have."""
    if isinstance(value, Coded):
        occurring, ids = np.unique(value.ids.take(places), return_inverse=True)
        names = [json.dumps(value.names[each] or None, ensure_ascii=False) for each in occurring.tolist()]
        return [_chosen([before + name for name in names], ids)]
    column = value.take(places) if isinstance(value, np.ndarray) else None
    if column is None or (column.dtype.kind != "O" and (column == column[0]).all()):
        return before + json.dumps(fact_at(value, places[0], fact), ensure_ascii=False)
    if column.dtype.kind in "iu":
        return _amounts(before, column) if fact.unit == "USD" else _whole(before, column, fact)
    if column.dtype.kind == "b":
        return [_chosen([f"{before}false", f"{before}true"], column.astype(np.int8))]
    different: dict[Any, int] = {}
    numbers = [different.setdefault(each, len(different)) for each in column.tolist()]
    found = np.array([*different, None], object)[:-1]
    texts = [json.dumps(fact_at(found, place, fact), ensure_ascii=False) for place in range(len(found))]
    return [_chosen([before + text for text in texts], np.array(numbers, np.int32))]


def _chosen(texts: Sequence[str], numbers: Array) -> pa.Array:
    return pc.take(pa.array(texts, pa.string()), pa.array(numbers), boundscheck=False)


def _amounts(before: str, cents: Array) -> list[Any]:
    absent = cents == MISSING
    if not absent.any():
        return [f'{before}"', decimals(cents).cast(pa.string()), '"']
    texts = pc.binary_join_element_wise('"', decimals(cents, absent).cast(pa.string()), '"', "")
    return [before, pc.fill_null(texts, "null")]


def _whole(before: str, numbers: Array, fact: Fact) -> list[Any]:
    """Whole numbers; where few lie between the least and the greatest, the text of each is made once."""
    low, high = int(numbers.min()), int(numbers.max())
    unknown = low < 0 and fact.unit in ("min", "units") and fact.origin == "encounter"
    if high - low < len(numbers) // _RECURRING:
        each = ("null" if unknown and number < 0 else str(number) for number in range(low, high + 1))
        return [_chosen([before + text for text in each], np.subtract(numbers, low, dtype=np.int64))]
    absent = numbers < 0 if unknown else None
    return [before, pc.fill_null(pa.array(numbers, mask=absent).cast(pa.string()), "null")]
