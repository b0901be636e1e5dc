"""Every fee of the schedule against an independent computation, and the fees that CMS has published."""

from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from pricing_alone import PAYER, fees, in_force, is_therapy, pricing_engine, rounded, table

from scrubjay import Engine
from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.money import dollars


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return pricing_engine(tmp_path_factory.mktemp("pack"))


def priced(engine: Engine, asked: list[tuple[str, str]], day: str, qp: bool) -> dict[str, list[str]]:
    """The published fees of one unit of each code in each locality, each a visit of its own."""
    count = len(asked)
    batch = Batch.from_columns(
        np.arange(count),
        {"code": Coded.of(code for code, _ in asked), "units": np.ones(count, np.int32)},
        {
            "patient": Coded.of(str(number) for number in range(count)),
            "date": np.full(count, day, "datetime64[D]"),
            "locality": Coded.of(locality for _, locality in asked),
            "participating": np.ones(count, np.int8),
            "qp": np.full(count, qp, np.int8),
        },
    )
    settled = engine.rule(PAYER, batch).settled
    columns = {name: settled.published[name] for name in ("unit_fee", "reduced_fee")} | {
        "allowed": settled.allowed
    }
    return {name: [dollars(cents) for cents in column] for name, column in columns.items()}


@pytest.mark.parametrize(
    ("day", "qp", "localities"),
    [
        ("2020-01-01", False, 112),
        ("2021-12-31", False, 112),
        ("2022-07-01", False, 112),
        ("2023-12-31", False, 112),
        ("2024-03-08", False, 109),
        ("2024-03-09", False, 109),
        ("2025-06-30", False, 109),
        ("2026-03-02", False, 109),
        ("2026-03-02", True, 109),
    ],
)
def test_every_therapy_code_in_every_locality(alone: Engine, day: str, qp: bool, localities: int) -> None:
    places = [locality for locality, rows in table("gpci", "locality").items() if in_force(rows, day)]
    codes = [code for code in table("rvu", "code") if is_therapy(code, day)]
    assert len(places) == localities
    assert len(codes) >= 51
    asked = list(product(codes, places))
    found = priced(alone, asked, day, qp)
    expected = [fees(code, locality, day, qp) for code, locality in asked]
    assert found["unit_fee"] == [str(full) for full, _, _ in expected]
    assert found["reduced_fee"] == [str(half) for _, half, _ in expected]
    assert found["allowed"] == found["unit_fee"]


@pytest.mark.parametrize("place", ["11", "22"])
@pytest.mark.parametrize("code", ["97129", "92610", "97597"])
def test_a_code_with_two_practice_expenses_by_the_place_of_service(
    alone: Engine, code: str, place: str
) -> None:
    day = "2026-03-02"
    places = [locality for locality, rows in table("gpci", "locality").items() if in_force(rows, day)]
    found = list(alone.check_many(visit(code, locality, day, place) for locality in places))
    expected = [fees(code, locality, day, facility=place == "22")[0] for locality in places]
    assert [each.to_dict()["lines"][0]["allowed"] for each in found] == [str(fee) for fee in expected]


def visit(code: str, locality: str, day: str, place: str | None) -> dict[str, object]:
    carrier, number = locality.split("-")
    return {
        "payer": PAYER,
        "date": day,
        "patient": {"id": locality},
        "place_of_service": place,
        "locality": {"carrier": carrier, "number": number},
        "billing_provider": {"participating": True, "qp": False},
        "lines": [{"code": code, "units": 1}],
    }


# Ohio, 2020: the fee and the amount with half the practice expense, as CMS published them (PFALL20). The fee
# less the rounded half of the practice expense would be a cent more or less for these codes.
OHIO = {
    "92522": ("91.51", "74.33"),
    "97012": ("15.01", "12.21"),
    "97110": ("30.21", "23.60"),
    "97112": ("34.65", "26.73"),
    "97113": ("37.89", "27.99"),
    "97161": ("84.17", "64.68"),
    "97533": ("50.11", "34.10"),
    "97761": ("40.93", "29.86"),
}


@pytest.mark.parametrize(("code", "amounts"), OHIO.items())
def test_each_fee_is_rounded_once_as_published(alone: Engine, code: str, amounts: tuple[str, str]) -> None:
    found = priced(alone, [(code, "15202-00")], "2020-06-01", qp=False)
    assert (found["unit_fee"], found["reduced_fee"]) == ([amounts[0]], [amounts[1]])
    full, half, expense = fees(code, "15202-00", "2020-06-01")
    assert (str(full), str(half)) == amounts
    index = in_force(table("gpci", "locality")["15202-00"], "2020-06-01")
    assert index is not None
    rounded_half = rounded(expense * Decimal(index["pe"]) * Decimal("36.0896") / 2)
    assert full - rounded_half != half
