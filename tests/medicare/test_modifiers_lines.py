"""Modifiers that a line must carry, that pair, that contradict, and that deny."""

import csv
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.batch import Batch
from scrubjay.carried import count_of
from scrubjay.columns import Coded, modifier_number
from scrubjay.findings import Finding
from scrubjay.fix import apply_safe
from scrubjay.results import Evaluation
from scrubjay_plugins.modifiers.pairings import any_of

START = date(2020, 1, 1)
SET = ("GP", "GO", "GN")

PARTNERS = {"CQ": {"GP"}, "CO": {"GO", "GP"}}

# Some modifiers share a bit of a line's trace: their numbers lie 61 apart.
NEAR = ("GP", "GO", "GN", "CQ", "CO", "KX", "GA", "GY", "GZ", "59", "IE", "EY")
modifiers = st.lists(st.sampled_from(NEAR), max_size=4, unique=True)


def check(engine: Engine, *lines: dict[str, Any], **more: Any) -> Evaluation:
    stated = [{"code": "97110", "minutes": 15, "units": 1, **each} for each in lines]
    return engine.check(
        {"payer": "acme", "date": "2026-03-02", "patient": {"id": "P"}, "lines": stated, **more}
    )


def said(evaluation: Evaluation, policy: str) -> list[Finding]:
    return [each for each in evaluation.trace if each.policy == f"acme:{policy}"]


