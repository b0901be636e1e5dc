"""From the tables of a pack's files to the values of `scrubjay.packs.model`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault, close, nearest
from scrubjay.packs.model import (
    Cite,
    CodeSetEntry,
    OverrideEntry,
    Pack,
    PolicyEntry,
    PolicyTest,
    Source,
    SuppliedEntry,
    SupplyEntry,
    TableEntry,
    VersionEntry,
)
from scrubjay.settled import Remit

T = TypeVar("T")
Table = Mapping[str, Any]


def tables(document: Document, name: str) -> Iterator[tuple[Place, Table]]:
    """The tables of one array of tables, each with its place."""
    for number, table in enumerate(document.data.get(name, ())):
        yield (name, number), table


def unique(
    documents: list[Document],
    name: str,
    make: Callable[[Document, Place, Table], T],
    faults: list[Fault],
    key: str = "id",
) -> dict[str, T]:
    """What `make` makes of every table called `name`, by its id; an id that comes twice is a fault."""
    made: dict[str, T] = {}
    first: dict[str, tuple[Document, Place]] = {}
    for document in documents:
        for place, table in tables(document, name):
            id = table[key]
            if id in first:
                other, stands = first[id]
                line = other.position(stands).line
                message = f"{name} {id!r} is already stated at {other.file.name}:{line}"
                faults.append(document.fault("SJ008", (*place, key), message, "give each its own"))
                continue
            first[id] = document, place
            made[id] = make(document, place, table)
    return made


def source(document: Document, place: Place, table: Table) -> Source:
    """A `[[source]]`."""
    return Source(document=document, place=place, **table)


def label(document: Document, place: Place, table: Table) -> str:
    """The label of a `[[code]]`."""
    return str(table["label"])


def code_set(document: Document, place: Place, table: Table) -> CodeSetEntry:
    """A `[[code_set]]`."""
    cites = _cites(table)
    return CodeSetEntry(table["id"], tuple(table["codes"]), document, place, table.get("label", ""), cites)


def table(document: Document, place: Place, stated: Table) -> TableEntry:
    """A `[[table]]`."""
    covers = stated.get("covers", {})
    return TableEntry(
        id=stated["id"],
        file=stated["file"],
        release=stated["release"],
        sha256=stated["sha256"],
        rows=stated["rows"],
        key=tuple(stated["key"]),
        columns=stated["columns"],
        document=document,
        place=place,
        cites=_cites(stated),
        covers_from=covers.get("from"),
        covers_through=covers.get("through"),
        effective=stated.get("effective", ""),
        until=stated.get("until", ""),
        note=stated.get("note", ""),
    )


def supplied(document: Document, place: Place, table: Table) -> SuppliedEntry:
    """A `[[supplied]]`."""
    return SuppliedEntry(table["id"], table["help"], document, place)


def supply(pack: str, document: Document, place: Place, table: Table) -> SupplyEntry:
    """A `[[supply]]` of a pack."""
    return SupplyEntry(
        pack=pack,
        name=qualified(pack, table["supplied"]),
        value=table["value"],
        effective=table["effective"],
        document=document,
        place=(*place, "value"),
        until=table.get("until"),
        note=table.get("note", ""),
    )


def qualified(pack: str, name: str) -> str:
    """The full name, "pack:name", of what a pack names."""
    return name if ":" in name else f"{pack}:{name}"


def policy(document: Document, place: Place, table: Table) -> PolicyEntry:
    """A `[[policy]]` with its versions and tests."""
    return PolicyEntry(
        id=table["id"],
        kind=table["kind"],
        title=table["title"],
        action=table.get("action", "warn"),
        document=document,
        place=place,
        status=table.get("status", "stable"),
        applies_to=table.get("applies_to", {}),
        remit=_remit(table),
        untranslatable=tuple(table.get("untranslatable", ())),
        versions=tuple(
            _version(document, (*place, "version", number), each, table.get("status", "stable"))
            for number, each in enumerate(table["version"])
        ),
        tests=_tests(document, place, table),
    )


def override(document: Document, place: Place, table: Table) -> OverrideEntry:
    """An `[[override]]` with its tests."""
    untranslatable = table.get("untranslatable")
    return OverrideEntry(
        policy=table["policy"],
        change=table["change"],
        label=table["label"],
        reason=table["reason"],
        version=_version(document, place, table, table.get("status", "stable")),
        when=table.get("when"),
        expects=tuple(sorted(table.get("expects", ()))),
        action=table.get("action"),
        remit=_remit(table),
        applies_to=table.get("applies_to"),
        untranslatable=None if untranslatable is None else tuple(untranslatable),
        tests=_tests(document, place, table),
    )


def _remit(table: Table) -> Remit | None:
    remit = table.get("remit")
    return Remit(remit["group"], remit["carc"], tuple(remit.get("rarcs", ()))) if remit else None


def _tests(document: Document, place: Place, table: Table) -> tuple[PolicyTest, ...]:
    return tuple(
        test(document, (*place, "test", number), each) for number, each in enumerate(table.get("test", ()))
    )


def _version(document: Document, place: Place, table: Table, status: str) -> VersionEntry:
    effective: date = table["effective"]
    return VersionEntry(
        effective=effective,
        params=table.get("params", {}),
        document=document,
        place=place,
        until=table.get("until"),
        verified_on=table.get("verified_on"),
        cites=_cites(table),
        status=table.get("status", status),
        note=table.get("note", ""),
    )


def _cites(table: Table) -> tuple[Cite, ...]:
    return tuple(Cite(each["source"], each.get("at", "")) for each in table.get("cites", ()))


def citations(pack: Pack) -> Iterator[tuple[Cite, Document, Place]]:
    """Every citation of the pack's code sets, tables, versions, overrides and tests, with its place."""
    policies, overrides = list(pack.policies.values()), list(pack.overrides.values())
    tested: list[PolicyEntry | OverrideEntry] = [*policies, *overrides]
    cited: list[CodeSetEntry | TableEntry | VersionEntry | PolicyTest] = [
        *pack.code_sets.values(),
        *pack.tables.values(),
        *(version for each in policies for version in each.versions),
        *(each.version for each in overrides),
        *(test for each in tested for test in each.tests),
        *pack.scenarios,
    ]
    for entry in cited:
        for number, cite in enumerate(entry.cites):
            yield cite, entry.document, (*entry.place, "cites", number)


