"""Which packs a pack builds on: those that it extends, those that they extend, and those it requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    found: dict[str, Pack] = {}
    bases: dict[str, frozenset[str]] = {}

    def visit(pack: Pack, trail: tuple[str, ...]) -> frozenset[str]:
        if pack.id in bases:
            return bases[pack.id]
        below: set[str] = set()
        for number, base in fitting(pack, "extends", catalogue, faults):
            if base.id in trail or base.id == pack.id:
                faults.append(_circle(pack, number, (*trail, pack.id, base.id)))
            else:
                below |= {base.id, *visit(base, (*trail, pack.id))}
        found[pack.id] = pack
        bases[pack.id] = frozenset(below)
        return bases[pack.id]

    visit(pack, ())
    order = sorted(found.values(), key=lambda each: (len(bases[each.id]), each.id))
    return Lineage(tuple(order), bases)


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


def within_reach(pack: Pack, catalogue: Catalogue, faults: list[Fault]) -> Iterator[tuple[str, Pack]]:
    """The packs whose code sets and tables `pack` can name: those it requires or extends, and their reach."""
    yield from _bases_reach(pack, catalogue, faults, (pack.id,))
    for _, required in fitting(pack, "requires", catalogue, faults):
        yield required.id, required


def _bases_reach(
    pack: Pack, catalogue: Catalogue, faults: list[Fault], trail: tuple[str, ...]
) -> Iterator[tuple[str, Pack]]:
    for _, base in fitting(pack, "extends", catalogue, faults):
        if base.id not in trail:
            quiet: list[Fault] = []  # a base's own faults are reported where it is compiled
            yield from _bases_reach(base, catalogue, quiet, (*trail, base.id))
            for _, required in fitting(base, "requires", catalogue, quiet):
                yield required.id, required
            yield base.id, base


def _circle(pack: Pack, number: int, trail: tuple[str, ...]) -> Fault:
    words = " > ".join(trail[trail.index(trail[-1]) :])
    message = f"a pack cannot extend itself: {words}"
    return pack.manifest.fault(
        "SJ015", ("extends", number, "pack"), message, "leave one of these `extends` out"
    )
