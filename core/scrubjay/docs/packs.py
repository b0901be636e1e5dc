"""The payer packs: what each states, since when, by which source, and what it leaves unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scrubjay.docs.markdown import code, fenced, items, link, page, plain, table
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import Cite, Pack, PolicyEntry, VersionEntry
from scrubjay.packs.names import Names
from scrubjay.timeline import FOREVER, Interval, closing


def pack_pages(packs: Sequence[Pack], catalogue: Catalogue) -> dict[str, str]:
    """An index, and one page a pack."""
    return {
        "packs/index.md": _index(packs),
        **{f"packs/{pack.id}.md": pack_page(pack, catalogue) for pack in packs},
    }


def _index(packs: Sequence[Pack]) -> str:
    intro = (
        "A pack states the policies of one payer. A pack without payers holds what other packs build on. "
        "`scrubjay packs` lists what is installed on your machine, with the packs of others."
    )
    rows = (
        (
            f"[{plain(pack.id)}]({pack.id}.md)",
            plain(pack.title),
            ", ".join(map(code, pack.payers)),
            _coverage(pack),
            str(len(pack.policies)),
        )
        for pack in packs
    )
    return page("Packs", intro, table(("pack", "title", "payers", "dates of service", "policies"), rows))


def pack_page(pack: Pack, catalogue: Catalogue) -> str:
    """The page of one pack."""
    about = [f"Pack: {code(pack.id)}, version {code(pack.version)}"]
    if pack.payers:
        about.append(f"Payers: {', '.join(map(code, pack.payers))}")
    if pack.line_of_business:
        about.append(f"Line of business: {plain(pack.line_of_business)}")
    if dates := _coverage(pack):
        about.append(f"Dates of service: {dates}")
    if pack.requires:
        needs = (f"{code(each.pack)} {code(each.version)}" for each in pack.requires)
        about.append(f"Requires: {', '.join(needs)}")
    parts = [items(about)]
    if pack.policies:
        parts.append("## Policies")
        parts += [part for entry in pack.policies.values() for part in _policy(pack, entry)]
    if pack.supplied:
        rows = ((code(each.id), plain(each.help)) for each in pack.supplied.values())
        parts += [
            "## To be supplied",
            "What the payer does not publish. A pack of your own supplies it, with `[[supply]]`; until then "
            "every line that needs it is `no_data`.",
            table(("name", "what it is"), rows),
        ]
    parts += _code_sets(pack, catalogue)
    if pack.labels:
        rows = ((code(each), plain(label)) for each, label in sorted(pack.labels.items()))
        parts += [
            "## Labels of codes",
            "Short labels of our own. They are no CPT descriptors.",
            table(("code", "label"), rows),
        ]
    if pack.sources:
        parts += ["## Sources", table(("source", "title", "retrieved", "note"), _sources(pack))]
    return page(pack.title, *parts)


def _coverage(pack: Pack) -> str:
    return (
        ""
        if pack.coverage_from is None
        else str(Interval(pack.coverage_from, pack.coverage_through or FOREVER))
    )


def _policy(pack: Pack, entry: PolicyEntry) -> Iterator[str]:
    yield f"### {plain(entry.title)}"
    about = [
        f"Policy: {code(f'{pack.id}:{entry.id}')}",
        f"Kind: [{plain(entry.kind)}](../kinds/{entry.kind}.md)",
        f"Status: {plain(entry.status)}",
        f"Where it is not met: {plain(entry.action)}" + _remit(entry),
    ]
    if entry.applies_to:
        about.append("Applies to: " + "; ".join(_pair(key, value) for key, value in entry.applies_to.items()))
    yield items(about)
    if entry.untranslatable:
        yield "What it cannot express:"
        yield items(map(plain, entry.untranslatable))
    ordered = sorted(entry.versions, key=lambda version: version.effective)
    intervals = closing((version.effective, version.until) for version in ordered)
    for version, interval in zip(ordered, intervals, strict=True):
        yield from _version(pack, entry, version, interval)


def _version(pack: Pack, entry: PolicyEntry, version: VersionEntry, interval: Interval) -> Iterator[str]:
    yield f"**In force {interval}**" + (
        f" ({plain(version.status)})" if version.status != entry.status else ""
    )
    if version.params:
        rows = ((code(key), _value(value)) for key, value in version.params.items())
        yield table(("parameter", "value"), rows)
    lines = [f"Source: {_cite(pack, cite)}" for cite in version.cites]
    if version.verified_on:
        lines.append(f"Compared with its source on {version.verified_on}")
    if version.note:
        lines.append(f"Note: {plain(version.note)}")
    yield items(lines)


def _remit(entry: PolicyEntry) -> str:
    if entry.remit is None:
        return ""
    codes = (f"{entry.remit.group}-{entry.remit.carc}", *entry.remit.rarcs)
    return f", with {', '.join(map(code, codes))}"


def _pair(key: str, value: Any) -> str:
    return f"{code(key)} {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, Mapping) and value.keys() == {"supplied"}:
        return f"to be supplied: {code(value['supplied'])}"
    if isinstance(value, Mapping):
        return "; ".join(_pair(key, each) for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return code(value)


def _cite(pack: Pack, cite: Cite) -> str:
    source = pack.sources[cite.source]
    return f"{link(source.title, source.url)} {plain(cite.at)}".rstrip()


def _code_sets(pack: Pack, catalogue: Catalogue) -> Iterator[str]:
    if not pack.code_sets:
        return
    faults: list[Fault] = []
    sets = Names(pack, catalogue, faults)
    yield "## Code sets"
    for entry in pack.code_sets.values():
        codes = sorted(sets.named(entry.id, entry.document, entry.place))
        yield f"### {plain(entry.id)}"
        yield plain(entry.label)
        if pack.labels:
            yield table(
                ("code", "our label"), ((code(each), plain(pack.labels.get(each, ""))) for each in codes)
            )
        else:
            yield fenced(", ".join(codes), "text")
        yield items(f"Source: {_cite(pack, cite)}" for cite in entry.cites)


def _sources(pack: Pack) -> Iterator[tuple[str, str, str, str]]:
    for source in pack.sources.values():
        yield code(source.id), link(source.title, source.url), str(source.retrieved), plain(source.note)
