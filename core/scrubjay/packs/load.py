"""Read a pack's folder: every file checked against its schema, every fault reported at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from scrubjay.packs import cache, entries
from scrubjay.packs.check import check
from scrubjay.packs.documents import Document, parse_document
from scrubjay.packs.faults import MOST_FAULTS, Fault, PackError
from scrubjay.packs.files import MANIFEST, MOST_BYTES, Files, read_file, read_files
from scrubjay.packs.model import Exemption, Pack, Requirement
from scrubjay.packs.plain import from_json, to_json


def read_manifest(root: Path, files: Files | None = None) -> Document:
    """The `pack.toml` of a folder, or of files that were read. Raises `PackError`."""
    raw = read_file(root / MANIFEST, MOST_BYTES) if files is None else files.contents[MANIFEST]
    faults: list[Fault] = []
    remembered = files is None or not files.verified
    found = _documents(root, {MANIFEST: raw}, "pack/v1/pack.schema.json", faults, remembered=remembered)
    if faults:
        raise PackError(faults)
    return found[0]


def read_pack(root: Path, *, examples: bool = True, files: Files | None = None) -> Pack:
    """Read and check a pack. Raises `PackError` with every fault of every file.

    Without `examples` the tests that stand beside policies and overrides, and the scenarios, are left out,
    and nothing is said against them: whoever rules encounters does not need them. What was found right once
    is then remembered. `files` are the pack's where they were read before.
    """
    files = files or read_files(root)
    faults: list[Fault] = []
    manifest = None
    try:
        manifest = read_manifest(root, files)
    except PackError as error:
        faults.extend(error.faults)
    policies = _documents(
        root,
        files.below("policies"),
        "pack/v1/policies.schema.json",
        faults,
        examples=examples,
        remembered=not examples and not files.verified,
    )
    scenarios = (
        _documents(root, files.below("tests"), "pack/v1/tests.schema.json", faults) if examples else []
    )
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
        sha256=files.sha256,
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
        tier=data.get("tier", ""),
        exemptions=tuple(Exemption(**each) for each in data.get("exempt", ())),
    )
    faults += islice(entries.dangling_cites(pack), MOST_FAULTS)
    faults += islice(entries.unfit_columns(pack), MOST_FAULTS)
    if faults:
        raise PackError(faults)
    return pack


def _documents(
    root: Path,
    contents: Mapping[str, bytes],
    schema: str,
    faults: list[Fault],
    *,
    examples: bool = True,
    remembered: bool = False,
) -> list[Document]:
    """The documents of files, each checked, or recalled if they were found right before."""
    slot = f"{root.absolute()} {schema}"
    key = cache.key(schema, *(part for pair in contents.items() for part in pair)) if remembered else ""
    if remembered and (raw := cache.recall(slot, key)) is not None:
        data = from_json(raw)
        return [Document(root / name, contents[name].decode(), data[name]) for name in contents]
    documents: list[Document] = []
    found: list[Fault] = []
    for name, raw in contents.items():
        try:
            document = parse_document(root / name, raw)
        except PackError as error:
            found += error.faults
            continue
        if not examples:
            _leave_out_tests(document.data.get("policy"))
            _leave_out_tests(document.data.get("override"))
        if wrong := check(document, schema):
            found += wrong
        elif name == MANIFEST:
            found += _backwards(document)
        documents.append(document)
    faults += found
    if remembered and not found:
        stored = to_json({name: document.data for name, document in zip(contents, documents, strict=True)})
        if stored is not None:
            cache.remember(slot, key, stored)
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
