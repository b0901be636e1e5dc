"""In every pack that ships, what is counted over a provider's day is asked whose the day's visits are."""

import pytest

from scrubjay import Engine
from scrubjay.policy import Policy

OVER_A_DAY = frozenset(
    {
        "coding.add-on",
        "coding.one-line",
        "coding.one-of-a-set",
        "coding.pair-edits",
        "cost-share.copayment",
        "limits.units-per-day",
        "modifiers.assistant",
        "pricing.per-visit",
        "units.per-code",
        "units.series",
        "units.total-time",
        "units.untimed",
    }
)
"""Kinds that read `Batch.day`, and do not themselves say that a visit names nobody."""

PAYERS = sorted(Engine().catalogue.payers)


def asks(policy: Policy) -> bool:
    return policy.kind.id == "advice.same-day"


@pytest.mark.parametrize("payer", PAYERS)
def test_whose_the_visits_of_a_day_are_is_asked_once_wherever_it_matters(
    installed: Engine, payer: str
) -> None:
    ruleset = installed.ruleset(payer)
    days = {
        interval.start
        for policy in ruleset.policies
        if policy.kind.id in OVER_A_DAY
        for interval, _ in policy.timeline
        if interval.overlap(ruleset.coverage)
    }
    for day in sorted(max(day, ruleset.coverage.start) for day in days):
        counted = [
            version
            for policy in ruleset.policies
            if policy.kind.id in OVER_A_DAY and (version := policy.timeline.on(day)) is not None
        ]
        asking = [
            version
            for policy in ruleset.policies
            if asks(policy) and (version := policy.timeline.on(day)) is not None
        ]
        if counted:
            assert len(asking) == 1, day
        if any(version.terms.selector.claim_form for version in counted):
            assert asking[0].rule.forms, day  # type: ignore[union-attr]
