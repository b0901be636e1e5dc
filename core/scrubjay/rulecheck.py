"""Is what a kind gave a ruling that it declares? One that is not must not pass for something else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from scrubjay.columns import Coded
from scrubjay.kinds import Kind
from scrubjay.rulings import Facts, Ruling

_COLUMNS: Final = (np.ndarray, Coded)
_INT8: Final = np.dtype(np.int8)


class RulingError(ValueError):
    """What a kind's `rule` or `rule_encounter` gave is not what the kind declares."""


def check_ruling(kind: Kind, ruling: object, size: int) -> None:
    """Refuse what `rule(batch)` gave, if it is no ruling over `size` elements. Raises `RulingError`.

    An answer that the kind does not declare is not looked for here: where it stands, it is an error.
    """
    if not isinstance(ruling, Ruling):
        raise RulingError(f"rule must give a Ruling, and gave {type(ruling).__name__}")
    _check_column("answer", ruling.answer, size)
    if ruling.answer.dtype is not _INT8 and ruling.answer.dtype != _INT8:
        raise RulingError(f"answer must hold int8, as Answers.choose gives, and holds {ruling.answer.dtype}")
    if ruling.tells:
        _check_facts(kind, ruling.facts, size)
    if ruling.units is not None:
        _check_column("units", ruling.units, size)
    if ruling.allowed is not None:
        _check_column("allowed", ruling.allowed, size)
    for name, column in ruling.published.items():
        if name not in kind.publishes:
            raise RulingError(undeclared(kind, "published column", name, kind.publishes))
        _check_column(f"published {name}", column, size)
    for name, mask in ruling.remarks.items():
        if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_ or mask.shape != (size,):
            raise RulingError(f"remark {name} must be a mask of length {size}")
    for adjustment in ruling.adjustments:
        _check_column("the amount of an adjustment", adjustment.amount, size)


def facts_of(kind: Kind, ruling: Ruling) -> Facts:
    """The facts of a ruling, checked now if they were not there before. Raises whatever a kind raises."""
    if not ruling.tells:
        _check_facts(kind, ruling.facts, len(ruling.answer))
    return ruling.facts


def _check_facts(kind: Kind, facts: Facts, size: int) -> None:
    declared = kind.facts
    if not facts.keys() <= declared.keys():
        name = next(name for name in facts if name not in declared)
        raise RulingError(undeclared(kind, "fact", name, declared))
    for name, fact in facts.items():
        if isinstance(fact, _COLUMNS) and len(fact) != size:
            raise RulingError(f"fact {name!r} must have length {size}, and has {len(fact)}")


def undeclared(kind: Kind, what: str, name: str, known: Iterable[str]) -> str:
    """A name that a kind gave and does not declare, in words."""
    return f"{kind.id} declares no {what} {name!r}; it declares {', '.join(known) or 'none'}"


def _check_column(what: str, column: object, size: int) -> None:
    if not isinstance(column, np.ndarray) or column.dtype.kind not in "iu":
        found = f"holds {column.dtype}" if isinstance(column, np.ndarray) else f"is {type(column).__name__}"
        raise RulingError(f"{what} must be an array of whole numbers, and {found}")
    if column.dtype.kind == "u" and column.dtype.itemsize == 8:
        raise RulingError(f"{what} must be whole numbers that int64 can hold, and holds {column.dtype}")
    if column.shape != (size,):
        raise RulingError(f"{what} must have length {size}, and has {' by '.join(map(str, column.shape))}")
