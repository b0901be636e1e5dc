"""Examples beside a policy: what passes, what is told, and what is refused because it shows nothing."""

from pathlib import Path

import pytest
from testkit_packs import BY_DAY, BY_LINE, MANIFEST, PLAN, example, messages, write_pack

ONE = "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 2 }]\n"
OVER = "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 3 }]\n"
OTHER = "date = 2026-03-02\nlines = [{ code = '97161', units = 1 }]\n"
TWO = (
    "date = 2026-03-02\n"
    "lines = [{ code = '97161', units = 1 }, { code = '97110', minutes = 30, units = 2 }]\n"
)
THREE = (
    "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 2 }, "
    "{ code = '97112', minutes = 15, units = 1 }]\n"
)
GY = "date = 2026-03-02\nlines = [{ code = '97110', minutes = 30, units = 2, modifiers = ['GY'] }]\n"
ENDED = "date = 2028-01-01\nlines = [{ code = '97110', minutes = 30, units = 2 }]\n"
NO_MINUTES = "date = 2026-03-02\nlines = [{ code = '97110', units = 2 }]\n"
SAID = "(over: 3 billed, but 2 supported)"


@pytest.mark.parametrize(
    "test",
    [
        ONE + "expect = [{ line = 1, outcome = 'pass', answer = 'supported', units = 2 }]",
        ONE + "expect = [{ line = 1, outcome = 'pass', group = 'missing', rarcs = [] }]",
        THREE
        + "expect = [{ line = 2, outcome = 'pass', units = 1 }, { line = 1, outcome = 'pass', units = 2 }]",
        ONE + "cites = [{ source = 'manual', at = 'p. 3' }]\nexpect = [{ line = 1, outcome = 'pass' }]",
        OVER + "expect = [{ line = 1, outcome = 'fail', action = 'reduce', group = 'CO', carc = '151', "
        "rarcs = ['N362'], facts = { billed = 3, units = 2 } }]",
        NO_MINUTES + "expect = [{ line = 1, outcome = 'no_data', units = 'missing', "
        "facts = { minutes = 'missing' } }]",
        TWO + "expect = [{ line = 2, outcome = 'pass' }]",
        TWO + "expect = [{ line = 1, outcome = 'not_applicable' }]",
        OTHER + "expect = [{ line = 1, outcome = 'not_applicable', answer = 'other_code' }]",
        GY + "expect = [{ line = 1, outcome = 'not_applicable', answer = 'not_selected' }]",
        ENDED + "expect = [{ line = 1, outcome = 'not_applicable' }]",
        "payer = 'acme-east'\npatient = { id = 'P-1' }\nclaim_form = 'professional'\n"
        + ONE
        + "expect = [{ line = 1, outcome = 'pass' }]",
    ],
    ids=[
        "pass",
        "no remittance codes",
        "units of each line",
        "cited",
        "fail",
        "missing data",
        "a line left out",
        "silent beside a line it speaks about",
        "silent for a named reason",
        "not selected for a named reason",
        "past the boundary",
        "keys of an encounter",
    ],
)
def test_passes(tmp_path: Path, test: str) -> None:
    assert messages(write_pack(tmp_path, BY_LINE + example(test))) == ()


