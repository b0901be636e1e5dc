"""What is installed, as the command line lists it, and its help."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from scrubjay import __version__
from scrubjay.cli import COMMANDS

Run = Callable[..., Result]
BUILT_IN = ["units.per-code", "units.series", "units.total-time", "units.untimed"]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_every_command_shows_an_example(sj: Run, command: str) -> None:
    for flag in ("--help", "-h"):
        result = sj(command, flag)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(f"Usage: scrubjay {command}")
        assert f"Example: scrubjay {command}" in " ".join(result.stdout.split())
        assert max(map(len, result.stdout.splitlines())) <= 80


def test_help_lists_every_command(sj: Run) -> None:
    result = sj("--help")
    assert result.exit_code == 0
    assert "Example: scrubjay check encounter.json" in result.stdout
    listed = result.stdout.split("Commands:")[1].split()
    assert set(COMMANDS) <= set(listed)


@pytest.mark.parametrize(
    ("arguments", "before"),
    [
        (["check", ""], "scrubjay check"),
        (["run", "claims.csv", "-o", "ruled", "--where", ""], "scrubjay run claims.csv -o ruled --where"),
        (["run", "claims.csv", "--where=", "-o", "ruled"], "scrubjay run claims.csv --where="),
        (["pack", "docs", "my-pack", "-o", ""], "scrubjay pack docs my-pack -o"),
        (["pack", "keygen", ""], "scrubjay pack keygen"),
        ([""], "scrubjay"),
    ],
)
def test_an_argument_that_is_empty_is_refused_and_not_taken_for_none_or_here(
    sj: Run, arguments: list[str], before: str
) -> None:
    result = sj(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    expected = f"Error: nothing stands after '{before}'; is a variable of the script not set?"
    assert result.stderr.splitlines()[-1] == expected


def test_a_command_that_is_misspelt_is_answered_with_the_nearest(sj: Run) -> None:
    result = sj("chekc")
    assert result.exit_code == 2
    assert "no command is called 'chekc'; did you mean 'check'?" in result.stderr


def test_the_version_is_told(sj: Run) -> None:
    assert __version__ in sj("--version").stdout


def test_kinds_are_listed_with_stage_plugin_and_what_they_do(sj: Run) -> None:
    shown = json.loads(sj("kinds", "--format", "json").stdout)
    mine = {each["id"]: each for each in shown if each["plugin"] == "builtin"}
    assert set(BUILT_IN) <= set(mine)
    assert mine["units.total-time"]["stage"] == "units"
    assert mine["units.total-time"]["summary"].startswith("Units from pooled minutes")
    text = sj("kinds").stdout
    assert all(name in text for name in BUILT_IN)


def test_packs_are_listed_with_version_payers_and_dates(sj: Run) -> None:
    shown = {each["id"]: each for each in json.loads(sj("packs", "--format", "json").stdout)}
    medicare = shown["medicare-part-b"]
    assert medicare["payers"] == ["medicare-part-b", "medicare"]
    assert medicare["errors"] == []
    assert shown["texas-medicaid"]["dates"] == "2012-01-01 to 2016-12-31"
    assert medicare["policies"] > 0
    text = sj("packs").stdout
    assert "medicare-part-b" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_pack_of_ones_own_is_listed_and_what_is_wrong_with_it(
    sj: Run, tmp_path: Path, write_pack: Callable[..., Path]
) -> None:
    version = [{"effective": date(2020, 1, 1), "params": {"codes": ["97530"]}}]
    pack = write_pack(tmp_path / "mine", [{"id": "u", "kind": "units.untimed", "version": version}])
    fine = sj("packs", "--pack", pack, "--format", "json")
    assert fine.exit_code == 0
    assert {each["id"]: each["policies"] for each in json.loads(fine.stdout)}["acme"] == 1
    (pack / "policies" / "all.toml").write_text("[[policy]]\nid = 7\n")
    broken = sj("packs", "--pack", pack)
    assert broken.exit_code == 2
    assert "cannot be" in broken.stdout
    assert "all.toml:2:1" in broken.stderr
    shown = {each["id"]: each for each in json.loads(sj("packs", "--pack", pack, "--format", "json").stdout)}
    assert shown["acme"]["errors"]


def test_plugins_are_listed_with_version_and_state(sj: Run) -> None:
    shown = {each["name"]: each for each in json.loads(sj("plugins", "--format", "json").stdout)}
    mine = shown["builtin"]
    assert (mine["distribution"], mine["version"]) == ("scrubjay", __version__)
    assert (mine["state"], mine["cause"]) == ("loaded", None)
    assert set(BUILT_IN) <= set(mine["kinds"])
    assert "builtin" in sj("plugins").stdout


def test_a_plugin_that_is_left_out_is_listed_as_disabled(sj: Run) -> None:
    result = sj("plugins", "--without", "builtin", "--format", "json")
    assert result.exit_code == 0
    shown = {each["name"]: each for each in json.loads(result.stdout)}
    assert (shown["builtin"]["state"], shown["builtin"]["kinds"]) == ("disabled", [])


def test_a_plugin_that_is_not_there_is_named_with_the_nearest(sj: Run) -> None:
    result = sj("kinds", "--without", "bultin")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bultin" in result.stderr
    assert "did you mean" in result.stderr
    assert "builtin" in result.stderr


def test_without_a_plugin_there_are_none_of_its_kinds(sj: Run) -> None:
    listed = json.loads(sj("kinds", "--without", "builtin", "--format", "json").stdout)
    assert not {each["id"] for each in listed} & set(BUILT_IN)


@pytest.mark.parametrize("name", [(), ("units.total-time",), ("encounter/v1/encounter.schema.json",)])
def test_schemas_are_printed_as_json_schema(sj: Run, name: tuple[str, ...]) -> None:
    result = sj("schema", *name)
    shown = json.loads(result.stdout)
    assert result.exit_code == 0
    Draft202012Validator.check_schema(shown)
    assert shown["type"] == "object"


def test_the_schema_of_policies_holds_the_parameters_of_every_kind(sj: Run) -> None:
    text = sj("schema").stdout
    assert all(name in text for name in BUILT_IN)
    assert set(json.loads(sj("schema", "units.series").stdout)["properties"]) == {
        "first",
        "further",
        "first_minutes",
        "further_minutes",
        "whole",
    }


def test_a_schema_that_there_is_not_is_refused_with_the_nearest(sj: Run) -> None:
    result = sj("schema", "units.total-tim")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean 'units.total-time'?" in result.stderr


@pytest.mark.parametrize("command", ["kinds", "packs", "plugins"])
def test_a_format_that_there_is_not_is_refused_with_those_that_there_are(sj: Run, command: str) -> None:
    result = sj(command, "--format", "yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "text" in result.stderr
    assert "json" in result.stderr
