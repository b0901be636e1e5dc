"""Tests of a pack that stand beside an override, or speak of the policy of a base."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from composing_kinds import KINDS, day, override

from scrubjay import Engine
from scrubjay.lint import lint_pack
from scrubjay.packs.load import read_pack
from scrubjay.testkit import run_pack_tests

Run = Callable[..., list[tuple[str, ...]]]
LINE = {"code": "97110"}
KX = {"code": "97110", "modifiers": ["KX"]}


def example(number: int, *expect: dict[str, Any], lines: Any = (LINE,), **more: Any) -> dict[str, Any]:
    expected = [{"line": line, **each} for line, each in enumerate(expect, start=1)]
    return {"name": f"day {number}", "date": day(number), "lines": list(lines), "expect": expected, **more}


def word(number: int) -> dict[str, Any]:
    return {"outcome": "pass", "facts": {"word": number}}


@pytest.fixture
def run(packs_at: Callable[..., Path], plugin_of: Callable[..., ModuleType]) -> Run:
    def make(*overrides: dict[str, Any], **more: Any) -> list[tuple[str, ...]]:
        folder = packs_at(upper={"extends": ["base"], "overrides": overrides, **more})
        engine = Engine(packs=[folder], plugins=[plugin_of(KINDS, "composing_kinds")])
        return [each.messages for each in run_pack_tests(engine, read_pack(folder / "upper"))]

    return make


def test_an_example_beside_an_override_is_about_the_policy_that_it_changes(run: Run) -> None:
    mine = override(
        "replace", "other", 10, 20, params={"word": 1}, test=[example(10, word(1)), example(20, word(2))]
    )
    passed, failed = run(mine)
    assert passed == ()
    assert failed == ("line 1: expected fact word 2; got fact word 1 (met: says 1)",)


@pytest.mark.parametrize("number", [9, 21])
def test_the_day_before_and_the_day_after_show_what_the_base_says(run: Run, number: int) -> None:
    mine = override("replace", "other", 10, 20, params={"word": 1}, test=[example(number, word(0))])
    assert run(mine) == [()]


@pytest.mark.parametrize("number", [8, 22])
def test_an_example_far_from_the_dates_of_its_override_is_refused(run: Run, number: int) -> None:
    mine = override("replace", "other", 10, 20, params={"word": 1}, test=[example(number, word(0))])
    assert run(mine) == [("the override was never reached: upper:other holds 2026-01-11 to 2026-01-21",)]


def test_an_example_must_hold_a_line_that_its_exception_decides(run: Run) -> None:
    both = example(10, word(1), word(0), lines=[KX, LINE])
    missed = example(11, word(0))
    when = {"modifiers_any": ["KX"]}
    mine = override("exception", "kx", 10, when=when, params={"word": 1}, test=[both, missed])
    assert run(mine) == [
        (),
        ("the override was never reached: upper:kx decides on lines where modifiers any KX; here: says 0",),
    ]


def test_an_example_may_show_that_it_cannot_be_told_whether_an_exception_holds(run: Run) -> None:
    unknown = example(10, {"outcome": "no_data", "answer": "selector_unknown"})
    when = {"places_of_service": ["12"]}
    assert run(override("exception", "home", 10, when=when, params={"word": 1}, test=[unknown])) == [()]


def test_an_example_of_a_disabled_policy_expects_that_it_is_silent(run: Run) -> None:
    silent = example(10, {"outcome": "not_applicable", "answer": "disabled"})
    speaks = example(10, word(0))
    first, second = run(override("disable", "off", 10, test=[silent, speaks]))
    assert first == ()
    assert second[0].startswith("line 1: expected outcome pass, fact word 0; got outcome not_applicable")


def test_a_pack_with_overrides_and_no_test_has_run_no_test(run: Run) -> None:
    ((message,),) = run(override("disable", "off", 10))
    assert message.startswith("no test was run: upper has overrides")


def test_a_scenario_may_name_the_policy_of_a_base_by_its_own_id(
    packs_at: Callable[..., Path], plugin_of: Callable[..., ModuleType]
) -> None:
    folder = packs_at(upper={"extends": ["base"]})
    (folder / "upper" / "tests").mkdir()
    (folder / "upper" / "tests" / "all.toml").write_text(
        """
[[scenario]]
name = "by its own id"
date = 2026-03-02
lines = [{ code = "97110" }]
[[scenario.expect.findings]]
policy = "says"
outcome = "pass"
""",
        "utf-8",
    )
    engine = Engine(packs=[folder], plugins=[plugin_of(KINDS, "composing_kinds")])
    (result,) = run_pack_tests(engine, read_pack(folder / "upper"))
    assert result.messages == ()


def test_the_lint_of_a_pack_says_nothing_about_the_policies_of_its_base(
    packs_at: Callable[..., Path], plugin_of: Callable[..., ModuleType]
) -> None:
    folder = packs_at(upper={"extends": ["base"], "coverage": {"from": day(0)}})
    engine = Engine(packs=[folder], plugins=[plugin_of(KINDS, "composing_kinds")])
    assert {fault.code for fault in lint_pack(folder / "upper", engine)} == {"SJ108", "SJ125", "SJ126"}
    assert len(lint_pack(folder / "base", engine)) > 3
