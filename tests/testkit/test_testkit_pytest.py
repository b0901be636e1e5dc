"""The pytest plugin, in a pytest of its own."""

import subprocess
import sys

import pytest
from testkit_packs import BY_LINE, MANIFEST, example, write_pack

POLICY = BY_LINE.replace("test.by-line", "units.per-code")
"""A policy of a kind that is installed."""

ONE = "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 2 }]\n"
PASSES = ONE + "expect = [{ line = 1, outcome = 'pass' }]"
FAILS = ONE + "expect = [{ line = 1, outcome = 'fail' }]"
SCENARIO = "[[scenario]]\nname = 'a visit'\n" + ONE + "expect = { clean = true }"


@pytest.fixture
def mixed(pytester: pytest.Pytester) -> pytest.Pytester:
    """A pack with an example that passes, one that fails, and a scenario."""
    policies = POLICY + example(PASSES, "two are two") + example(FAILS, "two are three")
    write_pack(pytester.path / "packs" / "acme", policies, SCENARIO)
    return pytester


def test_collects_nothing_unless_asked(mixed: pytest.Pytester) -> None:
    result = mixed.runpytest("packs")
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["collected 0 items"])


def test_each_test_is_an_item(mixed: pytest.Pytester) -> None:
    result = mixed.runpytest("--scrubjay-packs", "--collect-only", "-q", "packs")
    assert [line for line in result.outlines if "::" in line] == [
        "packs/acme/pack.toml::acme::by-line::two are two",
        "packs/acme/pack.toml::acme::by-line::two are three",
        "packs/acme/pack.toml::acme::visits.toml::a visit",
    ]


def test_the_setting_does_what_the_flag_does(mixed: pytest.Pytester) -> None:
    mixed.makeini("[pytest]\nscrubjay_packs = true\ntestpaths = packs\n")
    mixed.runpytest().assert_outcomes(passed=2, failed=1)


def test_a_failure_says_where_it_stands_and_what_came_without_a_traceback(mixed: pytest.Pytester) -> None:
    result = mixed.runpytest("--scrubjay-packs", "packs")
    result.assert_outcomes(passed=2, failed=1)
    file = mixed.path / "packs" / "acme" / "policies" / "units.toml"
    line = file.read_text().splitlines().index('name = "two are three"')
    start = result.outlines.index(f"packs/acme/policies/units.toml:{line}: acme::by-line::two are three")
    told = result.outlines[start + 1]
    assert told.startswith("  line 1: expected outcome fail; got outcome pass (supported: ")
    assert result.outlines[start + 2].startswith("===")
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*")


def test_one_item_can_be_named(mixed: pytest.Pytester) -> None:
    node = "packs/acme/pack.toml::acme::by-line::two are two"
    mixed.runpytest("--scrubjay-packs", node).assert_outcomes(passed=1)


def test_the_folder_itself_can_be_named(mixed: pytest.Pytester) -> None:
    mixed.runpytest("--scrubjay-packs", "packs/acme").assert_outcomes(passed=2, failed=1)


def test_a_pack_that_cannot_be_read_is_one_failing_item(pytester: pytest.Pytester) -> None:
    write_pack(pytester.path / "acme", POLICY + example(PASSES) + "\n[[polcy]]\n")
    result = pytester.runpytest("--scrubjay-packs")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "acme/pack.toml:1: acme::pack.toml::cannot be used",
            "  acme/policies/units.toml:*: SJ002 polcy: 'polcy' is not a key here; did you mean 'policy'?",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_so_is_one_that_does_not_compile_and_the_others_run(mixed: pytest.Pytester) -> None:
    broken = POLICY.replace("units.per-code", "units.per-cod")
    write_pack(mixed.path / "packs" / "broken", broken, manifest=MANIFEST.replace("acme", "zeta"))
    result = mixed.runpytest("--scrubjay-packs", "packs")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["*SJ006*no kind is called 'units.per-cod'; did you mean 'units.per-code'?"])


def test_policies_without_tests_are_one_failing_item(pytester: pytest.Pytester) -> None:
    write_pack(pytester.path / "acme", POLICY)
    result = pytester.runpytest("--scrubjay-packs")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  no test was run: acme has policies, but no *"])


def test_a_pack_with_nothing_to_test_gives_no_item(pytester: pytest.Pytester) -> None:
    write_pack(pytester.path / "acme")
    assert pytester.runpytest("--scrubjay-packs").ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_plugin_imports_nothing_until_it_is_asked() -> None:
    code = (
        "import sys, scrubjay.testkit.pytest_plugin\n"
        "heavy = {'attrs', 'numpy', 'jsonschema', 'pytest', 'scrubjay.engine'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