def dangling_cites(pack: Pack) -> Iterator[Fault]:
    """A fault for every citation whose source the pack does not state."""
    for cite, document, place in citations(pack):
        if cite.source not in pack.sources:
            message = f"no source of this pack is called {cite.source!r}"
            remedy = close(cite.source, pack.sources) or "state it in a [[source]]"
            yield document.fault("SJ010", (*place, "source"), message, remedy)


def unfit_columns(pack: Pack) -> Iterator[Fault]:
    """A fault for every key or date of a table that is no column of the type it must have."""
    for entry in pack.tables.values():
        wanted: list[tuple[Place, str, str]] = [
            (("key", place), name, "text") for place, name in enumerate(entry.key)
        ]
        wanted += [
            ((which,), name, "date") for which in ("effective", "until") if (name := getattr(entry, which))
        ]
        for place, name, kind in wanted:
            if entry.columns.get(name) != kind:
                message = f"{name!r} is none of the columns of type {kind}"
                fitting = [column for column, has in entry.columns.items() if has == kind]
                yield entry.document.fault("SJ014", (*entry.place, *place), message, nearest(name, fitting))


def test(document: Document, place: Place, table: Table) -> PolicyTest:
    """A `[[policy.test]]` or a `[[scenario]]`."""
    return PolicyTest(table["name"], table, document, place, _cites(table))
