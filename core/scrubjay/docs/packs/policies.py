"""The policies of a pack, a page a stage: what each demands, its versions by date, and their figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scrubjay.docs.markdown import code, items, link, plain, table
from scrubjay.docs.packs.surroundings import Surroundings, pack_page
from scrubjay.docs.packs.values import pair, value
from scrubjay.packs.model import Cite, Pack, PolicyEntry, Source, VersionEntry
from scrubjay.settled import Remit
from scrubjay.timeline import Interval, closing

Dated = Sequence[tuple[Interval, VersionEntry]]


def policies_page(pack: Pack, stage: str, policies: Sequence[PolicyEntry], around: Surroundings) -> str:
    """The page of the policies that rule in one stage."""
    parts = [part for entry in policies for part in _policy(pack, entry, around)]
    return pack_page(f"{pack.title}: {stage}", *parts)


def cited(pack: Pack, cite: Cite) -> str:
    """A citation with the title of its source, linked."""
    return f"{titled(pack.sources[cite.source])} {plain(cite.at)}".rstrip()


def titled(source: Source) -> str:
    """The title of a source, linked to its address; with who has it, where it has none."""
    if source.url:
        return link(source.title, source.url)
    return f"{plain(source.title)} (held by {plain(source.held_by)})"


def remitted(remit: Remit | None) -> str:
    """The remittance codes of a denial or reduction."""
    if remit is None:
        return ""
    return ", ".join(map(code, (f"{remit.group}-{remit.carc}", *remit.rarcs)))


def dated(entry: PolicyEntry) -> Dated:
    """The versions of a policy in order, with the dates on which each is in force."""
    ordered = sorted(entry.versions, key=lambda version: version.effective)
    intervals = closing((version.effective, version.until) for version in ordered)
    return list(zip(intervals, ordered, strict=True))


def _policy(pack: Pack, entry: PolicyEntry, around: Surroundings) -> Iterator[str]:
    yield f"## {plain(entry.title)}"
    remit = remitted(entry.remit)
    about = [
        f"Policy: {code(f'{pack.id}:{entry.id}')}",
        f"Kind: {around.kind(entry.kind)}",
        f"Status: {plain(entry.status)}",
        f"Where it is not met: {plain(entry.action)}" + (f", with {remit}" if remit else ""),
    ]
    if entry.applies_to:
        about.append("Applies to: " + "; ".join(pair(key, each) for key, each in entry.applies_to.items()))
    yield items(about)
    if entry.untranslatable:
        yield "What it cannot express:"
        yield items(map(plain, entry.untranslatable))
    versions = dated(entry)
    yield from _figures(versions)
    yield "### Versions"
    for span, version in versions:
        yield from _version(pack, entry, span, version)


def _figures(versions: Dated) -> Iterator[str]:
    """Parameters that never changed, once; the others by date."""
    keys = dict.fromkeys(key for _, version in versions for key in version.params)
    changing = [key for key in keys if any(_differ(versions, key))]
    constant = [key for key in keys if key not in changing]
    params = versions[-1][1].params
    if constant:
        yield table(("parameter", "value"), ((code(key), value(params[key])) for key in constant))
    if changing:
        rows = ((str(span), *(_shown(version.params, key) for key in changing)) for span, version in versions)
        yield table(("in force", *map(code, changing)), rows)


def _differ(versions: Dated, key: str) -> Iterator[bool]:
    _, first = versions[0]
    for _, version in versions[1:]:
        yield (key in version.params) != (key in first.params) or version.params.get(key) != first.params.get(
            key
        )


def _shown(params: Any, key: str) -> str:
    return value(params[key]) if key in params else ""


def _version(pack: Pack, entry: PolicyEntry, span: Interval, version: VersionEntry) -> Iterator[str]:
    yield f"**In force {span}**" + (f" ({plain(version.status)})" if version.status != entry.status else "")
    lines = [f"Source: {cited(pack, cite)}" for cite in version.cites]
    if version.verified_on:
        lines.append(f"Compared with its source on {version.verified_on}")
    if version.note:
        lines.append(f"Note: {plain(version.note)}")
    yield items(lines)
