"""Read a pack's folder: every file checked against its schema, every fault reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from scrubjay.packs import entries
from scrubjay.packs.check import check
from scrubjay.packs.documents import Document, read_document
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.model import Pack, Requirement


def read_manifest(root: Path) -> Document:
    """The `pack.toml` of a folder. Raises `PackError`."""
    document = read_document(root / "pack.toml")
    if faults := check(document, "pack/v1/pack.schema.json") or list(_backwards(document)):
        raise PackError(faults)
    return document


def read_pack(root: Path, *, examples: bool = True) -> Pack:
    """Read and check a pack. Raises `PackError` with every fault of every file.

    Without `examples` the tests that stand beside policies and overrides, and the scenarios, are left out,
    and nothing is said against them: whoever rules encounters does not need them.
    """
    faults: list[Fault] = []
    manifest = None
    try:
        manifest = read_manifest(root)
    except PackError as error:
        faults.extend(error.faults)
    policies = _documents(root / "policies", "pack/v1/policies.schema.json", faults, examples=examples)
    scenarios = _documents(root / "tests", "pack/v1/tests.schema.json", faults) if examples else []
    if manifest is None or faults:
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
        extends=tuple(Requirement(**each) for each in data.get("extends", ())),
        requires=tuple(Requirement(**each) for each in data.get("requires", ())),
        sources=entries.unique(policies, "source", entries.source, faults),
        code_sets=entries.unique(policies, "code_set", entries.code_set, faults),
        tables=entries.unique(policies, "table", entries.table, faults),
        labels=entries.unique(policies, "code", entries.label, faults, "code"),
        supplied=entries.unique(policies, "supplied", entries.supplied, faults),
        supplies=tuple(
            entries.supply(data["id"], document, place, table)
            for document in policies
            for place, table in entries.tables(document, "supply")
        ),
        policies=entries.unique(policies, "policy", entries.policy, faults),
        overrides=entries.unique(policies, "override", entries.override, faults, "label"),
        scenarios=tuple(
            entries.test(document, place, table)
            for document in scenarios
            for place, table in entries.tables(document, "scenario")
        ),
    )
    faults += [*entries.dangling_cites(pack), *entries.unfit_columns(pack)]
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


def _documents(folder: Path, schema: str, faults: list[Fault], *, examples: bool = True) -> list[Document]:
    documents = []
    for file in sorted(folder.glob("*.toml")):
        try:
            document = read_document(file)
        except PackError as error:
            faults.extend(error.faults)
            continue
        if not examples:
            _leave_out_tests(document.data.get("policy"))
            _leave_out_tests(document.data.get("override"))
        faults.extend(check(document, schema))
        documents.append(document)
    return documents


def _leave_out_tests(listed: object) -> None:
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict):
            entry.pop("test", None)


def _backwards(manifest: Document) -> Iterator[Fault]:
    coverage = manifest.data.get("coverage", {})
    through = coverage.get("through")
    if through is not None and through < coverage["from"]:
        message = f"{through} is before {coverage['from']}, when coverage begins"
        yield manifest.fault("SJ004", ("coverage", "through"), message)
