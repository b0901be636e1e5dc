"""Exit statuses that scripts can rely on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

CLEAN: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
NOT_JUDGED: Final = 3
INTERNAL: Final = 4
INTERRUPTED: Final = 130
READER_GONE: Final = 141

_STATUS: Final = {"error": INTERNAL, "fail": FAILED, "no_data": NOT_JUDGED}
_GRAVEST: Final = (INTERNAL, BAD_INPUT, FAILED, NOT_JUDGED, CLEAN)


def gravest(statuses: Iterable[int]) -> int:
    """The status to exit with where several hold: broken, bad input, failed, not judged, clean."""
    return min(statuses, key=_GRAVEST.index, default=CLEAN)


def status_of(outcome: str) -> int:
    """The status of an evaluation by its outcome, in words."""
    return _STATUS.get(outcome, CLEAN)
