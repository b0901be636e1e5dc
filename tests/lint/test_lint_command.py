"""`scrubjay pack lint` as it is called."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lint_packs import write_pack

from scrubjay.cli import cli
from scrubjay.lint import CODES

Run = Callable[..., Result]


@pytest.fixture
def lint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, ["pack", "lint", *map(str, words)])


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_explained_within_80_columns(lint: Run, code: str) -> None:
    result = lint("--explain", code)
    assert result.exit_code == 0
    first, *lines = result.stdout.splitlines()
    assert first == f"{code}: {CODES[code].title} ({CODES[code].severity})"
    for word in ("Bad", "Good", "Why "):
        assert any(line.startswith(word) for line in lines)
    assert all(line == line.rstrip() for line in lines)
    assert max(map(len, (line for line in lines if not line.startswith(" ")))) <= 80


def test_the_case_of_a_code_does_not_matter(lint: Run) -> None:
    assert lint("--explain", "sj103").stdout == lint("--explain", "SJ103").stdout


def test_the_file_of_an_example_is_named(lint: Run) -> None:
    assert "\npack.toml:\n" in lint("--explain", "SJ134").stdout


def test_an_unknown_code_is_named_with_the_nearest(lint: Run) -> None:
    result = lint("--explain", "SJ1033")
    assert result.exit_code == 2
    said = " ".join(result.stderr.split())
    assert "--explain SJ1033: no code of the lint is called so; did you mean 'SJ1" in said


def test_no_folder_is_bad_usage(lint: Run) -> None:
    result = lint()
    assert result.exit_code == 2
    assert "name the folder of a pack, the one that holds pack.toml" in result.stderr


def test_ages_are_counted_from_the_day_that_is_given(lint: Run, tmp_path: Path) -> None:
    write_pack(tmp_path / "acme")
    fresh, stale = lint("acme", "--as-of", "2026-11-21"), lint("acme", "--as-of", "2028-01-01")
    assert (fresh.exit_code, stale.exit_code) == (0, 0)
    assert fresh.stdout.startswith("no faults\nacme: silver; for gold:\n")
    assert "SJ120" in stale.stdout
    assert "1 warning\nacme: bronze; for silver:\n" in stale.stdout


def test_a_tier_that_is_not_met_fails(lint: Run, tmp_path: Path) -> None:
    write_pack(tmp_path / "acme", manifest='tier = "silver"\n')
    assert lint("acme", "--as-of", "2026-11-21").exit_code == 0
    result = lint("acme", "--as-of", "2028-01-01")
    assert result.exit_code == 1
    assert "SJ136 tier: silver is not met: versions in force were compared within a year" in result.stdout


@pytest.mark.parametrize("day", ["2026-02-30", "2026-2-3", "20260302", "2026-W10-1"])
def test_a_day_that_is_none(lint: Run, tmp_path: Path, day: str) -> None:
    write_pack(tmp_path / "acme")
    result = lint("acme", "--as-of", day)
    assert result.exit_code == 2
    assert f"'{day}' is not a date such as 2026-03-02" in result.stderr


def test_several_packs_are_told_apart_in_json(lint: Run, tmp_path: Path) -> None:
    write_pack(tmp_path / "packs" / "one")
    (write_pack(tmp_path / "packs" / "two") / "pack.toml").write_text("id = 7\n", "utf-8")
    shown = json.loads(lint("packs", "--format", "json", "--as-of", "2026-11-21").stdout)
    assert [(each["folder"], each["loads"], each["tier"]) for each in shown["packs"]] == [
        ("packs/one", True, "silver"),
        ("packs/two", False, None),
    ]
    assert {each["file"] for each in shown["faults"]} == {"packs/two/pack.toml"}
