"""One pack over another: what each kind of override does, on its dates and lines and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from composing_kinds import START, day, override, policy, says, visit, words

from scrubjay import Engine, Outcome

Over = Callable[..., Engine]


def upper(*overrides: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"extends": ["base"], "overrides": overrides, **more}


def heard(engine: Engine, number: int, *lines: dict[str, Any], **more: Any) -> list[Any]:
    return words(engine.check(visit(number, *lines, **more)))


def test_the_policies_of_a_base_hold_under_their_own_ids_beside_those_of_the_pack(engine_over: Over) -> None:
    engine = engine_over(upper=upper(policies=[policy(says(7))]))
    found = engine.check(visit(0))
    assert [(each.policy, each.facts.get("word", each.message)) for each in found.trace] == [
        ("base:says", 0),
        ("upper:says", 7),
    ]
    assert [pack.id for pack in found.receipt.packs] == ["upper", "base"]


def test_the_coverage_is_that_of_the_pack_and_not_of_its_base(engine_over: Over) -> None:
    engine = engine_over(
        base={"coverage": {"from": day(5)}}, upper=upper(coverage={"from": day(0), "through": day(9)})
    )
    assert engine.check(visit(0)).clean
    assert not engine.check(visit(0, payer="base")).clean
    assert not engine.check(visit(10)).clean


@pytest.mark.parametrize("last", [None, 20])
def test_a_replacement_holds_on_its_dates_and_leaves_those_before_and_after(
    engine_over: Over, last: int | None
) -> None:
    engine = engine_over(upper=upper(override("replace", "other", 10, last, params={"word": 1})))
    after = 1 if last is None else 0
    assert [heard(engine, number) for number in (9, 10, 20, 21)] == [[0], [1], [1], [after]]
    assert heard(engine, 15, payer="base") == [0]


def test_what_a_replacement_leaves_out_is_as_the_policy_has_it_but_for_parameters(engine_over: Over) -> None:
    remit = {"group": "CO", "carc": "151"}
    fails = says(0, params={"word": 0, "fails": True})
    engine = engine_over(
        base={"policies": [policy(fails, action="reduce", remit=remit)]},
        upper=upper(
            override("replace", "kept", 0, 9, params={"word": 1, "fails": True}),
            override("replace", "bare", 10, 19, params={"word": 2}),
            override(
                "replace",
                "own",
                20,
                params={"word": 3, "fails": True},
                action="deny",
                remit={"group": "PR", "carc": "96"},
                applies_to={"modifiers_any": ["KX"]},
                status="experimental",
            ),
        ),
    )
    kept, bare = (engine.check(visit(number)).trace[0] for number in (0, 10))
    assert (kept.action.word, kept.remit.carc, kept.override) == ("reduce", "151", "upper:kept")
    assert (bare.outcome, bare.facts["word"]) == (Outcome.PASS, 2)
    own = engine.check(visit(20, {"modifiers": ["KX"], "charge": "10.00"}, {}))
    said, silent, _ = own.trace
    assert (said.action.word, said.remit.group, said.status) == ("deny", "PR", "experimental")
    assert silent.answer == "not_selected"
    assert [line.status for line in own.lines] == ["denied", "payable"]
    assert own.lines[0].adjustments[0].carc == "96"


def test_a_disabled_policy_says_nothing_and_names_the_override(engine_over: Over) -> None:
    engine = engine_over(upper=upper(override("disable", "off", 10, 20)))
    assert [heard(engine, number) for number in (9, 10, 20, 21)] == [[0], ["disabled"], ["disabled"], [0]]
    found = engine.check(visit(15))
    said = found.trace[0]
    assert (said.override, said.message) == ("upper:off", "disabled by upper:off: The contract says so.")
    assert [cite["source"] for cite in said.cites] == ["contract"]
    assert not found.clean, "nobody spoke about the line"


def test_an_exception_decides_the_lines_on_which_it_holds_and_the_base_the_others(engine_over: Over) -> None:
    when = {"modifiers_any": ["KX"]}
    engine = engine_over(upper=upper(override("exception", "kx", 10, 20, when=when, params={"word": 1})))
    lines = [{"modifiers": ["KX"]}, {}]
    assert [heard(engine, number, *lines) for number in (9, 10, 20, 21)] == [[0, 0], [1, 0], [1, 0], [0, 0]]


def test_an_exception_that_leaves_no_unit_denies_its_lines_with_its_own_codes(engine_over: Over) -> None:
    base = policy(says(1), kind="test.left", action="reduce", remit={"group": "CO", "carc": "151"})
    when, remit = {"modifiers_any": ["KX"]}, {"group": "PR", "carc": "119"}
    made = override("exception", "kx", 10, 20, when=when, params={"word": 0}, remit=remit)
    engine = engine_over(base={"policies": [base]}, upper=upper(made))
    lines = [{"modifiers": ["KX"], "units": 2, "charge": "10.00"}, {"units": 2, "charge": "10.00"}]
    before, held = (engine.check(visit(number, *lines)).lines for number in (9, 10))
    assert [(each.status, each.units_payable) for each in before] == [("payable", 1), ("payable", 1)]
    assert [(each.status, each.units_payable) for each in held] == [("denied", 0), ("payable", 1)]
    assert [(each.group, each.carc, each.amount) for each in held[0].adjustments] == [("PR", "119", 1000)]


def test_a_policy_can_be_disabled_on_some_lines(engine_over: Over) -> None:
    engine = engine_over(upper=upper(override("disable", "home", 0, when={"places_of_service": ["12"]})))
    assert heard(engine, 0, place_of_service="12") == ["disabled"]
    assert heard(engine, 0, place_of_service="11") == [0]
    assert heard(engine, 0) == ["selector_unknown"]


@pytest.mark.parametrize("change", ["disable", "exception"])
def test_where_it_cannot_be_told_whether_an_exception_holds_the_answer_is_no_data_with_the_name(
    engine_over: Over, change: str
) -> None:
    more = {"params": {"word": 1}} if change == "exception" else {}
    engine = engine_over(upper=upper(override(change, "home", 0, when={"places_of_service": ["12"]}, **more)))
    found = engine.check(visit(0))
    assert [(each.outcome, each.missing) for each in found.trace] == [(Outcome.NO_DATA, "place_of_service")]
    assert found.outcome is Outcome.NO_DATA


def test_an_exception_of_unknown_fact_on_a_line_the_policy_is_not_about_is_silent(engine_over: Over) -> None:
    narrow = policy(says(0, params={"word": 0, "codes": ["97110"]}))
    change = override(
        "exception", "home", 0, when={"places_of_service": ["12"]}, params={"word": 1, "codes": ["97110"]}
    )
    engine = engine_over(base={"policies": [narrow]}, upper=upper(change))
    assert heard(engine, 0, {"code": "97530"}) == ["other_code"]
    assert heard(engine, 0, {"code": "97110"}) == ["selector_unknown"]


def test_both_versions_of_a_day_are_shown_all_of_its_lines(engine_over: Over) -> None:
    change = override("exception", "kx", 0, when={"modifiers_any": ["KX"]}, params={"word": 1})
    engine = engine_over(upper=upper(change))
    found = engine.check(visit(0, {"modifiers": ["KX"]}, {}, {}))
    assert [each.facts["lines"] for each in found.trace] == [3, 3, 3]


def test_an_exception_to_a_policy_whose_sums_run_over_the_year_sees_the_year(engine_over: Over) -> None:
    engine = engine_over(
        base={"policies": [policy(says(0), kind="test.year")]},
        upper=upper(
            override("exception", "kx", 10, when={"modifiers_any": ["KX"]}, params={"word": 1}),
            override("replace", "march", 60, params={"word": 2}),
        ),
    )
    visits = [visit(number, {"modifiers": ["KX"]}, {}) for number in (5, 40, 100)]
    assert [words(each) for each in engine.check_many(visits)] == [[0, 0], [1, 0], [1, 2]]


def test_an_exception_to_a_policy_about_encounters_decides_those_with_a_line_on_which_it_holds(
    engine_over: Over,
) -> None:
    change = override("exception", "kx", 0, when={"modifiers_any": ["KX"]}, params={"word": 1})
    engine = engine_over(base={"policies": [policy(kind="test.visit")]}, upper=upper(change))
    assert heard(engine, 0, {}, {"modifiers": ["KX"]}) == [1]
    assert heard(engine, 0, {}, {}) == [0]


def test_an_exception_stands_beside_a_replacement_of_the_same_pack(engine_over: Over) -> None:
    engine = engine_over(
        upper=upper(
            override("replace", "all", 10, 20, params={"word": 1}),
            override("exception", "kx", 0, when={"modifiers_any": ["KX"]}, params={"word": 2}),
        )
    )
    assert heard(engine, 15, {"modifiers": ["KX"]}, {}) == [2, 1]
    assert heard(engine, 9, {"modifiers": ["KX"]}, {}) == [2, 0]


def test_a_policy_disabled_but_for_an_exception_holds_only_there(engine_over: Over) -> None:
    engine = engine_over(
        upper=upper(
            override("disable", "off", 0),
            override("exception", "kx", 0, when={"modifiers_any": ["KX"]}, params={"word": 2}),
        )
    )
    assert heard(engine, 0, {"modifiers": ["KX"]}, {}) == [2, "disabled"]


def test_exceptions_that_never_meet_stand_side_by_side(engine_over: Over) -> None:
    engine = engine_over(
        upper=upper(
            override("exception", "pt", 0, when={"disciplines": ["PT"]}, params={"word": 1}),
            override("exception", "ot", 0, when={"disciplines": ["OT"]}, params={"word": 2}),
        )
    )
    lines = [{"modifiers": [each]} for each in ("GP", "GO", "GN")]
    assert heard(engine, 0, *lines) == [1, 2, 0]


def test_an_override_by_the_bare_id_of_a_policy_that_one_base_has(engine_over: Over) -> None:
    bare = override("replace", "other", 0, params={"word": 1}) | {"policy": "says"}
    assert heard(engine_over(upper=upper(bare)), 0) == [1]


def test_a_base_that_ended_can_be_carried_on_from_while_it_held(engine_over: Over) -> None:
    ended = policy(says(0, until=day(10)))
    engine = engine_over(
        base={"policies": [ended]}, upper=upper(override("replace", "on", 5, params={"word": 1}))
    )
    assert [heard(engine, number) for number in (4, 5, 11)] == [[0], [1], [1]]


def test_versions_of_the_base_within_an_exception_change_as_they_do_without_it(engine_over: Over) -> None:
    engine = engine_over(
        base={"policies": [policy(says(0), says(5, first=15))]},
        upper=upper(override("exception", "kx", 10, 20, when={"modifiers_any": ["KX"]}, params={"word": 1})),
    )
    lines = [{"modifiers": ["KX"]}, {}]
    assert [heard(engine, number, *lines) for number in (9, 14, 15, 21)] == [[0, 0], [1, 0], [1, 5], [5, 5]]


def test_the_code_sets_and_sources_of_a_base_stay_its_own_and_can_be_named_above(engine_over: Over) -> None:
    sets = [{"id": "walks", "codes": ["97116"]}]
    engine = engine_over(
        base={"policies": [policy(says(0, params={"word": 0, "codes": "walks"}))], "code_sets": sets},
        upper=upper(override("replace", "other", 10, params={"word": 1, "codes": "base:walks"})),
    )
    for number, word in ((9, 0), (10, 1)):
        assert heard(engine, number, {"code": "97116"}, {"code": "97110"}) == [word, "other_code"]


def test_a_finding_of_a_base_s_own_version_names_no_override(engine_over: Over) -> None:
    engine = engine_over(upper=upper(override("replace", "other", 10, params={"word": 1})))
    assert [engine.check(visit(number)).trace[0].to_dict()["override"] for number in (9, 10)] == [
        None,
        "upper:other",
    ]
    assert day(0) == START
