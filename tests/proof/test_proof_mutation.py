"""Mutants: what is changed, which tests notice, and that a quick look at all loses none that would."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from attrs import frozen
from proof_packs import write

from scrubjay import Code, CodeSet, Engine, Modifier, Money, PackError
from scrubjay.diff import diff_rulesets
from scrubjay.mutation import FailingTestsError, Mutant, World, all_mutants, chosen, judge
from scrubjay.mutation.codes import with_other_codes
from scrubjay.mutation.variants import LEFT_OUT, Known, variants
from scrubjay.packs.load import read_pack
from scrubjay.testkit import run_test

KNOWN = Known(("97110", "97112", "97530"), ("GO", "GP"))

TESTS = """
[[scenario]]
name = "a unit of eight minutes, until the end of 2025"
date = 2025-12-31
lines = [{ code = "97110", minutes = 8, units = 1 }, { code = "97112", minutes = 7, units = 1 }]
  [scenario.expect]
  lines = [{ line = 1, units_supported = 1 }, { line = 2, units_supported = 0 }]
  findings = [{ policy = "blocks", line = 2, outcome = "fail", carc = "151" }]

[[scenario]]
name = "a unit of ten minutes, from 2026 on"
  [[scenario.encounter]]
  date = 2026-01-01
  lines = [{ code = "97110", minutes = 10, units = 9 }]
    [scenario.encounter.expect]
    lines = [{ line = 1, units_supported = 1 }]
    findings = [{ policy = "most", line = 1, outcome = "fail" }]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    folder = write(tmp_path / "acme", tests=TESTS)
    return World(Engine(packs=[folder]), read_pack(folder))


def asked(world: World, mutant: Mutant) -> str:
    """What comes of a mutant where every test is run by itself."""
    try:
        remade = mutant.remake()
        bench = world.ruled_by(remade, world.settings[0].ruled(remade))
    except PackError:
        return "refused"
    return "survived" if all(run_test(bench, test).passed for test in world.tests) else "killed"


def test_a_verdict_is_that_of_running_every_test(world: World) -> None:
    mutants = list(all_mutants(world, cells=50))
    verdicts = list(judge(world, mutants))
    for verdict in verdicts:
        how = "survived" if verdict.how == "same" else verdict.how
        assert how == asked(world, verdict.mutant), str(verdict.mutant)
    counts = Counter(each.how for each in verdicts)
    assert min(counts[how] for how in ("killed", "survived", "same")) > 0


def test_a_diff_sees_every_mutant_that_is_judged(world: World) -> None:
    for verdict in judge(world, all_mutants(world, cells=50)):
        if verdict.how in ("killed", "survived"):
            ruled = world.settings[0].ruled(verdict.mutant.remake())
            assert not diff_rulesets(world.baseline, ruled).same


def survivors(world: World) -> Iterator[str]:
    for verdict in judge(world, all_mutants(world, cells=50)):
        if verdict.survived:
            mutant = verdict.mutant
            yield f"{mutant.file.name}:{mutant.line} {mutant.key}: {mutant.old} -> {mutant.new}"


def test_survivors_name_file_line_key_and_both_values(world: World) -> None:
    found = list(survivors(world))
    assert any(each.endswith('policy[0].action: "reduce" -> "hold"') for each in found)
    assert any(each.startswith("limits.csv:3 97110 effective") for each in found)
    assert not any("minimum_minutes: 8" in each for each in found)
    earlier, later = "2026-01-01 -> 2025-12-31", "2026-01-01 -> 2026-01-02"
    assert not any(each.endswith(f"version[1].effective: {earlier}") for each in found)
    assert any(each.endswith(f"version[1].effective: {later}") for each in found)