@pytest.fixture(scope="module")
def engine(engine_of: Any) -> Engine:
    """A payer with one policy of each kind, of which each is its own."""

    def policy(id: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {
            "id": id,
            "kind": f"modifiers.{id}",
            "action": "deny",
            "remit": {"group": "CO", "carc": "4"},
            "version": [{"effective": START, "params": params}],
            **more,
        }

    bound = [{"modifier": "GO", "codes": ["97165"]}]
    one = {"codes": ["97110", "97165"], "modifiers": list(SET), "bound": bound}
    pairs = [{"modifier": "CQ", "others": ["GP"]}, {"modifier": "CO", "others": ["GO", "GP"]}]
    opposed = [{"modifier": "GA", "others": ["GY", "GZ"]}, {"modifier": "KX", "others": ["GA"]}]
    made: Engine = engine_of(
        [],
        [
            policy("exactly-one", {**one, "remark_missing": "N822", "remark_invalid": "N823"}),
            policy("requires", {"pairings": pairs}),
            policy("excludes", {"pairings": opposed}),
            policy("denied", {"modifiers": ["GZ", "GY"]}),
        ],
    )
    return made


# Which lines carry what ---------------------------------------------------------------------------------


@given(
    st.lists(modifiers, min_size=1, max_size=4) | st.lists(modifiers, min_size=17, max_size=30),
    st.lists(st.sampled_from(NEAR), min_size=1, max_size=3, unique=True),
)
def test_carried_modifiers_are_found_and_counted(lines: list[list[str]], wanted: list[str]) -> None:
    numbers = np.zeros((len(lines), 4), np.int16)
    for place, each in enumerate(lines):
        numbers[place, : len(each)] = [modifier_number(one) for one in each]
    size = len(lines)
    batch = Batch.from_columns(
        np.arange(size),
        {"code": Coded.of(["97110"] * size), "modifiers": numbers},
        {"patient": Coded.of(["P"] * size), "date": np.full(size, np.datetime64("2026-03-02"))},
    )
    found = batch.carries(*wanted)
    expected = [any(one in each for one in wanted) for each in lines]
    assert (found is None) == (not any(expected))
    assert found is None or found.tolist() == expected
    assert count_of(batch.modifiers, *wanted).tolist() == [
        sum(one in wanted for one in each) for each in lines
    ]


def test_two_modifiers_that_share_a_bit_are_told_apart(engine: Engine) -> None:
    assert (modifier_number("GP") - modifier_number("IE")) % 61 == 0
    evaluation = check(engine, {"modifiers": ["IE", "CQ"]})
    assert said(evaluation, "requires")[0].answer == "alone"
    assert said(evaluation, "exactly-one")[0].answer == "missing"


# Exactly one --------------------------------------------------------------------------------------------


@given(modifiers)
def test_exactly_one_of_the_set_passes(engine: Engine, carried: list[str]) -> None:
    (found,) = said(check(engine, {"modifiers": carried}), "exactly-one")
    count = sum(each in SET for each in carried)
    assert found.answer == ("missing", "one", "several", "several")[count]
    words = " and ".join(each for each in SET if each in carried)
    assert found.facts["carried"] == (words if count > 1 else None)


def test_the_only_modifier_that_a_code_takes_is_proposed_where_one_is_missing(engine: Engine) -> None:
    bound, missing = said(check(engine, {"code": "97165"}, {}), "exactly-one")
    assert (bound.answer, bound.suggestion and bound.suggestion["change"]) == (
        "missing_bound",
        {"add_modifier": "GO"},
    )
    assert (missing.answer, missing.facts["bound"]) == ("missing", None)


@given(st.lists(st.tuples(st.sampled_from(["97110", "97165"]), modifiers, st.integers(0, 1)), min_size=1))
def test_a_code_of_one_discipline_takes_its_modifier_only(
    engine: Engine, lines: list[tuple[str, list[str], int]]
) -> None:
    stated = [{"code": code, "modifiers": carried, "units": units} for code, carried, units in lines]
    for (code, carried, units), found in zip(lines, said(check(engine, *stated), "exactly-one"), strict=True):
        held = [each for each in SET if each in carried]
        wrong = code == "97165" and held != ["GO"]
        expected = {0: "missing_bound" if wrong else "missing", 1: "other" if wrong else "one"}
        assert found.answer == (expected.get(len(held), "several") if units else "unbilled")
        assert found.facts.get("bound") == ("GO" if found.answer in ("missing_bound", "other") else None)


def test_what_is_wrong_stands_in_the_lines_remarks(engine: Engine) -> None:
    other = {"code": "97165", "modifiers": ["GP"]}
    evaluation = check(engine, {}, {"modifiers": ["GP", "GO"]}, other, {"modifiers": ["GP"]})
    assert [each.remarks for each in evaluation.lines] == [("N822",), ("N823",), ("N823",), ()]
    assert [each.status for each in evaluation.lines] == ["denied", "denied", "denied", "payable"]


def test_no_modifier_is_put_on_a_line_by_itself(engine: Engine) -> None:
    evaluation = check(engine, {"code": "97165"}, {"modifiers": ["CQ"]}, {"modifiers": ["GP", "GO"]})
    assert sum(each.suggestion is not None for each in evaluation.findings) == 4
    assert apply_safe(evaluation) == (evaluation.encounter, 0)


# Pairs --------------------------------------------------------------------------------------------------


@given(modifiers)
def test_a_modifier_needs_its_partner(engine: Engine, carried: list[str]) -> None:
    (found,) = said(check(engine, {"modifiers": carried}), "requires")
    lacking = [one for one, needs in PARTNERS.items() if one in carried and not needs & {*carried}]
    asked = [one for one in ("CQ", "CO") if one in carried]
    if not asked:
        assert found.answer == "other_modifier"
    else:
        assert found.answer == ("alone" if lacking else "paired")
        assert found.facts["modifier"] == (lacking or asked)[0]


@given(modifiers)
def test_modifiers_that_contradict_each_other_are_found(engine: Engine, carried: list[str]) -> None:
    (found,) = said(check(engine, {"modifiers": carried}), "excludes")
    pairs = (("GA", "GY"), ("GA", "GZ"), ("KX", "GA"))
    broken = [pair for pair in pairs if {*pair} <= {*carried}]
    if broken:
        assert (found.answer, found.facts["modifier"], found.facts["other"]) == ("together", *broken[0])
    else:
        named = {"GA", "GY", "GZ", "KX"} & {*carried}
        assert found.answer == ("apart" if named else "other_modifier")


@given(st.lists(modifiers, min_size=1, max_size=25))
def test_lines_are_judged_alike_alone_and_among_others(engine: Engine, lines: list[list[str]]) -> None:
    among = check(engine, *({"modifiers": each} for each in lines))
    for number, each in enumerate(lines, start=1):
        alone = check(engine, {"modifiers": each})
        here = [(one.policy, one.answer, one.facts) for one in among.trace if one.line == number]
        assert here == [(one.policy, one.answer, one.facts) for one in alone.trace]


@pytest.mark.parametrize(
    ("listed", "words"), [(["GP"], "GP"), (["GP", "GO"], "GP or GO"), (SET, "GP, GO or GN")]
)
def test_modifiers_in_words(listed: list[str], words: str) -> None:
    assert any_of(listed) == words


# The pack -----------------------------------------------------------------------------------------------


def test_always_therapy_codes_are_those_with_indicator_5_in_the_fee_schedule(installed: Engine) -> None:
    table = files("scrubjay_payers") / "medicare_part_b" / "tables" / "rvu.csv"
    with table.open(encoding="utf-8") as file:
        marked = {row["code"] for row in csv.DictReader(file) if row["multiple"] == "5"}
    policies = installed.ruleset("medicare-part-b").policies
    policy = next(each for each in policies if each.entry.id == "plan-of-care-modifier")
    assert len(marked) > 50
    for _, version in policy.timeline:
        assert version.about is not None
        assert version.about - {"0791T"} == marked - {"0791T"}  # the table has no row of it


def test_a_denied_line_keeps_the_balance(installed: Engine) -> None:
    line = {"code": "97110", "minutes": 15, "units": 1, "charge": "50.00"}
    for carried, patient in ((["GP", "GZ"], 0), (["GP", "GY"], 5000), ([], 0)):
        evaluation = installed.check(
            {
                "payer": "medicare-part-b",
                "date": "2026-03-02",
                "patient": {"id": "P"},
                "lines": [{**line, "modifiers": carried}],
            }
        )
        (result,) = evaluation.lines
        assert (result.status, result.paid, result.patient) == ("denied", 0, patient)
        assert sum(each.amount for each in result.adjustments) == 5000
