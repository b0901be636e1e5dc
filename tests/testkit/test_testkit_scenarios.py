"""Scenarios: whole encounters, alone and together."""

from pathlib import Path

import pytest
from testkit_packs import BY_DAY, BY_LINE, messages, run, write_pack

from scrubjay import PackError

HEAD = "[[scenario]]\nname = 'a visit'\n"
VISIT = HEAD + (
    "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 3, charge = '120.00' }, "
    "{ code = '97112', minutes = 15, units = 1, charge = '40.00' }]\n"
)
GOOD = HEAD + "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 2 }]\n"
UNDER = HEAD + "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 1 }]\n"
NO_MINUTES = HEAD + "date = 2026-03-02\nlines = [{ code = '97110', units = 2 }]\n"
SAID = "(acme:by-line: 3 billed, but 2 supported)"


@pytest.mark.parametrize(
    "scenario",
    [
        GOOD + "expect = { outcome = 'pass', clean = true, no_other_findings = true }",
        VISIT + "expect = { outcome = 'fail', clean = false }",
        VISIT + "expect = { lines = [{ line = 1, units_supported = 2, units_payable = 2, "
        "status = 'payable', allowed = 'missing', paid = 'missing', patient = 'missing' }] }",
        NO_MINUTES + "expect = { lines = [{ line = 1, units_supported = 'missing' }] }",
        VISIT + "expect = { totals = { charge = '160.00', paid = 'missing' } }",
        VISIT + "expect = { findings = [{ policy = 'acme:by-line', line = 1, outcome = 'fail', "
        "carc = '151' }, { policy = 'by-line', outcome = 'pass' }], no_other_findings = true }",
        UNDER + "expect = { clean = true, findings = [{ policy = 'by-line', outcome = 'fail' }] }",
    ],
    ids=["all well", "outcome", "line", "missing units", "totals", "findings", "clean with a finding"],
)
def test_passes(tmp_path: Path, scenario: str) -> None:
    assert messages(write_pack(tmp_path, BY_LINE, scenario)) == ()


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (
            VISIT + "expect = { outcome = 'pass', clean = true }",
            f"the encounter: expected outcome pass, clean true; got outcome fail, clean false {SAID}",
        ),
        (
            VISIT + "expect = { lines = [{ line = 1, units_payable = 3, allowed = '1.00' }] }",
            f"line 1: expected units_payable 3, allowed 1.00; got units_payable 2, allowed missing {SAID}",
        ),
        (
            VISIT + "expect = { lines = [{ line = 2, status = 'denied' }] }",
            "line 2: expected status denied; got status payable",
        ),
        (
            VISIT + "expect = { lines = [{ line = 3, status = 'payable' }] }",
            "line 3 is expected, but the encounter has 2 lines",
        ),
        (
            VISIT + "expect = { totals = { charge = '1.00' } }",
            "totals: expected charge 1.00; got charge 160.00",
        ),
        (
            VISIT
            + "expect = { findings = [{ policy = 'by-line', line = 1, outcome = 'fail', carc = '119' }] }",
            "line 1: expected outcome fail, carc 119 of acme:by-line; "
            "got line 1 fail, carc 151 (3 billed, but 2 supported)",
        ),
        (
            VISIT + "expect = { findings = [{ policy = 'by-line', outcome = 'no_data' }] }",
            "some line: expected outcome no_data of acme:by-line; "
            "got line 1 fail, carc 151 (3 billed, but 2 supported); "
            "line 2 pass (1 billed, 1 supported)",
        ),
        (
            VISIT + "expect = { findings = [{ policy = 'by-line', line = 9, outcome = 'fail' }] }",
            "line 9 is expected, but the encounter has 2 lines",
        ),
        (
            VISIT + "expect = { findings = [{ policy = 'by-lime', line = 1, outcome = 'fail' }] }",
            "line 1: no policy 'acme:by-lime' ruled; did you mean 'acme:by-line'?",
        ),
        (
            VISIT + "expect = { outcome = 'fail', no_other_findings = true }",
            f"line 1: expected no other finding; got fail {SAID}",
        ),
        (
            UNDER + "expect = { clean = true, outcome = 'pass' }",
            "the encounter: no policy passed on any line, so the scenario shows nothing; "
            "expect the findings or lines that it is about",
        ),
        (
            NO_MINUTES + "expect = { clean = true }",
            "the encounter: expected clean true; got clean false "
            "(acme:by-line: the minutes of 97110 are missing)",
        ),
        (
            HEAD
            + "date = 2026-03-02\npayer = 'acmee'\nlines = [{ code = '97110' }]\nexpect = { clean = false, "
            "outcome = 'pass' }",
            "the encounter: expected outcome pass; got outcome no_data (scrubjay:coverage: no pack states "
            "the policies of payer 'acmee'; did you mean 'acme'?)",
        ),
    ],
    ids=[
        "outcome",
        "line",
        "line without findings",
        "line beyond",
        "totals",
        "finding",
        "finding of some line",
        "finding beyond",
        "unknown policy",
        "other findings",
        "nothing passed",
        "nothing passed, nor is it clean",
        "unknown payer",
    ],
)
def test_says_what_came_instead(tmp_path: Path, scenario: str, told: str) -> None:
    assert messages(write_pack(tmp_path, BY_LINE, scenario)) == (told,)


