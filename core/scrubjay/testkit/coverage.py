"""What the tests of a pack reach: versions, answers and boundary dates of each policy.

An example counts for its own policy, on the lines of which it expects something; a scenario for every policy.
To be reached is not yet to be proved: `scrubjay.mutation` asks whether a wrong figure would be noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from attrs import Factory, define, frozen

from scrubjay.findings import Finding
from scrubjay.intake import EncounterError
from scrubjay.policy import Override, Policy, Version
from scrubjay.testkit.bench import Bench
from scrubjay.testkit.cases import PackTest
from scrubjay.timeline import FOREVER, Interval

_UNSPOKEN: Final = ("not_selected", "other_code")
"""Answers that the engine gives whatever the date is."""

_DAY: Final = timedelta(days=1)


@frozen
class Share:
    """Things of one sort that tests should reach, in order, and those that some test does."""

    all: tuple[str, ...]
    reached: frozenset[str]

    @property
    def missed(self) -> tuple[str, ...]:
        """What no test reaches."""
        return tuple(each for each in self.all if each not in self.reached)

    def __str__(self) -> str:
        return f"{len(self.reached)}/{len(self.all)}"

    def to_dict(self) -> dict[str, Any]:
        """The share as JSON has it."""
        return {"all": len(self.all), "reached": len(self.reached), "missed": list(self.missed)}


@frozen
class PolicyCoverage:
    """What the tests reach of one policy.

    `dates` are the boundary dates: the first and last day of each version, and the day before and after, as
    far as the pack covers them. `overrides` are those of the pack under test: each should be taken, and an
    exception also not taken on a date on which it holds. Of a policy of another pack only they and their
    versions and dates count. `outcomes` names, for each version, the outcomes that some test meets.
    """

    policy: str
    versions: Share
    answers: Share
    dates: Share
    overrides: Share
    outcomes: dict[str, tuple[str, ...]]

    @property
    def parts(self) -> dict[str, Share]:
        """Each sort of thing by its name."""
        return {
            "version": self.versions,
            "answer": self.answers,
            "date": self.dates,
            "override": self.overrides,
        }

    def to_dict(self) -> dict[str, Any]:
        """The coverage of the policy as JSON has it."""
        return {
            "policy": self.policy,
            **{f"{name}s": share.to_dict() for name, share in self.parts.items()},
            "outcomes": {version: list(outcomes) for version, outcomes in self.outcomes.items()},
        }


@define
class _Heard:
    """What tests heard from one policy."""

    answers: dict[str, set[str]] = Factory(dict)
    """By the name of the version that gave them."""
    outcomes: dict[str, set[str]] = Factory(dict)
    dates: set[date] = Factory(set)
    overrides: set[str] = Factory(set)


def coverage(bench: Bench, tests: Iterable[PackTest]) -> list[PolicyCoverage]:
    """What tests of the bench's pack reach of each policy that the pack states or overrides."""
    ruleset = bench.engine.ruleset(bench.payers[0])
    pack = bench.pack.id
    ruled = [each for each in ruleset.policies if each.pack.id == pack or _overrides(each, pack)]
    heard = {policy.id: (policy, _Heard()) for policy in ruled}
    for test in tests:
        for day, finding in _findings(bench, test):
            if finding.policy in heard:
                _hear(*heard[finding.policy], day, finding)
    return [_covered(policy, pack, ruleset.coverage, said) for policy, said in heard.values()]


def _overrides(policy: Policy, pack: str) -> list[Override]:
    """What this pack overrides of a policy."""
    return [each for each in policy.overrides if each.pack.id == pack]


def share(found: Sequence[PolicyCoverage]) -> tuple[int, int]:
    """How much tests reach, of how much, over all policies and sorts of things."""
    parts = [part for each in found for part in each.parts.values()]
    return sum(len(part.reached) for part in parts), sum(len(part.all) for part in parts)


def _findings(bench: Bench, test: PackTest) -> Iterator[tuple[date, Finding]]:
    """What policies said in a test, as far as the test counts for them."""
    own, lines = None, None
    if test.about is not None:
        own = bench.policy(test).id
        lines = {each.get("line") for each in test.entry.data["expect"]}
    try:
        encounters = bench.encounters(test)
    except EncounterError:
        return  # the test fails, with its faults; it reaches nothing
    for evaluation in bench.given(test.entry).check_many(encounters):
        for finding in evaluation.trace:
            if own is None or (finding.policy == own and lines is not None and finding.line in lines):
                yield evaluation.encounter.date, finding


def _hear(policy: Policy, heard: _Heard, day: date, finding: Finding) -> None:
    if finding.answer in _UNSPOKEN:
        return
    heard.dates.add(day)
    for override in policy.overrides:
        if finding.override == override.name:
            heard.overrides.add(_taken(override))
        elif any(day in span for span in override.left):
            heard.overrides.add(_not_taken(override))
    if finding.version is not None:
        name = finding.override or finding.version
        heard.answers.setdefault(name, set()).add(finding.answer)
        heard.outcomes.setdefault(name, set()).add(finding.outcome.word)


def _covered(policy: Policy, pack: str, covered: Interval, heard: _Heard) -> PolicyCoverage:
    own = policy.pack.id == pack
    versions = [each for each in policy.versions if each.rule is not None and each.pack.id == pack]
    names = tuple(dict.fromkeys(map(_name, versions)))
    overrides = _overrides(policy, pack)
    spans = [span for each in overrides for span in each.left]
    if own:
        spans += [version.interval for version in versions]
    dates = tuple(sorted(_boundaries(spans, covered)))
    paths = [_taken(each) for each in overrides]
    paths += [_not_taken(each) for each in overrides if each.when is not None]
    answers = _possible(policy, versions) if own else ()
    said = frozenset().union(*heard.answers.values()) if heard.answers else frozenset()
    return PolicyCoverage(
        policy=policy.id,
        versions=Share(names, frozenset(names) & heard.answers.keys()),
        answers=Share(answers, frozenset(answers) & said),
        dates=Share(tuple(map(str, dates)), frozenset(map(str, heard.dates & set(dates)))),
        overrides=Share(tuple(paths), frozenset(paths) & heard.overrides),
        outcomes={name: tuple(sorted(heard.outcomes.get(name, ()))) for name in names},
    )


def _name(version: Version) -> str:
    return version.override.name if version.override else version.entry.effective.isoformat()


def _taken(override: Override) -> str:
    return f"{override.entry.label} taken"


def _not_taken(override: Override) -> str:
    return f"{override.entry.label} not taken"


def _possible(policy: Policy, versions: Sequence[Version]) -> tuple[str, ...]:
    """The answers that the kind can give, but for those that the parameters of every version exclude."""
    never = [frozenset(getattr(version.rule, "never", ())) for version in versions]
    excluded = frozenset.intersection(*never) if never else frozenset()
    return tuple(name for name in policy.kind.answers.names if name not in excluded)


def _boundaries(spans: Iterable[Interval], covered: Interval) -> set[date]:
    """The first and last day of each span and the days around them, as far as they are covered."""
    found = set()
    for span in spans:
        found.add(span.start)
        if span.start > covered.start:
            found.add(span.start - _DAY)
        if span.end != FOREVER:
            found |= {span.end, span.end + _DAY}
    return {day for day in found if day in covered}
