"""Exit statuses that scripts can rely on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scrubjay.results import Evaluation
from scrubjay.rulings import Outcome

CLEAN: Final = 0
FAILED: Final = 1
BAD_INPUT: Final = 2
NOT_JUDGED: Final = 3
INTERNAL: Final = 4

_STATUS: Final = {Outcome.ERROR: INTERNAL, Outcome.FAIL: FAILED, Outcome.NO_DATA: NOT_JUDGED}
_GRAVEST: Final = (INTERNAL, BAD_INPUT, FAILED, NOT_JUDGED, CLEAN)


def gravest(statuses: Iterable[int]) -> int:
    """The status to exit with where several hold: broken, bad input, failed, not judged, clean."""
    return min(statuses, key=_GRAVEST.index, default=CLEAN)


def status_of(evaluation: Evaluation) -> int:
    """The status of one evaluation."""
    return _STATUS.get(evaluation.outcome, CLEAN)
