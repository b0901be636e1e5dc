"""The mutants of code sets: those of the pack, and those of the packs on which it builds."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from scrubjay.mutation.model import Mutant, stated
from scrubjay.mutation.variants import Variant, variants
from scrubjay.mutation.world import World
from scrubjay.packs.model import CodeSetEntry, Pack
from scrubjay.values import CodeSet


def set_mutants(world: World) -> Iterator[Mutant]:
    """The mutants of every code set that is within the pack's reach."""
    for pack in world.baseline.packs:
        for entry in pack.code_sets.values():
            for variant in variants(CodeSet, list(entry.codes), world.known):
                yield _mutant(pack, entry, variant, world)


def _mutant(pack: Pack, entry: CodeSetEntry, variant: Variant, world: World) -> Mutant:
    def changed() -> Pack:
        made = evolve(entry, codes=tuple(variant.put(list(entry.codes))))
        return evolve(pack, code_sets={**pack.code_sets, entry.id: made})

    place = (*entry.place, "codes", *variant.place)
    return stated(entry.document, place, *variant.words, lambda: world.with_pack(changed()))
