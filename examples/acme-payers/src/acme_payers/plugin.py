"""The plugin: what ScrubJay is told when it starts."""

from __future__ import annotations

import scrubjay
from acme_payers.daily_units import DailyUnits
from acme_payers.needs_diagnosis import VisitNeedsDiagnosis


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    """Acme's kinds of policy."""
    return [DailyUnits, VisitNeedsDiagnosis]
