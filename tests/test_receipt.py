"""Receipts: the same packs and input give the same bytes, and whatever changed is noticed."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import scrubjay_payers
from scrubjay import Engine
from scrubjay.receipt import differences

ENCOUNTER: dict[str, Any] = {
    "id": "V-1",
    "payer": "commercial-midpoint",
    "date": "2026-03-02",
    "patient": {"id": "P-77"},
    "billing_provider": {"npi": "1234567893", "participating": True},
    "lines": [
        {"code": "97530", "minutes": 25, "units": 3, "modifiers": ["GP"], "charge": "180.00"},
        {"code": "97161", "minutes": 45, "units": 1, "modifiers": ["GP"]},
    ],
    "history": {"pt_slp_allowed": "12.00", "deductible_met": "283.00"},
    "extra": {"room": "3", "chair": ["b", "a"]},
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of a shipped pack."""
    copy = tmp_path / "commercial_midpoint"
    shutil.copytree(Path(scrubjay_payers.__file__).parent / "commercial_midpoint", copy)
    return copy


def written(engine: Engine) -> str:
    return json.dumps(engine.check(ENCOUNTER).to_dict(explain=True))


def test_two_engines_say_the_same_byte_for_byte(installed: Engine) -> None:
    assert written(Engine()) == written(installed)


def test_processes_that_hash_differently_say_the_same_byte_for_byte() -> None:
    program = (
        "import json, sys; from scrubjay import Engine; "
        "print(json.dumps(Engine().check(json.load(sys.stdin)).to_dict(explain=True)))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(ENCOUNTER),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4321")
    }
    assert len(said) == 1


def reordered(value: Any, shuffle: random.Random) -> Any:
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        shuffle.shuffle(keys)
        return {key: reordered(value[key], shuffle) for key in keys}
    return [reordered(each, shuffle) for each in value] if isinstance(value, list) else value


@given(st.randoms(use_true_random=False))
def test_the_digest_of_an_encounter_does_not_depend_on_the_order_of_its_keys(
    installed: Engine, shuffle: random.Random
) -> None:
    assert (
        installed.check(reordered(ENCOUNTER, shuffle)).input_sha256 == installed.check(ENCOUNTER).input_sha256
    )


@pytest.mark.parametrize(
    "change",
    [
        {"id": "V-2"},
        {"date": "2026-03-03"},
        {"lines": ENCOUNTER["lines"][:1]},
        {"lines": ENCOUNTER["lines"][::-1]},
        {"history": {"pt_slp_allowed": "12.01", "deductible_met": "283.00"}},
        {"extra": {"room": "3", "chair": ["a", "b"]}},
    ],
)
def test_the_digest_of_another_encounter_is_another(installed: Engine, change: dict[str, Any]) -> None:
    other = installed.check({**ENCOUNTER, **change})
    assert other.input_sha256 != installed.check(ENCOUNTER).input_sha256


def test_a_receipt_names_every_pack_and_plugin_that_took_part(installed: Engine) -> None:
    receipt = installed.check(ENCOUNTER).to_dict()["receipt"]
    assert [each["id"] for each in receipt["packs"]] == ["commercial-midpoint", "therapy-common"]
    assert all(len(each["sha256"]) == 64 for each in receipt["packs"])
    assert "builtin" in [each["name"] for each in receipt["plugins"]]


def test_a_receipt_counts_the_lines_and_answers_of_its_own_encounter(installed: Engine) -> None:
    other = {**ENCOUNTER, "patient": {"id": "Q"}, "lines": [{"code": "99999"}]}
    first, second = installed.check_many([ENCOUNTER, other])
    assert first.receipt == installed.check(ENCOUNTER).receipt
    assert second.receipt == installed.check(other).receipt
    assert (second.receipt.coverage["lines"], second.receipt.coverage["covered"]) == (1, 0)


# What changed -------------------------------------------------------------------------------------------


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "scrubjay": "1.0",
        "packs": [{"id": "a", "version": "2026.1.0", "sha256": "00"}],
        "plugins": [{"name": "builtin", "version": "1.0"}],
        "input_sha256": "ff",
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scrubjay": "1.1"}, "scrubjay was 1.0, and is 1.1"),
        (
            {"packs": [{"id": "a", "version": "2026.1.0", "sha256": "01"}]},
            "pack a 2026.1.0 has changed: its files' digest differs",
        ),
        (
            {"packs": [{"id": "a", "version": "2026.2.0", "sha256": "01"}]},
            "pack a was 2026.1.0, and is 2026.2.0",
        ),
        ({"packs": []}, "pack a took part and is not there now"),
        (
            {"packs": [*receipt()["packs"], {"id": "b", "version": "1", "sha256": "02"}]},
            "pack b is there now and took no part",
        ),
        ({"plugins": [{"name": "builtin", "version": "2.0"}]}, "plugin builtin was 1.0, and is 2.0"),
        ({"plugins": []}, "plugin builtin took part and is not there now"),
        (
            {"input_sha256": "fe"},
            "the encounter is not the one that was ruled: its digest differs",
        ),
    ],
)
def test_what_differs_between_two_receipts_is_said_in_words(changes: dict[str, Any], words: str) -> None:
    assert differences(receipt(), receipt(**changes)) == [words]


