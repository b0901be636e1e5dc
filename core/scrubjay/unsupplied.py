"""What stands for a rule while a parameter of it is not supplied: everything it speaks about has no data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
import numpy as np
from attrs import field, frozen

from scrubjay.batch import Batch
from scrubjay.kinds import Kind
from scrubjay.rulings import Ruling

UNSUPPLIED: Final = -2
"""The number, in a ruling, of the answer that a parameter is not supplied."""


@frozen(eq=False)
class Unsupplied:
    """A rule of `kind` without the parameters that are not supplied.

    `missing` says what each of them is, by its full name; `known` holds the other parameters. It speaks about
    the lines that the kind would speak about, as far as the known parameters tell, and else about every line.
    """

    kind: Kind
    missing: Mapping[str, str]
    known: Mapping[str, Any]
    about: frozenset[str] | None = field(init=False)
    carrying: tuple[str, ...] = field(init=False)

    @about.default
    def _codes_of_known(self) -> frozenset[str] | None:
        codes = self._told("about")
        return None if codes is None else frozenset(codes)

    @carrying.default
    def _modifiers_of_known(self) -> tuple[str, ...]:
        return tuple(self._told("carrying") or ())

    def _told(self, name: str) -> Any:
        """What the kind's property says with the known parameters; None where it needs others."""
        params: Any = self.kind.params
        made = params.__new__(params)
        for attribute in attrs.fields(params):
            if attribute.name in self.known:
                object.__setattr__(made, attribute.name, self.known[attribute.name])
        try:
            return getattr(made, name, None)
        except Exception:  # a plugin's property may need what is not supplied
            return None

    def rule(self, batch: Batch) -> Ruling:
        """Nothing can be told about any line or encounter."""
        size = batch.lines if self.kind.speaks == "line" else batch.encounters
        return Ruling(np.full(size, UNSUPPLIED, np.int8))

    @property
    def words(self) -> str:
        """What is missing, in a sentence."""
        return "; ".join(f"{name} is not supplied: {help}" for name, help in self.missing.items())

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return f"supply {' and '.join(self.missing)} in a pack of your own, with [[supply]]"
