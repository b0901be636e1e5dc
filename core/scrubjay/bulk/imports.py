"""What a process of a run does not import."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from typing import Any, Final

import pyarrow as pa

_UNUSED: Final = "pandas"


def leave_pandas_out() -> None:
    """Have pyarrow not import pandas, where it is installed and nobody has.

    With the first array it makes pyarrow imports pandas, to tell a series from a list. That takes a fifth of
    a second, and no array of a run is made of one. Whoever asks pyarrow for a data frame later gets it.
    """
    if _UNUSED in sys.modules:
        return
    sys.meta_path.insert(0, _Absent)
    try:
        pa.array([None])
    finally:
        sys.meta_path.remove(_Absent)


class _Absent:
    """Finds no pandas, and leaves every other module to whoever is asked next."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name == _UNUSED:
            raise ModuleNotFoundError(f"{name} is left out", name=name)
        return None
