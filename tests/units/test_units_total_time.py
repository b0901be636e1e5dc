"""The total-time rule against a slow reference: all allocations that the manual's words allow, tried out.

The words (Pub. 100-04, chapter 5, §20.2): the minutes of all timed codes of a day are added up; 8 to 22
minutes are one unit, 23 to 37 two, and so on by 15; a code of 15 minutes counts at least one unit, of 30 at
least two; the units that remain go to the codes with the most minutes left; among equals anybody may choose.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine, Outcome
from scrubjay.findings import Finding
from scrubjay.fix import apply_safe
from scrubjay.results import Evaluation

CODES = ("97110", "97112", "97140", "97530")
POLICY = "medicare-part-b:total-time"
Day = list[dict[str, Any]]


def ladder(total: int) -> int:
    """Units of so many minutes, up the manual's table step by step."""
    units, most = 0, 7
    while total > most:
        units, most = units + 1, most + 15
    return units


def allocations(minutes: dict[str, int]) -> Iterator[dict[str, int]]:
    """Every way to give the units of a day to its codes that the manual's words allow."""
    whole = {code: each // 15 for code, each in minutes.items()}
    rest = {code: each % 15 for code, each in minutes.items()}
    spare = ladder(sum(minutes.values())) - sum(whole.values())
    for winners in combinations(minutes, spare):
        losers = [code for code in minutes if code not in winners]
        if all(rest[winner] >= rest[loser] for winner in winners for loser in losers):
            yield {code: whole[code] + (code in winners) for code in minutes}


def rule(engine: Engine, lines: Day, *, payer: str = "medicare-part-b") -> Evaluation:
    return engine.check({"payer": payer, "date": "2026-03-02", "patient": {"id": "P"}, "lines": lines})


def said(evaluation: Evaluation) -> list[Finding]:
    return [each for each in evaluation.trace if each.policy == POLICY]


def by_code(lines: Day, values: list[int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for line, value in zip(lines, values, strict=True):
        found[line["code"]] += value
    return dict(found)


def line(code: str, minutes: int | None, units: int | None = 0, *modifiers: str) -> dict[str, Any]:
    stated = {"code": code, "minutes": minutes, "units": units, "modifiers": list(modifiers or ("GP",))}
    return {name: value for name, value in stated.items() if value is not None}


lines = st.builds(
    line,
    st.sampled_from(CODES),
    st.integers(0, 40) | st.sampled_from((7, 8, 14, 15, 22, 23)),
    st.integers(0, 4),
)
days = st.lists(lines, min_size=1, max_size=5)
"""Days of one discipline; a code may stand on several lines."""


# The ladder ---------------------------------------------------------------------------------------------


def test_every_total_from_0_to_480_minutes_of_one_code_stands_on_the_ladder(installed: Engine) -> None:
    given = [
        {
            "payer": "medicare-part-b",
            "date": "2026-03-02",
            "patient": {"id": str(total)},
            "lines": [line("97530", total)],
        }
        for total in range(481)
    ]
    found = [each.lines[0].units_supported for each in installed.check_many(given)]
    assert found == [ladder(total) for total in range(481)]


def test_the_ladder_has_the_steps_that_the_manual_prints() -> None:
    printed = [(8, 22), (23, 37), (38, 52), (53, 67), (68, 82), (83, 97), (98, 112), (113, 127)]
    for units, (low, high) in enumerate(printed, start=1):
        assert {ladder(total) for total in range(low, high + 1)} == {units}
    assert {ladder(total) for total in range(8)} == {0}


@given(st.lists(st.integers(0, 480), min_size=1, max_size=6), st.integers(0, 480))
def test_the_units_of_several_codes_add_up_to_the_ladder_of_their_total(
    installed: Engine, cuts: list[int], total: int
) -> None:
    edges = sorted({min(cut, total) for cut in cuts} | {0, total})
    parts = [high - low for low, high in pairwise(edges)] or [0]
    codes = [*CODES, "97032", "97116", "97124", "97535"]
    evaluation = rule(installed, [line(code, each) for code, each in zip(codes, parts, strict=False)])
    assert sum(each.units_supported or 0 for each in evaluation.lines) == (total + 7) // 15


# Allocations --------------------------------------------------------------------------------------------


@given(days)
def test_the_units_supported_are_one_of_the_allocations(installed: Engine, day: Day) -> None:
    evaluation = rule(installed, day)
    found = by_code(day, [each.units_supported or 0 for each in evaluation.lines])
    assert found in list(allocations(by_code(day, [each["minutes"] for each in day])))


@given(days)
def test_units_are_over_if_and_only_if_no_allocation_has_room_for_them(installed: Engine, day: Day) -> None:
    billed = by_code(day, [each["units"] for each in day])
    minutes = by_code(day, [each["minutes"] for each in day])
    room = any(all(billed[code] <= each[code] for code in billed) for each in allocations(minutes))
    answers = [each.answer for each in said(rule(installed, day))]
    assert ("over" in answers) == (not room)


@pytest.mark.parametrize("minutes", [(7, 7, 7), (20, 20), (24, 23, 8), (10, 10, 10), (22, 22, 15), (0, 8)])
def test_every_allocation_of_a_day_is_accepted_and_one_unit_more_never_is(
    installed: Engine, minutes: tuple[int, ...]
) -> None:
    codes = CODES[: len(minutes)]
    valid = list(allocations(dict(zip(codes, minutes, strict=True))))
    for billed in product(range(4), repeat=len(minutes)):
        day = [line(*each) for each in zip(codes, minutes, billed, strict=True)]
        answers = {each.answer for each in said(rule(installed, day))}
        claimed = dict(zip(codes, billed, strict=True))
        assert (answers == {"supported"}) == (claimed in valid)
        fits = any(all(claimed[code] <= each[code] for code in codes) for each in valid)
        assert ("over" in answers) == (not fits)


@given(days)
def test_each_line_is_judged_by_the_units_that_it_was_given(installed: Engine, day: Day) -> None:
    evaluation = rule(installed, day)
    for raw, result, each in zip(day, evaluation.lines, said(evaluation), strict=True):
        supported = result.units_supported
        assert supported is not None
        expected = (
            "over" if raw["units"] > supported else "under" if raw["units"] < supported else "supported"
        )
        assert each.answer == expected
        assert each.action.word == {"over": "reduce", "under": "inform"}.get(expected, "none")
        assert result.units_payable == min(raw["units"], supported)
    assert evaluation.clean == ("over" not in [each.answer for each in said(evaluation)])


@given(days, st.data())
def test_how_a_code_is_split_over_lines_changes_nothing_that_the_day_supports(
    installed: Engine, day: Day, data: st.DataObject
) -> None:
    split = [dict(each) for each in day]
    place = data.draw(st.integers(0, len(day) - 1))
    cut = data.draw(st.integers(0, day[place]["minutes"]))
    split[place]["minutes"] -= cut
    split.append(line(day[place]["code"], cut, 0))
    whole, parts = rule(installed, day), rule(installed, split)
    assert by_code(day, [each.units_supported or 0 for each in whole.lines]) == by_code(
        split, [each.units_supported or 0 for each in parts.lines]
    )


# Missing ------------------------------------------------------------------------------------------------


@given(days, st.data())
def test_a_line_without_minutes_makes_its_pool_no_data(
    installed: Engine, day: Day, data: st.DataObject
) -> None:
    gaps = data.draw(st.sets(st.integers(0, len(day) - 1), min_size=1))
    holed = [{k: v for k, v in raw.items() if n not in gaps or k != "minutes"} for n, raw in enumerate(day)]
    evaluation = rule(installed, holed)
    answers = [each.answer for each in said(evaluation)]
    assert answers == ["no_minutes" if n in gaps else "incomplete" for n in range(len(day))]
    assert all(each.units_supported is None for each in evaluation.lines)
    assert evaluation.outcome is Outcome.NO_DATA


@given(days, st.data())
def test_safe_suggestions_leave_open_only_what_the_minutes_support_no_unit_of(
    installed: Engine, day: Day, data: st.DataObject
) -> None:
    gaps = data.draw(st.sets(st.integers(0, len(day) - 1)))
    holed = [{k: v for k, v in raw.items() if n not in gaps or k != "units"} for n, raw in enumerate(day)]
    fixed, _ = apply_safe(rule(installed, holed))
    evaluation = installed.check(fixed)
    left = {each.line for each in said(evaluation) if each.answer not in ("supported", "under")}
    for number, (raw, result) in enumerate(zip(holed, evaluation.lines, strict=True), 1):
        none = result.units_supported == 0 and raw.get("units") != 0
        assert (number in left) == none
        if none:
            assert result.units_billed == raw.get("units")
    assert evaluation.clean == (not left)


# Disciplines --------------------------------------------------------------------------------------------

marked = st.builds(
    lambda raw, modifiers: {**raw, "modifiers": modifiers},
    lines,
    st.sampled_from((["GP"], ["GO"], ["GN"], [])),
)


@given(st.lists(marked, min_size=1, max_size=5))
def test_each_plan_of_care_is_counted_by_itself(installed: Engine, day: Day) -> None:
    plans = {modifier for each in day for modifier in each["modifiers"]}
    bare = any(not each["modifiers"] for each in day)
    evaluation = rule(installed, day)
    if bare and len(plans) > 1:
        assert {each.answer for each in said(evaluation)} == {"unclear"}
        assert all(each.units_supported is None for each in evaluation.lines)
        return
    for plan in plans or {""}:
        mine = [n for n, each in enumerate(day) if bare or plan in each["modifiers"]]
        minutes = by_code([day[n] for n in mine], [day[n]["minutes"] for n in mine])
        found = by_code([day[n] for n in mine], [evaluation.lines[n].units_supported or 0 for n in mine])
        assert found in list(allocations(minutes))


def test_the_minutes_of_untimed_codes_and_series_enter_no_pool(installed: Engine) -> None:
    day = [line("97530", 22), line("97161", 60), line("97150", 30), line("97129", 15), line("96125", 60)]
    assert rule(installed, day).lines[0].units_supported == 1
