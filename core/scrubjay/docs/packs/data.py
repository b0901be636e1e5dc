"""What policies build on: code sets, tables of figures, labels of codes, and sources."""

from __future__ import annotations

from collections.abc import Iterator

from scrubjay.docs.markdown import code, fenced, items, plain, table
from scrubjay.docs.packs.policies import cited, titled
from scrubjay.docs.packs.surroundings import Surroundings, pack_page
from scrubjay.docs.packs.values import value
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.model import Pack, TableEntry
from scrubjay.packs.names import Names
from scrubjay.timeline import FOREVER, Interval


def code_sets_page(pack: Pack, around: Surroundings) -> str:
    """The page of code sets, each with all of its codes. Raises `PackError` where one cannot be resolved."""
    faults: list[Fault] = []
    parts = list(_code_sets(pack, Names(pack, around.catalogue, faults)))
    if faults:
        raise PackError(faults)
    return pack_page(f"{pack.title}: code sets", *parts)


def _code_sets(pack: Pack, sets: Names) -> Iterator[str]:
    for entry in pack.code_sets.values():
        codes = sorted(sets.named(entry.id, entry.document, entry.place))
        yield f"## {plain(entry.id)}"
        yield plain(entry.label)
        if pack.labels:
            rows = ((code(each), plain(pack.labels.get(each, ""))) for each in codes)
            yield table(("code", "our label"), rows)
        else:
            yield fenced(", ".join(codes), "text")
        yield items(f"Source: {cited(pack, cite)}" for cite in entry.cites)


def labels_page(pack: Pack) -> str:
    """The page of the labels of codes."""
    rows = ((code(each), plain(label)) for each, label in sorted(pack.labels.items()))
    intro = "Short labels of our own. They are no CPT descriptors."
    return pack_page(f"{pack.title}: labels of codes", intro, table(("code", "label"), rows))


def supplied_page(pack: Pack) -> str:
    """The page of what a pack leaves to be supplied, and of the values that it supplies to others."""
    return pack_page(f"{pack.title}: supplied", *_supplied(pack))


def _supplied(pack: Pack) -> Iterator[str]:
    if pack.supplied:
        yield "## To be supplied"
        yield (
            "What the payer does not publish. A pack of your own supplies it, with `[[supply]]`; until then "
            "every line that needs it is `no_data`."
        )
        yield table(
            ("name", "what it is"), ((code(each.id), plain(each.help)) for each in pack.supplied.values())
        )
    if pack.supplies:
        yield "## Supplied by this pack"
        rows = (
            (
                code(each.name),
                value(each.value),
                str(Interval(each.effective, each.until or FOREVER)),
                plain(each.note),
            )
            for each in pack.supplies
        )
        yield table(("name", "value", "dates of service", "note"), rows)


def tables_page(pack: Pack) -> str:
    """The page of tables: releases, digests, what they cover, and where they come from."""
    intro = (
        "Figures too many for TOML stand in files. Each is used only as declared here: a file with another "
        "digest is refused. A date of service that a table does not cover is no data."
    )
    parts = [part for entry in pack.tables.values() for part in _table(pack, entry)]
    return pack_page(f"{pack.title}: tables", intro, *parts)


def _table(pack: Pack, entry: TableEntry) -> Iterator[str]:
    yield f"## {plain(entry.id)}"
    about = [
        f"Release: {plain(entry.release)}",
        f"File: {code(entry.file)}, {entry.rows} rows",
        f"SHA-256: {code(entry.sha256)}",
        f"Key: {', '.join(map(code, entry.key))}",
    ]
    if entry.covers_from is not None:
        about.append(f"Dates of service: {Interval(entry.covers_from, entry.covers_through or FOREVER)}")
    if entry.effective:
        until = f" to {code(entry.until)}" if entry.until else ""
        about.append(f"A row holds from {code(entry.effective)}{until}")
    about += [f"Source: {cited(pack, cite)}" for cite in entry.cites]
    if entry.note:
        about.append(f"Note: {plain(entry.note)}")
    yield items(about)
    rows = ((code(name), code(kind)) for name, kind in entry.columns.items())
    yield table(("column", "type"), rows)


def sources_page(pack: Pack) -> str:
    """The page of sources: where they are published, what they are, and when they were read and compared."""
    compared: dict[str, list[str]] = {}
    versions = [version for policy in pack.policies.values() for version in policy.versions]
    for version in (*versions, *(each.version for each in pack.overrides.values())):
        for cite in version.cites if version.verified_on else ():
            compared.setdefault(cite.source, []).append(str(version.verified_on))
    rows = (
        (
            code(each.id),
            titled(each),
            plain(each.standing),
            str(each.retrieved),
            max(compared.get(each.id, [""])),
            plain(each.note),
        )
        for each in pack.sources.values()
    )
    heads = ("source", "title", "standing", "retrieved", "last compared", "note")
    intro = (
        "Retrieved is when a source was last read; last compared, when a policy that cites it was last "
        "compared with its sources."
    )
    return pack_page(f"{pack.title}: sources", intro, table(heads, rows))