TOGETHER = """
[[scenario]]
name = "two visits of one day share their minutes"
date = 2026-03-02
patient = { id = "P-1" }

  [[scenario.encounter]]
  lines = [{ code = "97110", minutes = 7, units = 1 }]
  expect = { lines = [{ line = 1, units_supported = 1 }] }

  [[scenario.encounter]]
  lines = [{ code = "97112", minutes = 8, units = 1 }]
  expect = { lines = [{ line = 1, units_supported = 1 }] }
"""


def test_tells_the_faults_of_an_encounter_that_is_not_well_formed(tmp_path: Path) -> None:
    faulty = TOGETHER.replace("date = 2026-03-02", "").replace('"97112"', '"what"')
    (date,) = messages(write_pack(tmp_path, BY_DAY, faulty))
    assert date.startswith('the encounter is refused: $.date: "date" is missing')


NONE = "expected units_supported 1; got units_supported 0 (acme:by-day: 1 billed, but 0 supported)"


def test_encounters_of_one_scenario_are_ruled_together(tmp_path: Path) -> None:
    short = TOGETHER.replace("minutes = 8", "minutes = 7")
    assert messages(write_pack(tmp_path / "long", BY_DAY, TOGETHER)) == ()
    assert messages(write_pack(tmp_path / "short", BY_DAY, short)) == (
        f"encounter 1, line 1: {NONE}",
        f"encounter 2, line 1: {NONE}",
    )


def test_the_shared_keys_hold_where_an_encounter_has_none(tmp_path: Path) -> None:
    apart = TOGETHER.replace(
        "minutes = 8, units = 1 }]", "minutes = 15, units = 1 }]\npatient = { id = 'P-2' }"
    )
    assert messages(write_pack(tmp_path, BY_DAY, apart)) == (f"encounter 1, line 1: {NONE}",)


def test_encounters_come_back_in_the_order_of_the_file(tmp_path: Path) -> None:
    later_first = TOGETHER.replace(
        "minutes = 7, units = 1 }]", "minutes = 15, units = 1 }]\ndate = 2026-03-09"
    )
    assert messages(write_pack(tmp_path, BY_DAY, later_first)) == (f"encounter 2, line 1: {NONE}",)


def test_an_encounter_may_be_there_for_the_others(tmp_path: Path) -> None:
    context = TOGETHER.replace("  expect = { lines = [{ line = 1, units_supported = 1 }] }\n", "", 1)
    short = context.replace("minutes = 7", "minutes = 6")
    assert messages(write_pack(tmp_path / "context", BY_DAY, context)) == ()
    assert messages(write_pack(tmp_path / "short", BY_DAY, short)) == (f"encounter 2, line 1: {NONE}",)


@pytest.mark.parametrize(
    ("scenario", "key", "words"),
    [
        (
            HEAD + "lines = [{ code = '97110' }]\nexpect = { clean = true }",
            "scenario[0]",
            "'date' is missing",
        ),
        (HEAD + "date = 2026-03-02\nexpect = { clean = true }", "scenario[0]", "'lines' is missing"),
        (HEAD + "date = 2026-03-02\nlines = [{ code = '97110' }]", "scenario[0]", "'expect' is missing"),
        (
            TOGETHER.replace("date = 2026", "lines = [{ code = '97110' }]\ndate = 2026"),
            "scenario[0].lines",
            "is not allowed beside `encounter`, whose encounters have their own `lines`",
        ),
        (
            TOGETHER.replace("date = 2026", "expect = { clean = true }\ndate = 2026"),
            "scenario[0].expect",
            "is not allowed beside `encounter`, whose encounters have their own `expect`",
        ),
        (
            TOGETHER.replace('  lines = [{ code = "97112", minutes = 8, units = 1 }]', ""),
            "scenario[0].encounter[1]",
            "'lines' is missing",
        ),
        (
            "\n".join(line for line in TOGETHER.splitlines() if "expect" not in line),
            "scenario[0].encounter",
            "is not enough: at least one of the encounters needs `expect`",
        ),
        (GOOD + "expect = { findings = [] }", "scenario[0].expect.findings", "is empty; give at least one"),
        (
            GOOD + "expect = { lines = [{ line = 1, units_payable = 'none' }] }",
            "scenario[0].expect.lines[0].units_payable",
            "'none' is not a whole number of units, or \"missing\"",
        ),
        (
            GOOD + "expect = { totals = { paid = 'none' } }",
            "scenario[0].expect.totals.paid",
            '\'none\' is not money as a string such as "44.49", or "missing"',
        ),
        (
            GOOD + "expect = { no_other_findings = false }",
            "scenario[0].expect.no_other_findings",
            "is not true (leave it out otherwise)",
        ),
    ],
    ids=[
        "no date",
        "no lines",
        "no expect",
        "lines beside encounters",
        "expect beside encounters",
        "no lines in an encounter",
        "nothing expected",
        "no findings",
        "units",
        "money",
        "not the only findings",
    ],
)
def test_scenarios_that_do_not_fit_the_schema(tmp_path: Path, scenario: str, key: str, words: str) -> None:
    with pytest.raises(PackError) as caught:
        run(write_pack(tmp_path, BY_LINE, scenario))
    assert [(fault.file.name, fault.key) for fault in caught.value.faults] == [("visits.toml", key)] * len(
        caught.value.faults
    )
    assert words in str(caught.value.faults[0])
