"""Who is behind a result: in findings, explanations, receipts and `pack show`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from composing_kinds import override, visit

from scrubjay import Engine
from scrubjay.explain import explain

HOME = {"places_of_service": ["12"], "modifiers_none": ["KX"]}
KX = {"modifiers_any": ["KX"]}
MINE = (
    override("replace", "all", 10, 20, params={"word": 1}),
    override("exception", "kx", 0, 30, when=KX, params={"word": 2}),
    override(
        "exception",
        "home",
        0,
        30,
        when={"places_of_service": ["12"], "modifiers_none": ["KX"]},
        params={"word": 3},
    ),
)


@pytest.fixture(scope="module")
def engine(engine_over: Callable[..., Engine]) -> Engine:
    upper = {"extends": ["base"], "overrides": MINE}
    last = {"extends": ["upper"], "overrides": [override("disable", "off", 15, 15)]}
    return engine_over(upper=upper, last=last)


def links(
    engine: Engine, number: int, line: dict[str, Any], **more: Any
) -> list[tuple[str, bool | None, str]]:
    told = explain(engine.check(visit(number, line, **more)))[0]
    return [(each.name, each.decides, each.why) for each in told.chain]


def test_an_explanation_says_who_decides_a_line_and_why_the_others_do_not(engine: Engine) -> None:
    base = "2023-04-07"
    until_end = "holds 2026-01-01 to 2026-01-31"
    assert links(engine, 12, {"modifiers": ["KX"]}, place_of_service="12") == [
        (base, False, "gives way to upper:kx"),
        ("all", False, "gives way to upper:kx"),
        ("home", False, "its `when` does not hold: places of service 12; modifiers none KX"),
        ("kx", True, f"{until_end}: modifiers any KX"),
    ]
    assert links(engine, 12, {}) == [
        (base, False, "gives way to upper:all"),
        ("all", None, "holds 2026-01-11 to 2026-01-21, unless upper:home does"),
        ("home", None, "whether its `when` holds cannot be told: place of service is missing"),
        ("kx", False, "its `when` does not hold: modifiers any KX"),
    ]
    assert links(engine, 15, {}, payer="last") == [
        (base, False, "gives way to last:off"),
        ("all", False, "gives way to last:off"),
        ("home", False, "gives way to last:off"),
        ("kx", False, "gives way to last:off"),
        ("off", True, "holds on 2026-01-16"),
    ]
    assert links(engine, 40, {})[0] == (base, True, "in force from 2023-04-07 on")


def test_a_link_names_its_file_and_line(engine: Engine) -> None:
    told = explain(engine.check(visit(12, {"modifiers": ["KX"]})))[0]
    assert told.chain[0].place.startswith("base/policies/all.toml:")
    assert all(each.place.startswith("upper/policies/all.toml:") for each in told.chain[1:])
    (parameter, *_) = told.parameters
    assert (parameter.name, parameter.value) == ("word", 2)
    assert parameter.origin.startswith("upper/policies/all.toml:")
    assert told.to_dict()["chain"][-1]["decides"] is True


def test_a_pack_that_extends_is_shown_with_what_decides_and_what_does_not(
    sj: Callable[..., Result], tmp_path: Path
) -> None:
    write_midpoint(tmp_path)
    shown = sj("pack", "show", "acme", "--pack", tmp_path, "--date", "2026-03-02")
    assert sj("pack", "show", "acme", "--pack", tmp_path).exit_code == 2, (
        "the date is not the clock's to give"
    )
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "acme  2026-03-02  acme 2026.1.0",
        "with commercial-midpoint 2026.11.0, therapy-common 2026.11.0",
        "",
        "units",
        "  commercial-midpoint:midpoint  2026-02-01 stable",
        "    - version 2020-01-01  commercial-midpoint/policies/units.toml:29",
        "      gives way to acme:blocks",
        "    + replace blocks  acme/policies/units.toml:7",
        "      holds from 2026-02-01 on",
        "  commercial-midpoint:untimed  2020-01-01 experimental",
        "",
        "advice",
        "  commercial-midpoint:visits-of-a-day  2020-01-01 experimental",
    ]
    before = json.loads(
        sj("pack", "show", "acme", "--pack", tmp_path, "--date", "2026-01-31", "--format", "json").stdout
    )
    assert [each["decides"] for each in before["policies"][0]["chain"]] == [True, False]
    assert [each["id"] for each in before["packs"]] == ["acme", "commercial-midpoint", "therapy-common"]
    early = sj("pack", "show", "acme", "--pack", tmp_path, "--date", "2019-01-31")
    assert early.exit_code == 3
    assert "not covered: acme 2026.1.0 covers dates of service from 2020-01-01 on" in early.stdout


def test_a_finding_in_text_names_the_override(sj: Callable[..., Result], tmp_path: Path) -> None:
    write_midpoint(tmp_path)
    visit = {
        "payer": "acme",
        "date": "2026-03-02",
        "patient": {"id": "P"},
        "lines": [{"code": "97110", "minutes": 14, "units": 1}],
    }
    ruled = sj("check", "-", "--pack", tmp_path, input=json.dumps(visit))
    assert "commercial-midpoint:midpoint (2026-02-01, acme:blocks) reduce CO-151 N362" in " ".join(
        ruled.stdout.split()
    )
    told = sj("explain", "-", "--pack", tmp_path, "--policy", "midpoint", input=json.dumps(visit))
    assert "replace blocks  (acme/policies/units.toml:7)" in told.stdout
    assert "does not decide: gives way to acme:blocks" in told.stdout


def write_midpoint(folder: Path) -> None:
    """A pack over one that ships, for the command line, which has no kinds of tests."""
    (folder / "policies").mkdir()
    (folder / "pack.toml").write_text(
        """
id = "acme"
version = "2026.1.0"
title = "Acme"
payers = ["acme"]
coverage = { from = 2020-01-01 }
extends = [{ pack = "commercial-midpoint", version = ">=2026.1" }]
""",
        "utf-8",
    )
    (folder / "policies" / "units.toml").write_text(
        """[[source]]
id = "contract"
title = "A contract"
url = "https://example.com"
retrieved = 2026-03-01

[[override]]
policy = "midpoint"
change = "replace"
label = "blocks"
effective = 2026-02-01
reason = "The contract says so."
cites = [{ source = "contract" }]
params = { codes = "therapy-common:timed-15", unit_minutes = 15, minimum_minutes = 15 }
""",
        "utf-8",
    )
