"""What packs of one line supply: the pack above decides on its dates, and equals must not differ."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from composing_kinds import override, policy, says, visit, words
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, PackError

EngineOver = Callable[..., Engine]

OPEN = policy({"effective": date(2020, 1, 1), "params": {"word": {"supplied": "word"}}})
DECLARED = [{"id": "word", "help": "The word."}]


def base(**more: Any) -> dict[str, Any]:
    return {"policies": [OPEN], "supplied": DECLARED, **more}


def supply(word: object, first: str, last: str = "", name: str = "base:word") -> dict[str, Any]:
    made = {"supplied": name, "value": word, "effective": date.fromisoformat(first)}
    return made | ({"until": date.fromisoformat(last)} if last else {})


def said(engine: Engine, day: int, payer: str = "upper") -> list[Any]:
    return words(engine.check(visit(day, payer=payer)))


def test_an_extending_pack_supplies_what_its_base_leaves_open(engine_over: EngineOver) -> None:
    engine = engine_over(
        base=base(), upper={"extends": ["base"], "supplies": [supply(1, "2026-01-02", "2026-01-03")]}
    )
    assert [said(engine, day) for day in range(4)] == [["unsupplied"], [1], [1], ["unsupplied"]]


def test_the_base_itself_stays_open(engine_over: EngineOver) -> None:
    engine = engine_over(base=base(), upper={"extends": ["base"], "supplies": [supply(1, "2020-01-01")]})
    assert said(engine, 0) == [1]
    assert said(engine, 0, payer="base") == ["unsupplied"]


def test_two_packs_over_one_base_supply_their_own(engine_over: EngineOver) -> None:
    engine = engine_over(
        base=base(),
        upper={"extends": ["base"], "supplies": [supply(1, "2020-01-01")]},
        other={"extends": ["base"], "supplies": [supply(2, "2020-01-01")]},
    )
    assert [said(engine, 0), said(engine, 0, payer="other")] == [[1], [2]]


def test_the_pack_above_decides_on_its_dates_and_leaves_all_others_alone(engine_over: EngineOver) -> None:
    engine = engine_over(
        base=base(),
        middle={"extends": ["base"], "supplies": [supply(1, "2020-01-01")]},
        upper={"extends": ["middle"], "supplies": [supply(2, "2026-01-03", "2026-01-04")]},
    )
    assert [said(engine, day) for day in range(6)] == [[1], [1], [2], [2], [1], [1]]


def test_packs_of_which_neither_extends_the_other_must_not_supply_one_date(engine_over: EngineOver) -> None:
    engine = engine_over(
        base=base(),
        left={"extends": ["base"], "supplies": [supply(1, "2020-01-01")]},
        right={"extends": ["base"], "supplies": [supply(2, "2026-01-01")]},
        upper={"extends": ["left", "right"]},
    )
    with pytest.raises(PackError) as caught:
        engine.ruleset("upper")
    assert "SJ009 supply[0].effective: base:word is supplied from 2026-01-01 on at left" in str(caught.value)


def test_an_override_can_leave_a_parameter_open_too(engine_over: EngineOver) -> None:
    replaced = override("replace", "open", 1, 3, params={"word": {"supplied": "later"}})
    engine = engine_over(
        base={"policies": [policy(says(0))]},
        middle={"extends": ["base"], "overrides": [replaced], "supplied": [{"id": "later", "help": "."}]},
        upper={"extends": ["middle"], "supplies": [supply(7, "2026-01-03", name="middle:later")]},
    )
    assert [said(engine, day) for day in range(6)] == [[0], ["unsupplied"], [7], [7], [0], [0]]


def test_an_exception_can_leave_a_parameter_open_too(engine_over: EngineOver) -> None:
    excepted = override(
        "exception", "kx", 0, when={"modifiers_any": ["KX"]}, params={"word": {"supplied": "later"}}
    )
    engine = engine_over(
        base={"policies": [policy(says(0))]},
        middle={"extends": ["base"], "overrides": [excepted], "supplied": [{"id": "later", "help": "."}]},
        upper={"extends": ["middle"], "supplies": [supply(7, "2026-01-03", name="middle:later")]},
    )
    lines = ({"modifiers": ["KX"]}, {})
    assert words(engine.check(visit(1, *lines))) == ["unsupplied", 0]
    assert words(engine.check(visit(2, *lines))) == [7, 0]


def test_an_override_still_expects_the_versions_of_a_policy_that_supplied_values_cut(
    engine_over: EngineOver,
) -> None:
    replaced = override("replace", "late", 5, params={"word": 9}, expects=[date(2020, 1, 1)])
    engine = engine_over(
        base=base(),
        upper={
            "extends": ["base"],
            "overrides": [replaced],
            "supplies": [supply(1, "2026-01-03"), supply(2, "2026-01-05")],
        },
    )
    assert [said(engine, day) for day in (2, 4, 5)] == [[1], [2], [9]]


days = st.integers(0, 9)
spans = st.lists(st.tuples(days, days, st.integers(1, 99)), max_size=3)


@given(spans, spans)
def test_on_every_date_the_nearest_value_holds(
    packs_at: Callable[..., Path],
    plugin_of: Callable[..., Any],
    middle: list[tuple[int, int, int]],
    upper: list[tuple[int, int, int]],
) -> None:
    from composing_kinds import KINDS, day

    def apart(given: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        kept: list[tuple[int, int, int]] = []
        for one, other, word in given:
            first, last = sorted((one, other))
            if all(last < start or first > end for start, end, _ in kept):
                kept.append((first, last, word))
        return kept

    middle, upper = apart(middle), apart(upper)
    stated = {
        name: [
            {"supplied": "base:word", "value": word, "effective": day(first), "until": day(last)}
            for first, last, word in given
        ]
        for name, given in (("middle", middle), ("upper", upper))
    }
    folder = packs_at(
        base=base(),
        middle={"extends": ["base"], "supplies": stated["middle"]},
        upper={"extends": ["middle"], "supplies": stated["upper"]},
    )
    engine = Engine(packs=[folder], plugins=[plugin_of(KINDS, "composing_kinds")])
    for number in range(-1, 11):
        held = [word for given in (upper, middle) for first, last, word in given if first <= number <= last]
        assert said(engine, number) == [held[0] if held else "unsupplied"]


def test_what_is_supplied_on_a_date_and_what_is_not_is_shown(
    packs_at: Callable[..., Path], sj: Callable[..., Any]
) -> None:
    declared = [{"id": "minimum", "help": "From how many minutes on."}]
    params = {"codes": ["97110"], "minimum_minutes": {"supplied": "minimum"}}
    counted = {"id": "says", "kind": "units.per-code", "action": "inform"}
    counted["version"] = [{"effective": date(2020, 1, 1), "params": params}]  # type: ignore[assignment]
    folder = packs_at(
        base={"policies": [counted], "supplied": declared},
        upper={"extends": ["base"], "supplies": [supply(8, "2026-03-01", name="base:minimum")]},
    )
    shown = [
        sj("pack", "show", "upper", "--pack", folder, "--date", day).output
        for day in ("2026-02-28", "2026-03-01")
    ]
    assert "      no data: base:minimum is not supplied\n" in shown[0]
    assert "      minimum_minutes is supplied: base:minimum\n" in shown[1]
