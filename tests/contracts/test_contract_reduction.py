"""Reductions of several procedures under a contract, against a slow reference and in words."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from contract_pack import CONTRACT, FEES, PAYER, Raw, allowed, engine, policy
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, PackError
from scrubjay.money import MISSING
from scrubjay_plugins.pricing.expense_share import Expenses, without_expense

WAYS = [
    ("practice-expense", "practice-expense", "unit"),
    ("practice-expense", "practice-expense", "code"),
    ("practice-expense", "fee", "unit"),
    ("whole", "fee", "unit"),
    ("whole", "fee", "code"),
    ("whole", "allowance", "code"),
    ("whole", "practice-expense", "unit"),
    ("whole", "allowance", "unit"),
]
CODES = set(FEES) - {"97010"}


def reduction(of: str, rank_by: str, each: str, share: str = "0.50", more: str = "") -> str:
    codes = ", ".join(f'"{code}"' for code in sorted(CODES))
    return policy(
        "reduction",
        "pricing.contract-reduction",
        f'codes = [{codes}], reduction = "{share}", of = "{of}", rank_by = "{rank_by}", each = "{each}", '
        f'rvu = "rvu", group = "CO", carc = "59", remark = "N670"{more}',
    )


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Engine]:
    return {way: engine(tmp_path_factory.mktemp("pack"), CONTRACT, reduction(*way)) for way in WAYS}


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Engine]:
    return lambda *policies: engine(tmp_path, CONTRACT, *policies)


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def known(**values: Any) -> Raw:
    return {name: value for name, value in values.items() if value is not None}


lines = st.builds(
    known,
    code=st.sampled_from(sorted(FEES)),
    units=st.integers(0, 4),
    charge=st.none() | st.integers(0, 30_000).map(money),
)
calls = st.lists(
    st.fixed_dictionaries(
        {
            "payer": st.just(PAYER),
            "date": st.sampled_from(["2025-03-03", "2026-03-02"]),
            "patient": st.sampled_from([{"id": "A"}, {"id": "B"}]),
            "billing_provider": st.sampled_from([{"npi": "1234567893"}, {"npi": "1245319599"}]),
            "lines": st.lists(lines, min_size=1, max_size=5),
        }
    ),
    min_size=1,
    max_size=4,
)


def amounts(engine: Engine, encounters: Sequence[Raw]) -> dict[tuple[int, int], int | None]:
    return {
        (number, place): line.allowed
        for number, evaluation in enumerate(engine.check_many(encounters))
        for place, line in enumerate(evaluation.lines)
    }


@given(st.sampled_from(WAYS), calls)
def test_every_line_is_allowed_what_the_reference_allows(
    engines: dict[tuple[str, ...], Engine], way: tuple[str, str, str], encounters: list[Raw]
) -> None:
    of, rank_by, each = way
    expected = allowed(encounters, of=of, rank_by=rank_by, each=each, reduction=Fraction(1, 2), codes=CODES)
    assert amounts(engines[way], encounters) == expected


@given(st.sampled_from(WAYS), calls, st.data())
def test_every_line_balances_whatever_is_missing(
    engines: dict[tuple[str, ...], Engine], way: tuple[str, str, str], encounters: list[Raw], data: Any
) -> None:
    for each in encounters:
        if data.draw(st.integers(0, 3)) == 0:
            del each["billing_provider"]
        for line in each["lines"]:
            if data.draw(st.integers(0, 4)) == 0:
                del line["units"]
            if data.draw(st.integers(0, 4)) == 0:
                line["code"] = "97537"  # no fee, and not among the codes
    for evaluation in engines[way].check_many(encounters):
        missing = {each.line for each in evaluation.findings if each.outcome.word == "no_data"}
        for line in evaluation.lines:
            if line.paid is None:
                assert line.line in missing
                continue
            base = line.charge if line.charge is not None else line.allowed
            assert base - sum(each.amount for each in line.adjustments) == line.paid == line.allowed
            assert min((each.amount for each in line.adjustments), default=1) > 0


@given(calls, st.randoms(use_true_random=False))
def test_what_is_torn_is_never_guessed(
    engines: dict[tuple[str, ...], Engine], encounters: list[Raw], random: Any
) -> None:
    """Leaving units out makes lines unknown, or leaves what is allowed for others as some units would."""
    way = random.choice([("whole", "allowance", "code"), ("whole", "allowance", "unit"), WAYS[0]])
    encounter = encounters[0]
    line = random.choice(encounter["lines"])
    found: dict[int, set[int | None]] = {}
    for units in range(6):
        line["units"] = units
        for (_, place), amount in amounts(engines[way], [encounter]).items():
            found.setdefault(place, set()).add(amount)
    del line["units"]
    for (_, place), amount in amounts(engines[way], [encounter]).items():
        if amount is not None:
            assert found[place] == {amount}


def visit(*lines: Raw, **more: Any) -> Raw:
    return {
        "payer": PAYER,
        "date": "2026-03-02",
        "patient": {"id": "A"},
        "lines": list(lines),
        **more,
    }


def said(engine: Engine, *encounters: Raw) -> list[str]:
    return [
        each.answer
        for evaluation in engine.check_many(encounters)
        for each in evaluation.trace
        if each.policy == "contract:reduction"
    ]


def test_the_share_of_practice_expense_is_taken_of_the_contracts_fee(made: Callable[..., Engine]) -> None:
    # 32.07 less half of 42/88 of it is 24.417...
    engine = made(reduction("practice-expense", "practice-expense", "unit"))
    evaluation = engine.check(visit({"code": "97530", "units": 1}, {"code": "97110", "units": 1}))
    assert [line.allowed for line in evaluation.lines] == [4013, 2442]
    assert evaluation.lines[0].remarks == ("N670",)


def test_a_code_without_relative_values_cannot_be_reduced(tmp_path: Path) -> None:
    more = CONTRACT.replace('"fees"', '"more"').replace('id = "fees"', 'id = "fees"')
    fees = reduction("practice-expense", "practice-expense", "unit").replace('"97110"', '"97110", "97032"')
    one = engine(tmp_path, more.replace('fees = "more"', 'fees = "fees"'), fees)
    encounter = visit({"code": "97110", "units": 1}, {"code": "97032", "units": 1})
    assert said(one, encounter) == ["torn", "unpriced"]


def test_visits_of_an_unknown_provider_are_apart(made: Callable[..., Engine]) -> None:
    engine = made(reduction("whole", "allowance", "code"))
    one = visit({"code": "97110", "units": 1}, billing_provider={"npi": "1234567893"})
    other = visit({"code": "97530", "units": 1})
    assert said(engine, one, other) == ["apart", "apart"]
    assert said(engine, one) == ["alone"]


def test_the_tax_id_takes_clinics_of_one_group_together(made: Callable[..., Engine]) -> None:
    engine = made(reduction("whole", "fee", "unit", more=', provider = "tax-id"'))
    clinics = [{"npi": "1234567893", "tin": "123456789"}, {"npi": "1245319599", "tin": "123456789"}]
    day = [visit({"code": "97530", "units": 1}, billing_provider=clinic) for clinic in clinics]
    assert said(engine, *day) == ["primary", "reduced"]
    clinics[1]["tin"] = "987654321"
    assert said(engine, *day) == ["alone", "alone"]


def test_a_share_of_the_charge_can_be_reduced_by_code_and_not_by_unit(tmp_path: Path) -> None:
    share = policy("share", "pricing.share-of-charge", 'share = "0.60", group = "CO", carc = "45"')
    encounter = visit(
        {"code": "97530", "units": 2, "charge": "200.00"}, {"code": "97110", "units": 1, "charge": "80.01"}
    )
    by_code = engine(tmp_path / "code", share, reduction("whole", "allowance", "code"))
    assert list(amounts(by_code, [encounter]).values()) == [12000, 2401]  # half of 48.01 is 24.005
    by_unit = engine(tmp_path / "unit", share, reduction("whole", "fee", "unit"))
    assert said(by_unit, encounter) == ["no_unit_fee", "no_unit_fee"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('rank_by = "price"', "'price' is not one of practice-expense, fee, allowance"),
        ('reduction = "1.50"', "params.reduction: '1.50' is not a share from 0 to 1 as a string"),
    ],
)
def test_parameters_that_do_not_go_together_are_refused(tmp_path: Path, given: str, told: str) -> None:
    name = given.partition(" =")[0]
    stated = reduction("whole", "fee", "unit")
    broken = stated.replace(next(each for each in stated.split(", ") if each.startswith(name)), given)
    with pytest.raises(PackError) as caught:
        engine(tmp_path, CONTRACT, broken).ruleset(PAYER)
    assert told in str(caught.value)


def test_practice_expense_needs_relative_values(tmp_path: Path) -> None:
    stated = reduction("practice-expense", "fee", "unit").replace('rvu = "rvu", ', "")
    with pytest.raises(PackError, match="practice-expense needs relative values; give rvu"):
        engine(tmp_path, CONTRACT, stated).ruleset(PAYER)


def test_a_table_with_another_type_of_fee_is_refused_where_it_is_named(tmp_path: Path) -> None:
    engine(tmp_path, CONTRACT)
    file = tmp_path / "policies" / "all.toml"
    file.write_text(file.read_text("utf-8").replace('fee = "decimal-2"', 'fee = "decimal-4"'), "utf-8")
    with pytest.raises(PackError) as caught:
        Engine([tmp_path]).ruleset(PAYER)
    assert "SJ014 policy[0].version[0].params.fees: table contract:fees lacks what fees needs" in str(
        caught.value
    )


fees = st.integers(0, 2**40)
shares = st.integers(0, 10**5).map(lambda number: Fraction(number, 10**5))
values = st.integers(0, 5000)


@given(st.lists(st.tuples(fees, values, values, values), min_size=1, max_size=8), shares)
def test_the_reduced_fee_is_exact_however_great_the_fee(
    rows: list[tuple[int, int, int, int]], share: Fraction
) -> None:
    fee = np.array([row[0] for row in rows])
    practice = np.array([row[2] for row in rows])
    whole = np.array([sum(row[1:]) for row in rows])
    told = whole > 0
    expenses = Expenses(np.where(told, practice, MISSING), np.where(told, whole, MISSING))
    for place, amount in enumerate(without_expense(fee, expenses, share).tolist()):
        if not told[place]:
            assert amount == MISSING
            continue
        exact = int(fee[place]) * (1 - share * Fraction(int(practice[place]), int(whole[place])))
        assert abs(Fraction(amount) - exact) <= Fraction(1, 2)
        assert amount - exact != Fraction(-1, 2), "a half is rounded up"
