"""`scrubjay code` as it is called."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

from scrubjay.packs.schema import shipped

Run = Callable[..., Result]
WritePack = Callable[..., Path]
SCHEMA = Draft202012Validator(shipped("card/v1/card.schema.json"))
VERSION = [{"effective": date(2020, 1, 1), "params": {"codes": ["97530", "97110"]}}]
UNTIMED = {"id": "u", "kind": "units.untimed", "action": "warn", "title": "Untimed", "version": VERSION}


@pytest.fixture
def acme(tmp_path: Path, write_pack: WritePack) -> Path:
    return write_pack(tmp_path / "acme", [UNTIMED], coverage={"from": date(2020, 1, 1)})


def _cards(result: Result) -> Any:
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert [error.message for error in SCHEMA.iter_errors(told)] == []
    return told


def test_a_card_shows_section_policy_dates_and_sources_in_80_columns(sj: Run) -> None:
    result = sj("code", "97530", "--payer", "medicare-part-b", "--date", "2026-03-02")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "97530  functional activity work"
    words = " ".join(result.stdout.split())
    assert "date of service 2026-03-02, no place given, professional claim" in words
    assert "timed: a unit for 15 min" in words
    assert "8-22 23-37 38-52 53-67" in words
    assert "units.total-time, from 2020-01-01 on, verified 2026-11-21" in words
    assert "sources: cms-100-04-ch5 §20.2" in words
    assert "therapy-common:timed-15" in words
    assert "https://www.cms.gov/" in words
    assert all(line == line.rstrip() for line in lines)
    assert max(len(line) for line in lines if "https://" not in line) <= 80


def test_every_payer_that_names_the_code_has_a_card_unless_one_is_chosen(sj: Run, acme: Path) -> None:
    told = _cards(sj("code", "97530", "--date", "2026-03-02", "--pack", acme, "--format", "json"))
    payers = [card["payer"] for card in told["cards"]]
    assert {"acme", "medicare-part-b", "commercial-midpoint"} <= set(payers)
    assert len(payers) == len(set(payers))
    covers = {each["payer"]: each["covers"] for each in told["not_covered"]}["texas-medicaid"]
    assert covers.startswith("2012-01-01 to ")
    one = _cards(
        sj("code", "97530", "--payer", "acme", "--date", "2026-03-02", "--pack", acme, "--format", "json")
    )
    assert [card["payer"] for card in one["cards"]] == ["acme"]
    text = sj("code", "97530", "--date", "2026-03-02", "--pack", acme).stdout
    assert f"texas-medicaid names 97530 too, and is stated {covers} only." in text


def test_a_payers_other_name_does_as_well(sj: Run) -> None:
    told = _cards(sj("code", "97530", "--payer", "medicare", "--format", "json"))
    assert [(card["payer"], card["pack"]["id"]) for card in told["cards"]] == [
        ("medicare", "medicare-part-b")
    ]


def test_without_a_date_the_card_says_which_it_took(sj: Run, acme: Path) -> None:
    told = _cards(sj("code", "97530", "--payer", "acme", "--pack", acme, "--format", "json"))
    assert (told["date_given"], told["cards"][0]["date"]) == (False, "2020-01-01")
    text = " ".join(sj("code", "97530", "--payer", "acme", "--pack", acme).stdout.split())
    assert "date of service 2020-01-01, which is the last on which anything changed" in text


def test_a_code_in_small_letters_is_the_same_code(sj: Run) -> None:
    told = _cards(sj("code", "g0283", "--payer", "medicare-part-b", "--format", "json"))
    assert told["code"] == "G0283"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["97503"], "97503: no such code is known to any payer; did you mean 97530"),
        (["97503", "--payer", "acme"], "97503: no such code is known to acme; did you mean 97530"),
        (["*"], "*: no such code is known to any payer"),
        (
            ["97530", "--payer", "acmee"],
            "--payer acmee: no pack states the policies of payer 'acmee'; did you",
        ),
        (["97530", "--date", "03/02/2026"], "'03/02/2026' is not a date such as 2026-03-02"),
        (["97530", "--date", "1999-01-01"], "--date 1999-01-01: no pack that names 97530 covers this date"),
        (["97530", "--payer", "acme", "--date", "2019-12-31"], "acme is stated from 2020-01-01 on"),
        (["97530", "--zip", "94103", "--locality", "01112-05"], "--zip and --locality both name the place"),
        (
            ["97530", "--section", "unit s"],
            "--section unit s: no card has this section; did you mean 'units'",
        ),
        (["97530", "--claim-form", "paper"], "'paper' is not one of 'professional', 'institutional'"),
    ],
)
def test_what_nobody_knows_is_bad_input(sj: Run, acme: Path, arguments: list[str], told: str) -> None:
    result = sj("code", *arguments, "--pack", acme)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in " ".join(result.stderr.split())


def test_a_pack_that_cannot_be_used_is_reported_and_the_others_are_shown(sj: Run, acme: Path) -> None:
    (acme / "policies" / "all.toml").write_text("[[policy]]\nid = 7\n", "utf-8")
    result = sj("code", "97530", "--date", "2026-03-02", "--pack", acme)
    assert result.exit_code == 0
    assert "all.toml:2:1" in result.stderr
    assert "medicare-part-b: " in result.stdout
    chosen = sj("code", "97530", "--payer", "acme", "--pack", acme)
    assert (chosen.exit_code, chosen.stdout) == (2, "")
    assert "all.toml:2:1" in chosen.stderr


@pytest.mark.parametrize(
    ("code", "class_", "units"),
    [
        ("97110", "timed: a unit for 15 min, by the minutes of all timed codes of the day", "8-22"),
        ("97161", "untimed: by the service, whatever the minutes", 1),
        ("97129", "timed: the first 15 min, once a day; 97130 continues it", 8),
        ("97130", "timed: a unit for each further 15 min", "8-22"),
        ("96125", "timed: a unit for 60 min, by the code's own minutes of the day", "31-90"),
    ],
)
def test_a_card_says_how_a_code_counts(sj: Run, code: str, class_: str, units: Any) -> None:
    told = _cards(sj("code", code, "--payer", "medicare-part-b", "--date", "2026-03-02", "--format", "json"))
    entries = [entry for policy in told["cards"][0]["policies"] for entry in policy["entries"]]
    assert class_ in [entry["value"] for entry in entries if entry["section"] == "class"]
    (counted,) = [entry["value"] for entry in entries if entry["section"] == "units"]
    assert (counted["1 unit"] if isinstance(counted, dict) else counted) == units


def test_only_the_sections_that_are_asked_for_are_shown(sj: Run) -> None:
    arguments = ("code", "97530", "--payer", "medicare-part-b", "--date", "2026-03-02")
    text = sj(*arguments, "--section", "units").stdout
    assert "8-22" in text
    assert "Class" not in text and "https://" not in text
    told = _cards(sj(*arguments, "--section", "units", "--section", "class", "--format", "json"))
    sections = {entry["section"] for each in told["cards"][0]["policies"] for entry in each["entries"]}
    assert sections == {"units", "class"}


def test_the_schema_is_one_and_allows_no_other_key() -> None:
    Draft202012Validator.check_schema(SCHEMA.schema)
    parts = [SCHEMA.schema, *SCHEMA.schema["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts if "properties" in part)


def test_a_payer_that_only_labels_the_code_has_no_card_beside_one_that_rules_it(sj: Run) -> None:
    told = _cards(sj("code", "29105", "--date", "2024-08-02", "--format", "json"))
    payers = [card["payer"] for card in told["cards"]]
    assert "medicare-part-b" in payers
    assert "commercial-midpoint" not in payers
    bare = _cards(sj("code", "29105", "--payer", "commercial-midpoint", "--format", "json"))
    (card,) = bare["cards"]
    assert card["label"] == "long arm splint"
    assert [policy["policy"] for policy in card["policies"]] == ["commercial-midpoint:visits-of-a-day"]
    assert not card["policies"][0]["names_code"] and not card["policies"][0]["entries"]
