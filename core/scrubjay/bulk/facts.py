"""Facts as JSON text, a column at a time; the same text that `json.dumps` makes of a finding's facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

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


def facts_json(values: Mapping[str, Any], facts: Mapping[str, Fact], places: Array) -> pa.Array:
    """The facts at `places` of a ruling, an object each."""
    if not values:
        return pa.array(["{}"] * len(places))
    parts: list[Any] = []
    for number, (name, value) in enumerate(values.items()):
        parts += [f"{', ' if number else '{'}{json.dumps(name)}: ", _texts(value, facts[name], places)]
    return pc.binary_join_element_wise(*parts, "}", "")


def _texts(value: Any, fact: Fact, places: Array) -> pa.Array | str:
    """Each element as JSON text; one text where it is the same everywhere."""
    if isinstance(value, Coded):
        occurring, ids = np.unique(value.ids[places], return_inverse=True)
        names = [json.dumps(value.names[each] or None, ensure_ascii=False) for each in occurring.tolist()]
        return pa.array(names, pa.string()).take(pa.array(ids))
    if not isinstance(value, np.ndarray):
        return json.dumps(fact_at(value, 0, fact), ensure_ascii=False)
    column = value[places]
    if fact.unit == "USD" and column.dtype.kind in "iu":
        texts = pc.binary_join_element_wise(
            '"', decimals(column, column == MISSING).cast(pa.string()), '"', ""
        )
        return pc.fill_null(texts, "null")
    if column.dtype.kind in "iu":
        absent = (column < 0) if fact.unit in ("min", "units") and fact.origin == "encounter" else None
        return pc.fill_null(pa.array(column, mask=absent).cast(pa.string()), "null")
    if column.dtype.kind == "b":
        return pa.array(["false", "true"]).take(pa.array(column.astype(np.int8)))
    different: dict[Any, int] = {}
    numbers = [different.setdefault(each, len(different)) for each in column.tolist()]
    found = np.array([*different, None], object)[:-1]
    texts = [json.dumps(fact_at(found, place, fact), ensure_ascii=False) for place in range(len(found))]
    return pa.array(texts, pa.string()).take(pa.array(numbers, pa.int32()))
