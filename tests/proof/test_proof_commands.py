"""`scrubjay pack test --coverage`, `pack mutate` and `pack diff`: what they print, and how they end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from proof_packs import write
from test_proof_mutation import TESTS

Run = Callable[..., Result]


def visits(file: Path, *minutes: int, **changes: Any) -> Path:
    lines = [
        {
            "id": f"V-{number}",
            "payer": "acme",
            "date": "2026-03-02",
            "patient": {"id": f"P-{number}"},
            "lines": [{"code": "97110", "minutes": each, "units": 1}],
            **changes,
        }
        for number, each in enumerate(minutes, start=1)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return file


def test_coverage_is_a_table_and_a_list_of_what_is_missed(sj: Run, tmp_path: Path) -> None:
    result = sj("pack", "test", write(tmp_path / "acme", tests=TESTS), "--coverage")
    assert result.exit_code == 0, result.output
    assert "acme:blocks  2/2" in result.stdout
    assert "acme:blocks: date 2025-01-01" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_coverage_fails_under_a_share(sj: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "acme", tests=TESTS)
    assert sj("pack", "test", folder, "--coverage", "--fail-under", 10).exit_code == 0
    result = sj("pack", "test", folder, "--coverage", "--fail-under", 99)
    assert (result.exit_code, "less than 99 %" in result.stderr) == (1, True)
    result = sj("pack", "test", folder, "--fail-under", 99)
    assert (result.exit_code, "needs --coverage" in result.stderr) == (2, True)
    result = sj("pack", "test", folder, "--coverage", "--fail-under", "nan")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--fail-under nan: give a percentage from 0 to 100" in result.stderr


def test_coverage_as_json(sj: Run, tmp_path: Path) -> None:
    result = sj("pack", "test", write(tmp_path / "acme", tests=TESTS), "--coverage", "--format", "json")
    found = json.loads(result.stdout)
    assert [each["passed"] for each in found["tests"]] == [True, True]
    assert found["coverage"][0]["versions"] == {"all": 2, "reached": 2, "missed": []}


def test_mutate_lists_survivors(sj: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "acme", tests=TESTS)
    result = sj("pack", "mutate", folder, "--seed", 1)
    assert result.exit_code == 1, result.output
    assert '21: policy[0].action: "reduce" -> "hold"' in result.stdout
    assert result.stdout.endswith("seed 1\n")
    found = json.loads(sj("pack", "mutate", folder, "--seed", 1, "--format", "json").stdout)
    assert found["survived"] == len(found["survivors"]) > 0
    assert {"file", "line", "key", "old", "new", "tests"} == set(found["survivors"][0])


def test_mutate_ends_well_where_nothing_survives(sj: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "acme", tests=TESTS)
    seeds = (sj("pack", "mutate", folder, "--sample", 1, "--seed", seed) for seed in range(30))
    first = next(result for result in seeds if " 0 survived" in result.stdout)
    assert first.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing-there"], "no pack is called 'nothing-there'"),
        (["."], "holds no pack.toml"),
        (["acme", "--policy", "blocs"], "did you mean 'blocks'?"),
        (["acme", "--sample", "0"], "0 is not in the range"),
    ],
)
def test_mutate_refuses(
    sj: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    write(tmp_path / "acme", tests=TESTS)
    monkeypatch.chdir(tmp_path)
    result = sj("pack", "mutate", *arguments)
    assert (result.exit_code, words in result.stderr) == (2, True), result.output


def test_mutate_wants_tests_that_pass(sj: Run, tmp_path: Path) -> None:
    result = sj("pack", "mutate", write(tmp_path / "acme", tests=TESTS, minimum=9))
    assert result.exit_code == 2
    assert "the tests must pass before anything is changed" in result.stderr


def test_diff_of_a_pack_with_itself(sj: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "acme")
    result = sj("pack", "diff", folder, folder)
    assert (result.exit_code, result.stdout) == (0, "acme\n\nthe packs rule every encounter alike\n")


def test_diff_of_encounters(sj: Run, tmp_path: Path) -> None:
    old, new = write(tmp_path / "old"), write(tmp_path / "new", changed=12, version="2026.2.0")
    file = visits(tmp_path / "visits.jsonl", 10, 15, 11)
    result = sj("pack", "diff", old, new, "--encounters", file)
    assert result.exit_code == 1, result.output
    assert "params.minimum_minutes: 10 -> 12" in result.stdout
    assert "V-1  acme  2026-03-02" in result.stdout
    assert "V-2" not in result.stdout
    assert "line 1 97110  supported 1 -> 0, payable 1 -> 0" in result.stdout
    assert "3 encounters ruled, 2 come out differently" in result.stdout
    found = json.loads(sj("pack", "diff", old, new, "--encounters", file, "--format", "json").stdout)
    assert [each["encounter"] for each in found["encounters"]] == ["V-1", "V-3"]
    assert found["totals"]["policies"][0] == {"policy": "blocks", "old": "pass", "new": "fail", "findings": 2}
    assert found["packs"][0]["packs"] == [{"key": "acme", "old": "2026.1.0", "new": "2026.2.0"}]


def test_diff_reports_bad_encounters_once_and_rules_the_rest(sj: Run, tmp_path: Path) -> None:
    file = visits(tmp_path / "visits.jsonl", 10)
    file.write_text(file.read_text("utf-8") + '{"payer": 1}\n\n{]\n', "utf-8")
    folder = write(tmp_path / "acme")
    result = sj("pack", "diff", folder, folder, "--encounters", file)
    assert result.exit_code == 2
    said = result.stderr.splitlines()
    assert {line.split(": ")[0] for line in said} == {f"{file}:2", f"{file}:4"}
    assert len(said) == len(set(said))
    assert "1 encounter ruled, 0 come out differently" in result.stdout


def test_diff_of_an_empty_file(sj: Run, tmp_path: Path) -> None:
    folder, file = write(tmp_path / "acme"), visits(tmp_path / "visits.jsonl")
    result = sj("pack", "diff", folder, folder, "--encounters", file)
    assert "0 encounters ruled" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing-there", "acme"], "no pack is called 'nothing-there'"),
        (["acme", "."], "holds no pack.toml; name one of acme"),
        (["acme", "acme", "--encounters", "none.jsonl"], "none.jsonl"),
        (["acme", "acme", "--encounters", "/dev/null"], "is read twice, so it must be a file"),
        (["acme", "broken"], "broken/pack.toml"),
    ],
)
def test_diff_refuses(
    sj: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    write(tmp_path / "acme")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "pack.toml").write_text("id =", "utf-8")
    monkeypatch.chdir(tmp_path)
    result = sj("pack", "diff", *arguments)
    assert (result.exit_code, words in result.stderr) == (2, True), result.output


def test_diff_of_a_pack_through_which_others_change(sj: Run, tmp_path: Path) -> None:
    """A pack that only holds code sets shows in the packs that build on it."""
    user = write(tmp_path / "user", codes=("97110",))
    file = user / "policies" / "all.toml"
    file.write_text(file.read_text("utf-8").replace('codes = "timed"', 'codes = "sets:timed"'), "utf-8")
    manifest = user / "pack.toml"
    needs = 'requires = [{ pack = "sets", version = ">=2026" }]\n'
    manifest.write_text(manifest.read_text("utf-8") + needs, "utf-8")
    sets = []
    for name, codes in (("one", ["97110"]), ("two", ["97110", "97112"])):
        folder = tmp_path / name
        (folder / "policies").mkdir(parents=True)
        (folder / "pack.toml").write_text('id = "sets"\nversion = "2026.1.0"\ntitle = "Sets"\n', "utf-8")
        text = f'[[code_set]]\nid = "timed"\ncodes = {codes}\n'
        (folder / "policies" / "sets.toml").write_text(text, "utf-8")
        sets.append(folder)
    result = sj("pack", "diff", *sets, "--pack", user)
    assert (result.exit_code, "params.codes: +97112" in result.stdout) == (1, True), result.output
    result = sj("pack", "diff", user, user, "--old-pack", sets[0], "--new-pack", sets[1])
    assert (result.exit_code, "params.codes: +97112" in result.stdout) == (1, True), result.output
    result = sj("pack", "diff", *sets)
    assert "no pack that is in use builds on this one" in result.stdout


def test_diff_takes_an_id_before_a_folder_of_that_name_and_says_so(
    sj: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = write(tmp_path / "here" / "acme"), write(tmp_path / "there" / "acme", minimum=3)
    monkeypatch.chdir(here.parent)
    result = sj("pack", "diff", "acme", "acme", "--pack", there)
    assert (result.exit_code, f"acme is the pack in {there}" in result.stderr) == (0, True), result.output
    assert "write ./acme for the folder" in result.stderr
    result = sj("pack", "diff", "./acme", there)
    assert (result.exit_code, result.stderr) == (1, ""), result.output
