"""What policies say about a batch: by the version of each date, over days and years, and how it weighs."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from scrubjay import (
    Action,
    AdjustmentColumn,
    Answers,
    Batch,
    Encounter,
    Engine,
    Fact,
    Outcome,
    Ruling,
    Say,
    ServiceLine,
    bypassed,
    fails,
    kind,
    no_data,
    not_applicable,
    param,
    passes,
)
from scrubjay.evaluate import evaluate
from scrubjay.intake import structure

ANYTHING = Answers(
    well=passes("fine"),
    bad=fails("not met"),
    noted=fails("not met, which is only to be known", action=Action.INFORM),
    refused=fails("not met, and never paid", action=Action.DENY),
    lifted=bypassed("lifted by {word}"),
    blind=no_data("the colour is missing", missing="colour", remedy="give the colour"),
    silent=not_applicable("not about {code}"),
)


@kind("test-evaluate.say", stage="coding", answers=ANYTHING, facts={"word": Fact("A word.")})
@frozen
class SayIt:
    """Says the same about every line."""

    says: str = param("The answer.", default="well")
    word: str = param("A fact.", default="nothing")

    def rule(self, batch: Batch) -> Ruling:
        answer = ANYTHING.names.index(self.says)
        return Ruling(np.full(batch.lines, answer, np.int8), facts={"word": self.word})


SPOKEN = Answers(
    well=passes("fine"),
    bad=fails("not met"),
    noted=fails("not met, which is only to be known", action=Action.INFORM),
    refused=fails("not met, and never paid", action=Action.DENY),
    blind=no_data("the colour is missing", missing="colour"),
    silent=not_applicable("not about it"),
)


@kind("test-evaluate.say-of-encounters", stage="coding", answers=SPOKEN, speaks="encounter")
@frozen
class SayOfEncounters:
    """Says the same about every encounter."""

    says: str = param("The answer.", default="well")

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.full(batch.encounters, SPOKEN.names.index(self.says), np.int8))


@kind(
    "test-evaluate.lines-in-encounter",
    stage="advice",
    answers=Answers(few=passes("{lines} lines"), many=fails("{lines} lines")),
    facts={"lines": Fact("Lines that it applies to.")},
    speaks="encounter",
)
@frozen
class FewLines:
    """No more than so many lines in an encounter, asked one encounter at a time."""

    most: int = param("How many.", default=2)

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Sequence[Say]:
        return [Say("many" if len(lines) > self.most else "few", {"lines": len(lines)})]


LIMITED = Answers(within=passes("within {limit}"), beyond=fails("beyond {limit}"))
ACCRUED = {
    "before": Fact("Minutes before this line.", "min"),
    "limit": Fact("The limit.", "min"),
}


@frozen
class _Limit:
    limit: int = param("Minutes.", default=100)

    def _accrued(self, batch: Batch, *keys: str) -> Ruling:
        minutes = np.maximum(batch.minutes, 0)
        before = batch.by(*keys).running_total(minutes)
        answer = (before + minutes > self.limit).astype(np.int8)
        adjustment = AdjustmentColumn("CO", "119", np.asarray(before))
        return Ruling(
            answer, facts={"before": before, "limit": self.limit}, adjustments=(adjustment,), units=before
        )


@kind("test-evaluate.yearly", stage="limits", answers=LIMITED, facts=ACCRUED, reach="year")
@frozen
class Yearly(_Limit):
    """Minutes of a patient in a calendar year."""

    def rule(self, batch: Batch) -> Ruling:
        return self._accrued(batch, "patient", "year")


@kind("test-evaluate.daily", stage="limits", answers=LIMITED, facts=ACCRUED)
@frozen
class Daily(_Limit):
    """Minutes of a patient on a day."""

    def rule(self, batch: Batch) -> Ruling:
        return self._accrued(batch, "patient", "date")


def broken_ruling(how: str, batch: Batch) -> Any:
    """A ruling that is none."""
    answer = np.zeros(batch.lines, np.int8)
    too_long = np.zeros(batch.lines + 1, np.int64)
    match how:
        case "raises":
            raise RuntimeError("out of order")
        case "gives nothing":
            return None
        case "too many answers":
            return Ruling(np.zeros(batch.lines + 1, np.int8))
        case "answers of no kind":
            return Ruling(np.full(batch.lines, 7, np.int8))
        case "answers that are fractions":
            return Ruling(np.zeros(batch.lines))
        case "undeclared facts":
            return Ruling(answer, facts={"colour": 1})
        case "too many facts":
            return Ruling(answer, facts={"word": too_long})
        case "too many units":
            return Ruling(answer, units=too_long)
        case "too many amounts":
            return Ruling(answer, allowed=too_long)
        case "too many adjustments":
            return Ruling(answer, adjustments=(AdjustmentColumn("CO", "1", too_long),))
    raise AssertionError(how)


WAYS_TO_BREAK = (
    "raises",
    "gives nothing",
    "too many answers",
    "answers of no kind",
    "answers that are fractions",
    "undeclared facts",
    "too many facts",
    "too many units",
    "too many amounts",
    "too many adjustments",
)


@kind("test-evaluate.break", stage="units", answers=ANYTHING, facts={"word": Fact("A word.")})
@frozen
class Break:
    """Breaks."""

    how: str = param("In which way.", default="raises")

    def rule(self, batch: Batch) -> Ruling:
        return broken_ruling(self.how, batch)  # type: ignore[no-any-return]


KINDS = (SayIt, SayOfEncounters, FewLines, Yearly, Daily, Break)
ALWAYS = date(2000, 1, 1)


def policy(id: str, kind: str = "say", action: str = "deny", **changes: Any) -> dict[str, Any]:
    params = changes.pop("params", {})
    return {
        "id": id,
        "kind": f"test-evaluate.{kind}",
        "action": action,
        "remit": {"group": "CO", "carc": "50"},
        "version": [{"effective": ALWAYS, "params": params}],
        **changes,
    }


def says(answer: str, id: str = "", **changes: Any) -> dict[str, Any]:
    return policy(id or answer, params={"says": answer}, **changes)


def visit(day: str = "2026-03-02", patient: str = "P", **changes: Any) -> dict[str, Any]:
    return {
        "payer": "acme",
        "date": day,
        "patient": {"id": patient},
        "lines": [{"code": "97530", "minutes": 30}],
        **changes,
    }


# Versions by date of service --------------------------------------------------------------------------

FIRST = date(2024, 11, 1)
SPANS = [
    {"effective": date(2025, 1, 1), "params": {"says": "well", "word": "a"}},
    {"effective": date(2025, 7, 1), "until": date(2025, 12, 31), "params": {"says": "bad", "word": "b"}},
    {"effective": date(2026, 3, 1), "params": {"says": "lifted", "word": "c"}},
]


@pytest.fixture(scope="module")
def versioned(engine_of: Callable[..., Engine]) -> Engine:
    """Policies whose versions change within the dates, some for certain lines alone."""
    daily = [
        {"effective": date(2025, 1, 1), "params": {"limit": 40}},
        {"effective": date(2026, 1, 1), "params": {"limit": 20}},
    ]
    few = [
        {"effective": date(2025, 1, 1), "until": date(2025, 6, 30), "params": {"most": 1}},
        {"effective": date(2026, 1, 1), "params": {"most": 2}},
    ]
    return engine_of(
        KINDS,
        [
            policy("spans", version=SPANS),
            policy("chosen", version=SPANS[1:], applies_to={"codes": ["97110"]}, action="hold"),
            policy("formal", version=SPANS[:2], applies_to={"claim_form": "professional"}, action="warn"),
            policy("daily", "daily", version=daily, action="reduce"),
            policy("few", "lines-in-encounter", version=few, action="hold"),
            policy("few-chosen", "lines-in-encounter", version=few, applies_to={"codes": ["97110"]}),
        ],
    )


raw_lines = st.fixed_dictionaries(
    {"code": st.sampled_from(("97110", "97530"))},
    optional={"minutes": st.integers(0, 60), "units": st.integers(0, 4), "charge": st.just("100.00")},
)
visits = st.lists(
    st.tuples(
        st.integers(0, 600).map(lambda days: (FIRST + timedelta(days=days)).isoformat()),
        st.lists(raw_lines, min_size=1, max_size=3),
        st.sampled_from((None, "professional", "institutional")),
    ),
    min_size=1,
    max_size=8,
).map(
    lambda drawn: [
        visit(day, f"P-{number}", lines=lines, claim_form=form)
        for number, (day, lines, form) in enumerate(drawn)
    ]
)
"""Encounters of different patients over several versions."""


@given(visits)
def test_in_a_batch_every_encounter_is_ruled_as_it_is_alone(
    versioned: Engine, encounters: list[dict[str, Any]]
) -> None:
    together = [each.to_dict(explain=True) for each in versioned.check_many(encounters)]
    assert together == [versioned.check(each).to_dict(explain=True) for each in encounters]


@given(visits)
def test_the_version_in_force_on_the_date_of_service_is_the_one_that_rules(
    versioned: Engine, encounters: list[dict[str, Any]]
) -> None:
    for raw, evaluation in zip(encounters, versioned.check_many(encounters), strict=True):
        day = raw["date"]
        effective, answer = None, "not_in_force"
        if "2025-01-01" <= day <= "2025-06-30":
            effective, answer = "2025-01-01", "well"
        elif "2025-07-01" <= day <= "2025-12-31":
            effective, answer = "2025-07-01", "bad"
        elif day >= "2026-03-01":
            effective, answer = "2026-03-01", "lifted"
        said = [each for each in evaluation.trace if each.policy == "acme:spans"]
        assert [(each.version, each.answer) for each in said] == [(effective, answer)] * len(raw["lines"])


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2024-12-31", "not in force: begins 2025-01-01"),
        ("2026-02-28", "not in force: ended 2025-12-31, begins 2026-03-01"),
        ("1999-01-01", "not in force: begins 2025-01-01"),
    ],
)
def test_a_policy_that_is_not_in_force_says_when_it_is(
    engine_of: Callable[..., Engine], day: str, reason: str
) -> None:
    (said, _) = engine_of(KINDS, [policy("spans", version=SPANS)]).check(visit(day)).trace
    assert (said.outcome, said.answer, said.message) == (Outcome.NOT_APPLICABLE, "not_in_force", reason)
    assert said.version is None


def test_an_encounter_policy_that_is_not_in_force_says_when_it_is(engine_of: Callable[..., Engine]) -> None:
    version = [{"effective": ALWAYS, "until": date(2025, 12, 31)}]
    engine = engine_of(KINDS, [policy("few", "lines-in-encounter", version=version), says("well")])
    said = engine.check(visit()).trace[-1]
    assert (said.policy, said.line, said.answer) == ("acme:few", None, "not_in_force")
    assert said.message == "not in force: ended 2025-12-31"


# Years ------------------------------------------------------------------------------------------------

CHANGING = [
    {"effective": date(2025, 1, 1), "params": {"limit": 100}},
    {"effective": date(2025, 5, 1), "params": {"limit": 60}},
    {"effective": date(2026, 2, 1), "params": {"limit": 200}},
]


@pytest.fixture(scope="module")
def yearly(engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(KINDS, [policy("yearly", "yearly", version=CHANGING, action="warn")])


year_visits = st.lists(
    st.tuples(
        st.integers(0, 500).map(lambda days: (date(2025, 1, 1) + timedelta(days=days)).isoformat()),
        st.sampled_from("PQ"),
        st.lists(st.integers(0, 60), min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@given(year_visits)
def test_a_policy_over_a_year_sees_all_of_it_across_a_change_of_version(
    yearly: Engine, drawn: list[tuple[str, str, list[int]]]
) -> None:
    encounters = [
        visit(day, patient, lines=[{"code": "97530", "minutes": each} for each in minutes])
        for day, patient, minutes in drawn
    ]
    accrued: dict[tuple[str, str], int] = {}
    expected: dict[int, list[tuple[int, bool, str]]] = {}
    for place in sorted(range(len(drawn)), key=lambda place: drawn[place][0]):
        day, patient, minutes = drawn[place]
        year = (patient, day[:4])
        for each in minutes:
            before = accrued.get(year, 0)
            effective, limit = next(
                (version["effective"].isoformat(), version["params"]["limit"])
                for version in reversed(CHANGING)
                if version["effective"].isoformat() <= day
            )
            expected.setdefault(place, []).append((before, before + each > limit, effective))
            accrued[year] = before + each
    for place, evaluation in enumerate(yearly.check_many(encounters)):
        found = [
            (said.facts["before"], said.outcome is Outcome.FAIL, said.version) for said in evaluation.trace
        ]
        assert found == expected[place]


def test_a_policy_over_a_day_does_not_see_the_lines_of_another_version(
    engine_of: Callable[..., Engine],
) -> None:
    engine = engine_of(KINDS, [policy("daily", "daily", version=CHANGING, action="warn")])
    days = ["2025-04-30", "2025-05-01", "2025-05-01"]
    before = [each.trace[0].facts["before"] for each in engine.check_many(visit(day) for day in days)]
    assert before == [0, 0, 30]


def test_the_effects_of_a_policy_over_a_year_reach_each_line_once(yearly: Engine) -> None:
    encounters = [visit(day, charge=None) for day in ("2025-04-30", "2025-05-01", "2025-06-01")]
    for raw in encounters:
        del raw["charge"]
    found = [each.lines[0].adjustments for each in yearly.check_many(encounters)]
    assert [[adjustment.amount for adjustment in each] for each in found] == [[], [30], [60]]


# Kinds that speak about encounters --------------------------------------------------------------------


def test_what_is_said_about_an_encounter_has_no_line_and_counts_once(
    engine_of: Callable[..., Engine],
) -> None:
    engine = engine_of(KINDS, [says("well"), policy("few", "lines-in-encounter", params={"most": 1})])
    evaluation = engine.check(visit(lines=[{"code": "97530"}, {"code": "97110"}]))
    (said,) = evaluation.findings
    assert (said.policy, said.line, said.outcome, said.message) == ("acme:few", None, Outcome.FAIL, "2 lines")
    assert evaluation.outcome is Outcome.FAIL
    assert evaluation.receipt.coverage["fail"] == 1


def test_an_encounter_policy_is_asked_only_about_encounters_with_a_line_that_it_applies_to(
    engine_of: Callable[..., Engine],
) -> None:
    few = policy("few", "lines-in-encounter", params={"most": 1}, applies_to={"codes": ["97110"]})
    engine = engine_of(KINDS, [says("well"), few])
    without = visit(lines=[{"code": "97530"}, {"code": "97530"}])
    one = visit(lines=[{"code": "97530"}, {"code": "97110"}])
    two = visit(lines=[{"code": "97110"}, {"code": "97110"}])
    said = [evaluation.trace[-1] for evaluation in engine.check_many([without, two, one])]
    assert [each.answer for each in said] == ["not_selected", "many", "few"]
    assert [each.facts.get("lines") for each in said] == [None, 2, 1]


def test_an_encounter_policy_alone_leaves_its_lines_uncovered(engine_of: Callable[..., Engine]) -> None:
    evaluation = engine_of(KINDS, [policy("all", "say-of-encounters")]).check(visit())
    assert [(each.policy, each.line) for each in evaluation.findings] == [("scrubjay:coverage", 1)]
    assert evaluation.outcome is Outcome.NO_DATA


def test_where_it_cannot_be_told_whether_an_encounter_policy_applies_a_finding_says_so(
    engine_of: Callable[..., Engine],
) -> None:
    formal = policy("formal", "say-of-encounters", applies_to={"claim_form": "professional"})
    evaluation = engine_of(KINDS, [says("well"), formal]).check(visit())
    assert evaluation.outcome is Outcome.NO_DATA
    found = [(said.policy, said.outcome, said.missing) for said in evaluation.findings]
    assert ("acme:formal", Outcome.NO_DATA, "claim_form") in found


# Coverage ---------------------------------------------------------------------------------------------


def test_a_line_that_no_policy_speaks_about_is_no_data(engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(KINDS, [says("silent"), says("well", applies_to={"codes": ["97110"]})])
    evaluation = engine.check(visit(lines=[{"code": "97110"}, {"code": "97530"}]))
    (said,) = evaluation.findings
    assert (said.policy, said.line, said.outcome) == ("scrubjay:coverage", 2, Outcome.NO_DATA)
    assert said.message == "no policy of acme speaks about 97530 on this date"
    assert (evaluation.outcome, evaluation.clean) == (Outcome.NO_DATA, False)
    assert (evaluation.receipt.coverage["lines"], evaluation.receipt.coverage["covered"]) == (2, 1)


@pytest.mark.parametrize(
    ("day", "outside"),
    [("2025-12-31", True), ("2026-01-01", False), ("2026-12-31", False), ("2027-01-01", True)],
)
def test_a_date_that_the_pack_does_not_cover_is_no_data(
    engine_of: Callable[..., Engine], day: str, outside: bool
) -> None:
    coverage = {"from": date(2026, 1, 1), "through": date(2026, 12, 31)}
    evaluation = engine_of(KINDS, [says("well")], coverage=coverage).check(visit(day))
    messages = [said.message for said in evaluation.findings if said.policy == "scrubjay:coverage"]
    assert messages == (["acme 2026.1.0 covers dates of service 2026-01-01 to 2026-12-31"] if outside else [])
    assert evaluation.clean is not outside


def test_coverage_is_of_each_encounter_in_a_batch(engine_of: Callable[..., Engine]) -> None:
    engine = engine_of(KINDS, [says("well")], coverage={"from": date(2026, 1, 1)})
    evaluations = engine.check_many(visit(day) for day in ("2026-01-01", "2025-12-31"))
    assert [each.clean for each in evaluations] == [True, False]


def test_a_payer_that_no_pack_states_is_no_data_with_the_nearest_name(
    engine_of: Callable[..., Engine],
) -> None:
    evaluation = engine_of(KINDS, [says("well")]).check(visit(payer="acmee"))
    (said,) = evaluation.findings
    assert said.outcome is Outcome.NO_DATA
    assert said.message == "no pack states the policies of payer 'acmee'; did you mean 'acme'?"
    assert evaluation.receipt.packs == ()


# How it weighs ----------------------------------------------------------------------------------------

WEIGHTS = {"silent": 0, "well": 1, "noted": 1, "lifted": 2, "blind": 3, "bad": 4, "refused": 4}
WORDS = {1: "pass", 2: "bypassed", 3: "no_data", 4: "fail"}


@given(
    st.lists(st.sampled_from([*WEIGHTS]), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from(SPOKEN.names), max_size=2, unique=True),
    st.sampled_from(("deny", "hold", "reduce", "warn", "inform")),
)
def test_an_encounter_weighs_as_much_as_the_gravest_that_is_said(
    engine_of: Callable[..., Engine], on_lines: list[str], on_encounters: list[str], action: str
) -> None:
    weights = dict(WEIGHTS)
    if action in ("warn", "inform"):
        weights["bad"] = 1
    policies = [says(answer, f"l-{answer}", action=action) for answer in on_lines]
    policies += [
        policy(f"e-{answer}", "say-of-encounters", action, params={"says": answer})
        for answer in on_encounters
    ]
    gravest = max(weights[answer] for answer in on_lines) or 3
    gravest = max([gravest, *(weights[answer] for answer in on_encounters)])
    evaluation = engine_of(KINDS, policies).check(visit())
    assert evaluation.outcome.word == WORDS[gravest]
    assert evaluation.clean == (gravest <= 2)


@pytest.mark.parametrize("action", ["inform", "warn"])
def test_a_failure_that_only_informs_or_warns_is_a_finding_and_leaves_the_encounter_clean(
    engine_of: Callable[..., Engine], action: str
) -> None:
    evaluation = engine_of(KINDS, [says("bad", action=action)]).check(visit())
    (said,) = evaluation.findings
    assert (said.outcome, said.action.word, said.remit) == (Outcome.FAIL, action, None)
    assert (evaluation.outcome, evaluation.clean) == (Outcome.PASS, True)
    assert evaluation.lines[0].status == "payable"


@pytest.mark.parametrize(
    ("answer", "stated", "follows", "status", "clean"),
    [
        ("bad", "hold", "hold", "held", False),
        ("bad", "deny", "deny", "denied", False),
        ("noted", "deny", "inform", "payable", True),
        ("refused", "inform", "deny", "denied", False),
    ],
)
def test_an_answer_with_an_action_of_its_own_overrides_the_policys(
    engine_of: Callable[..., Engine], answer: str, stated: str, follows: str, status: str, clean: bool
) -> None:
    evaluation = engine_of(KINDS, [says(answer, action=stated)]).check(visit())
    (said,) = evaluation.findings
    assert said.action.word == follows
    assert evaluation.lines[0].status == status
    assert evaluation.clean is clean


def test_what_passed_or_did_not_apply_is_traced_and_is_no_finding(engine_of: Callable[..., Engine]) -> None:
    policies = [says("well"), says("silent"), says("lifted"), says("blind")]
    evaluation = engine_of(KINDS, policies).check(visit())
    assert [said.answer for said in evaluation.trace] == ["well", "silent", "lifted", "blind"]
    assert [said.answer for said in evaluation.findings] == ["lifted", "blind"]
    blind = evaluation.findings[1]
    assert (blind.missing, blind.remedy) == ("colour", "give the colour")
    assert evaluation.trace[1].message == "not about 97530"
    assert evaluation.trace[2].message == "lifted by nothing"


# What breaks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", WAYS_TO_BREAK)
def test_a_policy_that_breaks_is_an_error_and_takes_nothing_else_down(
    engine_of: Callable[..., Engine], how: str
) -> None:
    engine = engine_of(KINDS, [policy("broken", "break", params={"how": how}), says("bad", action="hold")])
    (evaluation,) = engine.check_many([visit(lines=[{"code": "97530"}, {"code": "97110"}])])
    said = [(each.policy, each.line, each.outcome) for each in evaluation.trace]
    assert said == [
        ("acme:broken", 1, Outcome.ERROR),
        ("acme:broken", 2, Outcome.ERROR),
        ("acme:bad", 1, Outcome.FAIL),
        ("acme:bad", 2, Outcome.FAIL),
    ]
    assert evaluation.trace[0].message.startswith("the policy itself broke: ")
    assert (evaluation.outcome, evaluation.clean) == (Outcome.ERROR, False)
    assert [line.status for line in evaluation.lines] == ["held", "held"]


def test_a_policy_that_breaks_in_one_version_breaks_on_its_dates_alone(
    engine_of: Callable[..., Engine],
) -> None:
    version = [{"effective": date(2026, 1, 1), "params": {"how": "raises"}}]
    engine = engine_of(KINDS, [policy("broken", "break", version=version), says("well")])
    evaluations = engine.check_many(visit(day) for day in ("2026-01-01", "2025-12-31"))
    assert [each.outcome for each in evaluations] == [Outcome.ERROR, Outcome.PASS]


# Bulk -------------------------------------------------------------------------------------------------


@given(visits)
def test_without_facts_outcomes_and_effects_are_the_same(
    versioned: Engine, encounters: list[dict[str, Any]]
) -> None:
    made = sorted(map(structure, encounters), key=lambda each: each.date)
    ruleset = versioned.ruleset("acme")
    full = evaluate(ruleset, Batch.of(made))
    bare = evaluate(ruleset, Batch.of(made), keep_facts=False)
    assert bare.worst.tolist() == full.worst.tolist()
    for one, other in zip(bare.rulings, full.rulings, strict=True):
        assert one.outcome.tolist() == other.outcome.tolist()
        assert not any(part.ruling.facts for part in one.parts)
    for name in ("supported", "payable", "status", "allowed", "adjusted"):
        assert getattr(bare.settled, name).tolist() == getattr(full.settled, name).tolist()
