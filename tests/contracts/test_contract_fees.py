"""A contract's fees, shares of charges and schedules, rates for visits, rates for assistants: in amounts."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from contract_pack import CONTRACT, FEES, PAYER, Raw, engine, half_up, policy, table
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, PackError
from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.groups import Groups
from scrubjay.settled import Settled
from scrubjay_plugins.pricing.share_of_schedule import ShareOfSchedule
from scrubjay_plugins.pricing.spreading import spread

CHARGES = policy("charges", "pricing.share-of-charge", 'share = "0.65", group = "CO", carc = "45"')
VISIT = policy("visit", "pricing.per-visit", 'rate = "95.00", group = "CO", carc = "45"')
ASSISTANT = policy(
    "assistant",
    "pricing.assistant-rate",
    'share = "0.85", modifiers = ["CQ", "CO"], group = "CO", carc = "45", rarcs = ["N851"]',
)


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Engine]:
    return lambda *policies: engine(tmp_path, *policies)


def visit(*lines: Raw, **more: Any) -> Raw:
    return {"payer": PAYER, "date": "2026-03-02", "patient": {"id": "A"}, "lines": list(lines), **more}


def line(code: str = "97110", units: int | None = 1, **more: Any) -> Raw:
    return {"code": code, "units": units, **more} if units is not None else {"code": code, **more}


def allowed(engine: Engine, *encounters: Raw) -> list[int | None]:
    return [line.allowed for each in engine.check_many(encounters) for line in each.lines]


def answers(engine: Engine, policy: str, *encounters: Raw) -> list[str]:
    return [
        finding.answer
        for each in engine.check_many(encounters)
        for finding in each.trace
        if finding.policy == f"{PAYER}:{policy}"
    ]


# A contract's fees --------------------------------------------------------------------------------------


def test_the_lower_of_the_charge_and_the_fee_is_allowed(made: Callable[..., Engine]) -> None:
    one = made(CONTRACT)
    encounter = visit(line(units=2, charge="90.00"), line(units=2, charge="60.00"), line(units=2))
    assert allowed(one, encounter) == [6414, 6000, 6414]
    assert answers(one, "fees", encounter) == ["priced", "at_charge", "priced"]


def test_a_contract_may_pay_its_fee_whatever_the_charge(made: Callable[..., Engine]) -> None:
    one = made(CONTRACT.replace('carc = "45"', 'carc = "45", lesser_of_charge = false'))
    (result,) = one.check(visit(line(units=2, charge="60.00"))).lines
    assert (result.allowed, result.paid) == (6414, 6414)
    assert [each.amount for each in result.adjustments] == [-414]


def test_a_code_without_a_fee_has_no_price(made: Callable[..., Engine]) -> None:
    one = made(CONTRACT)
    assert answers(one, "fees", visit(line("97537"), line(units=None), line(units=0))) == [
        "no_fee",
        "no_units",
        "nothing",
    ]


# A share of the charge ----------------------------------------------------------------------------------


@given(st.integers(0, 10**12 - 1))
def test_a_share_of_the_charge_is_rounded_once(engine_of_charges: Engine, cents: int) -> None:
    charge = f"{cents // 100}.{cents % 100:02}"
    (result,) = engine_of_charges.check(visit(line(charge=charge))).lines
    exact = Decimal(charge) * Decimal("0.65")
    assert result.allowed == int(exact.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)
    assert cents - sum(each.amount for each in result.adjustments) == result.paid == result.allowed


@pytest.fixture(scope="module")
def engine_of_charges(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine(tmp_path_factory.mktemp("charges"), CHARGES)


def test_without_a_charge_there_is_no_share_of_it(made: Callable[..., Engine]) -> None:
    assert answers(made(CHARGES), "charges", visit(line(), line(charge="10.00", units=0))) == [
        "no_charge",
        "nothing",
    ]


# A rate for a visit -------------------------------------------------------------------------------------


def test_a_rate_is_shared_in_proportion_to_the_charges(made: Callable[..., Engine]) -> None:
    one = made(VISIT)
    encounter = visit(line("97530", charge="100.00"), line(charge="50.00"), line("97140", charge="50.01"))
    assert allowed(one, encounter) == [4750, 2375, 2375]
    assert sum(filter(None, allowed(one, encounter))) == 9500


def test_without_any_charge_the_first_line_carries_the_rate(made: Callable[..., Engine]) -> None:
    assert allowed(made(VISIT), visit(line(units=0), line(), line("97140"))) == [0, 9500, 0]


def test_with_some_charges_and_some_not_nobody_can_tell(made: Callable[..., Engine]) -> None:
    one = made(VISIT)
    encounter = visit(line(charge="100.00"), line("97140"))
    assert allowed(one, encounter) == [None, None]
    assert answers(one, "visit", encounter) == ["no_charge", "no_charge"]


def test_charges_below_the_rate_are_allowed(made: Callable[..., Engine]) -> None:
    one = made(VISIT)
    encounter = visit(line(charge="40.00"), line("97140", charge="30.00"))
    assert allowed(one, encounter) == [4000, 3000]
    assert answers(one, "visit", encounter) == ["at_charges", "at_charges"]


def test_a_rate_of_a_day_is_paid_once_for_two_visits(made: Callable[..., Engine]) -> None:
    day = made(VISIT.replace('carc = "45"', 'carc = "45", per = "day"'))
    one = visit(line(charge="95.00"), billing_provider={"npi": "1234567893"})
    assert allowed(day, one, one) == [4750, 4750]


def test_each_visit_has_a_rate_of_its_own(made: Callable[..., Engine]) -> None:
    one = visit(line(charge="95.00"), billing_provider={"npi": "1234567893"})
    assert allowed(made(VISIT), one, one) == [9500, 9500]


amounts = st.integers(0, 10**12 - 1)


@given(st.lists(st.tuples(st.integers(0, 2), amounts), min_size=1, max_size=20), amounts)
def test_the_parts_of_an_amount_add_up_to_it(lines: list[tuple[int, int]], amount: int) -> None:
    groups = Groups.of(np.array([each[0] for each in lines]))
    weights = np.array([each[1] for each in lines])
    parts = spread(groups, np.full(len(lines), amount), weights)
    assert (parts >= 0).all()
    assert (parts[weights == 0] == 0).all()
    whole = groups.total(weights)
    assert (groups.total(parts) == np.where(whole > 0, amount, 0)).all()
    for part, weight, total in zip(parts.tolist(), weights.tolist(), whole.tolist(), strict=True):
        if total:
            assert abs(part - Fraction(amount * weight, total)) < 1


# A share of a schedule ----------------------------------------------------------------------------------


def test_a_share_of_a_schedule_multiplies_both_fees(installed: Engine, tmp_path: Path) -> None:
    rules = [version.rule for version in _versions(installed, "fee-schedule")]
    batch = Batch.from_columns(
        np.array([0]),
        {"code": Coded.of(["97530"]), "units": np.array([2], np.int32)},
        {
            "patient": Coded.of(["A"]),
            "date": np.array(["2026-03-02"], "datetime64[D]"),
            "locality": Coded.of(["01112-05"]),
            "qp": np.array([0], np.int8),
        },
    )
    batch.settled = Settled.start(batch.units, batch.charge)
    plain = rules[-1].rule(batch)
    assert [int(plain.published[name][0]) for name in ("unit_fee", "reduced_fee")] == [4449, 3036]
    agreed = ShareOfSchedule(Decimal("1.10")).rule(batch)
    batch.settled = batch.settled.but(published=agreed.published)
    ruling = rules[-1].rule(batch)
    assert [int(ruling.published[name][0]) for name in ("unit_fee", "reduced_fee")] == [4894, 3340]
    assert ruling.allowed.tolist() == [9788]


def _versions(installed: Engine, id: str) -> list[Any]:
    policies = installed.ruleset("medicare-part-b").policies
    timeline = next(each for each in policies if each.entry.id == id).timeline
    return [version for _, version in timeline]


def test_a_share_of_a_schedule_must_be_exact() -> None:
    with pytest.raises(ValueError, match="is not from 0 to 100 with at most five decimal places"):
        ShareOfSchedule(Decimal("1.000001"))


# Assistants ---------------------------------------------------------------------------------------------


def test_an_assistants_rate_is_a_share_of_the_fee_and_the_charge_is_compared_again(
    made: Callable[..., Engine],
) -> None:
    one = made(CONTRACT, ASSISTANT)
    encounter = visit(
        line(units=2, modifiers=["CQ"], charge="90.00"),
        line(units=2, modifiers=["CQ"], charge="60.00"),
        line(units=2, modifiers=["CQ"], charge="50.00"),
        line(units=2),
    )
    rate = half_up(FEES["97110"] * Fraction(85, 100)) * 2
    assert rate == 5452
    assert allowed(one, encounter) == [5452, 5452, 5000, 6414]
    adjustments = one.check(encounter).lines[0].adjustments
    assert [(each.amount, each.rarcs) for each in adjustments] == [(2586, ()), (962, ("N851",))]


def test_without_a_fee_of_one_unit_the_share_is_taken_of_what_is_allowed(made: Callable[..., Engine]) -> None:
    one = made(CHARGES, ASSISTANT)
    assert allowed(one, visit(line(modifiers=["CO"], charge="100.00"))) == [5525]


def test_a_price_that_is_not_known_is_not_lowered(made: Callable[..., Engine]) -> None:
    one = made(CONTRACT, ASSISTANT)
    assert answers(one, "assistant", visit(line("97537", modifiers=["CQ"]), line())) == [
        "unpriced",
        "other_modifier",
    ]


@given(
    st.lists(
        st.builds(
            lambda code, units, charge, assisted: {
                "code": code,
                "units": units,
                "modifiers": ["CQ"] if assisted else [],
                **({} if charge is None else {"charge": f"{charge // 100}.{charge % 100:02}"}),
            },
            st.sampled_from(sorted(FEES)),
            st.integers(0, 5),
            st.none() | st.integers(0, 40_000),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["fees", "visit", "charges"]),
)
def test_every_line_balances(balancing: dict[str, Engine], lines: list[Raw], way: str) -> None:
    evaluation = balancing[way].check(visit(*lines, date=str(date(2026, 3, 2))))
    for result in evaluation.lines:
        if result.paid is not None:
            base = result.charge if result.charge is not None else result.allowed
            assert base - sum(each.amount for each in result.adjustments) == result.paid == result.allowed
            assert result.allowed >= 0
            assert result.charge is None or result.allowed <= result.charge


@pytest.fixture(scope="module")
def balancing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    ways = {"fees": CONTRACT, "visit": VISIT, "charges": CHARGES}
    return {way: engine(tmp_path_factory.mktemp(way), stated, ASSISTANT) for way, stated in ways.items()}


def test_what_is_no_share_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"params\.share: .1\.65. is not a share from 0 to 1 as a string"):
        engine(tmp_path, CHARGES.replace("0.65", "1.65")).ruleset(PAYER)


# Tables that somebody supplied --------------------------------------------------------------------------


def fees_of(folder: Path, rows: list[str], dated: bool = False) -> str:
    """What pricing 97110 by these rows says, on 2026-03-02."""
    columns = 'code = "text", fee = "decimal-2"'
    header, more = "code,fee", ""
    if dated:
        columns += ', effective = "date", until = "date"'
        header, more = "code,fee,effective,until", 'effective = "effective"\nuntil = "until"\n'
    engine(folder, CONTRACT.replace('fees = "fees"', 'fees = "own"'))
    stated = table(folder, "own", header, rows, columns) + more
    file = folder / "policies" / "all.toml"
    file.write_text(stated.replace("\n[[table]]", "[[table]]") + file.read_text("utf-8"), "utf-8")
    (finding,) = (
        each for each in Engine([folder]).check(visit(line())).trace if each.policy == "contract:fees"
    )
    return finding.message


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["97110,32.07", "97110,33.00"], "contract:own has two rows for 97110 that hold on one date"),
        (["97110,-32.07"], "contract:own has -3207 cents for 97110, which is not an amount"),
        ([], "the contract's fees have none for 97110 on this date"),
        (["97110,32.07"], "1 unit at $32.07 each: $32.07 allowed"),
    ],
)
def test_fees_that_cannot_be_meant_price_nothing(tmp_path: Path, rows: list[str], told: str) -> None:
    assert told in fees_of(tmp_path, rows)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["97110,1.00,2025-01-01,2025-12-31", "97110,2.00,2026-01-01,"], "$2.00 each"),
        (["97110,2.00,2026-01-01,", "97110,1.00,2025-01-01,2026-01-01"], "two rows for 97110"),
        (["97110,1.00,2025-01-01,", "97110,2.00,2026-01-01,"], "two rows for 97110"),
        (["97110,1.00,2025-01-01,2025-12-31"], "the contract's fees have none for 97110 on this date"),
    ],
)
def test_fees_hold_on_their_dates_and_never_two_on_one(tmp_path: Path, rows: list[str], told: str) -> None:
    assert told in fees_of(tmp_path, rows, dated=True)
