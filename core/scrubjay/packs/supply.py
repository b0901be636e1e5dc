"""What a pack leaves to be supplied, and the values that packs supply for it, each on its dates.

A payer may say that there is a maximum and not what it is. The pack then declares it in a `[[supplied]]`,
and `{ supplied = "its id" }` stands where the value would. A pack that extends it states the value in a
`[[supply]]`, with dates, as a contract does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from attrs import frozen

from scrubjay.packs.documents import Document, Place
from scrubjay.packs.entries import qualified
from scrubjay.packs.faults import Fault, close, nearest
from scrubjay.packs.lineage import Lineage
from scrubjay.packs.model import Pack, SuppliedEntry, SupplyEntry, VersionEntry
from scrubjay.packs.supplydates import dated
from scrubjay.packs.wording import shown
from scrubjay.timeline import Interval

KEY: Final = "supplied"
DAY: Final = timedelta(days=1)


@frozen
class Wanted:
    """What is to be supplied: "pack:id", and what it is."""

    name: str
    help: str


@frozen(eq=False)
class Piece:
    """A version on dates on which the same of its parameters are supplied.

    `stated` are the parameters that the version states itself, `supplied` the values of others; `lacks` says
    what is not supplied on these dates, by parameter.
    """

    interval: Interval
    version: VersionEntry
    stated: Mapping[str, Any]
    supplied: Mapping[str, SupplyEntry]
    lacks: Mapping[str, Wanted]


def refers(value: object) -> bool:
    """Is this, instead of a parameter's value, the name of what is supplied?"""
    return isinstance(value, Mapping) and KEY in value


class Supplies:
    """The values that a pack and those that it extends supply, by "pack:id", each on its dates."""

    def __init__(self, line: Lineage, faults: list[Fault]) -> None:
        self._packs = {pack.id: pack for pack in line.packs}
        by_name: dict[str, list[tuple[Pack, SupplyEntry]]] = {}
        for pack in line.packs:
            for supply in pack.supplies:
                place = (*supply.place[:-1], KEY)
                if self._declared(supply.name, supply.document, place, faults) is not None:
                    by_name.setdefault(supply.name, []).append((pack, supply))
        self._values = {name: dated(name, given, line, faults) for name, given in by_name.items()}

    def of(self, pack: Pack, versions: Iterable[VersionEntry]) -> tuple[SupplyEntry, ...]:
        """Every value that is supplied for some of these versions, which `pack` states."""
        names = {
            each.name: None for version in versions for _, each in self._wanted(pack, version, faults=[])
        }
        return tuple(supply for name in names for _, supply in self._values.get(name, ()))

    def pieces(
        self, pack: Pack, version: VersionEntry, interval: Interval, faults: list[Fault]
    ) -> Iterator[Piece]:
        """A version of `pack`, cut where what is supplied changes; whole where nothing is to be supplied."""
        wanted = dict(self._wanted(pack, version, faults))
        stated = {name: value for name, value in version.params.items() if name not in wanted}
        spans = {name: self._values.get(each.name, ()) for name, each in wanted.items()}
        edges = {interval.start}
        for span, _ in (each for given in spans.values() for each in given):
            edges |= {span.start} if interval.start < span.start <= interval.end else set()
            edges |= {span.end + DAY} if interval.start <= span.end < interval.end else set()
        ends = [start - DAY for start in sorted(edges)[1:]] + [interval.end]
        for start, end in zip(sorted(edges), ends, strict=True):
            found = {name: supply for name, given in spans.items() for span, supply in given if start in span}
            lacks = {name: each for name, each in wanted.items() if name not in found}
            yield Piece(Interval(start, end), version, stated, found, lacks)

    def _wanted(self, pack: Pack, version: VersionEntry, faults: list[Fault]) -> Iterator[tuple[str, Wanted]]:
        """What is to be supplied for a version, by parameter."""
        for name, value in version.params.items():
            if not refers(value):
                continue
            place = (*version.place, "params", name)
            id, *more = value[KEY], *(key for key in value if key != KEY)
            if more or not isinstance(id, str):
                told = f"{more[0]!r} stands beside {KEY!r}" if more else f"{shown(id)} is not a name"
                remedy = f'write {{ {KEY} = "…" }} with the name of a [[supplied]], and nothing beside it'
                faults.append(version.document.fault("SJ004", place, told, remedy))
                yield name, Wanted("", "")
                continue
            full = qualified(pack.id, id)
            declared = self._declared(full, version.document, (*place, KEY), faults)
            yield name, Wanted(full, "" if declared is None else " ".join(declared.help.split()))

    def _declared(
        self, name: str, document: Document, place: Place, faults: list[Fault]
    ) -> SuppliedEntry | None:
        """The `[[supplied]]` called "pack:id"; None, and a fault at `place`, where there is none."""
        owner, _, id = name.rpartition(":")
        pack = self._packs.get(owner)
        if pack is not None and id in pack.supplied:
            return pack.supplied[id]
        if pack is None:
            message = f"no pack {owner!r} is extended here that could leave it to be supplied"
            remedy = close(owner, self._packs) or f"add {owner} to `extends` in pack.toml"
        else:
            message = f"{owner} leaves nothing called {id!r} to be supplied"
            remedy = nearest(id, pack.supplied) if pack.supplied else "declare it in a [[supplied]]"
        faults.append(document.fault("SJ020", place, message, remedy))
        return None
