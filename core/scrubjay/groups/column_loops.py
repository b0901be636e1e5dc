"""What is done to whole columns as loops over lines, compiled: one pass where NumPy takes several."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from numba import types

from scrubjay.groups.loops import BYTES, COLUMN, SIZE, Bytes, Flags, Ids, Whole, compiled, laid_out

__all__ = ["laid_out"]

Small = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int16]

SMALL: Final = types.Array(types.int8, 1, "C", readonly=True)
ROWS: Final = types.Array(types.int16, 2, "C", readonly=True)
KEPT: Final = types.Array(types.int8, 1, "C")


@compiled(KEPT, SMALL, SMALL)
def raise_all(worst: Small, weights: Small, answers: Small) -> Small:
    """Raise each element to the weight of its answer, and give the weights."""
    weight = np.empty(len(answers), np.int8)
    for element in range(len(answers)):
        weight[element] = weights[np.uint8(answers[element])]
    for element in range(len(answers)):
        worst[element] = max(worst[element], weight[element])
    return weight


@compiled(KEPT, SMALL, SMALL, COLUMN)
def raise_some(worst: Small, weights: Small, answers: Small, places: npt.NDArray[Any]) -> Small:
    """Raise the elements at `places` to the weights of their answers, and give the weights."""
    weight = np.empty(len(answers), np.int8)
    for number in range(len(answers)):
        element = np.uint64(places[number])
        weight[number] = weights[np.uint8(answers[number])]
        worst[element] = max(worst[element], weight[number])
    return weight


@compiled(KEPT, BYTES, types.int8)
def put_where(column: Small, mask: Bytes, value: int) -> None:
    """Put a value where a mask holds."""
    for line in range(len(column)):
        column[line] = value if mask[line] else column[line]


@compiled(COLUMN, BYTES)
def chosen_lines(numbers: Ids, chosen: Bytes) -> Ids:
    """The lines whose number is chosen, in order."""
    lines = np.empty(len(numbers) + 1, np.intp)
    found = 0
    for line in range(len(numbers)):
        lines[found] = line  # kept or written over: no branch, which a processor could not foresee
        found += chosen[np.uint64(numbers[line])]
    return lines[:found].copy()


@compiled(COLUMN, BYTES)
def looked_up(numbers: Ids, chosen: Bytes) -> Flags:
    """Whether the number of each line is chosen; it gives up, with no line at all, on a number beyond."""
    found = np.empty(len(numbers), np.bool_)
    size, beyond = np.uint64(len(chosen)), False
    for line in range(len(numbers)):
        number = np.uint64(numbers[line])
        if number >= size:
            beyond = True
            break
        found[line] = chosen[number]
    return found[:0].copy() if beyond else found


@compiled(COLUMN, BYTES)
def none_where(amounts: Whole, mask: Bytes) -> Whole:
    """The amounts, and 0 where a mask holds."""
    kept = np.empty(len(amounts), np.int64)
    for line in range(len(amounts)):
        kept[line] = 0 if mask[line] else amounts[line]
    return kept


@compiled(KEPT, COLUMN, SMALL)
def raise_owners(worst: Small, owner: Ids, weights: Small) -> None:
    """Raise what each element belongs to, to the weight of the element."""
    for element in range(len(owner)):
        place = np.uint64(owner[element])
        worst[place] = max(worst[place], weights[element])


@compiled(ROWS, SIZE)
def present(rows: Rows, size: int) -> Flags:
    """Which of the numbers from 0 to `size` stand in some row."""
    found = np.zeros(size, np.bool_)
    for row in range(len(rows)):
        for number in rows[row]:
            found[np.uint16(number)] = True
    return found


@compiled(ROWS, COLUMN)
def united(rows: Rows, table: Whole) -> Whole:
    """The bits that a table holds for the numbers of each row."""
    bits = np.empty(len(rows), np.int64)
    for row in range(len(rows)):
        together = np.int64(0)
        for number in rows[row]:
            together |= table[np.uint16(number)]
        bits[row] = together
    return bits


@compiled(COLUMN, types.int64)
def has_any(bits: Whole, wanted: int) -> Flags:
    """Which elements have any of some bits."""
    found = np.empty(len(bits), np.bool_)
    for element in range(len(bits)):
        found[element] = (bits[element] & wanted) != 0
    return found


@compiled(ROWS, SMALL)
def summed(rows: Rows, table: Small) -> Small:
    """The sum of what a table holds for the numbers of each row."""
    sums = np.empty(len(rows), np.int8)
    for row in range(len(rows)):
        together = np.int8(0)
        for number in rows[row]:
            together += table[np.uint16(number)]
        sums[row] = together
    return sums
