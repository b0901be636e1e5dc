"""The kinds of policy that ship with ScrubJay, one module a subject.

They are registered the way any plugin's are: an entry point of group `scrubjay` names this package.
"""

from __future__ import annotations

import scrubjay
from scrubjay_plugins.formats import READERS, WRITERS
from scrubjay_plugins.units.per_code import PerCode
from scrubjay_plugins.units.series import Series
from scrubjay_plugins.units.total_time import TotalTime
from scrubjay_plugins.units.untimed import Untimed


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    """The built-in kinds."""
    return [TotalTime, PerCode, Untimed, Series]


@scrubjay.hookimpl
def scrubjay_readers(context: scrubjay.Context) -> list[scrubjay.Reader]:
    """JSON and JSON Lines."""
    return READERS


@scrubjay.hookimpl
def scrubjay_writers(context: scrubjay.Context) -> list[scrubjay.Writer]:
    """Text, JSON and Markdown."""
    return WRITERS
