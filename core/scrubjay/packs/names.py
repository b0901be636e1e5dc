"""What a pack can name, resolved in it and the packs it builds on: sets of codes, tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any, Final

from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.checked import Parameters
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault, close, nearest
from scrubjay.packs.lineage import within_reach
from scrubjay.packs.model import Pack
from scrubjay.packs.structure import Resolve, expand, is_code
from scrubjay.packs.tablefile import make_table
from scrubjay.tables import Table
from scrubjay.values import CodeSet

MOST_CODES: Final = 2_000_000
"""How many codes the sets of a pack may name together, one counted as often as it is named."""


class Names:
    """The code sets and tables that a pack can name: its own and, as "pack:name", those within its reach.

    Within reach is what it requires or extends, and what is within the reach of a pack that it extends.
    `tables` holds those of plugins, by their full names.
    """

    def __init__(
        self, pack: Pack, catalogue: Catalogue, faults: list[Fault], tables: Mapping[str, Table] | None = None
    ) -> None:
        self._pack = pack
        self._tables = dict(tables or {})
        self.tables_used: dict[str, Table] = {}
        self.parameters = Parameters(pack)
        self._faults = faults
        self._reach = within_reach(pack, catalogue, faults)
        self._resolved: dict[str, CodeSet] = {}
        self._open: list[str] = []
        self._left = MOST_CODES

    @property
    def used(self) -> tuple[Pack, ...]:
        """The packs that this one requires or extends, directly or through others."""
        return tuple(self._reach.values())

    def telling(self, faults: list[Fault]) -> Names:
        """The same names, whose faults from now on go to another list."""
        other = copy(self)
        other._faults = faults
        return other

    def resolver(self, document: Document, place: Place, table: Mapping[str, Any]) -> Resolve:
        """How the names in one table, standing at `place`, are resolved; faults name their place."""

        def codes(value: str | list[str]) -> CodeSet:
            stands = (*place, *(_within(table, value) or ()))
            if isinstance(value, str):
                return self.named(value, document, stands)
            return CodeSet(self._members(value, self._pack, document, stands))

        def figures(value: str) -> Table:
            return self.table(value, document, (*place, *(_within(table, value) or ())))

        return Resolve(codes, figures)

    def check(self) -> None:
        """Resolve every set of the pack, those too that no policy names."""
        for entry in self._pack.code_sets.values():
            self.named(entry.id, entry.document, entry.place)

    def table(self, name: str, document: Document, place: Place) -> Table:
        """The table called `name`; an empty one, and a fault at `place`, where there is none."""
        owner, _, local = name.rpartition(":")
        full = name if owner else f"{self._pack.id}:{name}"
        if full not in self._tables:
            pack = self._owner(owner, document, place)
            entry = pack.tables.get(local) if pack is not None else None
            if pack is not None and entry is None:
                message = f"no table of {pack.id} is called {local!r}"
                self._faults.append(document.fault("SJ007", place, message, nearest(local, pack.tables)))
            if pack is None or entry is None:
                return Table(full, "", (), dict)
            self._tables[full] = make_table(pack.id, pack.root, entry)
        self.tables_used[full] = self._tables[full]
        return self._tables[full]

    def _owner(self, owner: str, document: Document, place: Place) -> Pack | None:
        """The pack whose names are `owner`'s, this one for none; None, and why, where it is out of reach."""
        pack = self._pack if owner in ("", self._pack.id) else self._reach.get(owner)
        stated = (*self._pack.extends, *self._pack.requires)
        if pack is None and not any(each.pack == owner for each in stated):
            message = f"{self._pack.id} requires no pack {owner!r}"
            added = f"add it to `requires` in the pack.toml of {self._pack.id}"
            self._faults.append(document.fault("SJ007", place, message, close(owner, self._reach) or added))
        return pack

    def named(self, name: str, document: Document, place: Place) -> CodeSet:
        """The set called `name`; an empty one, and a fault at `place`, where there is none."""
        owner, _, local = name.rpartition(":")
        pack = self._owner(owner, document, place)
        if pack is None:
            return CodeSet()
        full = f"{pack.id}:{local}"
        if full in self._resolved:
            return self._resolved[full]
        entry = pack.code_sets.get(local)
        if entry is None:
            message = f"no code set of {pack.id} is called {local!r}"
            return self._fault(document, place, message, _instead(local) or nearest(local, pack.code_sets))
        if full in self._open:
            round_trip = " > ".join([*self._open[self._open.index(full) :], full])
            return self._fault(document, place, f"code set {local!r} holds itself: {round_trip}")
        self._open.append(full)
        members = self._members(entry.codes, pack, entry.document, (*entry.place, "codes"))
        self._resolved[full] = CodeSet(members, full)
        self._open.pop()
        return self._resolved[full]

    def _members(self, members: Iterable[str], pack: Pack, document: Document, place: Place) -> Iterator[str]:
        for number, member in enumerate(members):
            try:
                codes = expand(member)
            except ValueError as error:
                remedy = 'a range runs up, between codes of one form, such as "97161-97168"'
                self._faults.append(document.fault("SJ004", (*place, number), str(error), remedy))
                continue
            if codes is None:
                qualified = member if ":" in member else f"{pack.id}:{member}"
                codes = sorted(self.named(qualified, document, (*place, number)))
            self._left -= len(codes)
            if self._left < 0:
                message = f"the code sets of {self._pack.id} name more than {MOST_CODES} codes together"
                self._faults.append(document.fault("SJ030", (*place, number), message, "name fewer"))
                return
            yield from codes

    def _fault(self, document: Document, place: Place, message: str, remedy: str = "") -> CodeSet:
        self._faults.append(document.fault("SJ007", place, message, remedy))
        return CodeSet()


def _within(table: Any, value: object) -> Place | None:
    """Where in a table this very value stands; equal ones may stand elsewhere too."""
    if table is value:
        return ()
    items = (
        table.items() if isinstance(table, Mapping) else enumerate(table) if isinstance(table, list) else ()
    )
    for key, each in items:
        if (below := _within(each, value)) is not None:
            return (key, *below)
    return None


def _instead(name: str) -> str:
    """What to write where a code, a range, or what was meant for one stands for a set."""
    if name.replace("-", "").isdecimal() and not is_code(name.partition("-")[0]):
        return "a code has five characters"
    return f'write ["{name}"] for codes themselves' if is_code(name.partition("-")[0]) else ""
