"""Each mutant, judged by the tests that could notice it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Literal

from attrs import frozen

from scrubjay.diff import PolicyDiff
from scrubjay.mutation.model import Mutant
from scrubjay.mutation.settings import Setting
from scrubjay.mutation.world import World
from scrubjay.packs.faults import PackError
from scrubjay.ruleset import Ruleset
from scrubjay.testkit import Bench, run_test

How = Literal["killed", "refused", "same", "survived"]


@frozen(eq=False)
class Verdict:
    """What came of a mutant.

    It was `killed` by a test that failed, or `refused`, as the pack would not load; it does the `same` on all
    dates that the pack covers; or it `survived` the tests that could have noticed it, of which it changed
    something in `seen`.
    """

    mutant: Mutant
    how: How
    seen: int = 0

    @property
    def survived(self) -> bool:
        """Did nobody notice?"""
        return self.how == "survived"


def judge(world: World, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
    """What comes of each mutant, in order.

    A test could notice if it has an encounter on a date on which a changed policy does something else and is
    no example of a policy that rules before. Of these the examples of the changed policy are run, the one
    that last noticed a mutant of it first; and all others in which something comes out otherwise.
    """
    killers: dict[str, int] = {}
    for mutant in mutants:
        try:
            remade = mutant.remake()
            ruled = [setting.ruled(remade) for setting in world.settings]
        except PackError:
            yield Verdict(mutant, "refused")
            continue
        changed = [
            (setting, each, found)
            for setting, each in zip(world.settings, ruled, strict=True)
            if (found := setting.differing(each))
        ]
        if not changed:
            yield Verdict(mutant, "same")
            continue
        bench = world.ruled_by(remade, ruled[0])
        asked = []
        for number in chain.from_iterable(_noticing(bench, *each, killers) for each in changed):
            asked.append(number)
            if not run_test(bench, world.tests[number]).passed:
                killers.update((id, number) for _, _, found in changed for id in found)
                yield Verdict(mutant, "killed")
                break
        else:
            yield Verdict(mutant, "survived", len(asked))


def _noticing(
    bench: Bench,
    setting: Setting,
    ruled: Ruleset,
    changed: Mapping[str, PolicyDiff],
    killers: Mapping[str, int],
) -> Iterator[int]:
    """The numbers of the tests of a setting that could notice, the likeliest first."""
    fitting = setting.concerned(changed)
    first = [number for number in dict.fromkeys(killers.get(id, -1) for id in changed) if number in fitting]
    yield from first
    subjects = setting.looking.subjects
    own = [number for number in fitting if number not in first and subjects.get(number) in changed]
    yield from own
    others = [number for number in fitting if number not in {*first, *own}]
    follows = {id: _follows(each) for id, each in changed.items()}
    yield from setting.looking.otherwise(bench.engine.ruling_by(ruled), follows, others)


def _follows(changed: PolicyDiff) -> bool:
    """Does something else follow from the same answers?"""
    keys = {change.key.partition(".")[0] for span in changed.spans for change in span.changes}
    return not keys.isdisjoint(("action", "remit", "status"))
