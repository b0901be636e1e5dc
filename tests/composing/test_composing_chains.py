"""Packs over packs over packs: every date and line comes out as a plain reading of the overrides has it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from composing_kinds import KINDS, day, override, policy, says, visit, words
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scrubjay import Engine, PackError

DAYS = range(-2, 14)
LINES = ({}, {"modifiers": ["KX"]}, {"code": "97530"}, {"code": "97116", "modifiers": ["KX"]})
WHENS: dict[str, dict[str, Any]] = {
    "kx": {"modifiers_any": ["KX"]},
    "movement": {"codes": ["97530"]},
    "gait": {"codes": ["97116"]},
}
HOLDS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "kx": lambda line: "KX" in line.get("modifiers", ()),
    "movement": lambda line: line.get("code") == "97530",
    "gait": lambda line: line.get("code") == "97116",
}
MEET = {frozenset(("kx", "movement")), frozenset(("kx", "gait")), *(frozenset((each,)) for each in WHENS)}
"""The conditions that can hold on one line."""

EXTENDS: dict[str, tuple[str, ...]] = {"left": ("base",), "right": ("base",), "upper": ("left", "right")}
BELOW = {"left": {"base"}, "right": {"base"}, "upper": {"left", "right", "base"}}


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(st.integers(0, 10))
    when = draw(st.sampled_from((None, None, *WHENS)))
    disables = draw(st.booleans())
    return {
        "pack": draw(st.sampled_from(("left", "right", "upper"))),
        "first": first,
        "last": draw(st.none() | st.integers(first, 12)),
        "when": when,
        "word": None if disables else draw(st.integers(1, 3)),
    }


drawn_changes = st.lists(changes(), max_size=5)


def stated(number: int, change: dict[str, Any]) -> dict[str, Any]:
    """The override as a pack has it."""
    when, word = change["when"], change["word"]
    kind = "disable" if word is None else "replace" if when is None else "exception"
    more: dict[str, Any] = {} if word is None else {"params": {"word": word}}
    if when is not None:
        more["when"] = WHENS[when]
    return override(kind, f"change-{number}", change["first"], change["last"], **more)


def holds(change: dict[str, Any], number: int) -> bool:
    return bool(change["first"] <= number and (change["last"] is None or number <= change["last"]))


def above(change: dict[str, Any], other: dict[str, Any]) -> bool:
    return other["pack"] in BELOW[change["pack"]]


def live(drawn: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The changes of a day that no whole change of a pack above takes away."""
    here = [each for each in drawn if holds(each, number)]
    whole = [each for each in here if each["when"] is None]
    return [each for each in here if not any(above(other, each) for other in whole)]


def contradict(drawn: list[dict[str, Any]]) -> bool:
    for number in DAYS:
        for one, other in combinations(live(drawn, number), 2):
            if above(one, other) or above(other, one) or one["word"] == other["word"]:
                continue
            if (one["when"] is None) != (other["when"] is None) and one["pack"] == other["pack"]:
                continue
            if one["when"] is None or other["when"] is None or {one["when"], other["when"]} in MEET:
                return True
    return False


def expected(drawn: list[dict[str, Any]], number: int, line: dict[str, Any], base: Any) -> Any:
    """What is said about a line: by the uppermost pack's exception, or by what stands for the base."""
    here = live(drawn, number)
    excepted = [each for each in here if each["when"] is not None and HOLDS[each["when"]](line)]
    whole = [each for each in here if each["when"] is None]
    found = sorted(excepted, key=lambda each: len(BELOW[each["pack"]]))[-1:] or whole[:1]
    if not found:
        return base
    return "disabled" if found[0]["word"] is None else found[0]["word"]


def base_word(number: int) -> Any:
    return "not_in_force" if number < 0 or number > 11 else 7 if number < 6 else 8


@pytest.fixture(scope="module")
def rule(
    packs_at: Callable[..., Path], plugin_of: Callable[..., ModuleType]
) -> Callable[[list[dict[str, Any]], bool], Engine]:
    plugin = plugin_of(KINDS, "composing_kinds")
    versions = policy(says(7, first=0), says(8, first=6, until=day(11)))

    def make(drawn: list[dict[str, Any]], backwards: bool) -> Engine:
        packs: dict[str, dict[str, Any]] = {"base": {"policies": [versions]}}
        for pack, bases in EXTENDS.items():
            mine = [stated(number, each) for number, each in enumerate(drawn) if each["pack"] == pack]
            turn = -1 if backwards else 1
            packs[pack] = {"extends": bases[::turn], "overrides": mine[::turn]}
        folder = packs_at(**packs)
        folders = [folder / pack for pack in packs]
        return Engine(packs=folders[::-1] if backwards else folders, plugins=[plugin])

    return make


