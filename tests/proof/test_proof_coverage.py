"""What the tests of a pack reach: versions, answers, boundary dates."""

from pathlib import Path

from proof_packs import write

from scrubjay import Engine
from scrubjay.packs.load import read_pack
from scrubjay.testkit import Bench, pack_tests
from scrubjay.testkit.coverage import PolicyCoverage, coverage, share

LATE = """
[[scenario]]
name = "in 2026"
date = 2026-01-01
lines = [{ code = "97110", minutes = 10, units = 1 }]
expect = { lines = [{ line = 1, units_supported = 1 }] }
"""

EARLY = """
[[scenario]]
name = "before"
date = 2025-12-31
lines = [{ code = "97110", minutes = 8, units = 2 }]
expect = { lines = [{ line = 1, units_supported = 1 }] }
"""

EXAMPLE = """
[[policy.test]]
name = "limits"
date = 2025-01-01
lines = [{ code = "97110", minutes = 8, units = 7 }, { code = "97140", minutes = 15, units = 1 }]
expect = [{ line = 1, outcome = "fail" }]
"""


def covered(folder: Path) -> dict[str, PolicyCoverage]:
    pack = read_pack(folder)
    found = coverage(Bench(Engine(packs=[folder]), pack), pack_tests(pack))
    return {each.policy: each for each in found}


def test_a_scenario_reaches_what_it_meets(tmp_path: Path) -> None:
    found = covered(write(tmp_path / "acme", tests=LATE))["acme:blocks"]
    assert found.versions.missed == ("2025-01-01",)
    assert found.answers.reached == {"supported"}
    assert found.dates.all == ("2025-01-01", "2025-12-31", "2026-01-01")
    assert found.dates.missed == ("2025-01-01", "2025-12-31")
    assert found.outcomes == {"2025-01-01": (), "2026-01-01": ("pass",)}


def test_more_tests_reach_more(tmp_path: Path) -> None:
    few, more = (
        covered(write(tmp_path / name, tests=text)) for name, text in (("a", LATE), ("b", LATE + EARLY))
    )
    assert share(list(few.values()))[0] < share(list(more.values()))[0]
    assert more["acme:blocks"].versions.missed == ()
    assert more["acme:blocks"].dates.missed == ("2025-01-01",)


def test_an_example_counts_for_its_policy_and_the_lines_of_which_it_expects_something(tmp_path: Path) -> None:
    folder = write(tmp_path / "acme")
    file = folder / "policies" / "all.toml"
    file.write_text(file.read_text("utf-8") + EXAMPLE, "utf-8")
    found = covered(folder)
    assert found["acme:blocks"].answers.reached == frozenset()
    assert found["acme:most"].answers.reached == {"over_clinical"}, "line 2 is within, and is not expected"


def test_a_test_whose_encounter_is_refused_reaches_nothing(tmp_path: Path) -> None:
    found = covered(write(tmp_path / "acme", tests=LATE.replace("units = 1", "units = -1")))
    assert share(list(found.values()))[0] == 0
