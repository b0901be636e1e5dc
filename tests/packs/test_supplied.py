"""What a pack leaves to be supplied: no data while it is not, and the supplied value on its dates."""

import sys
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

import scrubjay
from scrubjay import (
    Answers,
    Batch,
    CodeSet,
    Context,
    Engine,
    Fact,
    Money,
    Outcome,
    Ruling,
    kind,
    param,
    passes,
)
from scrubjay.explain import explain
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.faults import Fault
from scrubjay.packs.lineage import lineage
from scrubjay.packs.load import read_pack
from scrubjay.packs.model import VersionEntry
from scrubjay.packs.supply import Supplies
from scrubjay.testkit import run_pack_tests
from scrubjay.timeline import Interval

Make = Callable[..., Engine]
SAYS = Answers(limited=passes("at most {most}"))
FACTS = {"most": Fact("The most that is allowed.", "USD")}


@kind("test.most", stage="limits", answers=SAYS, facts=FACTS)
@frozen
class Most:
    most: Money = param("The most that is allowed.", unit="USD")
    codes: CodeSet = param("Codes that it limits.")

    @property
    def about(self) -> CodeSet:
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.full(batch.lines, SAYS.limited, np.int8), {"most": int(self.most)})


@kind("test.most-of-visit", stage="limits", answers=SAYS, facts=FACTS, speaks="encounter")
@frozen
class MostOfVisit:
    most: Money = param("The most that is allowed.", unit="USD")

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.full(batch.encounters, SAYS.limited, np.int8), {"most": int(self.most)})


MANIFEST = """
id = "acme"
version = "2026.1.0"
title = "Acme Health"
payers = ["acme"]
"""

DECLARED = """
[[supplied]]
id = "maximum"
help = "The most that is allowed a member and day, from your contract."
"""

POLICY = """
[[policy]]
id = "daily-maximum"
kind = "test.most"
title = "A maximum"

  [[policy.version]]
  effective = 2024-01-01
  params = { most = { supplied = "maximum" }, codes = ["97110"] }
"""


def write(folder: Path, *policies: str) -> Path:
    (folder / "policies").mkdir(parents=True)
    (folder / "pack.toml").write_text(MANIFEST, "utf-8")
    (folder / "policies" / "all.toml").write_text("\n".join((DECLARED, *policies)), "utf-8")
    return folder


def supply(value: str, effective: str, until: str = "") -> str:
    ends = f"until = {until}" if until else ""
    return f'[[supply]]\nsupplied = "maximum"\nvalue = "{value}"\neffective = {effective}\n{ends}\n'


@scrubjay.hookimpl
def scrubjay_kinds(context: Context) -> list[type]:
    return [Most, MostOfVisit]


@pytest.fixture
def engine_with(tmp_path: Path) -> Callable[..., Engine]:
    def make(*policies: str) -> Engine:
        return Engine([write(tmp_path / "acme", *policies)], plugins=[sys.modules[__name__]])

    return make


def visit(day: str = "2026-03-02", *codes: str) -> dict[str, Any]:
    return {
        "payer": "acme",
        "date": day,
        "patient": {"id": "P"},
        "lines": [{"code": code, "units": 1} for code in codes or ("97110",)],
    }


def test_what_is_not_supplied_is_no_data_by_its_name(engine_with: Make) -> None:
    finding = engine_with(POLICY).check(visit()).trace[0]
    assert finding.outcome is Outcome.NO_DATA
    assert (finding.answer, finding.missing) == ("unsupplied", "acme:maximum")
    assert finding.message == (
        "acme:maximum is not supplied: The most that is allowed a member and day, from your contract."
    )
    assert finding.remedy == "supply acme:maximum in a pack of your own, with [[supply]]"


def test_only_on_lines_that_the_policy_speaks_about(engine_with: Make) -> None:
    trace = engine_with(POLICY).check(visit("2026-03-02", "97110", "97140")).trace
    said = [(each.line, each.answer) for each in trace if each.policy == "acme:daily-maximum"]
    assert said == [(1, "unsupplied"), (2, "other_code")]


def test_a_policy_that_speaks_of_encounters_says_it_once(engine_with: Make) -> None:
    policy = POLICY.replace("test.most", "test.most-of-visit").replace(', codes = ["97110"]', "")
    trace = engine_with(policy).check(visit("2026-03-02", "97110", "97140")).trace
    assert [(each.line, each.answer) for each in trace if each.answer == "unsupplied"] == [
        (None, "unsupplied")
    ]


def test_an_encounter_is_not_clean_while_something_is_not_supplied(engine_with: Make) -> None:
    assert not engine_with(POLICY).check(visit()).clean


