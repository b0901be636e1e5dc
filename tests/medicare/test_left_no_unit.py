"""Lines of which the minutes support no unit, with all policies of Medicare: denied, and by whom."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.results import Evaluation, LineResult

Raw = dict[str, Any]

CODES = ("97110", "97140", "97530", "97161", "97150", "97010", "97129", "97130", "97545", "97550", "G0283")

lines = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "charge": st.sampled_from(["0.00", "0.01", "45.00", "500.00"]),
        "modifiers": st.lists(
            st.sampled_from(["GP", "GO", "KX", "GA", "GY", "GZ", "59", "CQ"]), unique=True, max_size=4
        ),
    },
    optional={"minutes": st.integers(0, 25), "units": st.integers(0, 3)},
)


def check(engine: Engine, *given: Raw, day: str = "2026-03-02", **more: Any) -> Evaluation:
    """One visit in San Francisco, of which everything is known."""
    return engine.check(
        {
            "payer": "medicare-part-b",
            "date": day,
            "patient": {"id": "P"},
            "billing_provider": {"npi": "1234567893", "participating": True, "qp": False},
            "claim_form": "professional",
            "place_of_service": "11",
            "locality": {"carrier": "01112", "number": "05"},
            "history": {"pt_slp_allowed": "0.00", "ot_allowed": "0.00", "deductible_met": "283.00"},
            "lines": list(given),
            **more,
        }
    )


def line(code: str, minutes: int, units: int, **more: Any) -> Raw:
    return {"code": code, "minutes": minutes, "units": units, "modifiers": ["GP"], "charge": "60.00", **more}


def taken(result: LineResult) -> list[tuple[str, str, int]]:
    return [(each.group, each.carc, each.amount) for each in result.adjustments]


def answers(evaluation: Evaluation, policy: str) -> list[str]:
    return [each.answer for each in evaluation.trace if each.policy == f"medicare-part-b:{policy}"]


@settings(max_examples=200)
@given(st.lists(lines, min_size=1, max_size=4))
def test_what_is_billed_is_never_written_off_whole(installed: Engine, given: list[Raw]) -> None:
    for result in check(installed, *given).lines:
        if not result.units_billed:
            continue
        assert ("CO", "45", result.charge) not in [each for each in taken(result) if result.charge]
        if result.units_payable == 0:
            assert result.status in ("denied", "bundled")
            assert [amount for *_, amount in taken(result)] == [result.charge] * bool(result.charge)


@settings(max_examples=200)
@given(st.lists(lines, min_size=1, max_size=4))
def test_a_unit_that_was_not_furnished_is_the_provider_s_whatever_else_is_wrong(
    installed: Engine, given: list[Raw]
) -> None:
    policies = installed.ruleset("medicare-part-b").policies
    counting = {each.id for each in policies if each.kind.stage == "units"}
    for result in check(installed, *given).lines:
        if result.units_billed and result.units_supported == 0:
            assert (result.status, result.units_payable, result.patient) == ("denied", 0, 0)
            for each in result.adjustments:
                assert (each.group, each.carc, each.rarcs) == ("CO", "151", ("N362",))
                assert each.policy in counting


def test_its_column_2_code_is_denied_beside_it_all_the_same(installed: Engine) -> None:
    left, column2 = check(installed, line("97113", 7, 1), line("97110", 15, 1), day="2024-08-05").lines
    assert (left.status, taken(left)) == ("denied", [("CO", "151", 6000)])
    assert (column2.status, taken(column2)) == ("denied", [("CO", "236", 6000)])


def test_its_units_count_in_the_limit_of_the_day(installed: Engine) -> None:
    evaluation = check(installed, line("97161", 20, 1), line("97161", 20, 1))
    assert answers(evaluation, "untimed") == ["supported", "over"]
    assert answers(evaluation, "mue-practitioner") == ["over_policy", "over_policy"]


def test_it_is_no_primary_code_that_is_paid(installed: Engine) -> None:
    paid = check(installed, line("97129", 15, 1), line("97130", 15, 1))
    assert answers(paid, "add-on-codes")[1] == "together"
    left = check(installed, line("97129", 7, 1), line("97130", 0, 1))
    assert answers(left, "add-on-codes")[1] == "alone"


def test_what_is_counted_over_the_day_and_the_year_sees_nothing_of_it(installed: Engine) -> None:
    whole = {"pt_slp_allowed": "2450.00", "ot_allowed": "0.00", "deductible_met": "0.00"}
    alone = check(installed, line("97140", 15, 1), history=whole).lines[0]
    left, beside = check(installed, line("97530", 7, 1), line("97140", 15, 1), history=whole).lines
    assert left.status == "denied"
    assert (beside.allowed, beside.patient, beside.status) == (alone.allowed, alone.patient, alone.status)


def test_a_line_that_bills_no_unit_is_not_denied(installed: Engine) -> None:
    none_billed, none_given = line("97140", 7, 0), line("97140", 7, 0)
    del none_given["units"]
    for each in (none_billed, none_given):
        (result,) = check(installed, each).lines
        assert (result.status, result.units_payable) == ("payable", 0)
