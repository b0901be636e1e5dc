"""Cards for people at a terminal: sections as tables, then what stands behind each policy."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from scrubjay.card import CardEntry, CardPlace
from scrubjay.cli.cardparts import entries_of, head, put
from scrubjay.cli.common import wants_color, whereabouts, width
from scrubjay.codecard import Card, CardPolicy
from scrubjay.codecard.model import Cites
from scrubjay.console import make_console

Part = tuple[CardPolicy, list[CardEntry]]


def show(cards: Sequence[Card], *, chosen: bool, whole: bool = True) -> None:
    """Print cards one after another, `whole` or only their sections.

    `chosen`: nobody gave a date, and the card says how it was found.
    """
    out, made = sys.stdout, StringIO()
    console = make_console(made, width=width(out), color=wants_color(out))
    for card in cards:
        _sectioned(card, console, chosen=chosen)
        if whole:
            _behind(card, console)
        console.print()
    click.echo("\n".join(line.rstrip() for line in made.getvalue().splitlines()))


def _sectioned(card: Card, console: Console, *, chosen: bool) -> None:
    console.print(Text(f"{card.code}  {card.label}".rstrip(), "bold"))
    put(console, f"{card.payer}: {card.title}", 0)
    put(console, f"pack {card.pack} {card.version}, {_place(card.place, chosen=chosen)}", 0)
    for section, parts in _sections(card.policies):
        head(console, section)
        for policy, entries in parts:
            entries_of(console, entries)
            put(console, f"by {_local(policy.id)}, {policy.in_force}", 2, "dim")
    if broken := [policy for policy in card.policies if policy.error]:
        head(console, "broke")
        for policy in broken:
            put(console, f"{_local(policy.id)}: {policy.error}", 2, "bold red")


def _behind(card: Card, console: Console) -> None:
    told = [policy for policy in card.policies if policy.tells]
    if told:
        head(console, "behind it")
        for policy in told:
            _policy(console, policy)
    if others := [policy for policy in card.policies if not policy.tells]:
        head(console, "also ruled, like other lines, by")
        for policy in others:
            put(console, f"{_local(policy.id)}: {policy.title}, {policy.in_force}", 2)
    if card.silent:
        head(console, "not here")
        for id, title, reason in card.silent:
            put(console, f"{_local(id)}: {title} ({reason})", 2)
    if card.code_sets:
        head(console, "code sets")
        for id, label in card.code_sets:
            put(console, f"{id}: {label}" if label else id, 2)
    if urls := dict(_urls(told)):
        head(console, "sources")
        for source, url in urls.items():
            console.print(Text(f"  {source}: {url}"), soft_wrap=True)


def _place(place: CardPlace, *, chosen: bool) -> str:
    parts = [f"date of service {place.date}"]
    if chosen:
        parts.append("which is the last on which anything changed")
    where = f"locality {place.locality}" if place.locality else f"ZIP {place.zip}" if place.zip else ""
    parts.append(where or "no place given")
    if place.claim_form:
        parts.append(f"{place.claim_form} claim")
    if place.qp is not None:
        parts.append("qualifying APM participant" if place.qp else "no qualifying APM participant")
    return ", ".join(parts)


def _sections(policies: Sequence[CardPolicy]) -> Iterator[tuple[str, list[Part]]]:
    """Each section, in order of first appearance, with the policies that contribute to it."""
    for name in dict.fromkeys(entry.section for policy in policies for entry in policy.entries):
        parts = [
            (policy, [entry for entry in policy.entries if entry.section == name]) for policy in policies
        ]
        yield name, [part for part in parts if part[1]]


def _policy(console: Console, policy: CardPolicy) -> None:
    checked = f"verified {policy.verified_on}" if policy.verified_on else "not verified"
    words = [policy.kind, str(policy.in_force), checked]
    words += [policy.status] if policy.status != "stable" else []
    put(console, f"{_local(policy.id)}: {policy.title}", 2)
    put(console, ", ".join(words), 4, "dim")
    for name, value in policy.applies_to.items():
        values = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        put(console, f"only where {name.replace('_', ' ')}: {values}", 4)
    for table in policy.tables:
        put(console, f"table {_local(table.id)}: {table.release}", 4, "dim")
    if policy.cites:
        put(console, f"sources: {'; '.join(map(_cite, policy.cites))}", 4, "dim")
    for text in policy.remedies:
        put(console, f"to do: {text}", 4)
    if policy.note:
        put(console, f"note: {policy.note}", 4)
    for text in policy.untranslatable:
        put(console, f"not expressed: {text}", 4)


def _cite(cite: Mapping[str, Any]) -> str:
    return f"{cite['source']} {cite['at']}".rstrip()


def _urls(policies: Sequence[CardPolicy]) -> Iterator[tuple[str, str]]:
    for policy in policies:
        cites: Cites = policy.cites + tuple(each for table in policy.tables for each in table.cites)
        for cite in cites:
            yield cite["source"], whereabouts(cite)


def _local(id: str) -> str:
    return id.rpartition(":")[2]
