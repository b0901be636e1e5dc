"""Does every policy show, in examples beside it, when it is met, when not, and where its dates begin?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scrubjay.lint.model import Subject, check
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import PolicyEntry
from scrubjay.ruleset import Policy
from scrubjay.rulings import Outcome
from scrubjay.timeline import Interval

DAY = timedelta(days=1)


@check("SJ104", "No passing test")
def no_passing_test(subject: Subject) -> Iterator[Fault]:
    """No `[[policy.test]]` of a policy expects `pass`, though its kind can say it.

    **Bad**

    ```toml
    expect = [{ line = 1, outcome = "not_applicable" }]    # in each test of the policy
    ```

    **Good**

    ```toml
    expect = [{ line = 1, outcome = "pass" }]    # in one of them at least
    ```

    **Why** A policy that fails everything it sees passes all tests that expect it to fail.
    """
    return _without(subject, Outcome.PASS, "SJ104")


@check("SJ105", "No failing test")
def no_failing_test(subject: Subject) -> Iterator[Fault]:
    """No `[[policy.test]]` of a policy expects `fail`, though its kind can say it.

    **Bad**

    ```toml
    expect = [{ line = 1, outcome = "pass" }]    # in each test of the policy
    ```

    **Good**

    ```toml
    expect = [{ line = 1, outcome = "fail", carc = "119" }]    # in one of them at least
    ```

    **Why** A policy that never fails anything, for want of the right code set or threshold, passes all tests
    that expect it to pass.
    """
    return _without(subject, Outcome.FAIL, "SJ105")


@check("SJ106", "No boundary test")
def no_boundary_test(subject: Subject) -> Iterator[Fault]:
    """No `[[policy.test]]` of a policy is dated where one of its versions begins or ends.

    That is the first or the last day of any version, or the day before or after it. What lies outside the
    pack's coverage does not count: a version that began before it begins, for this, on its first day.

    **Bad**

    ```toml
    [[policy.version]]
    effective = 2026-01-01

    [[policy.test]]
    date = 2026-03-02    # and no other test
    ```

    **Good**

    ```toml
    [[policy.test]]
    date = 2025-12-31
    expect = [{ line = 1, outcome = "not_applicable" }]
    ```

    **Why** Figures change with the date of service, and a wrong date shows on no other day.
    """
    for policy in subject.ruleset.policies:
        days = _boundaries(policy, subject.ruleset.coverage)
        if days and not any(test.data["date"] in days for test in policy.entry.tests):
            shown = ", ".join(str(day) for day in sorted(days)[:4])
            message = f"no test of {policy.entry.id!r} is dated where a version begins or ends"
            yield _fault(policy.entry, "SJ106", message, f"date one of them on {shown}")


def _boundaries(policy: Policy, coverage: Interval) -> set[date]:
    spans = [span.overlap(coverage) for span, _ in policy.timeline]
    days: set[date] = set()
    for span in filter(None, spans):
        if span.start > date.min:
            days |= {span.start - DAY, span.start}
        if span.end < date.max:
            days |= {span.end, span.end + DAY}
    return days


def _without(subject: Subject, outcome: Outcome, code: str) -> Iterator[Fault]:
    for policy in subject.ruleset.policies:
        expected = {each["outcome"] for test in policy.entry.tests for each in test.data["expect"]}
        can_say = {answer.outcome for answer in policy.kind.answers.items}
        if outcome in can_say and outcome.word not in expected:
            message = f"no test of {policy.entry.id!r} expects {outcome.word!r}"
            remedy = f'add a [[policy.test]] that expects outcome = "{outcome.word}"'
            yield _fault(policy.entry, code, message, remedy)


def _fault(policy: PolicyEntry, code: str, message: str, remedy: str) -> Fault:
    return policy.document.fault(code, (*policy.place, "id"), message, remedy)
