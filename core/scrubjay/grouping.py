"""How lines are grouped by named keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.groups import Groups

if TYPE_CHECKING:
    from scrubjay.batch import Batch

Array = NDArray[Any]

LINE_KEYS: Final = frozenset({"code", "discipline"})
"""Keys that differ between the lines of an encounter; all others belong to the encounter."""

ENCOUNTER_KEYS: Final = frozenset(
    {"encounter", "payer", "date", "year", "patient", "billing_provider", "tax_id"}
)


def group_lines(batch: Batch, names: tuple[str, ...]) -> Groups:
    """The lines of a batch that share all the keys called `names`. Raises `ValueError` for another name."""
    if unknown := [name for name in names if name not in LINE_KEYS | ENCOUNTER_KEYS]:
        known = ", ".join(sorted(LINE_KEYS | ENCOUNTER_KEYS))
        raise ValueError(f"lines cannot be grouped by {unknown[0]!r}; there are {known}")
    shared = [name for name in names if name not in LINE_KEYS]
    if batch.encounters == 1 or not shared:
        groups = Groups.single(batch.lines)
    else:
        first, *others = [_encounter_key(batch, name) for name in shared]
        groups = Groups.of(first)
        for key in others:
            groups = groups.split(key)
        groups = groups.over(batch.encounter, batch.starts)
    for name in names:
        if name in LINE_KEYS:
            groups = groups.split(batch.code.ids if name == "code" else batch.discipline)
    return groups


def _encounter_key(batch: Batch, name: str) -> Array:
    if name == "encounter":
        return np.arange(batch.encounters)
    column = batch.encounter_column("date" if name == "year" else name)
    if isinstance(column, Coded):
        return column.ids
    return _years(column) if name == "year" else column.astype(np.int64)


def _years(days: Array) -> Array:
    """The year of each date, as a whole number that ascends with it."""
    numbers = days.astype("datetime64[D]", copy=False).astype(np.int64)
    first, last = int(numbers.min()), int(numbers.max())
    if last - first >= len(days):
        return days.astype("datetime64[Y]").astype(np.int64)
    calendar = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return np.asarray(calendar.take(numbers - first))