@pytest.mark.parametrize(
    ("test", "told"),
    [
        (
            OVER + "expect = [{ line = 1, outcome = 'pass', units = 3 }]",
            f"line 1: expected outcome pass, units 3; got outcome fail, units 2 {SAID}",
        ),
        (
            OVER + "expect = [{ line = 1, outcome = 'fail', answer = 'under', action = 'deny' }]",
            f"line 1: expected answer under, action deny; got answer over, action reduce {SAID}",
        ),
        (
            OVER + "expect = [{ line = 1, outcome = 'fail', group = 'PR', carc = '119', rarcs = [] }]",
            f"line 1: expected group PR, carc 119, rarcs []; got group CO, carc 151, rarcs [N362] {SAID}",
        ),
        (
            OVER + "expect = [{ line = 1, outcome = 'fail', facts = { units = 3, billed = true } }]",
            f"line 1: expected fact units 3, fact billed true; got fact units 2, fact billed 3 {SAID}",
        ),
        (
            ONE + "expect = [{ line = 1, outcome = 'pass', facts = { left = 'missing', minutes = 30 } }]",
            "line 1: expected fact left missing; got fact left 0 (supported: 2 billed, 2 supported)",
        ),
        (
            THREE + "expect = [{ line = 2, outcome = 'pass', facts = { billed = true } }]",
            "line 2: expected fact billed true; got fact billed 1 (supported: 1 billed, 1 supported)",
        ),
        (
            NO_MINUTES + "expect = [{ line = 1, outcome = 'no_data', units = 0 }]",
            "line 1: expected units 0; got units missing (no_minutes: the minutes of 97110 are missing)",
        ),
        (
            TWO + "expect = [{ line = 1, outcome = 'pass' }, { line = 2, outcome = 'pass' }]",
            "line 1: expected outcome pass; got outcome not_applicable (other_code: 97161 is not counted)",
        ),
    ],
    ids=[
        "outcome",
        "answer",
        "codes",
        "facts",
        "fact that is there",
        "true is not 1",
        "units",
        "pass where it is silent",
    ],
)
def test_says_what_came_instead(tmp_path: Path, test: str, told: str) -> None:
    assert messages(write_pack(tmp_path, BY_LINE + example(test))) == (told,)


@pytest.mark.parametrize(
    ("test", "told"),
    [
        (ENDED + "expect = [{ line = 1, outcome = 'pass' }]", "not in force: ended 2027-12-31"),
        (GY + "expect = [{ line = 1, outcome = 'fail' }]", "its applies_to does not select this"),
        (OTHER + "expect = [{ line = 1, outcome = 'pass' }]", "97161 is not counted"),
        (
            "payer = 'acme-wst'\n" + ONE + "expect = [{ line = 1, outcome = 'pass' }]",
            "payer 'acme-wst' is not the pack's; did you mean 'acme-east'?",
        ),
        (
            "payer = 'therapy-none'\n" + ONE + "expect = [{ line = 1, outcome = 'not_applicable' }]",
            "payer 'therapy-none' is not the pack's; there are acme, acme-east",
        ),
    ],
    ids=["not in force", "not selected", "other code", "misspelt payer", "silent because of the payer"],
)
def test_refuses_a_test_that_never_reaches_its_policy(tmp_path: Path, test: str, told: str) -> None:
    first, *_ = messages(write_pack(tmp_path, BY_LINE + example(test)))
    assert first == f"the policy was never reached: {told}"


@pytest.mark.parametrize(("test", "answer"), [(OTHER, "other_code"), (GY, "not_selected")])
def test_refuses_a_test_of_nothing_but_silence(tmp_path: Path, test: str, answer: str) -> None:
    silence = test + "expect = [{ line = 1, outcome = 'not_applicable' }]"
    assert messages(write_pack(tmp_path, BY_LINE + example(silence))) == (
        "the policy speaks about no line of this test, so the test shows nothing; "
        f"expect an `answer` (here {answer}), or add a line that the policy speaks about",
    )


def test_one_named_answer_does_not_earn_the_others(tmp_path: Path) -> None:
    test = (
        "date = 2026-03-02\nlines = [{ code = '97161' }, { code = '97110', modifiers = ['GY'] }]\nexpect = ["
        "{ line = 1, outcome = 'not_applicable', answer = 'other_code' },"
        "{ line = 2, outcome = 'not_applicable' }]"
    )
    (told,) = messages(write_pack(tmp_path, BY_LINE + example(test)))
    assert "shows nothing; expect an `answer` (here other_code, not_selected)" in told


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("line = 3, outcome = 'pass'", "line 3 is expected, but the encounter has 1 line"),
        ("outcome = 'pass'", "an expectation names no line, but test.by-line speaks about lines; add `line`"),
        (
            "line = 1, outcome = 'pass', facts = { bilded = 2 }",
            "line 1: test.by-line records no fact 'bilded'; did you mean 'billed'?",
        ),
        (
            "line = 1, outcome = 'pass', answer = 'suported'",
            "line 1: test.by-line has no answer 'suported'; did you mean 'supported'?",
        ),
    ],
    ids=["line", "no line", "fact", "answer"],
)
def test_refuses_what_no_policy_could_say(tmp_path: Path, expect: str, told: str) -> None:
    test = example(ONE + f"expect = [{{ {expect} }}]")
    assert messages(write_pack(tmp_path, BY_LINE + test)) == (told,)


