"""Named sets of codes, resolved within a pack and the packs it requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault, PackError, nearest
from scrubjay.packs.model import Pack
from scrubjay.packs.structure import Resolve, expand
from scrubjay.values import CodeSet


class CodeSets:
    """The code sets that a pack can name: its own, and, as "pack:set", those of packs it requires."""

    def __init__(self, pack: Pack, catalogue: Catalogue, faults: list[Fault]) -> None:
        self._pack = pack
        self._faults = faults
        self._required = dict(_required(pack, catalogue, faults))
        self._resolved: dict[str, CodeSet] = {}
        self._open: list[str] = []

    @property
    def used(self) -> tuple[Pack, ...]:
        """The packs that this one requires."""
        return tuple(self._required.values())

    def resolver(self, document: Document, place: Place, table: Mapping[str, Any]) -> Resolve:
        """How the code sets of one table, standing at `place`, are resolved; faults name their place."""

        def resolve(value: str | list[str]) -> CodeSet:
            where = next((key for key, each in table.items() if each is value or each == value), None)
            stands = place if where is None else (*place, where)
            if isinstance(value, str):
                return self.named(value, document, stands)
            return CodeSet(self._members(value, self._pack, document, stands))

        return resolve

    def named(self, name: str, document: Document, place: Place) -> CodeSet:
        """The set called `name`; an empty one, and a fault at `place`, where there is none."""
        if name in self._resolved:
            return self._resolved[name]
        owner, colon, local = name.rpartition(":")
        pack = self._required.get(owner) if colon else self._pack
        if pack is None:
            remedy = nearest(owner, self._required) + "; name the pack in `requires`"
            self._faults.append(
                document.fault("SJ007", place, f"this pack requires no pack {owner!r}", remedy)
            )
            return CodeSet()
        entry = pack.code_sets.get(local)
        if entry is None:
            message = f"no code set of {pack.id} is called {local!r}"
            self._faults.append(document.fault("SJ007", place, message, nearest(local, pack.code_sets)))
            return CodeSet()
        if name in self._open:
            message = f"code set {name!r} holds itself, through {' and '.join(self._open)}"
            self._faults.append(document.fault("SJ007", place, message))
            return CodeSet()
        self._open.append(name)
        members = self._members(entry.codes, pack, entry.document, (*entry.place, "codes"))
        self._open.pop()
        self._resolved[name] = CodeSet(members, name if colon else f"{pack.id}:{local}")
        return self._resolved[name]

    def _members(self, members: Any, pack: Pack, document: Document, place: Place) -> Iterator[str]:
        for number, member in enumerate(members):
            try:
                codes = expand(member)
            except ValueError as error:
                self._faults.append(document.fault("SJ004", (*place, number), str(error)))
                continue
            if codes is None:
                qualified = member if ":" in member or pack is self._pack else f"{pack.id}:{member}"
                codes = sorted(self.named(qualified, document, (*place, number)))
            yield from codes


def _required(pack: Pack, catalogue: Catalogue, faults: list[Fault]) -> Iterator[tuple[str, Pack]]:
    for number, requirement in enumerate(pack.requires):
        place: Place = ("requires", number)
        try:
            found = catalogue.pack(requirement.pack)
            wanted = SpecifierSet(requirement.version)
        except KeyError as error:
            faults.append(pack.manifest.fault("SJ011", (*place, "pack"), str(error.args[0])))
        except InvalidSpecifier:
            message = f"{requirement.version!r} is not a range of versions such as '>=2026.1,<2027'"
            faults.append(pack.manifest.fault("SJ004", (*place, "version"), message))
        except PackError as error:
            faults.extend(error.faults)
        else:
            if found.version not in wanted:
                message = f"{found.id} {found.version} is installed, not {requirement.version}"
                faults.append(pack.manifest.fault("SJ011", (*place, "version"), message))
                continue
            yield requirement.pack, found
