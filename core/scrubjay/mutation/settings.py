"""What the tests of a pack supply, and what the pack does where that is supplied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from scrubjay.compiling import Workshop, compile_ruleset
from scrubjay.diff import PolicyDiff, diff_rulesets
from scrubjay.mutation.looking import Looking
from scrubjay.mutation.model import Remade
from scrubjay.packs.model import Pack, SupplyEntry
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import Interval


@frozen(eq=False)
class Setting:
    """Tests that supply the same values: the pack as it is with these, and how to look at the tests."""

    supplies: tuple[SupplyEntry, ...] | None
    baseline: Ruleset
    looking: Looking
    policies: Mapping[str, Policy] = field(init=False)
    places: Mapping[str, int] = field(init=False)

    @policies.default
    def _by_id(self) -> Mapping[str, Policy]:
        return {policy.id: policy for policy in self.baseline.policies}

    @places.default
    def _by_place(self) -> Mapping[str, int]:
        return {policy.id: place for place, policy in enumerate(self.baseline.policies)}

    def ruled(self, remade: Remade) -> Ruleset:
        """The pack with a mutant in it, compiled for these tests. Raises `PackError`."""
        return compiled(self.baseline.payer, remade.pack, self.supplies, remade.workshop)

    def differing(self, ruled: Ruleset) -> dict[str, PolicyDiff]:
        """The policies that do something else on dates that the pack covers, by their full ids."""
        changed = [each for each in ruled.policies if each is not self.policies.get(each.id)]
        old = evolve(self.baseline, policies=tuple(self.policies[each.id] for each in changed))
        found = {
            each.id: each for each in diff_rulesets(old, evolve(ruled, policies=tuple(changed))).policies
        }
        own = f"{ruled.pack.id}:" if ruled.pack else ""
        named = {each.id: found.get(each.id.removeprefix(own)) for each in changed}
        return {id: each for id, each in named.items() if each is not None and self._covers(each)}

    def concerned(self, changed: Mapping[str, PolicyDiff]) -> list[int]:
        """The numbers of the tests that show, on dates that differ, one of these policies or a later one."""
        spans: Sequence[Interval] = [span.dates for each in changed.values() for span in each.spans]
        first = min(self.places[id] for id in changed)
        return [
            number
            for number, encounters in self.looking.encounters.items()
            if any(each.date in span for each in encounters for span in spans)
            and self.places.get(self.looking.subjects.get(number, ""), first) >= first
        ]

    def _covers(self, changed: PolicyDiff) -> bool:
        return any(span.dates.overlap(self.baseline.coverage) for span in changed.spans)


def compiled(payer: str, pack: Pack, supplies: tuple[SupplyEntry, ...] | None, workshop: Workshop) -> Ruleset:
    """A pack, with other supplies if there are any, compiled. Raises `PackError`."""
    given = pack if supplies is None else evolve(pack, supplies=supplies)
    return compile_ruleset(payer, given, workshop)