def test_equal_receipts_do_not_differ() -> None:
    assert differences(receipt(), receipt()) == []


@pytest.mark.parametrize(
    "file", ["pack.toml", "policies/units.toml", "README.md"], ids=["manifest", "policies", "another file"]
)
def test_one_changed_byte_of_a_pack_is_noticed(pack: Path, file: str) -> None:
    (pack / "README.md").write_text("What this pack states.\n")
    before = Engine(packs=[pack]).check(ENCOUNTER).to_dict()
    with (pack / file).open("ab") as stream:
        stream.write(b"\n")
    after = Engine(packs=[pack]).check(ENCOUNTER).to_dict()
    assert differences(before["receipt"], after["receipt"]) == [
        "pack commercial-midpoint 2026.11.0 has changed: its files' digest differs"
    ]
    assert before["findings"] == after["findings"]


# Replaying ----------------------------------------------------------------------------------------------


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(ENCOUNTER))
    return file


@pytest.fixture
def ruled(tmp_path: Path, visit: Path, pack: Path, sj: Callable[..., Result]) -> Path:
    """The evaluation of the visit by the copied pack, as the command line wrote it."""
    file = tmp_path / "ruled.json"
    file.write_text(sj("check", visit, "--pack", pack, "--format", "json").stdout)
    return file


@pytest.mark.parametrize("explain", [(), ("--explain",)])
def test_a_replay_of_what_was_ruled_is_the_same(
    tmp_path: Path, visit: Path, pack: Path, explain: tuple[str, ...], sj: Callable[..., Result]
) -> None:
    ruled = tmp_path / "ruled.json"
    ruled.write_text(sj("check", visit, "--pack", pack, "--format", "json", *explain).stdout)
    replayed = sj("replay", ruled, visit, "--pack", pack)
    assert (replayed.exit_code, replayed.stdout) == (0, "the same evaluation, byte for byte\n")


def test_a_replay_notices_a_changed_byte_of_a_pack(
    ruled: Path, visit: Path, pack: Path, sj: Callable[..., Result]
) -> None:
    file = pack / "policies" / "units.toml"
    text = file.read_text("utf-8")
    assert "minimum_minutes = 8" in text
    file.write_text(text.replace("minimum_minutes = 8", "minimum_minutes = 9"), "utf-8")
    replayed = sj("replay", ruled, visit, "--pack", pack)
    assert replayed.exit_code == 1
    assert "pack commercial-midpoint 2026.11.0 has changed: its files' digest differs" in replayed.stdout
    assert "the evaluation differs" in replayed.stdout


def test_a_replay_of_another_encounter_says_so(
    ruled: Path, visit: Path, pack: Path, sj: Callable[..., Result]
) -> None:
    visit.write_text(json.dumps({**ENCOUNTER, "id": "V-2"}))
    replayed = sj("replay", ruled, visit, "--pack", pack)
    assert replayed.exit_code == 1
    assert "the encounter is not the one that was ruled: its digest differs" in replayed.stdout
    told = json.loads(sj("replay", ruled, visit, "--pack", pack, "--format", "json").stdout)
    assert told == {
        "same": False,
        "changes": ["the encounter is not the one that was ruled: its digest differs"],
    }


def test_an_evaluation_of_one_among_many_can_be_replayed(tmp_path: Path, sj: Callable[..., Result]) -> None:
    others = [{**ENCOUNTER, "id": f"V-{n}", "patient": {"id": f"Q-{n}"}} for n in range(3)]
    many, one, ruled = (tmp_path / name for name in ("many.jsonl", "one.json", "ruled.json"))
    many.write_text("".join(json.dumps(each) + "\n" for each in others))
    one.write_text(json.dumps(others[1]))
    ruled.write_text(sj("check", many, "--format", "json").stdout.splitlines()[1])
    assert sj("replay", ruled, one).exit_code == 0


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "nonsense",
        "",
        '{"receipt": 7}',
        '{"receipt": {"packs": [{}]}}',
        '{"receipt": {"packs": 7}}',
        '{"receipt": {}, "findings": [7]}',
        '{"receipt": {}, "findings": 7}',
    ],
)
def test_a_replay_of_what_is_no_evaluation_says_so(
    tmp_path: Path, visit: Path, text: str, sj: Callable[..., Result]
) -> None:
    ruled = tmp_path / "ruled.json"
    ruled.write_text(text)
    replayed = sj("replay", ruled, visit)
    assert (replayed.exit_code, replayed.stdout) == (2, "")
    assert str(ruled) in replayed.stderr
    assert "internal error" not in replayed.stderr
