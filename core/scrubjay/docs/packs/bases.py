"""What a pack takes over from the packs that it extends, and what it changes of it."""

from __future__ import annotations

from collections.abc import Iterator

from scrubjay.docs.markdown import code, items, plain, table
from scrubjay.docs.packs.policies import cited, remitted
from scrubjay.docs.packs.surroundings import pack_page
from scrubjay.docs.packs.values import pair, value
from scrubjay.packs.model import OverrideEntry, Pack
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import FOREVER, Interval


def extends_page(pack: Pack, ruleset: Ruleset) -> str:
    """The page of policies of other packs that hold here, with every override of each, and of overrides."""
    intro = (
        "The policies of the packs that this one extends hold here too, each under its own id. Below each "
        "pack stand its policies and, from the base up, what changes them."
    )
    taken: dict[str, list[Policy]] = {}
    for policy in ruleset.policies:
        if policy.pack.id != pack.id:
            taken.setdefault(policy.pack.id, []).append(policy)
    parts = [part for id, policies in taken.items() for part in _taken(id, policies)]
    if pack.overrides:
        parts.append("## Overrides of this pack")
        parts += [part for entry in pack.overrides.values() for part in _override(pack, entry)]
    return pack_page(f"{pack.title}: what is taken over", intro, *parts)


def _taken(id: str, policies: list[Policy]) -> Iterator[str]:
    yield f"## Policies of {plain(id)}"
    rows = ((code(each.id), plain(each.entry.title), _changes(each)) for each in policies)
    yield table(("policy", "what it demands", "what changes it"), rows)


def _changes(policy: Policy) -> str:
    return "<br>".join(f"{code(each.name)}: {each.entry.change}, {each.dates}" for each in policy.overrides)


def _override(pack: Pack, entry: OverrideEntry) -> Iterator[str]:
    version = entry.version
    yield f"### {plain(entry.label)}"
    about = [
        f"Policy: {code(entry.policy)}",
        f"What it does: {entry.change}",
        f"Dates of service: {Interval(version.effective, version.until or FOREVER)}",
        f"Reason: {plain(entry.reason)}",
        f"Status: {plain(version.status)}",
    ]
    if entry.when:
        about.append("Where: " + "; ".join(pair(key, each) for key, each in entry.when.items()))
    if entry.action is not None:
        about.append(f"Where it is not met: {plain(entry.action)}")
    if entry.remit is not None:
        about.append(f"Remittance codes: {remitted(entry.remit)}")
    if entry.applies_to is not None:
        about.append("Applies to: " + "; ".join(pair(key, each) for key, each in entry.applies_to.items()))
    about += [f"Source: {cited(pack, cite)}" for cite in version.cites]
    if version.verified_on:
        about.append(f"Compared with its source on {version.verified_on}")
    if version.note:
        about.append(f"Note: {plain(version.note)}")
    yield items(about)
    if version.params:
        rows = ((code(key), value(each)) for key, each in version.params.items())
        yield table(("parameter", "value"), rows)
