"""The annual threshold against a slow reference that walks through the year line by line."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import AdjustmentColumn, Answers, Batch, Engine, Ruling, kind
from scrubjay.findings import Finding
from scrubjay.money import cents, dollars
from scrubjay.results import Evaluation
from scrubjay.rulings import Action, fails, not_applicable, passes

Raw = dict[str, Any]
AMOUNTS = {2025: 9_000, 2026: 10_000}
BUCKETS = {"shared": ("GP", "GN"), "single": ("GO",)}

PRICED = Answers(priced=passes("priced"))
BARRED = Answers(barred=fails("denied before", action=Action.DENY), other=not_applicable("not barred"))


@kind("test.charged", stage="pricing", answers=PRICED)
@frozen
class Charged:
    """Allows what is charged."""

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(PRICED.choose(batch.lines, PRICED.priced), allowed=batch.charge)


@kind("test.barred", stage="coding", answers=BARRED)
@frozen
class Barred:
    """Denies lines with modifier 76."""

    def rule(self, batch: Batch) -> Ruling:
        barred = batch.has_modifier("76")
        nothing = AdjustmentColumn("CO", "45", np.zeros(batch.lines, np.int64))
        return Ruling(
            BARRED.choose(batch.lines, BARRED.other, (barred, BARRED.barred)), adjustments=(nothing,)
        )


def annual(bucket: str) -> Raw:
    versions = [
        {
            "effective": date(year, 1, 1),
            "until": date(year, 12, 31),
            "params": {"amount": dollars(amount), "accumulator": f"{bucket}_allowed", "modifier": "KX"},
        }
        for year, amount in AMOUNTS.items()
    ]
    return {
        "id": bucket,
        "kind": "thresholds.annual",
        "action": "deny",
        "remit": {"group": "PR", "carc": "119"},
        "applies_to": {"modifiers_any": list(BUCKETS[bucket])},
        "version": versions,
    }


@pytest.fixture(scope="module")
def engine(engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(
        [Charged, Barred],
        [
            {"id": "price", "kind": "test.charged"},
            {"id": "bar", "kind": "test.barred", "remit": {"group": "CO", "carc": "4"}},
            annual("shared"),
            annual("single"),
            {
                "id": "review",
                "kind": "thresholds.review",
                "applies_to": {"modifiers_any": ["GP", "GN", "GO"]},
                "version": [{"effective": date(2000, 1, 1), "params": {"amount": "110.00"}}],
            },
            {
                "id": "early",
                "kind": "thresholds.early-modifier",
                "applies_to": {"modifiers_any": ["GP", "GN", "GO"]},
                "version": [{"effective": date(2000, 1, 1), "params": {"modifier": "KX", "share": 50}}],
            },
        ],
    )


def line(amount: str | None, *modifiers: str) -> Raw:
    stated = {"code": "97530", "units": 1, "charge": amount, "modifiers": list(modifiers or ("GP",))}
    return {name: value for name, value in stated.items() if value is not None}


def visit(day: str, lines: Sequence[Raw], patient: str = "P", **history: str) -> Raw:
    return {"payer": "acme", "date": day, "patient": {"id": patient}, "lines": lines, "history": history}


def said(evaluation: Evaluation, policy: str) -> list[Finding]:
    return [each for each in evaluation.trace if each.policy == f"acme:{policy}"]


def answers(engine: Engine, visits: Sequence[Raw], policy: str = "shared") -> list[list[str]]:
    return [[each.answer for each in said(one, policy)] for one in engine.check_many(visits)]


# The reference ------------------------------------------------------------------------------------------


def walk(visits: Sequence[Raw], bucket: str) -> dict[tuple[int, int], tuple[str, str | None]]:
    """What is said of each line of a bucket, and what had accrued before it, by visit and line."""
    told: dict[tuple[int, int], tuple[str, str | None]] = {}
    years: dict[tuple[str, str], int | None] = {}
    blind: set[tuple[str, str]] = set()
    for number in sorted(range(len(visits)), key=lambda number: visits[number]["date"]):
        raw = visits[number]
        key = (raw["patient"]["id"], raw["date"][:4])
        threshold = AMOUNTS[int(key[1])]
        for place, each in enumerate(raw["lines"]):
            if not set(BUCKETS[bucket]) & set(each["modifiers"]):
                continue
            if key not in years:
                stated = raw["history"].get(f"{bucket}_allowed")
                years[key] = None if stated is None else cents(stated)
            accrued = years[key]
            if "76" in each["modifiers"]:
                told[number, place] = ("closed", None)
            elif accrued is None:
                told[number, place] = ("no_history", None)
            elif "charge" not in each:
                blind.add(key)
                told[number, place] = ("no_allowed", None)
            elif key in blind:
                told[number, place] = ("incomplete", None)
            else:
                allowed = cents(each["charge"])
                crosses = accrued + allowed > threshold and allowed > 0
                answer = "within"
                if crosses:
                    answer = "attested" if "KX" in each["modifiers"] else "lacking"
                told[number, place] = (answer, dollars(accrued))
                if answer != "lacking":
                    years[key] = accrued + allowed
    return told


def heard(
    engine: Engine, visits: Sequence[Raw], bucket: str
) -> dict[tuple[int, int], tuple[str, str | None]]:
    told = {}
    for number, evaluation in enumerate(engine.check_many(visits)):
        for place, each in enumerate(said(evaluation, bucket)):
            if each.answer != "not_selected":
                accrued = None if each.answer == "no_allowed" else each.facts.get("accrued")
                told[number, place] = (each.answer, accrued)
    return told


amounts = st.integers(0, 4_500).map(dollars) | st.just("45.00")
modifiers = st.builds(
    lambda plan, more: [plan, *more],
    st.sampled_from(["GP", "GN", "GO"]),
    st.sampled_from([(), (), (), ("KX",), ("76",), ("KX", "76")]),
)
priced = st.builds(lambda amount, marks: line(amount, *marks), amounts, modifiers)
unpriced = st.builds(lambda marks: line(None, *marks), modifiers)
histories = st.fixed_dictionaries(
    {}, optional={f"{bucket}_allowed": st.integers(0, 12_000).map(dollars) for bucket in BUCKETS}
)
"""Some lack an accumulator; some are above the threshold from the start."""
full = st.fixed_dictionaries({f"{bucket}_allowed": st.integers(0, 9_000).map(dollars) for bucket in BUCKETS})
days = st.sampled_from(["2025-11-03", "2025-12-31", "2026-01-01", "2026-03-02", "2026-03-03", "2026-12-31"])


def visits_of(
    lines: st.SearchStrategy[Raw], history: st.SearchStrategy[dict[str, str]]
) -> st.SearchStrategy[list[Raw]]:
    """Visits of three patients, each on a day at most once, in any order."""
    visits = st.builds(
        lambda day, rows, patient, known: visit(day, rows, patient, **known),
        days,
        st.lists(lines, min_size=1, max_size=5),
        st.sampled_from(["P", "Q", "R"]),
        history,
    )
    return st.lists(
        visits, min_size=1, max_size=12, unique_by=lambda raw: (raw["patient"]["id"], raw["date"])
    )


@given(visits_of(priced | priced | priced | unpriced, histories))
def test_every_line_is_told_what_walking_through_the_year_tells(engine: Engine, visits: list[Raw]) -> None:
    for bucket in BUCKETS:
        told = walk(visits, bucket)
        for place, (answer, accrued) in heard(engine, visits, bucket).items():
            expected = told[place]
            assert answer == expected[0]
            if answer in ("within", "attested", "lacking"):
                assert accrued == expected[1]
        assert told.keys() == heard(engine, visits, bucket).keys()


@given(visits_of(priced, full), st.randoms(use_true_random=False))
def test_the_order_in_which_visits_come_changes_nothing(
    engine: Engine, visits: list[Raw], random: Any
) -> None:
    numbers = list(range(len(visits)))
    random.shuffle(numbers)
    straight = [each.to_dict()["findings"] for each in engine.check_many(visits)]
    shuffled = [each.to_dict()["findings"] for each in engine.check_many([visits[n] for n in numbers])]
    assert shuffled == [straight[number] for number in numbers]


@given(visits_of(priced, full), visits_of(priced, full))
def test_other_patients_change_nothing(engine: Engine, mine: list[Raw], theirs: list[Raw]) -> None:
    others = [{**raw, "patient": {"id": f"other {raw['patient']['id']}"}} for raw in theirs]
    alone = [each.to_dict()["findings"] for each in engine.check_many(mine)]
    among = [each.to_dict()["findings"] for each in engine.check_many([*others, *mine])]
    assert among[len(others) :] == alone


@given(visits_of(priced, full))
def test_years_in_which_nothing_is_denied_are_plain_running_totals(engine: Engine, visits: list[Raw]) -> None:
    attested = [
        {**raw, "lines": [{**each, "modifiers": [each["modifiers"][0], "KX"]} for each in raw["lines"]]}
        for raw in visits
    ]
    for bucket, plans in BUCKETS.items():
        sums: dict[tuple[str, str], int] = {}
        found = heard(engine, attested, bucket)
        for number in sorted(range(len(attested)), key=lambda number: attested[number]["date"]):
            raw = attested[number]
            key = (raw["patient"]["id"], raw["date"][:4])
            for place, each in enumerate(raw["lines"]):
                if each["modifiers"][0] in plans:
                    accrued = sums.setdefault(key, cents(raw["history"][f"{bucket}_allowed"]))
                    assert found[number, place][1] == dollars(accrued)
                    sums[key] = accrued + cents(each["charge"])


@given(visits_of(priced, full))
def test_what_is_paid_without_the_modifier_never_passes_the_threshold(
    engine: Engine, visits: list[Raw]
) -> None:
    bare = [
        {**raw, "lines": [{**each, "modifiers": each["modifiers"][:1]} for each in raw["lines"]]}
        for raw in visits
    ]
    for bucket in BUCKETS:
        spent: dict[tuple[str, str], int] = {}
        for raw, evaluation in sorted(
            zip(bare, engine.check_many(bare), strict=True), key=lambda pair: pair[0]["date"]
        ):
            key = (raw["patient"]["id"], raw["date"][:4])
            for each, result in zip(said(evaluation, bucket), evaluation.lines, strict=True):
                if each.answer == "not_selected":
                    continue
                start = cents(raw["history"][f"{bucket}_allowed"])
                assert result.allowed is not None
                spent[key] = spent.get(key, start) + result.allowed
        assert all(total <= AMOUNTS[int(year)] for (_, year), total in spent.items())


# Examples -----------------------------------------------------------------------------------------------


def test_a_line_that_just_fits_needs_no_modifier_and_one_cent_more_does(engine: Engine) -> None:
    fits = visit("2026-03-02", [line("40.00")], shared_allowed="60.00")
    beyond = visit("2026-03-02", [line("40.00")], shared_allowed="60.01")
    assert answers(engine, [fits]) == [["within"]]
    assert answers(engine, [beyond]) == [["lacking"]]


def test_a_smaller_line_after_a_denied_one_still_fits(engine: Engine) -> None:
    lines = [line("40.00"), line("20.00"), line("0.01"), line("5.00")]
    given = visit("2026-03-02", lines, shared_allowed="80.00")
    assert answers(engine, [given]) == [["lacking", "within", "lacking", "lacking"]]


def test_a_line_with_the_modifier_accrues_beyond_the_threshold(engine: Engine) -> None:
    lines = [line("40.00", "GP", "KX"), line("1.00")]
    evaluation = next(iter(engine.check_many([visit("2026-03-02", lines, shared_allowed="80.00")])))
    first, second = said(evaluation, "shared")
    assert (first.answer, first.facts["remaining"]) == ("attested", "20.00")
    assert (second.answer, second.facts["accrued"], second.facts["remaining"]) == (
        "lacking",
        "120.00",
        "0.00",
    )


def test_a_line_that_nothing_is_allowed_for_needs_no_modifier(engine: Engine) -> None:
    assert answers(engine, [visit("2026-03-02", [line("0.00")], shared_allowed="500.00")]) == [["within"]]


def test_a_denied_line_balances_and_leaves_the_others_alone(engine: Engine) -> None:
    lines = [line("40.00"), line("20.00")]
    evaluation = next(iter(engine.check_many([visit("2026-03-02", lines, shared_allowed="80.00")])))
    denied, paid = evaluation.lines
    assert (denied.status, denied.allowed, denied.paid) == ("denied", 0, 0)
    assert [(each.group, each.carc, each.amount) for each in denied.adjustments] == [("PR", "119", 4_000)]
    assert (paid.status, paid.allowed, paid.paid) == ("payable", 2_000, 2_000)


def test_each_calendar_year_starts_from_its_own_history_and_amount(engine: Engine) -> None:
    visits = [
        visit("2026-01-02", [line("95.00")], shared_allowed="0.00"),
        visit("2025-12-31", [line("95.00")], shared_allowed="0.00"),
    ]
    assert answers(engine, visits) == [["within"], ["lacking"]]


def test_an_accumulator_is_read_where_its_own_lines_first_stand(engine: Engine) -> None:
    visits = [
        visit("2026-03-02", [line("1.00", "GO")], single_allowed="0.00"),
        visit("2026-03-03", [line("50.00", "GN")], shared_allowed="60.00"),
        visit("2026-03-04", [line("40.00", "GP")], shared_allowed="99.00"),
    ]
    assert answers(engine, visits) == [["not_selected"], ["lacking"], ["within"]]


def test_a_history_that_is_missing_or_says_nothing_has_accrued_are_two_things(engine: Engine) -> None:
    assert answers(engine, [visit("2026-03-02", [line("1.00")])]) == [["no_history"]]
    assert answers(engine, [visit("2026-03-02", [line("1.00")], shared_allowed="0.00")]) == [["within"]]


def test_a_line_without_an_allowed_amount_hides_the_rest_of_the_year_only(engine: Engine) -> None:
    visits = [
        visit(
            "2026-03-02", [line("1.00"), line(None), line("1.00"), line("1.00", "GO")], shared_allowed="0.00"
        ),
        visit("2026-03-03", [line("1.00")]),
        visit("2026-03-03", [line("1.00")], "Q", shared_allowed="0.00"),
    ]
    found = answers(engine, visits)
    assert found == [["within", "no_allowed", "incomplete", "not_selected"], ["incomplete"], ["within"]]


def one_policy(engine_of: Callable[..., Engine], *versions: tuple[date, str], action: str = "deny") -> Engine:
    params = {"accumulator": "shared_allowed", "modifier": "KX"}
    policy = annual("shared") | {
        "action": action,
        "version": [{"effective": day, "params": {"amount": amount, **params}} for day, amount in versions],
    }
    review = {
        "id": "review",
        "kind": "thresholds.review",
        "version": [{"effective": date(2000, 1, 1), "params": {"amount": "1000.00"}}],
    }
    return engine_of([Charged], [{"id": "price", "kind": "test.charged"}, policy, review])


def test_a_version_that_holds_for_years_starts_anew_in_each(engine_of: Callable[..., Engine]) -> None:
    engine = one_policy(engine_of, (date(2020, 1, 1), "100.00"))
    visits = [visit(day, [line("60.00")], shared_allowed="0.00") for day in ("2024-06-03", "2025-06-03")]
    assert answers(engine, visits) == [["within"], ["within"]]


def test_a_change_of_the_amount_within_a_year_keeps_what_had_accrued(
    engine_of: Callable[..., Engine],
) -> None:
    engine = one_policy(engine_of, (date(2020, 1, 1), "100.00"), (date(2026, 7, 1), "150.00"))
    visits = [visit(day, [line("60.00")], shared_allowed="0.00") for day in ("2026-06-30", "2026-07-01")]
    found = [
        said(each, "shared")[0] for each in engine.check_many([*visits, visit("2026-07-02", [line("40.00")])])
    ]
    assert [each.answer for each in found] == ["within", "within", "lacking"]
    assert [each.facts["accrued"] for each in found] == ["0.00", "60.00", "120.00"]


def test_a_line_that_is_held_for_want_of_the_modifier_does_not_accrue(
    engine_of: Callable[..., Engine],
) -> None:
    engine = one_policy(engine_of, (date(2020, 1, 1), "100.00"), action="hold")
    evaluation = engine.check(visit("2026-03-02", [line("60.00"), line("40.00")], shared_allowed="50.00"))
    assert [each.answer for each in said(evaluation, "shared")] == ["lacking", "within"]
    assert [each.facts["accrued"] for each in said(evaluation, "review")] == ["50.00", "90.00"]


# What reads the sum -------------------------------------------------------------------------------------


def readings(engine: Engine, lines: Sequence[Raw], policy: str, history: str) -> Iterator[tuple[str, Any]]:
    evaluation = next(iter(engine.check_many([visit("2026-03-02", lines, shared_allowed=history)])))
    for each in said(evaluation, policy):
        yield each.answer, each.facts.get("accrued")


def test_review_looks_at_what_has_accrued_with_the_line(engine: Engine) -> None:
    lines = [line("50.00", "GP", "KX"), line("10.00", "GN", "KX"), line("0.01", "GP", "KX"), line("5.00")]
    assert list(readings(engine, lines, "review", "50.00")) == [
        ("below", "100.00"),
        ("below", "110.00"),
        ("above", "110.01"),
        ("closed", None),
    ]


def test_being_above_the_amount_of_review_leaves_an_encounter_clean(engine: Engine) -> None:
    given = visit("2026-03-02", [line("20.00", "GP", "KX")], shared_allowed="100.00")
    evaluation = engine.check(given)
    assert [each.answer for each in evaluation.findings] == ["above"]
    assert evaluation.clean


def test_the_modifier_is_early_below_its_share_of_the_threshold(engine: Engine) -> None:
    lines = [line("9.99", "GP", "KX"), line("0.01", "GP", "KX"), line("1.00")]
    assert list(readings(engine, lines, "early", "40.00")) == [
        ("early", "49.99"),
        ("due", "50.00"),
        ("unmodified", None),
    ]


def test_an_early_modifier_warns_and_leaves_an_encounter_clean(engine: Engine) -> None:
    evaluation = engine.check(visit("2026-03-02", [line("9.99", "GP", "KX")], shared_allowed="2.00"))
    assert [(each.answer, each.action.word) for each in evaluation.findings] == [("early", "warn")]
    assert evaluation.clean


@pytest.mark.parametrize("policy", ["review", "early"])
def test_what_has_not_been_added_up_cannot_be_compared(engine: Engine, policy: str) -> None:
    evaluation = engine.check(visit("2026-03-02", [line("9.99", "GP", "KX")]))
    assert [each.answer for each in said(evaluation, policy)] == ["unknown"]
