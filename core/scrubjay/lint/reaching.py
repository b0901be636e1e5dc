"""What the tests beside policies do not reach: versions in force, and outcomes that a kind can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scrubjay.lint.model import Subject
from scrubjay.policy import Policy
from scrubjay.rulings import Outcome
from scrubjay.timeline import Interval

ASKED: Final = (Outcome.PASS, Outcome.FAIL, Outcome.BYPASSED, Outcome.NO_DATA)


def unreached(subject: Subject) -> list[str]:
    """In words, each version that no test of its policy is dated within, and each outcome that none expects.

    Counted by what tests expect and on which dates, without running them.
    """
    coverage = subject.ruleset.coverage
    return [words for policy in subject.policies for words in _unreached(policy, coverage)]


def _unreached(policy: Policy, coverage: Interval) -> Iterator[str]:
    tests = policy.entry.tests
    for span, _ in policy.timeline:
        covered = span.overlap(coverage)
        if covered is not None and not any(test.data["date"] in covered for test in tests):
            yield f"{policy.entry.id} {span.start}"
    can_say = {answer.outcome for answer in policy.kind.answers.items}
    expected = {each["outcome"] for test in tests for each in test.data["expect"]}
    for outcome in ASKED:
        if outcome in can_say and outcome.word not in expected:
            yield f"{policy.entry.id} {outcome.word}"
