"""Published amounts and the contract's example, to the cent and in the order of a remittance advice."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from attrs import frozen

from scrubjay import AdjustmentColumn, Answers, Batch, Engine, Fact, Money, Ruling, kind, param, passes
from scrubjay.results import Evaluation

EXAMPLE: dict[str, Any] = {
    "id": "V-1001",
    "payer": "medicare-part-b",
    "date": "2026-03-02",
    "patient": {"id": "P-77"},
    "billing_provider": {"npi": "1234567893", "tin": None, "participating": True, "qp": False},
    "claim_form": "professional",
    "place_of_service": "11",
    "locality": {"carrier": "01112", "number": "05"},
    "lines": [
        {
            "code": "97530",
            "minutes": 25,
            "units": 2,
            "modifiers": ["GP"],
            "charge": "180.00",
            "assistant_minutes": 0,
            "diagnoses": ["M25.561"],
        }
    ],
    "history": {"pt_slp_allowed": "1200.00", "ot_allowed": "0.00", "deductible_met": "283.00"},
    "plan_of_care": {
        "certified_from": "2026-02-01",
        "certified_through": "2026-04-30",
        "last_progress_report": "2026-02-20",
        "treatment_days_since_report": 4,
    },
    "documentation": {"97530": ["activity", "goal", "assistance", "reasoning", "minutes"]},
}


def adjustments(evaluation: Evaluation, line: int = 1) -> list[tuple[str, str, list[str], str, str]]:
    found = evaluation.to_dict()["lines"][line - 1]["adjustments"]
    return [
        (each["group"], each["carc"], each["rarcs"], each["amount"], each["policy"].partition(":")[2])
        for each in found
    ]


def test_the_example_of_the_contract(installed: Engine) -> None:
    evaluation = installed.check(EXAMPLE)
    (line,) = evaluation.to_dict()["lines"]
    assert {name: line[name] for name in ("charge", "allowed", "paid", "patient")} == {
        "charge": "180.00",
        "allowed": "74.85",
        "paid": "58.68",
        "patient": "14.97",
    }
    assert adjustments(evaluation) == [
        ("CO", "45", [], "91.02", "fee-schedule"),
        ("CO", "59", [], "14.13", "mppr"),
        ("PR", "2", [], "14.97", "coinsurance"),
        ("CO", "253", [], "1.20", "sequestration"),
    ]
    assert line["remarks"] == ["N670"]


def test_every_step_in_order_where_all_of_them_apply(installed: Engine) -> None:
    """A provider that does not participate, a deductible half met, and an assistant."""
    line = {**EXAMPLE["lines"][0], "modifiers": ["GP", "CQ"], "charge": "97.00", "assistant_minutes": 25}
    provider = {**EXAMPLE["billing_provider"], "participating": False}
    history = {**EXAMPLE["history"], "deductible_met": "253.00"}
    evaluation = installed.check(
        EXAMPLE | {"lines": [line], "billing_provider": provider, "history": history}
    )
    assert adjustments(evaluation) == [
        ("CO", "45", [], "8.02", "fee-schedule"),  # 97.00 - 2 x 44.49
        ("CO", "45", [], "4.44", "participation"),  # 88.98 - 2 x 42.27
        ("CO", "59", [], "13.43", "mppr"),  # 84.54 - (42.27 + 28.84)
        ("PR", "1", [], "30.00", "deductible"),
        ("PR", "2", [], "8.22", "coinsurance"),  # 20 % of 41.11
        ("CO", "45", ["N851"], "4.93", "assistant-reduction"),  # 15 % of 32.89
        ("CO", "253", [], "0.56", "sequestration"),  # 2 % of 27.96
    ]
    (result,) = evaluation.to_dict()["lines"]
    assert (result["allowed"], result["patient"], result["paid"]) == ("71.11", "38.22", "27.40")


def test_without_a_charge_the_balance_runs_from_what_is_allowed(installed: Engine) -> None:
    line = {name: value for name, value in EXAMPLE["lines"][0].items() if name != "charge"}
    evaluation = installed.check(EXAMPLE | {"lines": [line]})
    assert [each[:2] for each in adjustments(evaluation)] == [("PR", "2"), ("CO", "253")]
    (result,) = evaluation.to_dict()["lines"]
    assert (result["charge"], result["allowed"], result["paid"]) == (None, "74.85", "58.68")


# Amounts that are published for a fee of any code ---------------------------------------------------------


@kind(
    "test.flat-fee",
    stage="pricing",
    answers=Answers(fee=passes("the fee")),
    publishes={"unit_fee": Fact("Fee."), "reduced_fee": Fact("Fee.")},
)
@frozen
class FlatFee:
    """The same fee for every line."""

    fee: Money = param("The fee.", unit="USD")

    def rule(self, batch: Batch) -> Ruling:
        fee = np.full(batch.lines, self.fee, np.int64)
        assert batch.settled is not None
        allowed = np.minimum(fee * batch.settled.payable, batch.charge)
        return Ruling(
            np.zeros(batch.lines, np.int8),
            allowed=allowed,
            adjustments=(AdjustmentColumn("CO", "45", batch.charge - allowed),),
            published={"unit_fee": fee, "reduced_fee": fee},
        )


EngineOf = Callable[..., Engine]


def any_code(engine_of: EngineOf, fee: str) -> Engine:
    """An engine with a given fee for every code, and all steps after the fee schedule as in the pack."""
    lower = {"share": "0.95", "limiting_charge": "1.15", "group": "CO", "carc": "45"}
    stated: list[tuple[str, dict[str, Any]]] = [
        ("test.flat-fee", {"fee": fee}),
        ("pricing.participation", lower),
        ("cost-share.deductible", {"amount": "283.00"}),
        ("cost-share.coinsurance", {"share": "0.20"}),
        ("cost-share.sequestration", {"share": "0.02", "group": "CO", "carc": "253"}),
    ]
    return engine_of(
        [FlatFee],
        [
            {
                "id": name.partition(".")[2],
                "kind": name,
                "version": [{"effective": date(2020, 1, 1), "params": params}],
            }
            for name, params in stated
        ],
    )


def unit(*, charge: str = "9000.00", met: str = "283.00", **more: Any) -> dict[str, Any]:
    return {
        "payer": "acme",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "billing_provider": {"participating": True},
        "history": {"deductible_met": met},
        "lines": [{"code": "97530", "units": 1, "charge": charge}],
        **more,
    }


def pay(
    engine_of: EngineOf, fee: str, *, participating: bool = True, charge: str = "9000.00", met: str = "283.00"
) -> Evaluation:
    """What becomes of one unit with a given fee in 2026."""
    provider = {"participating": participating}
    return any_code(engine_of, fee).check(unit(charge=charge, met=met, billing_provider=provider))


def facts(evaluation: Evaluation, kind: str) -> dict[str, Any]:
    return dict(next(each.facts for each in evaluation.trace if each.kind == kind))


@pytest.mark.parametrize(
    ("fee", "lower", "limit"),
    [
        ("100.00", "95.00", "109.25"),  # northstar, after ASHA
        ("85.88", "81.59", "93.83"),  # northstar: 92626
        ("80.00", "76.00", "87.40"),  # a course page
    ],
)
def test_the_fee_and_the_limiting_charge_of_a_nonparticipating_provider(
    engine_of: EngineOf, fee: str, lower: str, limit: str
) -> None:
    found = facts(pay(engine_of, fee, participating=False), "pricing.participation")
    assert (found["unit_fee"], found["allowed"], found["limiting_charge"]) == (lower, lower, limit)


def test_medicare_pays_80_percent_of_the_lower_fee(engine_of: EngineOf) -> None:
    """Northstar: 65.27 of 81.59, before sequestration; the patient, charged the limit, is left with 28.56."""
    evaluation = pay(engine_of, "85.88", participating=False, charge="93.83")
    assert facts(evaluation, "cost-share.sequestration")["base"] == "65.27"
    assert Decimal("93.83") - Decimal("65.27") == Decimal("28.56")


def test_a_participating_provider_with_a_higher_charge(engine_of: EngineOf) -> None:
    """Northstar: 160 charged, 100 allowed: Medicare pays 80 (before sequestration), the patient 20."""
    evaluation = pay(engine_of, "100.00", charge="160.00")
    assert facts(evaluation, "cost-share.sequestration")["base"] == "80.00"
    assert evaluation.lines[0].patient == 2000


def test_sequestration_is_taken_from_what_is_left_after_deductible_and_coinsurance(
    engine_of: EngineOf,
) -> None:
    """First Coast: 100 allowed, 50 to the deductible, 10 coinsurance, 40 less 0.80 paid."""
    line = pay(engine_of, "100.00", charge="100.00", met="233.00").to_dict()["lines"][0]
    assert (line["patient"], line["paid"]) == ("60.00", "39.20")
    assert [(each["carc"], each["amount"]) for each in line["adjustments"]] == [
        ("1", "50.00"),
        ("2", "10.00"),
        ("253", "0.80"),
    ]


def test_no_sequestration_where_all_goes_to_the_deductible(engine_of: EngineOf) -> None:
    """Palmetto: 40 allowed, 200 of the deductible left."""
    line = pay(engine_of, "40.00", charge="40.00", met="83.00").to_dict()["lines"][0]
    assert (line["patient"], line["paid"]) == ("40.00", "0.00")
    assert [each["carc"] for each in line["adjustments"]] == ["1"]


def test_a_deductible_that_stays_the_same_begins_anew_with_each_year(engine_of: EngineOf) -> None:
    days = ("2025-03-03", "2025-12-31", "2026-01-01")
    found = any_code(engine_of, "200.00").check_many(
        unit(charge="200.00", met="0.00", date=day) for day in days
    )
    taken = [each.to_dict()["lines"][0]["adjustments"][0] for each in found]
    assert [(each["carc"], each["amount"]) for each in taken] == [
        ("1", "200.00"),
        ("1", "83.00"),
        ("1", "200.00"),
    ]
