"""What rulesets are made from, and what has been made already: each policy is compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from attrs import Factory, field, frozen

from scrubjay.compiling.policies import compile_policy
from scrubjay.kinds import Kind
from scrubjay.making import Naming
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.faults import Fault
from scrubjay.packs.lineage import Lineage
from scrubjay.packs.model import Pack, PolicyEntry
from scrubjay.packs.names import Names
from scrubjay.packs.supply import Supplies
from scrubjay.policy import Policy
from scrubjay.tables import Table

T = TypeVar("T")


@frozen(eq=False)
class Workshop:
    """The packs, kinds and plugins' tables of one engine. Packs of one base share what is made of it.

    `absent` says of each plugin that took no part which it is, and why.
    """

    catalogue: Catalogue
    kinds: Mapping[str, Kind]
    tables: Mapping[str, Table] = Factory(dict)
    absent: tuple[str, ...] = ()
    _made: dict[object, tuple[object, tuple[Fault, ...]]] = field(init=False, factory=dict)

    def once(self, key: object, faults: list[Fault], make: Callable[[list[Fault]], T]) -> T:
        """What `make` made for this key; what was wrong with it is a fault every time."""
        if key not in self._made:
            found: list[Fault] = []
            made = make(found)
            self._made[key] = made, tuple(found)
        made, known = self._made[key]  # type: ignore[assignment]
        faults.extend(known)
        return made

    def beside(self) -> Workshop:
        """A workshop that has what this one has made, and keeps to itself what it makes."""
        other = Workshop(self.catalogue, self.kinds, self.tables, self.absent)
        other._made.update(self._made)
        return other

    def names(self, pack: Pack, faults: list[Fault]) -> Names:
        """What a pack can name, with every set of codes that it states resolved."""
        return self.once(pack, faults, lambda found: self._names(pack, found))

    def policy(
        self, pack: Pack, entry: PolicyEntry, line: Lineage, supplies: Supplies, faults: list[Fault]
    ) -> Policy | None:
        """A policy as its own pack states it, with what is supplied for it; None where it cannot be used."""
        return self.once(
            (entry, *supplies.of(pack, entry.versions)),
            faults,
            lambda found: compile_policy(pack, entry, self.kinds, self.naming(line, found), supplies, found),
        )

    def naming(self, line: Lineage, faults: list[Fault]) -> Naming:
        """What each pack of a line can name, by its id; faults go to `faults`."""
        packs = {pack.id: pack for pack in line.packs}
        return lambda id: self.names(packs[id], []).telling(faults)

    def _names(self, pack: Pack, faults: list[Fault]) -> Names:
        names = Names(pack, self.catalogue, faults, self.tables)
        names.check()
        return names
