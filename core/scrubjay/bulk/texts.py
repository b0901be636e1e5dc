"""The different texts of a column as Arrow holds them: none is a Python string before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import pyarrow as pa
import pyarrow.compute as pc


class Texts(Sequence[str]):
    """Texts by their numbers, as `Coded.names` has them; what is null in `array` is the empty text."""

    def __init__(self, array: pa.StringArray) -> None:
        self.array: pa.StringArray = pc.fill_null(array, "") if array.null_count else array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Texts: ...
    def __getitem__(self, place: int | slice) -> str | Texts:
        if isinstance(place, slice):
            return Texts(self.array[place])
        return str(self.array[place])

    def __iter__(self) -> Iterator[str]:
        return iter(self.array.to_pylist())

    def __contains__(self, text: object) -> bool:
        return self._blank >= 0 if text == "" else super().__contains__(text)

    def index(self, text: Any, *within: int) -> int:
        """The first number of a text. Raises `ValueError` where there is none."""
        return self._blank if text == "" and text in self and not within else super().index(text, *within)

    @cached_property
    def _blank(self) -> int:
        """The first number of the empty text, which whoever looks for absence asks for; or -1."""
        return int(pc.index(pc.binary_length(self.array), 0).as_py())


def in_arrow(names: Sequence[str]) -> pa.StringArray:
    """The same texts as Arrow holds them."""
    return names.array if isinstance(names, Texts) else pa.array(names, pa.string())
