"""Which tests are run, what their results are called, and what it is to run none."""

from pathlib import Path

import pytest
from testkit_packs import BY_DAY, BY_LINE, example, run, write_pack

from scrubjay import Engine, PackError
from scrubjay.packs.load import read_pack
from scrubjay.testkit import run_pack_tests

ONE = "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 2 }]\n"
PASSES = ONE + "expect = [{ line = 1, outcome = 'pass' }]"
FAILS = ONE + "expect = [{ line = 1, outcome = 'fail' }]"
SCENARIO = "[[scenario]]\nname = 'Two units'\n" + ONE + "expect = { clean = true }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    policies = (
        BY_DAY + example(PASSES, "of the day") + BY_LINE + example(PASSES, "two") + example(FAILS, "three")
    )
    return write_pack(tmp_path, policies, SCENARIO)


@pytest.mark.parametrize(
    ("select", "names"),
    [
        (
            "",
            [
                "acme::by-day::of the day",
                "acme::by-line::two",
                "acme::by-line::three",
                "acme::visits.toml::Two units",
            ],
        ),
        ("by-line", ["acme::by-line::two", "acme::by-line::three"]),
        ("TWO", ["acme::by-line::two", "acme::visits.toml::Two units"]),
        ("visits.toml::", ["acme::visits.toml::Two units"]),
    ],
)
def test_selects_by_what_a_test_is_called(folder: Path, select: str, names: list[str]) -> None:
    assert [result.id for result in run(folder, select)] == names


def test_a_result_says_where_the_test_stands(folder: Path) -> None:
    results = {result.name: result for result in run(folder)}
    lines = (folder / "policies" / "units.toml").read_text().splitlines()
    assert {name: result.passed for name, result in results.items()} == {
        "of the day": True,
        "two": True,
        "three": False,
        "Two units": True,
    }
    assert lines[results["three"].line] == 'name = "three"'
    assert str(results["three"]) == (
        f"{folder / 'policies' / 'units.toml'}:{results['three'].line}: acme::by-line::three\n"
        "  line 1: expected outcome fail; got outcome pass (supported: 2 billed, 2 supported)"
    )


def test_to_select_nothing_is_a_failure(folder: Path) -> None:
    (result,) = run(folder, "kx")
    assert (result.passed, result.messages) == (
        False,
        ("no test was run: no test of acme has 'kx' in its name",),
    )
    assert (result.file, result.line) == (folder / "pack.toml", 1)


def test_policies_without_any_test_are_a_failure(tmp_path: Path) -> None:
    (result,) = run(write_pack(tmp_path, BY_LINE))
    assert result.messages == (
        "no test was run: acme has policies, but no [[policy.test]] and no [[scenario]]",
    )


def test_a_pack_with_nothing_to_test_has_no_tests(tmp_path: Path) -> None:
    assert run(write_pack(tmp_path)) == []
    (result,) = run(tmp_path, "anything")
    assert result.messages == ("no test was run: no test of acme has 'anything' in its name",)


def test_a_pack_that_does_not_compile_is_raised(tmp_path: Path) -> None:
    broken = BY_LINE.replace("test.by-line", "test.by-lime")
    with pytest.raises(PackError, match=r"no kind is called 'test.by-lime'; did you mean 'test.by-line'\?"):
        run(write_pack(tmp_path, broken + example(PASSES)))


def test_a_pack_is_ruled_by_itself_and_not_by_one_that_lies_elsewhere(tmp_path: Path) -> None:
    strict = write_pack(tmp_path / "other", "")
    built_in = BY_LINE.replace("test.by-line", "units.per-code")
    mine = read_pack(write_pack(tmp_path / "mine", built_in + example(PASSES)))
    (result,) = run_pack_tests(Engine(packs=[strict]), mine)
    assert result.passed
