"""The codes of what no check finds: what keeps a pack from loading, and exemptions and tiers.

They are stable: none is ever given another meaning.
"""

from __future__ import annotations

from typing import Final

from scrubjay.lint.codes.composition import COMPOSITION
from scrubjay.lint.codes.keeping import KEEPING
from scrubjay.lint.codes.names import NAMES
from scrubjay.lint.codes.shape import SHAPE
from scrubjay.lint.codes.values import VALUES
from scrubjay.lint.codes.wholes import WHOLES
from scrubjay.lint.model import Code

LOADING: Final[tuple[Code, ...]] = (*SHAPE, *VALUES, *NAMES, *COMPOSITION, *WHOLES)
"""The codes of the loader, and the one of a check that broke."""

KEPT: Final[frozenset[str]] = frozenset(each.code for each in (*LOADING, *KEEPING))
"""The codes that no exemption accepts."""
