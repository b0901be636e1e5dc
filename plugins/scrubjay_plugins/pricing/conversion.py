"""The conversion factor of a fee schedule: one for all providers, or two by the provider's standing."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.rulings import FactValue

Array = NDArray[Any]

PLACES = 6
"""At most so many decimals, below a thousand dollars: a fee is then computed exactly in 64 bits."""


@frozen(slots=False)
class Conversion:
    """Dollars for one relative value unit; `qualifying` is the factor of qualifying participants, if any."""

    factor: Decimal
    qualifying: Decimal | None

    def check(self) -> None:
        """Refuse factors with which fees could not be computed exactly. Raises `ValueError`."""
        for factor in filter(None, (self.factor, self.qualifying)):
            if _decimals(factor) > PLACES or factor >= 1000:
                raise ValueError(f"conversion factor {factor} has more than six decimals or is 1000 or more")

    @cached_property
    def scale(self) -> int:
        """The decimal places of both factors: `scaled` holds them times 10 to this power."""
        return max(_decimals(self.factor), _decimals(self.qualifying or self.factor))

    @cached_property
    def _by_flag(self) -> Array:
        """The factor by the flag of a qualifying participant: not, yes, unknown (0: it cannot be told)."""
        factor = int(self.factor.scaleb(self.scale))
        if self.qualifying is None:
            return np.full(3, factor)
        return np.array([factor, int(self.qualifying.scaleb(self.scale)), 0])

    def scaled(self, batch: Batch) -> Array | np.int64:
        """The factor of every line, or of all; 0 where it cannot be told which of two it is."""
        if self.qualifying is None:
            return cast("np.int64", self._by_flag[0])
        flags = cast("Array", batch.encounter_column("qp"))
        return np.asarray(self._by_flag[flags][batch.encounter])

    def shown(self, batch: Batch) -> FactValue:
        """The factor of every line as people write it."""
        if self.qualifying is None:
            return str(self.factor)
        return Coded(batch.qp % 3, (str(self.factor), str(self.qualifying), ""))


def _decimals(number: Decimal) -> int:
    return max(0, -cast("int", number.normalize().as_tuple().exponent))
