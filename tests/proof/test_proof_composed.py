"""Packs over packs: overrides are covered, mutated and compared like what packs state themselves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from proof_packs import write

from scrubjay import Engine
from scrubjay.diff import PackDiff, diff_rulesets
from scrubjay.mutation import World, all_mutants, judge
from scrubjay.packs.load import read_pack
from scrubjay.testkit import Bench, pack_tests
from scrubjay.testkit.coverage import coverage

MANIFEST = """
id = "plus"
version = "2026.1.0"
title = "A pack over a pack"
payers = ["plus"]
coverage = { from = 2025-01-01 }
extends = [{ pack = "acme", version = ">=2026" }]
"""

OVERRIDES = """
[[source]]
id = "contract"
title = "A contract"
url = "https://example.org/contract"
retrieved = 2026-11-21

[[override]]
policy = "blocks"
change = "replace"
label = "longer-blocks"
reason = "The contract says so."
effective = 2026-02-01
until = 2026-03-31
cites = [{ source = "contract" }]
params = { codes = ["97110"], unit_minutes = 15, minimum_minutes = 15 }

  [[override.test]]
  name = "14 minutes are none in March"
  date = 2026-03-31
  lines = [{ code = "97110", minutes = 14, units = 1 }]
  expect = [{ line = 1, outcome = "fail", units = 0 }]

[[override]]
policy = "blocks"
change = "exception"
label = "with-59"
reason = "The contract says so."
effective = 2026-05-01
when = { modifiers_any = ["59"] }
cites = [{ source = "contract" }]
params = { codes = ["97110"], unit_minutes = 15, minimum_minutes = 1 }

  [[override.test]]
  name = "a minute will do with 59"
  date = 2026-05-01
  lines = [{ code = "97110", minutes = 1, units = 1, modifiers = ["59"] }]
  expect = [{ line = 1, outcome = "pass", units = 1 }]
"""


@pytest.fixture
def plus(tmp_path: Path) -> Callable[..., Engine]:
    """Write the pack over the small pack, with its text changed, and give an engine of both."""

    def make(name: str, old: str = "", new: str = "") -> Engine:
        base, folder = write(tmp_path / name / "acme"), tmp_path / name / "plus"
        (folder / "policies").mkdir(parents=True)
        (folder / "pack.toml").write_text(MANIFEST, "utf-8")
        assert old in OVERRIDES
        (folder / "policies" / "all.toml").write_text(OVERRIDES.replace(old, new), "utf-8")
        return Engine(packs=[base, folder])

    return make


def diff(old: Engine, new: Engine) -> PackDiff:
    return diff_rulesets(old.ruleset("plus"), new.ruleset("plus"))


def spans(found: PackDiff) -> list[tuple[str, list[str]]]:
    (policy,) = found.policies
    assert policy.id == "acme:blocks"
    return [(str(span.dates), list(map(str, span.changes))) for span in policy.spans]


def test_what_an_override_changes_shows_on_its_dates(plus: Callable[..., Engine]) -> None:
    new = plus("new", "minimum_minutes = 15", "minimum_minutes = 14")
    dates = "2026-02-01 to 2026-03-31"
    assert spans(diff(plus("old"), new)) == [(dates, ["params.minimum_minutes: 15 -> 14"])]


def test_what_an_exception_changes_shows_under_its_label(plus: Callable[..., Engine]) -> None:
    old, new = plus("old"), plus("new", '["59"] }', '["59", "XU"] }')
    assert spans(diff(old, new)) == [("from 2026-05-01 on", ["override.with-59.when.modifiers_any: +XU"])]
    assert diff(new, old) == diff(old, new).reversed()


def test_an_exception_that_is_gone_shows_as_a_change(plus: Callable[..., Engine]) -> None:
    gone = OVERRIDES[OVERRIDES.rindex("[[override]]\n") :]
    ((dates, changes),) = spans(diff(plus("old"), plus("new", gone)))
    assert dates == "from 2026-05-01 on"
    assert "overrides: with-59 -> none" in changes


def test_an_override_is_taken_or_not(plus: Callable[..., Engine]) -> None:
    engine = plus("one")
    pack = read_pack(engine.catalogue.pack("plus").root)
    (found,) = coverage(Bench(engine, pack), pack_tests(pack))
    assert found.policy == "acme:blocks"
    assert found.overrides.all == ("longer-blocks taken", "with-59 taken", "with-59 not taken")
    assert found.overrides.missed == ("with-59 not taken",)
    assert found.versions.missed == ()
    assert found.answers.all == (), "those of another pack's policy are for its own tests"
    assert found.dates.missed == ("2026-01-31", "2026-02-01", "2026-04-01", "2026-04-30")


def test_overrides_are_mutated(plus: Callable[..., Engine]) -> None:
    engine = plus("one")
    world = World(engine, read_pack(engine.catalogue.pack("plus").root))
    verdicts = list(judge(world, all_mutants(world, 5)))
    noticed = {each.mutant.key: each.mutant.new for each in verdicts if each.how == "killed"}
    survived = {each.mutant.key: each.mutant.new for each in verdicts if each.survived}
    assert noticed["override[0].params.minimum_minutes"] == "14"
    assert noticed["override[0].until"] == "2026-03-30"
    assert survived["override[0].effective"] == "2026-02-02"
    assert survived["override[1].when.modifiers_any[0]"] == "left out", "no test has a line without 59"
