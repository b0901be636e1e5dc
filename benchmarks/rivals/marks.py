"""The numbers and bits by which rivals tell codes, modifiers and days, and the parameters of a policy."""

from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from scrubjay.ruleset import Ruleset

FIRST: Final = date(2019, 1, 1)
LAST: Final = date(2028, 12, 31)
DAYS: Final = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
today: Final = date(2026, 6, 1)
"""A day on which all policies are in force."""

DAY_ZERO: Final = int(np.datetime64(FIRST, "D").astype(int))

GP, GO, GN, CQ, CO, KX, GA, GX, GY, GZ = (1 << bit for bit in range(10))
NO_MORE, SAYS_MORE, LIFTS, SEPARATES = (1 << bit for bit in range(10, 14))
DISTINCT_BITS: Final = NO_MORE | SAYS_MORE

TIMED, UNTIMED, HOURLY, SERIES = 1, 2, 3, 4
"""What counts the units of a code; a series adds twice its number, and 1 for its further code."""

FREE, UNKNOWN, SEPARABLE, NEVER = range(4)
NO_PLACE: Final = -1

NEEDS_PLAN, DOC_ONE, DOC_TREATMENT, PASSIVE, UNDER_PLAN, BY_CLOCK, IN_GROUP, HELPED_TIMED, HELPED_UNTIMED = (
    1 << bit for bit in range(9)
)
OF_PT, OF_OT, OF_SLP = (1 << bit for bit in range(9, 12))
OF_ONE: Final = OF_PT | OF_OT | OF_SLP
"""Codes of one discipline, which take its modifier only."""
PAID, CONTRACTOR, UNPAID, ABSENT = range(4)
NO_LIMIT, UNLIMITED = -1, -2


def rule_of(ruleset: Ruleset, name: str, day: date) -> Any:
    """The parameters of a policy on a date; None where it is not in force."""
    (policy,) = (each for each in ruleset.policies if each.id.endswith(f":{name}"))
    version = policy.timeline.on(day)
    return None if version is None else version.rule
