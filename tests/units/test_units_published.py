"""Worked examples that others have published: inputs and answers as their sources print them."""

from typing import Any

import pytest
from attrs import frozen

from scrubjay import Engine
from scrubjay.results import Evaluation

TOTAL_TIME, MIDPOINT = "medicare-part-b", "commercial-midpoint"
MANUAL = "CMS Pub. 100-04 ch. 5 §20.2"


@frozen
class Published:
    """An example: minutes by code, and as much of the answer as its source prints."""

    source: str
    minutes: dict[str, int]
    total: int | None = None
    units: dict[str, int] | None = None
    total_minutes: int | None = None
    payer: str = TOTAL_TIME


EXAMPLES = {
    "units-cms-ex1": Published(
        f"{MANUAL}, quoted by findacode.com", {"97112": 24, "97110": 23}, 3, {"97112": 2, "97110": 1}, 47
    ),
    "units-cms-ex4": Published(
        f"{MANUAL}, reproduced in a Highmark notice of 2016-03-02",
        {"97110": 18, "97140": 13, "97116": 10, "97035": 8},
        3,
        {"97110": 1, "97140": 1, "97116": 1, "97035": 0},
        49,
    ),
    "units-cms-min8": Published(f"{MANUAL}, via RonCom q02", {"97110": 7}, 0),
    "units-plain-5": Published(f"{MANUAL}, via RonCom p02", {"97110": 5}, 0),
    "units-ladder-1-lo": Published(f"{MANUAL}, table of intervals", {"97530": 8}, 1),
    "units-ladder-2-lo": Published(f"{MANUAL}, table of intervals", {"97530": 23}, 2),
    "units-ladder-2-hi": Published(f"{MANUAL}, table of intervals", {"97530": 37}, 2),
    "units-ladder-3-hi": Published(f"{MANUAL}, table of intervals", {"97530": 52}, 3),
    "units-ladder-4-lo": Published(f"{MANUAL}, table of intervals", {"97530": 53}, 4),
    "units-ladder-6-lo": Published(f"{MANUAL}, table of intervals", {"97530": 83}, 6),
    "units-ladder-6-hi": Published(f"{MANUAL}, table of intervals", {"97530": 97}, 6),
    "units-ladder-7-lo": Published(f"{MANUAL}, table of intervals", {"97530": 98}, 7),
    "units-ladder-7-hi": Published(f"{MANUAL}, table of intervals", {"97530": 112}, 7),
    "units-ladder-8-hi": Published(f"{MANUAL}, table of intervals", {"97530": 127}, 8),
    "units-webpt-teaser1": Published(
        "WebPT, 15 tricky 8-minute rule brain teasers, no. 1", {"97116": 20, "97112": 20}, 3, None, 40
    ),
    "units-pt3957": Published(
        "physicaltherapy.com, ask the experts 3957", {"97110": 20, "97116": 20}, None, None, 40
    ),
    "units-pt2814": Published(
        "physicaltherapy.com, ask the experts 2814",
        {"97110": 33, "97140": 7},
        3,
        {"97110": 2, "97140": 1},
    ),
    "units-seed-25": Published("ImmediCare, example of 2026", {"97530": 25}, 2),
    "units-ama-10-10": Published(
        "WebPT EMR help 1142 (rule of eights)",
        {"97110": 10, "97116": 10},
        2,
        {"97110": 1, "97116": 1},
        payer=MIDPOINT,
    ),
    "units-rest-not-counted": Published(
        "CMS Pub. 100-04 ch. 5 §20.3, via RonCom q06: ten minutes of rest are no minutes of the line",
        {"97530": 25},
        None,
        None,
        25,
    ),
    "units-two-therapists": Published(
        "CMS Pub. 100-04 ch. 5 §20.3, via RonCom q07: two clinicians at once count 15 minutes once",
        {"97116": 15},
        None,
        {"97116": 1},
    ),
    "highmark-8min": Published("Highmark BCBS, notice of 2016-03-02", {"97110": 37}, 2),
}


def ruled(engine: Engine, payer: str, minutes: dict[str, int], units: dict[str, int]) -> Evaluation:
    lines: list[dict[str, Any]] = [
        {"code": code, "minutes": each, "units": units.get(code, 0), "modifiers": ["GP"]}
        for code, each in minutes.items()
    ]
    return engine.check({"payer": payer, "date": "2026-03-02", "patient": {"id": "P"}, "lines": lines})


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_a_published_example_comes_out_as_its_source_says(installed: Engine, example: Published) -> None:
    evaluation = ruled(installed, example.payer, example.minutes, {})
    found = {line.code: line.units_supported for line in evaluation.lines}
    if example.total is not None:
        assert sum(units or 0 for units in found.values()) == example.total
    if example.units is not None:
        assert found == example.units
    if example.total_minutes is not None:
        counted = {
            each.facts["counted_minutes"] for each in evaluation.trace if "counted_minutes" in each.facts
        }
        assert counted == {example.total_minutes}


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES.values() if each.units], ids=lambda each: each.source
)
def test_what_a_published_example_bills_is_clean(installed: Engine, example: Published) -> None:
    assert example.units is not None
    assert ruled(installed, example.payer, example.minutes, example.units).clean


@pytest.mark.parametrize("code", ["97116", "97112"])
def test_in_the_published_tie_either_code_may_take_the_third_unit(installed: Engine, code: str) -> None:
    units = {"97116": 1, "97112": 1} | {code: 2}
    assert ruled(installed, TOTAL_TIME, {"97116": 20, "97112": 20}, units).clean


def test_a_recouped_unit_was_over_and_would_have_needed_23_minutes(installed: Engine) -> None:
    """units-uhc-10-10: Dynamic Chiropractic, a recoupment: 20 minutes do not reach 23."""
    billed = {"97124": 1, "97110": 1}
    evaluation = ruled(installed, TOTAL_TIME, {"97124": 10, "97110": 10}, billed)
    assert [finding.answer for finding in evaluation.findings] == ["over"]
    assert evaluation.findings[0].facts["counted_minutes"] == 20
    assert not ruled(installed, TOTAL_TIME, {"97124": 10, "97110": 12}, billed).clean
    assert ruled(installed, TOTAL_TIME, {"97124": 10, "97110": 13}, billed).clean
