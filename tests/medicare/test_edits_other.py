"""Codes never paid, one code of a set, add-on codes: what they do to the lines of whole encounters."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.results import Evaluation

PACK = "medicare-part-b"


def check(engine: Engine, *lines: dict[str, Any], date: str = "2024-07-15", **more: Any) -> Evaluation:
    """The evaluation of an encounter whose lines carry a unit and GP where they say nothing else."""
    stated = [{"units": 1, "modifiers": ["GP"], **line} for line in lines]
    return engine.check(
        {"payer": PACK, "date": date, "patient": {"id": "P"}, "claim_form": "professional", "lines": stated}
        | more
    )


def answer(evaluation: Evaluation, policy: str) -> list[str]:
    said = {each.line: each.answer for each in evaluation.trace if each.policy == f"{PACK}:{policy}"}
    return [said[line] for line in sorted(said, key=lambda line: line or 0)]


def test_a_bundled_line_is_bundled_and_balances(installed: Engine) -> None:
    done = check(installed, {"code": "97010", "charge": "25.00"}, {"code": "97110", "minutes": 15})
    (pack, _) = done.lines
    assert (pack.status, pack.paid) == ("bundled", 0)
    (taken,) = (each for each in pack.adjustments if each.amount)
    assert (taken.group, taken.carc, taken.rarcs, taken.amount) == ("CO", "97", ("M15",), 2500)


def test_a_bundled_line_takes_part_in_no_edit_and_no_limit(installed: Engine) -> None:
    done = check(installed, {"code": "97597"}, {"code": "97602", "units": 9}, {"code": "97597", "units": 0})
    assert answer(done, "ncci-practitioner") == ["alone", "unpaid", "unbilled"]
    assert answer(done, "mue-practitioner") == ["within", "unpaid", "within"]


EDITED = ["97110", "97124", "97129", "97130", "97140", "97150", "97161", "97162", "97164", "97530"]


@given(st.lists(st.sampled_from(EDITED), min_size=1, max_size=4), st.sampled_from(EDITED), st.integers(0, 4))
def test_a_line_that_bills_no_unit_leaves_all_others_as_they_were(
    installed: Engine, billed: list[str], code: str, place: int
) -> None:
    lines = [{"code": each, "minutes": 15} for each in billed]
    place = min(place, len(lines))
    with_it = [*lines[:place], {"code": code, "minutes": 0, "units": 0}, *lines[place:]]
    alone, beside = check(installed, *lines), check(installed, *with_it)
    for policy in ("ncci-practitioner", "one-pt-evaluation", "add-on-codes"):
        said = answer(beside, policy)
        assert said.pop(place) in ("unbilled", "primary", "other_code")
        assert said == answer(alone, policy)


def test_a_code_that_medicare_does_not_accept_is_denied_and_never_replaced_by_itself(
    installed: Engine,
) -> None:
    done = check(installed, {"code": "97014", "charge": "25.00"})
    (finding,) = (each for each in done.findings if each.policy == f"{PACK}:invalid-codes")
    assert done.lines[0].status == "denied"
    assert finding.suggestion is not None
    assert (finding.suggestion["change"], finding.suggestion["safe"]) == ({"code": "G0283"}, False)


def test_a_line_denied_for_its_modifier_still_shows_its_edit(installed: Engine) -> None:
    bare: dict[str, Any] = {"code": "97150", "modifiers": []}
    done = check(installed, bare, {"code": "97110", "minutes": 15})
    assert done.lines[0].status == "denied"
    assert answer(done, "ncci-practitioner") == ["free", "denied"]


@given(st.permutations(["97161", "97162", "97163", "97164"]), st.integers(2, 4))
def test_of_several_evaluations_the_most_complex_one_counts_in_any_order(
    installed: Engine, codes: list[str], count: int
) -> None:
    billed = codes[:count]
    kept = max((code for code in billed if code != "97164"), default="97164")
    done = check(installed, *({"code": code} for code in billed), date="2026-03-02")
    assert answer(done, "one-pt-evaluation") == ["only" if code == kept else "second" for code in billed]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_edit_and_set_deny_the_same_evaluations(installed: Engine, order: tuple[int, ...]) -> None:
    billed = [("97161", "97163", "97164")[place] for place in order]
    done = check(installed, *({"code": code} for code in billed))
    edits = [each == "never" for each in answer(done, "ncci-practitioner")]
    assert edits == [each == "second" for each in answer(done, "one-pt-evaluation")]
    assert sum(edits) == 2


def test_two_lines_of_one_evaluation_are_one_code(installed: Engine) -> None:
    done = check(installed, {"code": "97161"}, {"code": "97161"})
    assert answer(done, "one-pt-evaluation") == ["only", "only"]
    assert answer(done, "mue-practitioner") == ["over_policy", "over_policy"]


@pytest.mark.parametrize(
    ("add_on", "primary"), [("97130", "97129"), ("97546", "97545"), ("97551", "97550"), ("97598", "97597")]
)
def test_an_add_on_code_needs_its_primary_code_on_the_day_of_the_same_provider(
    installed: Engine, add_on: str, primary: str
) -> None:
    def visit(code: str, *, day: str = "2024-07-15", provider: str = "123456789") -> dict[str, Any]:
        line = {"code": code, "units": 1, "modifiers": ["GP"]}
        who: dict[str, Any] = {"patient": {"id": "P"}, "billing_provider": {"tin": provider}}
        return {"payer": PACK, "date": day, "claim_form": "professional", "lines": [line], **who}

    def alone(*others: dict[str, Any]) -> bool:
        first = next(iter(installed.check_many([visit(add_on), *others])))
        return answer(first, "add-on-codes") == ["alone"]

    assert alone()
    assert not alone(visit(primary))
    assert alone(visit(primary, day="2024-07-16"))
    assert alone(visit(primary, provider="987654321"))


def test_an_add_on_code_falls_with_its_primary_code(installed: Engine) -> None:
    lines = [
        {"code": "92507", "modifiers": ["GN"]},
        {"code": "97129", "minutes": 15},
        {"code": "97130", "minutes": 15},
    ]
    assert [each.status for each in check(installed, *lines).lines] == ["payable", "denied", "denied"]
    lines[1]["modifiers"] = ["GP", "59"]
    lines[2]["modifiers"] = ["GP", "59"]
    assert [each.status for each in check(installed, *lines).lines] == ["payable"] * 3


def test_59_beside_an_x_modifier_warns_and_the_edit_is_lifted_all_the_same(installed: Engine) -> None:
    done = check(
        installed, {"code": "97150"}, {"code": "97110", "minutes": 15, "modifiers": ["GP", "59", "XU"]}
    )
    assert answer(done, "ncci-practitioner") == ["free", "lifted"]
    assert answer(done, "distinct-modifiers") == ["other_modifier", "together"]


def test_practitioner_and_hospital_read_different_tables(installed: Engine) -> None:
    lines = [{"code": "97530", "minutes": 15}, {"code": "97153", "modifiers": ["59"]}]
    practitioner = check(installed, *lines)
    hospital = check(installed, *lines, claim_form="institutional")
    assert answer(practitioner, "ncci-practitioner") == ["free", "never"]
    assert answer(hospital, "ncci-outpatient-hospital") == ["denied", "free"]
    assert answer(practitioner, "ncci-outpatient-hospital") == ["not_selected"] * 2


def test_a_claim_of_each_form_on_one_day_is_edited_by_itself(installed: Engine) -> None:
    def visit(code: str, form: str) -> dict[str, Any]:
        line = {"code": code, "units": 1, "modifiers": ["GP"]}
        return {
            "payer": PACK,
            "date": "2024-07-15",
            "patient": {"id": "P"},
            "claim_form": form,
            "lines": [line],
        }

    visits = [visit("97150", "professional"), visit("97110", "institutional")]
    practitioner, hospital = installed.check_many(visits)
    assert answer(practitioner, "ncci-practitioner") == ["alone"]
    assert answer(hospital, "ncci-outpatient-hospital") == ["alone"]
