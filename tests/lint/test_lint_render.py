import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scrubjay.lint import CODES, Exempted, Missing, Report, render
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import Exemption

ROOT = Path("/packs")
FAULTS = [
    Fault(ROOT / "a b" / "x.toml", 9, 3, "SJ108", "source[1].id", "nothing cites source 'letter'", "cite it"),
    Fault(ROOT / "a b" / "pack.toml", 1, 1, "SJ003", "", "'title' is missing"),
    Fault(Path("/elsewhere/pack.toml"), 2, 5, "ACME001", "id", "is too plain"),
]
REPORTS = [Report(ROOT / "a b", faults=tuple(FAULTS[:2])), Report(Path("/elsewhere"), faults=(FAULTS[2],))]


def test_text_is_sorted_and_ends_in_a_summary() -> None:
    assert render(REPORTS, "text", ROOT).splitlines() == [
        "/elsewhere/pack.toml:2:5: ACME001 id: is too plain",
        "a b/pack.toml:1:1: SJ003 'title' is missing",
        "a b/x.toml:9:3: SJ108 source[1].id: nothing cites source 'letter'; cite it",
        "2 errors, 1 warning",
    ]


def test_one_and_none_are_counted() -> None:
    assert render([Report(ROOT, faults=(FAULTS[0],))] * 2, "text", ROOT).splitlines()[1:] == ["1 warning"]
    assert render([]) == "no faults\n"


def test_paths_are_relative_to_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fault = Fault(tmp_path / "acme" / "pack.toml", 1, 1, "SJ001", "", "is lost")
    assert render([Report(tmp_path, faults=(fault,))]).startswith("acme/pack.toml:1:1: SJ001 is lost\n")


def test_json_has_the_faults() -> None:
    assert json.loads(render([], "json")) == {"faults": [], "packs": []}
    assert json.loads(render(REPORTS, "json", ROOT))["faults"][2] == {
        "code": "SJ108",
        "title": "Source is never cited",
        "severity": "warning",
        "file": "a b/x.toml",
        "line": 9,
        "column": 3,
        "key": "source[1].id",
        "message": "nothing cites source 'letter'",
        "remedy": "cite it",
    }


ACCEPTED = Exempted(FAULTS[0], Exemption("SJ108", "The letter is being read.", date(2027, 1, 31)))
SILVER = Report(
    ROOT / "acme",
    "acme",
    exempted=(ACCEPTED, ACCEPTED),
    loads=True,
    declared="silver",
    tier="silver",
    missing=(Missing("gold", "no version is experimental", ("a", "b", "c", "d", "e")),),
)


def test_text_shows_what_is_accepted_and_what_the_next_tier_asks_for() -> None:
    assert render([SILVER], "text", ROOT).splitlines() == [
        "no faults, 2 accepted by exemption",
        "acme: 2 × SJ108 accepted until 2027-01-31: The letter is being read.",
        "acme: silver (declared: silver); for gold:",
        "  - no version is experimental (not yet: a, b, c and 2 more)",
    ]


def test_json_has_the_tier_and_what_is_accepted() -> None:
    (pack,) = json.loads(render([SILVER], "json", ROOT))["packs"]
    assert (pack["pack"], pack["folder"], pack["loads"]) == ("acme", "acme", True)
    assert (pack["tier"], pack["declared_tier"]) == ("silver", "silver")
    assert pack["missing"] == [
        {"tier": "gold", "asks": "no version is experimental", "lacking": ["a", "b", "c", "d", "e"]}
    ]
    accepted = pack["exempted"][0]
    assert (accepted["code"], accepted["until"]) == ("SJ108", "2027-01-31")
    assert accepted["reason"] == "The letter is being read."


def test_what_does_not_load_has_no_tier() -> None:
    (pack, _) = json.loads(render(REPORTS, "json", ROOT))["packs"]
    assert (pack["pack"], pack["loads"], pack["tier"]) == (None, False, None)
    assert "tier" not in render(REPORTS, "text", ROOT)


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(render(REPORTS, "sarif", ROOT))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "scrubjay"
    rules: list[dict[str, Any]] = driver["rules"]
    assert [rule["id"] for rule in rules] == ["ACME001", "SJ003", "SJ108"]
    assert rules[2]["shortDescription"] == {"text": CODES["SJ108"].title}
    assert rules[2]["defaultConfiguration"] == {"level": "warning"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note", "none")
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]]
    assert uris == ["file:///elsewhere/pack.toml", "a%20b/pack.toml", "a%20b/x.toml"]
    assert run["results"][2]["message"]["text"] == "source[1].id: nothing cites source 'letter'; cite it"


def test_sarif_of_no_faults() -> None:
    (run,) = json.loads(render([], "sarif"))["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])
