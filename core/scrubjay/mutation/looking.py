"""A quick look at all tests at once: in which of them does something that they show come out otherwise?

Where a policy says the same, asks for the same effects and records the same facts as before, all that follows
is as before: a test need not be run to know that it passes. An example shows what its own policy says, and a
scenario what all do. Many tests are ruled as one batch, each with patients of its own, since policies span
the encounters of one patient and of no others. A test of which a policy says something else in the batch than
by itself is taken to come out otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import define, evolve, field, frozen

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.engine import Engine
from scrubjay.model import Encounter
from scrubjay.money import MISSING
from scrubjay.policy import Policy
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling
from scrubjay.rulings import Outcome, Ruling

Said = tuple[Any, ...]
"""What a policy said of one encounter: of each of its lines, or of itself."""

_ABSENT: Final = (None, False, "", "NaT", -1, MISSING)
"""Values that are like none, 0 among them: a ruling may leave out a column that holds nothing else."""


@frozen(eq=False)
class Looked:
    """The encounters of some tests, ruled as one batch: the test of each, by its number."""

    whole: BatchEvaluation
    tests: Sequence[int]

    def said(self, policy: str) -> dict[int, list[Said]]:
        """What the policy said of the encounters of each test."""
        ruling = next(each for each in self.whole.rulings if each.policy.id == policy)
        words = _words(ruling)
        bounds = list(range(len(words) + 1))
        if ruling.policy.kind.speaks == "line":
            bounds = [*self.whole.batch.starts.tolist(), len(words)]
        found: dict[int, list[Said]] = {}
        for test, low, high in zip(self.tests, bounds[:-1], bounds[1:], strict=True):
            found.setdefault(test, []).append(tuple(words[low:high]))
        return found


@define(eq=False, slots=False)
class Looking:
    """Looks at tests by their numbers: their encounters, all of one payer, and of examples their policy."""

    payer: str
    engine: Engine
    encounters: Mapping[int, Sequence[Encounter]]
    subjects: Mapping[int, str]
    _known: dict[str, Mapping[int, list[Said]]] = field(init=False, factory=dict)

    def otherwise(self, engine: Engine, policies: Mapping[str, bool], tests: Sequence[int]) -> list[int]:
        """Those of the tests in which `engine` rules otherwise than before, where these policies changed.

        Of each it is said whether something else follows from its answers, so that to say anything at all is
        to say something else.
        """
        ruled = engine.ruleset(self.payer).policies
        last = max(place for place, policy in enumerate(ruled) if policy.id in policies)
        changed = self._differing(engine, tests, lambda _: policies, ruled[: last + 1], policies)
        return self._differing(engine, changed, lambda test: self._shown(test, policies), ruled, policies)

    def _shown(self, test: int, policies: Iterable[str]) -> Iterable[str]:
        """The policies in which it shows whether a test comes out otherwise."""
        return (self.subjects[test],) if test in self.subjects else policies

    def _differing(
        self,
        engine: Engine,
        tests: Sequence[int],
        shown: Callable[[int], Iterable[str]],
        ruling: tuple[Policy, ...],
        follows: Mapping[str, bool],
    ) -> list[int]:
        """Those of the tests in which one of the policies that are shown says something else than before."""
        if not tests:
            return []
        ruleset = evolve(engine.ruleset(self.payer), policies=ruling)
        looked = self._look(engine.ruling_by(ruleset), tests)
        after: dict[str, Mapping[int, list[Said]]] = {}
        found = []
        for test in tests:
            for policy in shown(test):
                said = after.get(policy) or looked.said(policy)
                after[policy] = said
                spoken = any(word is not None for each in said[test] for word in each)
                if said[test] != self._before(policy).get(test) or (spoken and follows.get(policy)):
                    found.append(test)
                    break
        return found

    def _before(self, policy: str) -> Mapping[int, list[Said]]:
        """What the policy said of each test as the pack is, where the batch makes no difference."""
        if policy not in self._known:
            together = self._together.said(policy)
            self._known[policy] = {
                test: said
                for alone in self._alone
                for test, said in alone.said(policy).items()
                if together[test] == said
            }
        return self._known[policy]

    @cached_property
    def _together(self) -> Looked:
        return self._look(self.engine, list(self.encounters))

    @cached_property
    def _alone(self) -> list[Looked]:
        return [self._look(self.engine, [number]) for number in self.encounters]

    def _look(self, engine: Engine, tests: Sequence[int]) -> Looked:
        """Rule the encounters of tests as one batch."""
        found = [(number, each) for number in tests for each in self.encounters[number]]
        found.sort(key=lambda pair: pair[1].date)
        apart = [_apart(each, number) for number, each in found]
        return Looked(engine.rule(self.payer, Batch.of(apart)), [number for number, _ in found])


def _apart(encounter: Encounter, number: int) -> Encounter:
    """The encounter, its patient nobody else's."""
    return evolve(encounter, patient=evolve(encounter.patient, id=f"{number} {encounter.patient.id}"))


def _words(ruling: PolicyRuling) -> list[Said | None]:
    """What was said of each element, with facts and effects; None where the policy is silent."""
    words: list[Said | None] = [None] * ruling.size
    for part in ruling.parts:
        silent = ruling.policy.outcomes[part.ruling.answer] == Outcome.NOT_APPLICABLE
        answers, version = part.ruling.answer.tolist(), part.version.entry.effective
        columns = [(name, _listed(each, len(answers))) for name, each in _columns(part.ruling)]
        for place, element in _decided(part):
            told: Said = (part.broke, version, answers[place])
            if not silent[place]:
                told += tuple((name, each[place]) for name, each in columns if each[place] not in _ABSENT)
            words[element] = told
    for name, gap in ruling.unknown.items():
        for element in np.flatnonzero(gap).tolist():
            words[element] = (name,)
    return words


def _decided(part: Part) -> Iterator[tuple[int, int]]:
    """Where the elements that a part decides stand in its ruling, and in the batch."""
    size = len(part.ruling.answer)
    places = np.arange(size) if part.places is None else part.places
    kept = np.ones(size, np.bool_) if part.kept is None else part.kept
    for place in np.flatnonzero(kept).tolist():
        yield place, int(places[place])


def _columns(ruling: Ruling) -> Iterator[tuple[str, Any]]:
    yield "units", ruling.units
    yield "allowed", ruling.allowed
    for each in ruling.adjustments:
        yield f"{each.group} {each.carc} {each.rarcs}", each.amount
    for named in (ruling.facts, ruling.remarks, ruling.published):
        yield from sorted(named.items())


def _listed(column: Any, size: int) -> list[Any]:
    if isinstance(column, Coded):
        return [column.names[number] for number in column.ids.tolist()]
    if isinstance(column, np.ndarray):
        listed: list[Any] = column.astype(str).tolist() if column.dtype.kind in "Mf" else column.tolist()
        return listed
    return [column] * size
