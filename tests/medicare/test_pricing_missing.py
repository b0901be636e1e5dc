"""What is not known: which lines are left without an amount, and which can be priced all the same."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from pricing_alone import PAYER, Raw, pricing_engine

from scrubjay import Engine
from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.money import MISSING
from scrubjay.results import Evaluation
from scrubjay_plugins.pricing.ranking import Candidates, rank


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return pricing_engine(tmp_path_factory.mktemp("pack"))


def visit(*lines: Raw, npi: str | None = "1234567893", date: str = "2026-03-02", **more: Any) -> Raw:
    return {
        "payer": PAYER,
        "date": date,
        "patient": {"id": "A"},
        "locality": {"carrier": "01112", "number": "05"},
        "billing_provider": {"npi": npi, "participating": True, "qp": False},
        "history": {"deductible_met": "0.00"},
        "lines": list(lines),
        **more,
    }


def line(code: str, units: int | None = 1, **more: Any) -> Raw:
    return {"code": code, **({} if units is None else {"units": units}), **more}


def said(evaluation: Evaluation, policy: str) -> list[str]:
    return [each.answer for each in evaluation.trace if each.policy == f"{PAYER}:{policy}"]


def allowed(evaluations: Sequence[Evaluation]) -> list[list[str | None]]:
    return [[each["allowed"] for each in evaluation.to_dict()["lines"]] for evaluation in evaluations]


# One visit's provider is not known ------------------------------------------------------------------------


def test_a_visit_without_a_provider_may_be_the_same_providers(alone: Engine) -> None:
    """97530 ranks first in any case; whether 97110 is reduced depends on whose visit it is."""
    found = list(alone.check_many([visit(line("97530")), visit(line("97110"), npi=None)]))
    assert allowed(found) == [["44.49"], [None]]
    assert said(found[1], "mppr") == ["apart"]
    assert [each.missing for each in found[1].findings] == ["billing_provider"]


def test_two_visits_without_a_provider_may_be_one_providers_or_two(alone: Engine) -> None:
    found = list(alone.check_many([visit(line("97530"), npi=None), visit(line("97110", 2), npi=None)]))
    assert allowed(found) == [["44.49"], [None]]
    assert said(found[1], "mppr") == ["apart"]


def test_a_line_that_its_own_visit_reduces_needs_no_provider(alone: Engine) -> None:
    visits = [visit(line("97530")), visit(line("97161"), line("97110"), npi=None)]
    found = list(alone.check_many(visits))
    assert allowed(found) == [[None], ["121.46", "26.25"]]
    assert said(found[0], "mppr") == ["apart"]


def test_the_only_visit_of_a_day_needs_no_provider(alone: Engine) -> None:
    days = [visit(line("97530"), npi=None), visit(line("97110"), npi=None, date="2026-03-03")]
    assert allowed(list(alone.check_many(days))) == [["44.49"], ["35.91"]]


def test_other_codes_do_not_ask_whose_visit_it_is(alone: Engine) -> None:
    visits = [visit(line("97530")), visit(line("97129"), npi=None, place_of_service="11")]
    assert allowed(list(alone.check_many(visits))) == [["44.49"], ["25.96"]]


def test_a_third_visit_with_other_codes_does_not_cloud_two_known_providers(alone: Engine) -> None:
    other = visit(line("97129"), npi=None, place_of_service="11")
    visits = [visit(line("97530")), visit(line("97110"), npi="1245319599"), other]
    assert allowed(list(alone.check_many(visits))) == [["44.49"], ["35.91"], ["25.96"]]


def test_known_providers_each_have_a_unit_in_full(alone: Engine) -> None:
    found = alone.check_many([visit(line("97530")), visit(line("97110"), npi="1245319599")])
    assert allowed(list(found)) == [["44.49"], ["35.91"]]


# A line's units or fee are not known ----------------------------------------------------------------------


def test_only_the_line_that_may_be_first_is_left_open(alone: Engine) -> None:
    found = alone.check(visit(line("97533", None), line("97110", 2), line("97530")))
    assert allowed([found]) == [[None, "52.50", None]]
    assert said(found, "mppr") == ["unpriced", "reduced", "torn"]


def test_a_line_that_could_only_be_behind_leaves_the_first_one_alone(alone: Engine) -> None:
    found = alone.check(visit(line("97110", None), line("97530")))
    assert allowed([found]) == [[None, "44.49"]]
    assert said(found, "mppr") == ["unpriced", "primary"]


def test_a_line_with_an_equal_rank_and_unknown_units_counts_by_its_place(alone: Engine) -> None:
    before = alone.check(visit(line("97116", None), line("97110")))
    behind = alone.check(visit(line("97110"), line("97116", None)))
    assert allowed([before, behind]) == [[None, None], ["35.91", None]]


def test_no_remark_where_the_day_may_have_one_unit_only(alone: Engine) -> None:
    found = alone.check(visit(line("97110", None), line("97530")))
    assert found.lines[1].remarks == ()
    several = alone.check(visit(line("97110"), line("97530")))
    assert [each.remarks for each in several.lines] == [(), ("N670",)]


def test_a_contractor_priced_line_has_no_part_in_the_ranking(alone: Engine) -> None:
    found = alone.check(visit(line("97799"), line("97530", 2)))
    assert allowed([found]) == [[None, "74.85"]]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_what_is_torn_does_not_depend_on_the_order_of_lines(order: tuple[int, ...]) -> None:
    """Of four lines the second and third are unsure; one stands before the best of the known, one behind."""
    expense = np.array([60, MISSING, 40, 50])[list(order)]
    fee = np.array([4000, MISSING, 3000, MISSING])[list(order)]
    known = np.array([True, False, True, False])[list(order)]
    batch = Batch.from_columns(
        np.zeros(4, np.int32),
        {"code": Coded.of("abcd")},
        {"patient": Coded.of(["A"]), "date": np.array(["2026-03-02"], "datetime64[D]")},
    )
    ranking = rank(batch, Candidates(known, ~known, expense, fee))
    assert [order[each] for each in np.flatnonzero(ranking.torn)] == [0]
    assert not ranking.primary.any()


# Money that hangs together -------------------------------------------------------------------------------


def test_a_line_without_a_price_has_no_share_and_no_balance(alone: Engine) -> None:
    found = alone.check(visit(line("97799", charge="50.00"), line("97530", charge="50.00")))
    first, second = found.to_dict()["lines"]
    assert (first["allowed"], first["paid"], first["patient"], first["adjustments"]) == (None, None, None, [])
    assert said(found, "coinsurance") == ["unshared", "unshared"]
    # What goes to the deductible from the second line depends on the first.
    assert (second["allowed"], second["paid"], second["patient"]) == ("44.49", None, None)
    assert said(found, "deductible") == ["unshared", "hidden"]


def test_an_unknown_deductible_leaves_the_shares_open_and_the_price_alone(alone: Engine) -> None:
    found = alone.check(visit(line("97530"), history={}))
    (result,) = found.to_dict()["lines"]
    assert (result["allowed"], result["paid"], result["patient"]) == ("44.49", None, None)
    assert [each.missing for each in found.findings] == ["deductible_met"]


def test_a_provider_that_may_not_participate_has_no_price(alone: Engine) -> None:
    raw = visit(line("97530"))
    raw["billing_provider"]["participating"] = None
    found = alone.check(raw)
    assert allowed([found]) == [[None]]
    assert [each.missing for each in found.findings] == ["participating"]


# The deductible of a year --------------------------------------------------------------------------------


def met(amount: str | None) -> Raw:
    return {} if amount is None else {"deductible_met": amount}


def deductibles(engine: Engine, visits: Sequence[Raw]) -> list[str | None]:
    found = engine.check_many(visits)
    return [
        next(
            (
                each["amount"]
                for each in evaluation.to_dict()["lines"][0]["adjustments"]
                if each["carc"] == "1"
            ),
            None,
        )
        for evaluation in found
    ]


def test_the_deductible_runs_over_the_year_whatever_order_the_visits_come_in(alone: Engine) -> None:
    days = ["2026-06-01", "2026-01-05", "2026-03-02"]
    visits = [visit(line("97161"), date=day) for day in days]
    # 121.46 in January, 121.46 in March, and the 40.08 that are left in June
    assert deductibles(alone, visits) == ["40.08", "121.46", "121.46"]


def test_it_begins_anew_with_the_calendar_year(alone: Engine) -> None:
    visits = [visit(line("97530"), date=day, history=met("282.00")) for day in ("2026-12-31", "2025-12-31")]
    assert deductibles(alone, visits) == ["1.00", None]


def test_what_was_met_before_is_what_the_first_visit_of_the_year_says(alone: Engine) -> None:
    visits = [
        visit(line("97530"), date="2026-02-02", history=met("270.00")),
        visit(line("97530"), date="2026-05-04", history=met("0.00")),
    ]
    assert deductibles(alone, visits) == ["13.00", None]
    unknown = [visits[0] | {"history": {}}, visits[1]]
    found = list(alone.check_many(unknown))
    assert [said(each, "deductible") for each in found] == [["unknown"], ["unknown"]]


def test_of_several_first_visits_any_may_say_it_and_the_order_does_not_matter(alone: Engine) -> None:
    day = [
        visit(line("97129"), history=met(amount), place_of_service="11")
        for amount in (None, "270.00", "260.00")
    ]
    for order in permutations(day):
        totals = [each for each in deductibles(alone, list(order)) if each]
        assert totals == ["13.00"]


def test_visits_at_other_providers_use_the_same_deductible(alone: Engine) -> None:
    visits = [
        visit(line("97530"), date="2026-02-02", history=met("270.00")),
        visit(line("97530"), date="2026-02-03", npi="1245319599"),
        visit(line("97530"), date="2026-02-04", patient={"id": "B"}, history=met("270.00")),
    ]
    assert deductibles(alone, visits) == ["13.00", None, "13.00"]


def test_an_earlier_line_without_a_price_hides_how_much_is_left(alone: Engine) -> None:
    visits = [visit(line("97799"), date="2026-01-05"), visit(line("97530"), date="2026-02-02")]
    found = list(alone.check_many(visits))
    assert [said(each, "deductible") for each in found] == [["unshared"], ["hidden"]]
    full = [each | {"history": met("283.00")} for each in visits]
    assert [said(each, "deductible") for each in alone.check_many(full)] == [["unshared"], ["met"]]
