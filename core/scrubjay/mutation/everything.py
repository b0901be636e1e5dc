"""All mutants of a pack, and a sample of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from random import Random

from scrubjay.mutation.cells import cell_mutants
from scrubjay.mutation.model import Mutant
from scrubjay.mutation.policies import policy_mutants
from scrubjay.mutation.sets import set_mutants
from scrubjay.mutation.world import World
from scrubjay.packs.faults import nearest


def all_mutants(world: World, cells: int, seed: int = 0, policy: str | None = None) -> Iterator[Mutant]:
    """The mutants of policies and code sets, and those of `cells` cells of each table that tests name.

    With `policy`, an id or the label of an override, only the mutants that stand in it. Raises `KeyError`
    where the pack states none and `PackError` for a table that cannot be read.
    """
    if policy is not None:
        id = policy.removeprefix(f"{world.pack.id}:")
        stated = (*world.pack.policies, *world.pack.overrides)
        if id not in stated:
            raise KeyError(f"{world.pack.id} states no policy or override {id!r}; {nearest(id, stated)}")
        return policy_mutants(world, id)
    return chain(policy_mutants(world), set_mutants(world), cell_mutants(world, cells, Random(seed)))


def chosen(mutants: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many of the mutants, at random, in their order; all where there are no more."""
    if count >= len(mutants):
        return list(mutants)
    places = Random(seed).sample(range(len(mutants)), count)
    return [mutants[place] for place in sorted(places)]
