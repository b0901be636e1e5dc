import json
from pathlib import Path
from typing import Any

import pytest

from scrubjay.lint import CODES, render
from scrubjay.packs.faults import Fault

ROOT = Path("/packs")
FAULTS = [
    Fault(ROOT / "a b" / "x.toml", 9, 3, "SJ108", "source[1].id", "nothing cites source 'letter'", "cite it"),
    Fault(ROOT / "a b" / "pack.toml", 1, 1, "SJ003", "", "'title' is missing"),
    Fault(Path("/elsewhere/pack.toml"), 2, 5, "ACME001", "id", "is too plain"),
]


def test_text_is_sorted_and_ends_in_a_summary() -> None:
    assert render(FAULTS, "text", ROOT).splitlines() == [
        "/elsewhere/pack.toml:2:5: ACME001 id: is too plain",
        "a b/pack.toml:1:1: SJ003 'title' is missing",
        "a b/x.toml:9:3: SJ108 source[1].id: nothing cites source 'letter'; cite it",
        "2 errors, 1 warning",
    ]


def test_one_and_none_are_counted() -> None:
    assert render(FAULTS[:1] * 2, "text", ROOT).splitlines()[1:] == ["1 warning"]
    assert render([]) == "no faults\n"


def test_paths_are_relative_to_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fault = Fault(tmp_path / "acme" / "pack.toml", 1, 1, "SJ001", "", "is lost")
    assert render([fault]).startswith("acme/pack.toml:1:1: SJ001 is lost\n")


def test_json_is_a_list_of_objects() -> None:
    assert json.loads(render([], "json")) == []
    assert json.loads(render(FAULTS, "json", ROOT))[2] == {
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


def test_sarif_has_what_the_standard_requires() -> None:
    log = json.loads(render(FAULTS, "sarif", ROOT))
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
