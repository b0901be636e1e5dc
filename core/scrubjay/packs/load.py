"""Read a pack's folder: every file checked against its schema, every fault reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from scrubjay.packs.check import check
from scrubjay.packs.documents import Document, Place, read_document
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.model import (
    Cite,
    CodeSetEntry,
    Pack,
    PolicyEntry,
    PolicyTest,
    Requirement,
    Source,
    VersionEntry,
)
from scrubjay.settled import Remit

T = TypeVar("T")
Table = Mapping[str, Any]


def read_manifest(root: Path) -> Document:
    """The `pack.toml` of a folder. Raises `PackError`."""
    document = read_document(root / "pack.toml")
    if faults := check(document, "pack/v1/pack.schema.json"):
        raise PackError(faults)
    return document


def read_pack(root: Path) -> Pack:
    """Read and check a pack. Raises `PackError` with every fault of every file."""
    manifest = read_manifest(root)
    faults: list[Fault] = []
    policies = _documents(root / "policies", "pack/v1/policies.schema.json", faults)
    scenarios = _documents(root / "tests", "pack/v1/tests.schema.json", faults)
    if faults:
        raise PackError(faults)
    data = manifest.data
    coverage = data.get("coverage", {})
    pack = Pack(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        root=root,
        manifest=manifest,
        sha256=digest(root),
        payers=tuple(data.get("payers", ())),
        line_of_business=data.get("line_of_business", ""),
        coverage_from=coverage.get("from"),
        coverage_through=coverage.get("through"),
        requires=tuple(Requirement(**each) for each in data.get("requires", ())),
        sources=_unique(policies, "source", lambda _, __, table: Source(**table), faults),
        code_sets=_unique(policies, "code_set", _code_set, faults),
        labels={
            key: str(value)
            for key, value in _unique(
                policies, "code", lambda _, __, table: table["label"], faults, "code"
            ).items()
        },
        policies=_unique(policies, "policy", _policy, faults),
        scenarios=tuple(
            PolicyTest(table["name"], table, document, place)
            for document in scenarios
            for place, table in _tables(document, "scenario")
        ),
    )
    faults += _dangling_cites(pack)
    if faults:
        raise PackError(faults)
    return pack


def digest(root: Path) -> str:
    """SHA-256 over the names and contents of the folder's files, so that any change is noticed."""
    whole = hashlib.sha256()
    for file in sorted(root.rglob("*")):
        if file.is_file() and not any(part.startswith((".", "__")) for part in file.relative_to(root).parts):
            whole.update(file.relative_to(root).as_posix().encode() + b"\0")
            whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _documents(folder: Path, schema: str, faults: list[Fault]) -> list[Document]:
    documents = []
    for file in sorted(folder.glob("*.toml")):
        try:
            document = read_document(file)
        except PackError as error:
            faults.extend(error.faults)
            continue
        faults.extend(check(document, schema))
        documents.append(document)
    return documents


def _tables(document: Document, name: str) -> Iterator[tuple[Place, Table]]:
    for number, table in enumerate(document.data.get(name, ())):
        yield (name, number), table


def _unique(
    documents: list[Document],
    name: str,
    make: Callable[[Document, Place, Table], T],
    faults: list[Fault],
    key: str = "id",
) -> dict[str, T]:
    made: dict[str, T] = {}
    first: dict[str, tuple[Document, Place]] = {}
    for document in documents:
        for place, table in _tables(document, name):
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


def _code_set(document: Document, place: Place, table: Table) -> CodeSetEntry:
    cites = _cites(table)
    return CodeSetEntry(table["id"], tuple(table["codes"]), document, place, table.get("label", ""), cites)


def _policy(document: Document, place: Place, table: Table) -> PolicyEntry:
    remit = table.get("remit")
    return PolicyEntry(
        id=table["id"],
        kind=table["kind"],
        title=table["title"],
        action=table.get("action", "warn"),
        document=document,
        place=place,
        status=table.get("status", "stable"),
        applies_to=table.get("applies_to", {}),
        remit=Remit(remit["group"], remit["carc"], tuple(remit.get("rarcs", ()))) if remit else None,
        untranslatable=tuple(table.get("untranslatable", ())),
        versions=tuple(
            _version(document, (*place, "version", number), each, table.get("status", "stable"))
            for number, each in enumerate(table["version"])
        ),
        tests=tuple(
            PolicyTest(each["name"], each, document, (*place, "test", number))
            for number, each in enumerate(table.get("test", ()))
        ),
    )


def _version(document: Document, place: Place, table: Table, status: str) -> VersionEntry:
    effective: date = table["effective"]
    return VersionEntry(
        effective=effective,
        params=table["params"],
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


def _dangling_cites(pack: Pack) -> Iterator[Fault]:
    for policy in pack.policies.values():
        for version in policy.versions:
            for number, cite in enumerate(version.cites):
                if cite.source not in pack.sources:
                    place = (*version.place, "cites", number, "source")
                    message = f"no source is called {cite.source!r} in this pack"
                    yield version.document.fault("SJ010", place, message, "state it in a [[source]]")
