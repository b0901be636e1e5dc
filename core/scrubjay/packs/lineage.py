"""Which packs a pack builds on: those that it extends, those that they extend, and those it requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from attrs import frozen
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.documents import Place
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.model import Pack


@frozen(eq=False)
class Lineage:
    """A pack and those that it extends, directly or through others; each stands before what extends it."""

    packs: tuple[Pack, ...]
    _bases: Mapping[str, frozenset[str]]

    def extends(self, pack: Pack, other: Pack) -> bool:
        """Does `pack` extend `other`, directly or through others?"""
        return other.id in self._bases[pack.id]

    def depth(self, pack: Pack) -> int:
        """How many packs `pack` extends, directly or through others."""
        return len(self._bases[pack.id])

    def bases(self, pack: Pack) -> list[Pack]:
        """The packs that `pack` extends, directly or through others."""
        return [other for other in self.packs if self.extends(pack, other)]


def lineage(pack: Pack, catalogue: Catalogue, faults: list[Fault]) -> Lineage:
    """The packs that `pack` extends; one that cannot be used, or extends itself, is a fault.

    The order of the `extends` of any of them plays no part.
    """
    found = {pack.id: pack}
    direct: dict[str, list[str]] = {}
    waiting = [pack]
    while waiting:
        each = waiting.pop()
        bases = [base for _, base in fitting(each, "extends", catalogue, faults)]
        direct[each.id] = [base.id for base in bases]
        waiting += [base for base in bases if base.id not in found]
        found |= {base.id: base for base in bases if base.id not in found}
    below: dict[str, frozenset[str]] = {}
    try:
        for id in TopologicalSorter(direct).static_order():
            below[id] = frozenset(direct[id]).union(*(below[base] for base in direct[id]))
    except CycleError as error:
        faults.append(_circle(error.args[1][:-1], found))
        return Lineage((pack,), {pack.id: frozenset()})
    order = sorted(found.values(), key=lambda each: (len(below[each.id]), each.id))
    return Lineage(tuple(order), below)


def _circle(ids: list[str], found: Mapping[str, Pack]) -> Fault:
    """The fault of packs of which each is extended by the next, and the last by the first."""
    first = min(ids)
    at = ids.index(first)
    trail = [first, *reversed(ids[at + 1 :] + ids[:at]), first]
    pack = found[first]
    number = next(number for number, each in enumerate(pack.extends) if each.pack == trail[1])
    message = f"a pack cannot extend itself: {' > '.join(trail)}"
    return pack.manifest.fault(
        "SJ015", ("extends", number, "pack"), message, "leave one of these `extends` out"
    )


def fitting(
    pack: Pack, key: Literal["extends", "requires"], catalogue: Catalogue, faults: list[Fault]
) -> Iterator[tuple[int, Pack]]:
    """The packs that `pack` extends or requires, each with its place; one that cannot be used is a fault."""
    for number, wanted in enumerate(pack.extends if key == "extends" else pack.requires):
        place: Place = (key, number)
        versions = found = None
        try:
            versions = SpecifierSet(wanted.version)
        except InvalidSpecifier:
            message = f"{wanted.version!r} is not a range of versions such as '>=2026.1,<2027'"
            faults.append(pack.manifest.fault("SJ004", (*place, "version"), message))
        try:
            found = catalogue.pack(wanted.pack)
        except KeyError as error:
            message = str(error.args[0])
            remedy = "" if message.endswith("?") else "install it, or name its folder with --pack"
            faults.append(pack.manifest.fault("SJ011", (*place, "pack"), message, remedy))
        except PackError as error:
            faults.extend(error.faults)
        if versions is None or found is None:
            continue
        if found.version not in versions:
            message = f"{found.id} {found.version} is installed, not {wanted.version}"
            remedy = "install a version that will do, or look whether this one will and widen the range"
            faults.append(pack.manifest.fault("SJ011", (*place, "version"), message, remedy))
        else:
            yield number, found


def within_reach(pack: Pack, catalogue: Catalogue, faults: list[Fault]) -> dict[str, Pack]:
    """The packs whose code sets and tables `pack` can name: what it requires or extends, and so on below."""
    reach = {required.id: required for _, required in fitting(pack, "requires", catalogue, faults)}
    waiting = [base for _, base in fitting(pack, "extends", catalogue, faults)]
    visited = {pack.id}
    while waiting:
        base = waiting.pop()
        if base.id in visited:
            continue
        visited.add(base.id)
        quiet: list[Fault] = []  # a base's own faults are reported where it is compiled
        reach[base.id] = base
        for _, required in fitting(base, "requires", catalogue, quiet):
            reach.setdefault(required.id, required)
        waiting += [each for _, each in fitting(base, "extends", catalogue, quiet)]
    return reach
