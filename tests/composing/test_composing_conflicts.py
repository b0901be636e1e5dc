"""Overrides of which neither pack extends the other's, and what makes them meet."""

from collections.abc import Callable
from typing import Any

import pytest
from composing_kinds import override, policy, visit, words

import scrubjay.engine
from scrubjay import Engine, PackError

Over = Callable[..., Engine]
KX = {"modifiers_any": ["KX"]}
PT, OT = {"disciplines": ["PT"]}, {"disciplines": ["OT"]}
PRO, INST = {"claim_form": "professional"}, {"claim_form": "institutional"}


def exception(label: str, when: dict[str, Any], word: int, first: int = 0, **more: Any) -> dict[str, Any]:
    return override("exception", label, first, when=when, params={"word": word}, **more)


def codes(engine: Engine, payer: str = "upper") -> list[str]:
    with pytest.raises(PackError) as caught:
        engine.ruleset(payer)
    return [fault.code for fault in caught.value.faults]


def siblings(engine_over: Over, left: dict[str, Any], right: dict[str, Any], *own: dict[str, Any]) -> Engine:
    return engine_over(
        left={"extends": ["base"], "overrides": [left]},
        right={"extends": ["base"], "overrides": [right]},
        upper={"extends": ["left", "right"], "overrides": own},
    )


def test_an_exception_of_one_base_and_a_replacement_of_another_contradict_each_other(
    engine_over: Over,
) -> None:
    engine = siblings(engine_over, exception("kx", KX, 1), override("replace", "all", 0, params={"word": 2}))
    assert codes(engine) == ["SJ017"]


def test_the_pack_that_extends_both_settles_what_its_bases_contradict(engine_over: Over) -> None:
    left = override("replace", "one", 0, 20, params={"word": 1})
    right = override("replace", "two", 10, params={"word": 2})
    assert codes(siblings(engine_over, left, right)) == ["SJ017"]
    settled = siblings(engine_over, left, right, override("replace", "own", 10, 20, params={"word": 3}))
    found = [words(settled.check(visit(number)))[0] for number in (9, 10, 20, 21)]
    assert found == [1, 3, 3, 2]
    partly = siblings(engine_over, left, right, override("replace", "own", 10, 19, params={"word": 3}))
    assert codes(partly) == ["SJ017"]


def test_bases_that_override_alike_do_not_contradict_each_other(engine_over: Over) -> None:
    engine = siblings(
        engine_over,
        override("replace", "one", 0, 20, params={"word": 1}),
        override("replace", "two", 10, params={"word": 1}),
    )
    assert [words(engine.check(visit(number)))[0] for number in (0, 15, 30)] == [1, 1, 1]


def test_a_base_that_leaves_a_policy_alone_does_not_stand_against_one_that_overrides_it(
    engine_over: Over,
) -> None:
    engine = engine_over(
        left={"extends": ["base"], "overrides": [override("replace", "one", 0, params={"word": 1})]},
        right={"extends": ["base"]},
        upper={"extends": ["left", "right"]},
    )
    assert words(engine.check(visit(0))) == [1]


@pytest.mark.parametrize(("kind", "expected"), [("test.says", []), ("test.visit", ["SJ017"])])
def test_exceptions_by_line_meet_on_an_encounter(engine_over: Over, kind: str, expected: list[str]) -> None:
    mine = [exception("pt", PT, 1), exception("ot", OT, 2)]
    engine = engine_over(
        base={"policies": [policy(kind=kind)]}, upper={"extends": ["base"], "overrides": mine}
    )
    if expected:
        assert codes(engine) == expected
    else:
        lines = [{"modifiers": ["GP"]}, {"modifiers": ["GO"]}]
        assert words(engine.check(visit(0, *lines))) == [1, 2]


def test_exceptions_by_claim_form_do_not_meet_on_an_encounter(engine_over: Over) -> None:
    mine = [exception("pro", PRO, 1), exception("inst", INST, 2)]
    engine = engine_over(
        base={"policies": [policy(kind="test.visit")]}, upper={"extends": ["base"], "overrides": mine}
    )
    forms = ("professional", "institutional", None)
    found = [words(engine.check(visit(0, claim_form=form)))[0] for form in forms]
    assert found == [1, 2, "selector_unknown"]


def test_exceptions_whose_dates_do_not_meet_may_say_what_they_like(engine_over: Over) -> None:
    mine = [exception("one", KX, 1, 0, until=None), exception("two", KX, 2, 10)]
    mine[0]["until"] = mine[1]["effective"].replace(day=10)
    engine = engine_over(upper={"extends": ["base"], "overrides": mine})
    assert [words(engine.check(visit(number, {"modifiers": ["KX"]})))[0] for number in (9, 10)] == [1, 2]
    mine[0]["until"] = mine[1]["effective"]
    assert codes(engine_over(upper={"extends": ["base"], "overrides": mine})) == ["SJ017"]


def test_what_exceptions_decided_survives_the_way_through_files(
    engine_over: Over, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = override("disable", "home", 0, when={"places_of_service": ["12"]})
    engine = engine_over(upper={"extends": ["base"], "overrides": [exception("kx", KX, 1), home]} | {})
    given = [
        visit(
            number % 3,
            {"modifiers": ["KX"] * (number % 2)},
            {},
            id=str(number),
            patient={"id": str(number % 5)},
        )
        for number in range(30)
    ]
    assert codes(engine) == ["SJ017"], "a line with KX at home"
    apart = exception("kx", {**KX, "places_of_service": ["11"]}, 1)
    engine = engine_over(upper={"extends": ["base"], "overrides": [apart, home]})
    for number, each in enumerate(given):
        each["place_of_service"] = ("11", "12", None)[number % 3]
    in_memory = [each.to_dict(explain=True) for each in engine.check_many(given)]
    monkeypatch.setattr(scrubjay.engine, "IN_MEMORY", 10)
    monkeypatch.setattr(scrubjay.engine, "BLOCK", 3)
    assert [each.to_dict(explain=True) for each in engine.check_many(given)] == in_memory
    said = {finding["answer"] for each in in_memory for finding in each["findings"]}
    assert said == {"met", "disabled", "selector_unknown", "uncovered"}
