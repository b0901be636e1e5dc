"""Visits of a day that leave it open with which others they belong."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine

Raw = dict[str, Any]

KEYS = {"billing-provider": "npi", "tax-id": "tin"}


def policy(provider: str) -> Raw:
    version = {"effective": date(2000, 1, 1), "params": {"provider": provider}}
    return {"id": provider, "kind": "advice.same-day", "version": [version]}


VISITS = st.fixed_dictionaries(
    {
        "patient": st.sampled_from(["P", "Q"]),
        "date": st.sampled_from(["2026-03-02", "2026-03-03"]),
        "npi": st.sampled_from([None, "1234567893", "1679576722"]),
        "tin": st.sampled_from([None, "123456789", "987654321"]),
        "form": st.sampled_from([None, "professional", "institutional"]),
    }
)


@pytest.fixture(scope="module")
def engine(engine_of: Callable[..., Engine]) -> Engine:
    return engine_of([], [policy(provider) for provider in KEYS])


def encounter(visit: Raw) -> Raw:
    return {
        "payer": "acme",
        "date": visit["date"],
        "patient": {"id": visit["patient"]},
        "billing_provider": {"npi": visit["npi"], "tin": visit["tin"]},
        "claim_form": visit["form"],
        "lines": [{"code": "97110"}, {"code": "97140"}],
    }


def named(visit: Raw, key: str) -> str | None:
    """Whose visit it is: a billing provider without an NPI is known by the tax id."""
    return (visit["npi"] or visit["tin"]) if key == "npi" else visit["tin"]


def expected(visit: Raw, others: list[Raw], key: str) -> str:
    """What is to be said of a visit beside the `others` of the call."""
    day = [each for each in others if (each["patient"], each["date"]) == (visit["patient"], visit["date"])]
    if day and any(named(each, key) is None for each in [visit, *day]):
        return "no_provider"
    mine = [each for each in day if named(each, key) == named(visit, key)]
    return "no_form" if visit["form"] and any(each["form"] is None for each in mine) else "told"


@pytest.mark.parametrize(("provider", "key"), KEYS.items())
@given(st.lists(VISITS, min_size=1, max_size=7))
def test_a_visit_is_told_what_others_of_its_day_leave_open(
    engine: Engine, provider: str, key: str, visits: list[Raw]
) -> None:
    found = [
        [each.answer for each in one.trace if each.policy == f"acme:{provider}"]
        for one in engine.check_many([encounter(visit) for visit in visits])
    ]
    assert found == [
        [expected(visit, visits[:number] + visits[number + 1 :], key)] for number, visit in enumerate(visits)
    ]