def disabled(first: int, last: int | None, when: str | None = None) -> dict[str, Any]:
    """A change of one pack that disables."""
    return {"pack": "left", "first": first, "last": last, "when": when, "word": None}


@settings(max_examples=60)
@example([disabled(0, 0), disabled(0, 11), disabled(0, None, "kx")])  # no version is left on any date
@given(drawn_changes)
def test_every_line_of_every_day_is_decided_as_a_plain_reading_has_it(
    rule: Callable[..., Engine], drawn: list[dict[str, Any]]
) -> None:
    engine = rule(drawn, False)
    visits = [visit(number, *LINES) for number in DAYS]
    try:
        found = [words(each) for each in engine.check_many(visits)]
    except PackError as error:
        assert {fault.code for fault in error.faults} <= {"SJ017", "SJ016"}
        unreached = any(fault.code == "SJ016" for fault in error.faults)
        assert unreached or contradict(drawn)
        return
    assert not contradict(drawn)
    assert found == [[expected(drawn, number, line, base_word(number)) for line in LINES] for number in DAYS]


@settings(max_examples=25)
@given(drawn_changes)
def test_the_order_of_packs_files_and_extends_never_matters(
    rule: Callable[..., Engine], drawn: list[dict[str, Any]]
) -> None:
    def told(engine: Engine) -> object:
        try:
            found = engine.check_many([visit(number, *LINES) for number in DAYS])
            return [[each.to_dict() for each in evaluation.trace] for evaluation in found]
        except PackError as error:
            return {(fault.code, fault.message.split(" at ")[0]) for fault in error.faults}

    one, other = told(rule(drawn, False)), told(rule(drawn, True))
    if isinstance(one, set):
        assert isinstance(other, set)
    else:
        assert one == other


@settings(max_examples=25)
@given(drawn_changes, st.integers(0, 10), st.integers(0, 3))
def test_one_more_override_changes_nothing_outside_its_dates(
    rule: Callable[..., Engine], drawn: list[dict[str, Any]], first: int, length: int
) -> None:
    more = {"pack": "upper", "first": first, "last": first + length, "when": None, "word": 9}
    visits = [visit(number, *LINES) for number in DAYS]
    try:
        before = [words(each) for each in rule(drawn, False).check_many(visits)]
        after = [words(each) for each in rule([*drawn, more], False).check_many(visits)]
    except PackError:
        return
    for number, old, new in zip(DAYS, before, after, strict=True):
        if not first <= number <= first + length:
            assert new == old
        elif not any(each["pack"] == "upper" and each["when"] for each in live(drawn, number)):
            assert new == [9] * len(LINES)


def test_resolving_twice_is_resolving_once(rule: Callable[..., Engine]) -> None:
    engine = rule([{"pack": "left", "first": 2, "last": 4, "when": "kx", "word": 1}], False)
    first, again = engine.ruleset("upper"), engine.using(engine.catalogue.pack("upper")).ruleset("upper")
    assert [(each.id, each.timeline.versions, each.exceptions) for each in first.policies] == [
        (each.id, each.timeline.versions, each.exceptions) for each in again.policies
    ]
    assert engine.ruleset("upper") is first


def test_packs_that_extend_one_base_share_its_compiled_policies(rule: Callable[..., Engine]) -> None:
    engine = rule([{"pack": "left", "first": 2, "last": 4, "when": "kx", "word": 1}], False)
    base, left, right, upper = (
        engine.ruleset(each).policies[0] for each in ("base", "left", "right", "upper")
    )
    assert right is base
    assert left is not base
    assert upper is left


def test_the_receipt_names_every_pack_of_the_chain(rule: Callable[..., Engine]) -> None:
    receipt = rule([], False).check(visit(0)).receipt
    assert [each.id for each in receipt.packs] == ["upper", "right", "left", "base"]
    assert all(len(each.sha256) == 64 for each in receipt.packs)
    assert day(1) - day(0) == timedelta(1)
