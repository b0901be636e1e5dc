"""Short ways to write what recurs: outcomes, weights, modifiers, and money."""

from collections.abc import Sequence
from typing import Final

import polars as pl
from polars import Expr, col

from benchmarks.rivals.names import FAIL, PASS

SILENT: Final = pl.lit(0)


def has(bits: int) -> Expr:
    """A line carries one of these modifiers."""
    return (col("bits") & bits) != 0


def of_kind(bits: int) -> Expr:
    """A line's code is of this kind."""
    return (col("flags") & bits) != 0


def in_force(policy: int) -> Expr:
    return (col("in_force") & (1 << policy)) != 0


def verdict(cases: Sequence[tuple[Expr, int]], otherwise: int = 0) -> Expr:
    """The outcome of the first case that holds."""
    (condition, outcome), *more = cases
    chain = pl.when(condition).then(pl.lit(outcome, pl.Int8))
    for condition, outcome in more:
        chain = chain.when(condition).then(pl.lit(outcome, pl.Int8))
    return chain.otherwise(pl.lit(otherwise, pl.Int8))


def lightly(name: str) -> Expr:
    """The weight of an outcome whose failure only informs."""
    return pl.when(col(name) == FAIL).then(pl.lit(PASS, pl.Int8)).otherwise(col(name))


def half_up(numerator: Expr, denominator: int) -> Expr:
    return (2 * numerator + denominator) // (2 * denominator)