def test_tells_the_faults_of_an_encounter_that_is_not_well_formed(tmp_path: Path) -> None:
    test = (
        "date = 2026-03-02\nclaim_from = 'professional'\nlines = [{ code = '97110', minutes = 3000 }]\n"
        "expect = [{ line = 1, outcome = 'pass' }]"
    )
    minutes, key = messages(write_pack(tmp_path, BY_LINE + example(test)))
    assert minutes.startswith("the encounter is refused: $.lines[0].minutes: 3000 is not ")
    assert key.startswith('the encounter is refused: $.claim_from: "claim_from" is not a key of an encounter')
    assert key.endswith('did you mean "claim_form"?')


def test_the_units_are_those_of_the_policy_and_not_what_all_of_them_settle(tmp_path: Path) -> None:
    test = (
        "date = 2026-03-02\nlines = [{ code = '97110', minutes = 7, units = 1 }, "
        "{ code = '97112', minutes = 8, units = 1 }]\nexpect = [{ line = 1, outcome = 'pass', units = 1 }, "
        "{ line = 2, outcome = 'pass', units = 1 }]"
    )
    assert messages(write_pack(tmp_path, BY_LINE + BY_DAY + example(test))) == ()


def test_the_units_are_found_behind_lines_that_the_policy_does_not_see(tmp_path: Path) -> None:
    test = (
        "date = 2026-03-02\nlines = [{ code = '97110', minutes = 60, units = 4, modifiers = ['GY'] }, "
        "{ code = '97112', minutes = 30, units = 2 }]\nexpect = [{ line = 2, outcome = 'pass', units = 4 }]"
    )
    (told,) = messages(write_pack(tmp_path, BY_LINE + example(test)))
    assert told.startswith("line 2: expected units 4; got units 2 ")


def test_a_pack_without_payers_rules_under_a_stand_in(tmp_path: Path) -> None:
    manifest = MANIFEST.replace('payers = ["acme", "acme-east"]', "")
    test = example(OVER + "expect = [{ line = 1, outcome = 'fail' }]")
    assert messages(write_pack(tmp_path, BY_LINE + test, manifest=manifest)) == ()


@pytest.mark.parametrize(
    ("test", "told"),
    [
        (
            ONE + "plan_of_care = { certified_from = 2026-01-01 }\nexpect = [{ outcome = 'pass' }]",
            (),
        ),
        (
            ONE + "expect = [{ outcome = 'pass' }]",
            ("the encounter: expected outcome pass; got outcome fail (absent: there is no plan)",),
        ),
        (
            ONE + "expect = [{ line = 1, outcome = 'fail' }]",
            ("line 1 is expected, but test.plan speaks about the encounter; leave `line` out",),
        ),
        (
            ONE + "expect = [{ outcome = 'fail', units = 2 }]",
            ("the encounter: expected units 2; got units missing (absent: there is no plan)",),
        ),
    ],
    ids=["as expected", "otherwise", "of a line", "units"],
)
def test_policies_about_the_encounter(tmp_path: Path, test: str, told: tuple[str, ...]) -> None:
    assert messages(write_pack(tmp_path, PLAN + example(test))) == told


def test_a_policy_that_breaks_is_told_as_such(tmp_path: Path) -> None:
    test = ONE + "place_of_service = '99'\nexpect = [{ outcome = 'fail' }]"
    (told,) = messages(write_pack(tmp_path, PLAN + example(test)))
    assert told.startswith(
        "the encounter: expected outcome fail; got outcome error "
        "(broke: the policy itself broke: RuntimeError: no such place"
    )
