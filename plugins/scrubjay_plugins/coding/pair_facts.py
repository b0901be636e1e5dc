"""What is recorded of the edits that were found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded, modifier_number
from scrubjay.rulings import FactValue
from scrubjay_plugins.coding.code_bits import at
from scrubjay_plugins.coding.pair_answers import SAYS
from scrubjay_plugins.coding.pair_found import Day, Found
from scrubjay_plugins.coding.spans import spans_of
from scrubjay_plugins.coding.which_modifier import MODIFIER_TEXTS, first_modifier

if TYPE_CHECKING:
    from scrubjay_plugins.coding.pair_edits import PairEdits

Array = NDArray[Any]


def no_facts(policy: PairEdits, batch: Batch) -> dict[str, FactValue]:
    """The facts of lines of which there is nothing to tell."""
    absent = Coded(np.zeros(batch.lines, np.int8), ("",))
    nothing = np.full(batch.lines, None, object)
    return {
        "column1": absent,
        "column2": batch.code,
        "indicator": nothing,
        "release": absent,
        "modifier": absent,
        "modifier_column": nothing,
        "general": policy.general,
    }


def facts_of(
    policy: PairEdits, batch: Batch, day: Day, found: Found, needless: Array | None
) -> Mapping[str, FactValue]:
    """The facts of every line, absent where a line has none; `needless` are lines with such a modifier."""
    facts = no_facts(policy, batch)
    first = np.zeros(batch.lines, np.int32)
    firsts = found.column1(day)
    first[found.lines] = firsts + 1
    facts["column1"] = Coded(first, ("", *day.known.codes.sorted))
    edited = found.answer != SAYS.unknown
    if not edited.any() and needless is None:
        return facts
    lines, column1, answer = found.lines[edited], firsts[edited], found.answer[edited]
    indicator = np.full(batch.lines, None, object)
    indicator[lines] = np.where(answer == SAYS.never, 0, 1)
    release = np.zeros(batch.lines, np.int8)
    release[lines] = day.known.source[spans_of(day.known.starts, batch)[lines], column1, day.ranks[lines]] + 1
    lifted = answer == SAYS.lifted
    modifier, modifier_column = _lifting(policy, batch, day, lines[lifted], column1[lifted])
    if needless is not None:
        modifier[needless] = first_modifier(batch, needless, policy.distinct)
    return facts | {
        "indicator": indicator,
        "release": Coded(release, ("", *(each.table.release for each in policy.tables))),
        "modifier": Coded(modifier, MODIFIER_TEXTS),
        "modifier_column": modifier_column,
    }


def _lifting(policy: PairEdits, batch: Batch, day: Day, lines: Array, column1: Array) -> tuple[Array, Array]:
    """The modifier that lifts the edit of each of `lines`, and its column, over all lines."""
    modifier, column = np.zeros(batch.lines, np.int16), np.full(batch.lines, None, object)
    own = first_modifier(batch, lines, (*policy.distinct, *policy.others))
    modifier[lines], column[lines[own > 0]] = own, 2
    left = np.flatnonzero(own == 0)
    for name in policy.distinct if len(left) else ():
        held = batch.carries(name)
        if held is not None:
            sets = at(day.codes_of(held), lines[left])
            there = day.known.codes.among(column1[left], sets)
            modifier[lines[left[there]]], column[lines[left[there]]] = modifier_number(name), 1
            left = left[~there]
    return modifier, column