def test_a_test_more_lets_a_mutant_no_longer_survive(world: World, tmp_path: Path) -> None:
    more = TESTS + (
        '\n[[scenario]]\nname = "less"\ndate = 2026-01-01\n'
        'lines = [{ code = "97110", minutes = 9, units = 1 }]\n'
        "expect = { lines = [{ line = 1, units_supported = 0 }] }\n"
    )
    folder = write(tmp_path / "more", tests=more)
    before = list(survivors(world))
    after = list(survivors(World(Engine(packs=[folder]), read_pack(folder))))
    gone = "policy[0].version[1].params.minimum_minutes: 10 -> 9"
    assert any(each.endswith(gone) for each in before)
    assert not any(each.endswith(gone) for each in after)


def test_nothing_is_learned_from_tests_that_fail(tmp_path: Path) -> None:
    folder = write(tmp_path / "acme", tests=TESTS, minimum=9)
    with pytest.raises(FailingTestsError, match="1 tests fail before"):
        World(Engine(packs=[folder]), read_pack(folder))


def test_a_sample_is_drawn_by_its_seed(world: World) -> None:
    mutants = list(all_mutants(world, cells=50))
    some = chosen(mutants, 5, seed=1)
    assert some == chosen(mutants, 5, seed=1) != chosen(mutants, 5, seed=2)
    assert [each for each in mutants if each in some] == some
    assert chosen(mutants, len(mutants) + 1, seed=1) == mutants


def test_mutants_of_one_policy(world: World) -> None:
    keys = {mutant.key.partition(".")[0] for mutant in all_mutants(world, 5, policy="acme:most")}
    assert keys == {"policy[1]"}
    with pytest.raises(KeyError, match="did you mean 'most'"):
        all_mutants(world, 5, policy="moost")


@frozen
class Inner:
    code: Code
    least: int | None = None


@pytest.mark.parametrize(
    ("hint", "value", "expected"),
    [
        (int, 8, [9, 7]),
        (int | None, 8, [9, 7]),
        (bool, True, [False]),
        (Money, "2480.00", ["2480.01", "2479.99"]),
        (Money, "0.00", ["0.01"]),
        (Decimal, "33.4009", ["33.4010", "33.4008"]),
        (Decimal, "0.5", ["0.6", "0.4"]),
        (date, date(2026, 1, 1), [date(2025, 12, 31), date(2026, 1, 2)]),
        (Literal["a", "b"], "b", ["a"]),
        (Modifier, "GP", ["GO"]),
        (Code, "97110", ["97112"]),
        (str, "pt_allowed", ["pt_allowedx"]),
        (str, "02", ["03"]),
        (CodeSet, "timed", []),
        (CodeSet, ["97110", "97112"], [LEFT_OUT, LEFT_OUT, "97530"]),
        (tuple[str, ...], ["11", "12"], [LEFT_OUT, LEFT_OUT]),
        (tuple[Inner, ...], [{"code": "97110", "least": 1}], [LEFT_OUT, "97112", 2, 0]),
    ],
)
def test_how_a_value_can_be_wrong(hint: Any, value: Any, expected: list[Any]) -> None:
    found = list(variants(hint, value, KNOWN))
    assert [each.new for each in found] == expected
    for each in found:
        assert each.put(value) != value


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (["97161-97164"], ["97162-97164", "97161-97163", "97160-97164", "97161-97165"]),
        (["97161-97162"], ["97161", "97162", "97160-97162", "97161-97163"]),
        (["99999"], [None]),
        (["0001T-0003T"], ["0002T-0003T", "0001T-0002T", "0000T-0003T", "0001T-0004T"]),
        (["some-set"], [None]),
    ],
)
def test_how_a_list_of_codes_can_be_wrong(members: list[str], expected: list[Any]) -> None:
    assert [new for place, new in with_other_codes(members, ()) if place < len(members)] == expected


def test_a_code_that_nothing_uses_is_added_only_where_no_other_is_known() -> None:
    assert list(with_other_codes(["97110"], ["97110", "97530", "G0283"]))[-1] == (1, "97530")
    assert list(with_other_codes(["97110"], []))[-1] == (1, "97111")
