"""The codes of what keeps a pack from loading. They are stable: none is ever given another meaning."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.codes.names import NAMES
from scrubjay.lint.codes.shape import SHAPE
from scrubjay.lint.codes.values import VALUES
from scrubjay.lint.codes.wholes import WHOLES
from scrubjay.lint.model import Code

LOADING: Final[tuple[Code, ...]] = (*SHAPE, *VALUES, *NAMES, *WHOLES)
"""The codes of the loader, and the one of a check that broke."""