def test_a_value_holds_on_its_dates_and_no_others(engine_with: Make) -> None:
    engine = engine_with(POLICY, supply("10.00", "2025-01-01", "2025-06-30"), supply("12.00", "2026-01-01"))
    days = ["2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01", "2023-12-31"]
    said = [engine.check(visit(day)).trace[0] for day in days]
    assert [each.answer for each in said] == [
        "unsupplied",
        "limited",
        "limited",
        "unsupplied",
        "unsupplied",
        "limited",
        "not_in_force",
    ]
    assert [each.facts.get("most") for each in said] == [None, "10.00", "10.00", None, None, "12.00", None]


def test_a_batch_over_several_dates_takes_each_line_by_its_own(engine_with: Make) -> None:
    engine = engine_with(POLICY, supply("10.00", "2025-01-01", "2025-06-30"))
    days = ["2024-12-31", "2025-01-01", "2025-07-01"]
    said = [each.trace[0].answer for each in engine.check_many([visit(day) for day in days])]
    assert said == ["unsupplied", "limited", "unsupplied"]


def test_explain_names_the_file_that_supplies_a_value_or_that_none_does(engine_with: Make) -> None:
    engine = engine_with(POLICY, supply("10.00", "2025-01-01"))
    most, codes = explain(engine.check(visit()), policy="daily-maximum")[0].parameters
    assert (most.value, most.origin) == ("10.00", "acme/policies/all.toml:18")
    assert (codes.value, codes.origin) == ("97110", "acme/policies/all.toml:14")
    most, codes = explain(engine.check(visit("2024-03-01")), policy="daily-maximum")[0].parameters
    assert (most.value, most.origin) == (None, "acme/policies/all.toml:14")
    assert codes.value == "97110"


TESTS = """
  [[policy.test]]
  name = "not supplied"
  date = 2026-03-02
  lines = [{ code = "97110", units = 1 }]
  expect = [{ line = 1, outcome = "no_data", answer = "unsupplied" }]

  [[policy.test]]
  name = "supplied"
  date = 2026-03-02
  supply = { maximum = "12.00" }
  lines = [{ code = "97110", units = 1 }]
  expect = [{ line = 1, outcome = "pass", facts = { most = "12.00" } }]
"""


def test_a_pack_test_supplies_values_for_itself_alone(engine_with: Make, tmp_path: Path) -> None:
    engine = engine_with(POLICY + TESTS)
    assert [each.messages for each in run_pack_tests(engine, read_pack(tmp_path / "acme"))] == [(), ()]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("maximum = 12", """SJ004 policy[0].test[1].supply.maximum: 12 is not money"""),
        ('maximun = "12.00"', "acme leaves nothing called 'maximun' to be supplied; did you mean 'maximum'?"),
    ],
)
def test_a_pack_test_that_supplies_what_cannot_be_fails(
    engine_with: Make, tmp_path: Path, given: str, told: str
) -> None:
    engine = engine_with(POLICY + TESTS.replace('maximum = "12.00"', given))
    first, second = run_pack_tests(engine, read_pack(tmp_path / "acme"))
    assert first.passed
    assert "what the test supplies is refused" in second.messages[0]
    assert told in second.messages[0]


DAYS = st.dates(date(2020, 1, 1), date(2021, 12, 31))


@given(st.lists(DAYS, min_size=2, max_size=6, unique=True), DAYS, DAYS)
def test_a_version_is_cut_without_gap_or_overlap(
    engine_root: Path, days: list[date], first: date, last: date
) -> None:
    pack = read_pack(engine_root)
    document = pack.manifest
    days = sorted(days)[: len(days) // 2 * 2]
    spans = list(zip(days[::2], days[1::2], strict=True))
    pack = read_pack(_supplying(engine_root, spans))
    interval = Interval(min(first, last), max(first, last))
    version = VersionEntry(interval.start, {"most": {"supplied": "maximum"}}, document, ())
    faults: list[Fault] = []
    supplies = Supplies(lineage(pack, Catalogue([]), faults), faults)
    pieces = list(supplies.pieces(pack, version, interval, faults))
    assert faults == []
    assert pieces[0].interval.start == interval.start
    assert pieces[-1].interval.end == interval.end
    for piece, following in pairwise(pieces):
        assert (following.interval.start - piece.interval.end).days == 1
    for piece in pieces:
        for day in (piece.interval.start, piece.interval.end):
            held = [start for start, end in spans if start <= day <= end]
            assert [each.effective for each in piece.supplied.values()] == held


@pytest.fixture(scope="module")
def engine_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("supplied") / "acme", POLICY)


def _supplying(root: Path, spans: list[tuple[date, date]]) -> Path:
    text = "".join(supply("1.00", str(start), str(end)) for start, end in spans)
    (root / "policies" / "all.toml").write_text(DECLARED + POLICY + text, "utf-8")
    return root
