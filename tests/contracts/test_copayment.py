"""Copayments: one amount for a visit or a day, on its lines in their order, never more than is allowed."""

from pathlib import Path
from typing import Any

import pytest
from contract_pack import CONTRACT, FEES, PAYER, Raw, engine, policy
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine

VISIT = policy("copayment", "cost-share.copayment", 'amount = "50.00"')
DAY = policy("copayment", "cost-share.copayment", 'amount = "50.00", per = "day"')
COINSURANCE = policy("coinsurance", "cost-share.coinsurance", 'share = "0.20"')


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    ways = {"visit": (VISIT,), "day": (DAY,), "both": (VISIT, COINSURANCE)}
    return {way: engine(tmp_path_factory.mktemp(way), CONTRACT, *more) for way, more in ways.items()}


def visit(*lines: Raw, **more: Any) -> Raw:
    return {"payer": PAYER, "date": "2026-03-02", "patient": {"id": "A"}, "lines": list(lines), **more}


def owed(engine: Engine, *encounters: Raw) -> list[int | None]:
    return [line.patient for each in engine.check_many(encounters) for line in each.lines]


def line(code: str, units: int | None = 1) -> Raw:
    return {"code": code} if units is None else {"code": code, "units": units}


def test_the_first_lines_carry_it(engines: dict[str, Engine]) -> None:
    assert owed(engines["visit"], visit(line("97110"), line("97530"), line("97140"))) == [3207, 1793, 0]


def test_it_is_never_more_than_what_is_allowed(engines: dict[str, Engine]) -> None:
    assert owed(engines["visit"], visit(line("97010"))) == [701]


def test_each_visit_has_its_own(engines: dict[str, Engine]) -> None:
    clinic = {"npi": "1234567893"}
    one = visit(line("97530", 2), billing_provider=clinic)
    assert owed(engines["visit"], one, one) == [5000, 5000]
    assert owed(engines["day"], one, one) == [5000, 0]


def test_coinsurance_is_taken_of_what_is_left(engines: dict[str, Engine]) -> None:
    assert owed(engines["both"], visit(line("97110"), line("97530"))) == [3207, 1793 + 444]


def test_a_line_behind_one_without_a_price_cannot_be_told(engines: dict[str, Engine]) -> None:
    evaluation = engines["visit"].check(visit(line("97110", None), line("97530")))
    said = [each.answer for each in evaluation.trace if each.policy == f"{PAYER}:copayment"]
    assert said == ["unshared", "hidden"]
    assert [each.patient for each in evaluation.lines] == [None, None]


@given(st.lists(st.tuples(st.sampled_from(sorted(FEES)), st.integers(0, 3)), min_size=1, max_size=8))
def test_the_lines_of_a_visit_carry_all_of_it_or_all_that_is_allowed(
    engines: dict[str, Engine], lines: list[tuple[str, int]]
) -> None:
    evaluation = engines["visit"].check(visit(*(line(*each) for each in lines)))
    assert evaluation.totals["patient"] == min(5000, evaluation.totals["allowed"] or 0)
    for each in evaluation.lines:
        assert each.paid is not None
        assert each.allowed is not None
        assert each.paid + (each.patient or 0) == each.allowed


def test_a_copayment_of_nothing_is_nothing(tmp_path: Path) -> None:
    free = engine(tmp_path, CONTRACT, VISIT.replace("50.00", "0.00"))
    assert owed(free, visit(line("97110"))) == [0]
