"""Laws of diffs: nothing differs from itself, there and back, and nothing outside the dates that are told."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proof_packs import Figures, ruleset, write

from scrubjay.diff import diff_rulesets
from scrubjay.diff.behaviour import behaviour
from scrubjay.diff.states import states
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset

DAY = date(2025, 1, 1)
rows = st.lists(
    st.tuples(
        st.sampled_from(["97110", "97112", "97140"]),
        st.integers(1, 3),
        st.just(3),
        st.just("2025-01-01"),
        st.sampled_from(["", "2026-12-31"]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0],
).map(tuple)
figures = st.builds(
    Figures,
    payers=st.sampled_from([("acme",), ("acme", "east")]),
    codes=st.sampled_from([("97110", "97112"), ("97112", "97110"), ("97110",), ("97110", "97530")]),
    minimum=st.sampled_from([8, 9]),
    action=st.sampled_from(["reduce", "warn"]),
    since=st.sampled_from([date(2026, 1, 1), date(2026, 2, 1)]),
    changed=st.sampled_from([None, 8, 10]),
    rows=rows,
)


@cache
def compiled(each: Figures) -> Ruleset:
    return ruleset(write(Path(mkdtemp(prefix="scrubjay-test-")), each))


@settings(max_examples=30)
@given(figures)
def test_nothing_differs_from_itself(each: Figures) -> None:
    again = ruleset(write(Path(mkdtemp(prefix="scrubjay-test-")), each))
    assert diff_rulesets(compiled(each), again).same


@settings(max_examples=30)
@given(figures, figures)
def test_there_is_back_reversed(one: Figures, other: Figures) -> None:
    old, new = compiled(one), compiled(other)
    assert diff_rulesets(new, old) == diff_rulesets(old, new).reversed()


@settings(max_examples=30)
@given(figures, figures, st.integers(-40, 800))
def test_a_policy_differs_on_the_dates_that_are_told_and_on_no_other(
    one: Figures, other: Figures, after: int
) -> None:
    old, new = compiled(one), compiled(other)
    day = DAY + timedelta(days=after)
    told = {
        each.id for each in diff_rulesets(old, new).policies if any(day in span.dates for span in each.spans)
    }
    for was, now in zip(old.policies, new.policies, strict=True):
        assert (was.entry.id in told) == (state(was, day) != state(now, day))


def state(policy: Policy, day: date) -> object:
    """What a policy states on a day: its values, tables by the rows that hold on it."""
    version = next((state for span, state in states(policy) if day in span), None)
    if version is None:
        return None
    values = dict(behaviour(version))
    if "params.table" in values:
        table = values.pop("params.table")
        values["rows"] = frozenset(held(table, day))  # type: ignore[assignment]
    return {key: set(each) if isinstance(each, frozenset | tuple) else each for key, each in values.items()}


def held(table: object, day: date) -> set[tuple[str, int, int]]:
    rows = table.rows.columns  # type: ignore[attr-defined]
    found = set()
    for row in range(len(rows["code"])):
        start, end = str(rows["effective"][row]), str(rows["until"][row])
        if start <= str(day) and (end == "NaT" or str(day) <= end):
            found.add((rows["code"][row], int(rows["units"][row]), int(rows["mai"][row])))
    return found


def test_a_ruleset_without_a_pack_cannot_be_compared(installed: object) -> None:
    nobody = installed.ruleset("nobody")  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no pack states"):
        diff_rulesets(nobody, nobody)
