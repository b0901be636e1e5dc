"""How effects settle a line: every line balances, and a denial leaves nothing but itself."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import AdjustmentColumn, Answers, Batch, Engine, PackError, Ruling, fails, kind, param, passes
from scrubjay.folding import Draft, Folding
from scrubjay.money import MISSING, dollars
from scrubjay.results import Evaluation, LineResult
from scrubjay.rulings import Action, Gravity
from scrubjay.settled import LineStatus, Remit, Settled

SAYS = Answers(quiet=passes("nothing to say"), no=fails("it is not to be paid"))
YEARS = [{"effective": date(2025, 1, 1)}, {"effective": date(2026, 1, 1)}]


def told(batch: Batch, what: str) -> np.ndarray:
    """What the history tells under `what_1`, `what_2` … about each line; `MISSING` where nothing."""
    amounts = np.full(batch.lines, MISSING, np.int64)
    for place in range(int(batch.places.max(initial=-1)) + 1):
        amounts = np.where(batch.places == place, batch.history(f"{what}_{place + 1}"), amounts)
    return amounts


def quiet(batch: Batch) -> np.ndarray:
    return np.zeros(batch.lines, np.int8)


@kind("test-settled.price", stage="pricing", answers=SAYS)
@frozen
class Price:
    """Allows what the history tells; the rest of the charge is contractual."""

    def rule(self, batch: Batch) -> Ruling:
        allowed = told(batch, "allowed")
        both = (allowed != MISSING) & (batch.charge != MISSING)
        cut = np.where(both, batch.charge - allowed, 0)
        return Ruling(quiet(batch), allowed=allowed, adjustments=(AdjustmentColumn("CO", "45", cut),))


@kind("test-settled.share", stage="cost-share", answers=SAYS)
@frozen
class Share:
    """Leaves to the patient what the history tells."""

    tell: str = param("What to look for.", default="share")
    group: str = param("The group code.", default="PR")
    carc: str = param("The reason code.", default="2")

    def rule(self, batch: Batch) -> Ruling:
        told_amount = told(batch, self.tell)
        amount = np.where(told_amount == MISSING, 0, told_amount)
        return Ruling(quiet(batch), adjustments=(AdjustmentColumn(self.group, self.carc, amount),))


@frozen
class _Refuse:
    tell: str = param("What to look for.", default="deny")

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.where(told(batch, self.tell) == MISSING, SAYS.quiet, SAYS.no).astype(np.int8))


@kind("test-settled.refuse-early", stage="coding", answers=SAYS)
@frozen
class RefuseEarly(_Refuse):
    """Refuses, before a price exists, the lines that the history tells."""


@kind("test-settled.refuse-late", stage="advice", answers=SAYS)
@frozen
class RefuseLate(_Refuse):
    """Refuses the lines that the history tells, when all is settled."""


@frozen
class _Units:
    units: int = param("Units.", default=1)

    def rule(self, batch: Batch) -> Ruling:
        units = np.full(batch.lines, self.units, np.int32)
        over = (batch.units > units).astype(np.int8)
        return Ruling(over, units=units)


@kind("test-settled.units", stage="units", answers=SAYS)
@frozen
class Units(_Units):
    """So many units on every line."""


@kind("test-settled.limit", stage="limits", answers=SAYS)
@frozen
class Limit(_Units):
    """No more than so many units on every line."""


KINDS = (Price, Share, RefuseEarly, RefuseLate, Units, Limit)

PRICING: list[dict[str, Any]] = [
    {
        "id": "early",
        "kind": "test-settled.refuse-early",
        "action": "deny",
        "remit": {"group": "CO", "carc": "16"},
    },
    {"id": "price", "kind": "test-settled.price"},
    {"id": "coinsurance", "kind": "test-settled.share"},
    {
        "id": "sequestration",
        "kind": "test-settled.share",
        "version": [{"effective": date(2000, 1, 1), "params": {"tell": "cut", "group": "CO", "carc": "253"}}],
    },
    {
        "id": "hold",
        "kind": "test-settled.refuse-late",
        "action": "hold",
        "version": [{"effective": date(2000, 1, 1), "params": {"tell": "hold"}}],
    },
    {
        "id": "late",
        "kind": "test-settled.refuse-late",
        "action": "deny",
        "remit": {"group": "PI", "carc": "50", "rarcs": ["N115"]},
        "version": [{"effective": date(2000, 1, 1), "params": {"tell": "late"}}],
    },
]


@pytest.fixture(scope="module")
def pricing(engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(KINDS, PRICING)


@frozen
class Told:
    """What is told about one line, in cents."""

    charge: int | None = None
    allowed: int | None = None
    share: int = 0
    cut: int = 0
    early: bool = False
    hold: bool = False
    late: bool = False
    units: int | None = None

    def history(self, place: int) -> dict[str, str]:
        amounts = {"allowed": self.allowed, "share": self.share, "cut": self.cut}
        marks = {"deny": self.early, "hold": self.hold, "late": self.late}
        named = {name: amount for name, amount in amounts.items() if amount is not None}
        named |= {name: 1 for name, mark in marks.items() if mark}
        return {f"{name}_{place}": dollars(amount) for name, amount in named.items()}

    @property
    def denied(self) -> bool:
        return self.early or self.late


def encounter(*lines: Told, day: str = "2026-03-02") -> dict[str, Any]:
    history: dict[str, str] = {}
    for place, line in enumerate(lines, start=1):
        history |= line.history(place)
    return {
        "payer": "acme",
        "date": day,
        "patient": {"id": "P"},
        "lines": [
            {
                "code": "97530",
                **({} if line.charge is None else {"charge": dollars(line.charge)}),
                **({} if line.units is None else {"units": line.units}),
            }
            for line in lines
        ],
        "history": history,
    }


cents = st.integers(0, 10**7)
told_lines = st.builds(
    Told,
    charge=st.none() | cents,
    allowed=st.none() | cents,
    share=cents,
    cut=cents,
    early=st.booleans(),
    hold=st.booleans(),
    late=st.booleans(),
)


def balanced(line: LineResult) -> bool:
    base = line.charge if line.charge is not None else line.allowed
    assert base is not None
    return base - sum(each.amount for each in line.adjustments) == line.paid


@given(st.lists(told_lines, min_size=1, max_size=5))
def test_every_priced_line_balances(pricing: Engine, lines: list[Told]) -> None:
    evaluation = pricing.check(encounter(*lines))
    for line, result in zip(lines, evaluation.lines, strict=True):
        if line.denied:
            assert (result.status, result.allowed, result.paid, result.patient) == ("denied", 0, 0, 0)
        elif line.allowed is None:
            assert (result.allowed, result.paid, result.patient) == (None, None, None)
        else:
            assert result.allowed == line.allowed
            assert result.patient == line.share
            assert result.paid == line.allowed - line.share - line.cut
        assert result.paid is None or balanced(result)


@given(st.lists(told_lines, min_size=1, max_size=5))
def test_the_columns_of_a_batch_say_what_the_results_say(pricing: Engine, lines: list[Told]) -> None:
    evaluation = pricing.check(encounter(*lines))
    settled = evaluation.whole.settled
    for place, result in enumerate(evaluation.lines):
        assert bool(settled.priced[place]) == (result.paid is not None)
        if result.paid is not None:
            assert settled.base[place] - settled.adjusted[place] == result.paid
            assert settled.patient[place] == result.patient
            assert settled.allowed[place] == result.allowed


@given(st.lists(told_lines.filter(lambda line: line.denied), min_size=1, max_size=3))
def test_a_denied_line_keeps_no_other_adjustment_than_its_denial(pricing: Engine, lines: list[Told]) -> None:
    for line, result in zip(lines, pricing.check(encounter(*lines)).lines, strict=True):
        if not line.charge:
            assert result.adjustments == ()
            continue
        (only,) = result.adjustments
        codes = ("CO", "16", (), "acme:early") if line.early else ("PI", "50", ("N115",), "acme:late")
        assert (only.group, only.carc, only.rarcs, only.policy) == codes
        assert only.amount == line.charge


@given(told_lines)
def test_totals_are_the_sums_of_the_lines_and_unknown_where_a_line_is(pricing: Engine, line: Told) -> None:
    other = Told(charge=1000, allowed=800, share=160)
    evaluation = pricing.check(encounter(line, other))
    for name in ("charge", "allowed", "paid", "patient"):
        first, second = (getattr(each, name) for each in evaluation.lines)
        assert evaluation.totals[name] == (None if first is None else first + second)


def test_a_missing_charge_makes_the_balance_run_from_the_allowed_amount(pricing: Engine) -> None:
    (line,) = pricing.check(encounter(Told(allowed=10000, share=2000, cut=160))).lines
    assert (line.charge, line.allowed, line.paid, line.patient) == (None, 10000, 7840, 2000)


def test_a_held_line_keeps_its_adjustments(pricing: Engine) -> None:
    (line,) = pricing.check(encounter(Told(charge=18000, allowed=10000, share=2000, hold=True))).lines
    assert line.status == "held"
    assert (line.paid, line.patient) == (8000, 2000)
    assert [each.carc for each in line.adjustments] == ["45", "2"]


def test_a_line_that_is_held_and_denied_is_denied(pricing: Engine) -> None:
    held_first = Told(charge=18000, allowed=10000, hold=True, late=True)
    denied_first = Told(charge=18000, allowed=10000, hold=True, early=True)
    evaluation = pricing.check(encounter(held_first, denied_first))
    assert [line.status for line in evaluation.lines] == ["denied", "denied"]


def test_one_denied_line_leaves_the_others_alone(pricing: Engine) -> None:
    fine = Told(charge=18000, allowed=10000, share=2000)
    first, second = pricing.check(encounter(fine, evolve(fine, late=True))).lines
    assert (first.status, first.paid) == ("payable", 8000)
    assert (second.status, second.paid) == ("denied", 0)


def test_a_denial_without_remittance_codes_is_refused_or_pays_nothing(
    engine_of: Callable[..., Engine],
) -> None:
    policies = [
        {"id": "deny", "kind": "test-settled.refuse-early", "action": "deny"},
        {"id": "price", "kind": "test-settled.price"},
    ]
    try:
        (line,) = (
            engine_of(KINDS, policies).check(encounter(Told(charge=18000, allowed=9000, early=True))).lines
        )
    except PackError as error:
        assert "remit" in str(error)
    else:
        assert (line.status, line.paid) == ("denied", 0)


def units_policies(*supported: int, action: str = "reduce", kind: str = "units") -> list[dict[str, Any]]:
    return [
        {
            "id": f"units-{place}",
            "kind": f"test-settled.{kind}",
            "action": action,
            "version": [{"effective": date(2000, 1, 1), "params": {"units": units}}],
        }
        for place, units in enumerate(supported)
    ]


@pytest.mark.parametrize("supported", [(3, 2), (2, 3)])
def test_of_two_policies_that_count_the_units_of_a_line_the_smaller_number_holds(
    engine_of: Callable[..., Engine], supported: tuple[int, int]
) -> None:
    engine = engine_of(KINDS, units_policies(*supported))
    (line,) = engine.check(encounter(Told(units=4))).lines
    assert (line.units_supported, line.units_payable) == (2, 2)


@pytest.mark.parametrize("supported", [(3, 2), (2, 3)])
def test_where_no_units_are_billed_the_smaller_number_supported_is_payable(
    engine_of: Callable[..., Engine], supported: tuple[int, int]
) -> None:
    engine = engine_of(KINDS, units_policies(*supported))
    (line,) = engine.check(encounter(Told(units=None))).lines
    assert (line.units_billed, line.units_supported, line.units_payable) == (None, 2, 2)


def test_fewer_units_billed_than_supported_are_payable_as_billed(engine_of: Callable[..., Engine]) -> None:
    (line,) = engine_of(KINDS, units_policies(3)).check(encounter(Told(units=1))).lines
    assert (line.units_supported, line.units_payable) == (3, 1)


@pytest.mark.parametrize(("action", "payable"), [("reduce", 2), ("warn", 5), ("inform", 5), ("hold", 5)])
def test_only_a_reduction_takes_units_off(
    engine_of: Callable[..., Engine], action: str, payable: int
) -> None:
    (line,) = engine_of(KINDS, units_policies(2, action=action)).check(encounter(Told(units=5))).lines
    assert (line.units_supported, line.units_payable) == (2, payable)


def test_a_limit_takes_units_off_without_saying_what_the_minutes_support(
    engine_of: Callable[..., Engine],
) -> None:
    policies = [*units_policies(4), {**units_policies(2, kind="limit")[0], "id": "limit"}]
    (line,) = engine_of(KINDS, policies).check(encounter(Told(units=5))).lines
    assert (line.units_supported, line.units_payable) == (4, 2)


REMIT = {"group": "CO", "carc": "151", "rarcs": ["N362"]}
"""With which `units_policies` reduce in the tests that follow."""


def emptying(*units: int, kind: str = "units", remit: dict[str, Any] | None = REMIT) -> list[dict[str, Any]]:
    policies = units_policies(*units, kind=kind)
    return [each if remit is None else {**each, "remit": remit} for each in policies]


PRICED: dict[str, Any] = {"id": "price", "kind": "test-settled.price"}


def told_of(result: LineResult) -> tuple[Any, ...]:
    """Status, units, money, and each adjustment with its policy."""
    taken = [(each.group, each.carc, each.amount, each.policy) for each in result.adjustments]
    return result.status, result.units_payable, result.allowed, result.paid, taken


@pytest.mark.parametrize("kind", ["units", "limit"])
def test_a_line_that_is_left_no_unit_is_denied_by_the_policy_that_took_the_last(
    engine_of: Callable[..., Engine], kind: str
) -> None:
    engine = engine_of(KINDS, [*emptying(2, 0, kind=kind), PRICED])
    (line,) = engine.check(encounter(Told(charge=18000, allowed=9000, units=3))).lines
    assert told_of(line) == ("denied", 0, 0, 0, [("CO", "151", 18000, "acme:units-1")])
    assert line.adjustments[0].rarcs == ("N362",)


def test_of_two_policies_that_leave_no_unit_the_first_denies(engine_of: Callable[..., Engine]) -> None:
    first, second = emptying(0, 0)
    engine = engine_of(KINDS, [first, {**second, "remit": {"group": "PI", "carc": "222"}}, PRICED])
    (line,) = engine.check(encounter(Told(charge=18000, allowed=9000, units=3))).lines
    assert told_of(line) == ("denied", 0, 0, 0, [("CO", "151", 18000, "acme:units-0")])


def test_a_line_of_which_units_are_left_is_paid_for_these(engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(KINDS, [*emptying(1), PRICED])
    (line,) = engine.check(encounter(Told(charge=18000, allowed=9000, units=3))).lines
    assert told_of(line) == ("payable", 1, 9000, 9000, [("CO", "45", 9000, "acme:price")])


@pytest.mark.parametrize("action", ["warn", "inform", "hold"])
def test_only_a_reduction_denies_what_is_left_no_unit(engine_of: Callable[..., Engine], action: str) -> None:
    policies = [{**each, "action": action} for each in emptying(0)]
    (line,) = engine_of(KINDS, policies).check(encounter(Told(units=3))).lines
    assert (line.status, line.units_payable) == ("held" if action == "hold" else "payable", 3)


@pytest.mark.parametrize(("billed", "kind"), [(0, "units"), (None, "units"), (0, "limit"), (None, "limit")])
def test_a_line_that_bills_no_unit_has_none_to_lose(
    engine_of: Callable[..., Engine], billed: int | None, kind: str
) -> None:
    (line,) = engine_of(KINDS, emptying(0, kind=kind)).check(encounter(Told(units=billed))).lines
    assert line.status == "payable"


@pytest.mark.parametrize("remits", [(None, REMIT), (REMIT, None)])
def test_who_states_no_remittance_codes_leaves_the_denial_to_another_that_leaves_no_unit(
    engine_of: Callable[..., Engine], remits: tuple[dict[str, Any] | None, ...]
) -> None:
    policies = [emptying(0, 0, remit=remit)[place] for place, remit in enumerate(remits)]
    (line,) = engine_of(KINDS, policies).check(encounter(Told(charge=18000, units=3))).lines
    denies = f"acme:units-{remits.index(REMIT)}"
    assert told_of(line) == ("denied", 0, 0, 0, [("CO", "151", 18000, denies)])


def test_nobody_denies_without_remittance_codes_and_the_line_balances(
    engine_of: Callable[..., Engine],
) -> None:
    engine = engine_of(KINDS, [*emptying(0, remit=None), PRICED])
    (line,) = engine.check(encounter(Told(charge=18000, allowed=0, units=3))).lines
    assert told_of(line) == ("payable", 0, 0, 0, [("CO", "45", 18000, "acme:price")])
    assert balanced(line)


def test_what_was_not_furnished_is_denied_before_what_a_later_stage_denies(
    engine_of: Callable[..., Engine],
) -> None:
    early = {**PRICING[0], "remit": {"group": "PR", "carc": "96"}}
    hold = next(each for each in PRICING if each["id"] == "hold")
    engine = engine_of(KINDS, [*emptying(1), early, hold])
    lines = [Told(charge=18000, units=2, early=True), Told(charge=18000, units=2, hold=True)]
    left = engine.check(encounter(*lines)).lines
    assert [(each.status, [cut.carc for cut in each.adjustments]) for each in left] == [
        ("denied", ["96"]),
        ("held", []),
    ]
    engine = engine_of(KINDS, [*emptying(0), early, hold])
    none_left = engine.check(encounter(*lines)).lines
    assert [(each.status, [cut.carc for cut in each.adjustments]) for each in none_left] == [
        ("denied", ["151"]),
        ("denied", ["151"]),
    ]
    assert [each.patient for each in none_left] == [0, 0]


def test_what_is_denied_stays_so_when_a_later_stage_leaves_no_unit(engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(KINDS, [PRICING[0], *emptying(0, kind="limit")])
    (line,) = engine.check(encounter(Told(charge=18000, units=2, early=True))).lines
    assert told_of(line) == ("denied", 0, 0, 0, [("CO", "16", 18000, "acme:early")])


def test_each_version_denies_what_it_leaves_no_unit_with_its_own_dates(
    engine_of: Callable[..., Engine],
) -> None:
    (policy,) = emptying(0)
    policy["version"] = [{**YEARS[0], "params": {"units": 1}}, {**YEARS[1], "params": {"units": 0}}]
    engine = engine_of(KINDS, [policy])
    days = ["2026-01-01", "2024-12-31", "2025-12-31", "2026-12-31"]
    found = [
        each.lines[0].status
        for each in engine.check_many(encounter(Told(charge=100, units=2), day=day) for day in days)
    ]
    assert found == ["denied", "payable", "payable", "denied"]


def test_what_is_left_no_unit_says_that_it_was_reduced_and_names_the_codes_of_the_denial(
    engine_of: Callable[..., Engine],
) -> None:
    evaluation = engine_of(KINDS, emptying(0)).check(encounter(Told(charge=18000, units=3)))
    (said,) = evaluation.findings
    (cut,) = evaluation.lines[0].adjustments
    assert said.action == Action.REDUCE
    assert said.remit == Remit(cut.group, cut.carc, cut.rarcs)
    assert (said.policy, evaluation.outcome.word) == (cut.policy, "fail")


def test_a_denial_leaves_no_units_payable(engine_of: Callable[..., Engine]) -> None:
    policies = units_policies(2, action="deny")
    policies[0]["remit"] = {"group": "CO", "carc": "151"}
    (line,) = engine_of(KINDS, policies).check(encounter(Told(units=5))).lines
    assert (line.status, line.units_payable) == ("denied", 0)


def test_the_effects_of_a_version_apply_only_to_its_dates(engine_of: Callable[..., Engine]) -> None:
    share = {
        "id": "share",
        "kind": "test-settled.share",
        "version": [
            {**YEARS[0], "params": {"carc": "2"}},
            {**YEARS[1], "params": {"carc": "3"}, "until": date(2026, 6, 30)},
        ],
    }
    deny = {
        "id": "deny",
        "kind": "test-settled.refuse-early",
        "action": "deny",
        "remit": {"group": "CO", "carc": "16"},
        "version": [YEARS[1]],
    }
    units = {
        "id": "units",
        "kind": "test-settled.units",
        "action": "reduce",
        "version": [{**YEARS[0], "params": {"units": 3}}, {**YEARS[1], "params": {"units": 1}}],
    }
    price = {"id": "price", "kind": "test-settled.price", "version": [YEARS[0]]}
    engine = engine_of(KINDS, [units, deny, price, share])
    line = Told(charge=10000, allowed=8000, share=1600, units=4)
    days = ["2026-12-31", "2025-12-31", "2024-12-31", "2026-01-01", "2025-01-01"]
    found = [each.lines[0] for each in engine.check_many(encounter(line, day=day) for day in days)]
    assert [[each.carc for each in result.adjustments] for result in found] == [
        ["45"],
        ["45", "2"],
        [],
        ["45", "3"],
        ["45", "2"],
    ]
    assert [result.paid for result in found] == [8000, 6400, None, 6400, 6400]
    assert [result.units_payable for result in found] == [1, 3, 4, 1, 3]
    refused = evolve(line, early=True)
    evaluations = engine.check_many(encounter(refused, day=day) for day in days)
    assert [each.lines[0].status for each in evaluations] == [
        "denied",
        "payable",
        "payable",
        "denied",
        "payable",
    ]


# The fold itself, against a bookkeeper of one line who writes down one thing after another ----------------

OPEN_ACTIONS = (Action.NONE, Action.INFORM, Action.WARN, Action.REDUCE, Action.HOLD, Action.DENY)


@frozen
class Asked:
    """What one policy asks of every line: one value for each of three lines."""

    stage: str
    actions: tuple[Action, ...]
    units: tuple[int, ...] | None
    allowed: tuple[int, ...] | None
    adjusted: tuple[int, ...] | None
    group: str


three = st.integers(0, 3)
asked = st.builds(
    Asked,
    stage=st.sampled_from(["units", "limits"]),
    actions=st.tuples(*[st.sampled_from(OPEN_ACTIONS)] * 3),
    units=st.none() | st.tuples(*[st.integers(-1, 3)] * 3),
    allowed=st.none() | st.tuples(*[st.just(MISSING) | cents] * 3),
    adjusted=st.none() | st.tuples(*[cents] * 3),
    group=st.sampled_from(["CO", "PR"]),
)


def folding(number: int, ask: Asked, remit: Remit | None) -> Folding:
    return Folding(str(number), ask.stage, remit, np.zeros(256, np.bool_))


def gravity_of(ask: Asked) -> np.ndarray:
    """How a failure weighs that is followed by what is asked."""
    return np.array([fails("no").weighs(action) for action in ask.actions], np.int8)


def bookkeeper(line: int, billed: int, charge: int, everything: list[Asked]) -> dict[str, Any]:
    """What is settled about one line: the slow definition."""
    book: dict[str, Any] = {
        "supported": None,
        "payable": billed,
        "status": "payable",
        "adjusted": [],
    }
    for number, ask in enumerate(everything):
        action, units = ask.actions[line], None if ask.units is None else ask.units[line]
        if units is not None and units >= 0 and ask.stage == "units":
            known = [each for each in (book["supported"], units) if each is not None]
            book["supported"] = min(known)
        if book["status"] == "denied":
            continue
        if ask.adjusted is not None:
            book["adjusted"].append((number, ask.group, ask.adjusted[line]))
        emptied = False
        if action == Action.REDUCE and units is not None and units >= 0:
            book["payable"] = min(book["payable"], units)
            emptied = units == 0 < billed
        if action == Action.HOLD:
            book["status"] = "held"
        if action == Action.DENY or emptied:
            book["status"], book["payable"] = "denied", 0
            book["adjusted"] = [] if charge == MISSING else [(number, "OA", charge)]
    return book


def ruling_of(ask: Asked) -> Ruling:
    return Ruling(
        np.zeros(3, np.int8),
        units=None if ask.units is None else np.array(ask.units, np.int32),
        allowed=None if ask.allowed is None else np.array(ask.allowed, np.int64),
        adjustments=()
        if ask.adjusted is None
        else (AdjustmentColumn(ask.group, "1", np.array(ask.adjusted, np.int64)),),
    )


def fold(settled: Settled, policy: Folding, ruling: Ruling, gravity: np.ndarray) -> Settled:
    draft = Draft(settled)
    draft.fold(policy, ruling, gravity)
    return draft.done()


def part_of(ruling: Ruling, lines: np.ndarray) -> Ruling:
    return Ruling(
        ruling.answer[lines],
        units=None if ruling.units is None else ruling.units[lines],
        allowed=None if ruling.allowed is None else ruling.allowed[lines],
        adjustments=tuple(
            AdjustmentColumn(each.group, each.carc, each.amount[lines]) for each in ruling.adjustments
        ),
        remarks={name: mask[lines] for name, mask in ruling.remarks.items()},
        published={name: column[lines] for name, column in ruling.published.items()},
    )


@given(
    st.lists(st.tuples(asked, st.sampled_from(["units", "limits", "pricing"])), max_size=5),
    st.lists(st.tuples(*[st.sampled_from([0, 1, MISSING])] * 3), min_size=5, max_size=5),
    st.tuples(*[st.just(MISSING) | cents] * 3),
    st.permutations(range(3)),
    st.integers(0, 3),
)
def test_the_parts_of_a_policy_fold_as_its_ruling_of_all_lines_would(
    everything: list[tuple[Asked, str]],
    others: list[tuple[int, ...]],
    charges: tuple[int, ...],
    order: list[int],
    cut: int,
) -> None:
    start = Settled.start(np.array([1, 2, 3], np.int32), np.array(charges, np.int64))
    whole = parted = start
    for number, ((ask, stage), other) in enumerate(zip(everything, others, strict=False)):
        remit = Remit("OA", "1") if number % 2 else None
        policy = Folding(str(number), stage, remit, np.zeros(256, np.bool_))
        gravity = gravity_of(ask)
        gravity[np.array(other) == MISSING] = Gravity.UNKNOWN
        column = np.array(other, np.int64)
        ruling = evolve(ruling_of(ask), published={"more": column}, remarks={"N1": column == 1})
        whole = fold(whole, policy, ruling, gravity)
        draft = Draft(parted)
        for lines in (np.array(sorted(order[:cut]), np.intp), np.array(sorted(order[cut:]), np.intp)):
            draft.fold(policy, part_of(ruling, lines), gravity[lines], lines)
        parted = draft.done()
    assert books(parted) == books(whole)
    assert books(start) == books(Settled.start(np.array([1, 2, 3], np.int32), np.array(charges, np.int64)))


def books(settled: Settled) -> dict[str, Any]:
    columns = ("supported", "payable", "status", "allowed", "unjudged", "closed", "adjusted", "patient")
    taken = [
        (each.policy, each.column.group, each.column.carc, line, int(amount))
        for each in settled.adjustments
        for line, amount in zip(*each.taken(), strict=True)
    ]
    return {
        **{name: getattr(settled, name).tolist() for name in columns},
        "adjustments": sorted(taken),
        "remarks": {name: mask.tolist() for name, mask in settled.remarks.items()},
        "published": {name: column.tolist() for name, column in settled.published.items()},
    }


@given(
    st.lists(asked, max_size=5),
    st.tuples(*[st.integers(0, 5)] * 3),
    st.tuples(*[st.just(MISSING) | cents] * 3),
)
def test_folding_columns_is_keeping_a_book_of_each_line(
    everything: list[Asked], billed: tuple[int, ...], charges: tuple[int, ...]
) -> None:
    settled = Settled.start(np.array(billed, np.int32), np.array(charges, np.int64))
    for number, ask in enumerate(everything):
        ruling = ruling_of(ask)
        settled = fold(settled, folding(number, ask, Remit("OA", "1")), ruling, gravity_of(ask))
    for line in range(3):
        book = bookkeeper(line, billed[line], charges[line], everything)
        found = {
            "supported": None if settled.supported[line] < 0 else settled.supported[line],
            "payable": settled.payable[line],
            "status": LineStatus(int(settled.status[line])).word,
            "adjusted": [
                (int(each.policy), each.column.group, each.of(line))
                for each in settled.adjustments
                if each.of(line)
            ],
        }
        book["adjusted"] = [each for each in book["adjusted"] if each[2]]
        assert found == book


@given(st.lists(asked, max_size=4), st.lists(three, unique=True, max_size=4).map(sorted))
def test_taking_lines_takes_everything_that_is_settled_about_them(
    everything: list[Asked], lines: list[int]
) -> None:
    lines = [line for line in lines if line < 3]
    settled = Settled.start(np.array([1, 2, 3], np.int32), np.array([100, 200, 300], np.int64))
    for number, ask in enumerate(everything):
        amounts = np.array(ask.adjusted or (0, 0, 0), np.int64)
        ruling = Ruling(np.zeros(3, np.int8), adjustments=(AdjustmentColumn(ask.group, "1", amounts),))
        settled = fold(settled, folding(number, ask, None), ruling, gravity_of(ask))
    taken = settled.take(np.array(lines, np.int64))
    for name in (
        "supported",
        "payable",
        "status",
        "allowed",
        "charge",
        "base",
        "adjusted",
        "patient",
        "priced",
    ):
        assert getattr(taken, name).tolist() == getattr(settled, name)[lines].tolist()


def test_an_evaluation_shows_money_with_two_decimals(pricing: Engine) -> None:
    evaluation: Evaluation = pricing.check(encounter(Told(charge=18000, allowed=10000, share=2000, cut=160)))
    shown = evaluation.to_dict()
    assert shown["totals"] == {"charge": "180.00", "allowed": "100.00", "paid": "78.40", "patient": "20.00"}
    assert [each["amount"] for each in shown["lines"][0]["adjustments"]] == ["80.00", "20.00", "1.60"]
