"""Cards for people at a terminal: sections as tables, then what stands behind each policy."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import groupby

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scrubjay.card import CardEntry, CardPlace, Cell
from scrubjay.cli.common import wants_color, width
from scrubjay.codecard import Card, CardPolicy
from scrubjay.codecard.model import Cites
from scrubjay.console import make_console
from scrubjay.findings import in_words

Part = tuple[CardPolicy, list[CardEntry]]


def show(cards: Sequence[Card], *, chosen: bool) -> None:
    """Print cards one after another; `chosen`: nobody gave a date, and the card says how it was found."""
    out, made = sys.stdout, StringIO()
    console = make_console(made, width=width(out), color=wants_color(out))
    for card in cards:
        _card(card, console, chosen=chosen)
    click.echo("\n".join(line.rstrip() for line in made.getvalue().splitlines()))


def _card(card: Card, console: Console, *, chosen: bool) -> None:
    console.print(Text(f"{card.code}  {card.label}".rstrip(), "bold"))
    _put(console, f"{card.payer}: {card.title} (pack {card.pack} {card.version})", 0)
    _put(console, _place(card.place, chosen=chosen), 0)
    for section, parts in _sections(card.policies):
        _head(console, section)
        for policy, entries in parts:
            _entries(console, entries)
            _put(console, f"by {_local(policy.id)}, {policy.in_force}", 2, "dim")
    told = [policy for policy in card.policies if policy.entries or policy.error]
    for title, policies in (
        ("behind it", told),
        ("also ruled by", [policy for policy in card.policies if policy not in told]),
    ):
        if policies:
            _head(console, title)
        for policy in policies:
            _policy(console, policy)
    if card.silent:
        _head(console, "not here")
        for id, title, reason in card.silent:
            _put(console, f"{_local(id)}: {title} ({reason})", 2)
    if card.code_sets:
        _head(console, "code sets")
        for id, label in card.code_sets:
            _put(console, f"{id}: {label}" if label else id, 2)
    if urls := dict(_urls(card.policies)):
        _head(console, "sources")
        for source, url in urls.items():
            _put(console, source, 2)
            console.print(f"    {url}", soft_wrap=True)
    console.print()


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


def _entries(console: Console, entries: Sequence[CardEntry]) -> None:
    """Entries with the same columns as one table under their names; others by label and value."""
    for columns, run in groupby(entries, _columns):
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=bool(columns))
        rows = [(entry.label, *_cells(entry), entry.note) for entry in run]
        filled = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
        heads = ("", *(columns or ("",)), "")
        for place in filled:
            table.add_column(heads[place], overflow="fold")
        for row in rows:
            table.add_row(*(row[place] for place in filled))
        console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _columns(entry: CardEntry) -> tuple[str, ...]:
    return tuple(entry.value) if isinstance(entry.value, Mapping) else ()


def _cells(entry: CardEntry) -> list[str]:
    value = entry.shown
    if isinstance(value, Mapping):
        return [_cell(each) for each in value.values()]
    return ["-" if value is None else in_words(value, entry.unit)]


def _cell(value: Cell) -> str:
    return "-" if value is None else str(value)


def _policy(console: Console, policy: CardPolicy) -> None:
    checked = f"verified {policy.verified_on}" if policy.verified_on else "not verified"
    words = [policy.kind, str(policy.in_force), checked]
    words += [policy.status] if policy.status != "stable" else []
    _put(console, f"{_local(policy.id)}: {policy.title}", 2)
    _put(console, ", ".join(words), 4, "dim")
    for name, value in policy.applies_to.items():
        values = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        _put(console, f"only where {name.replace('_', ' ')}: {values}", 4)
    for cite in policy.cites:
        _put(console, f"source: {_cite(cite)}", 4, "dim")
    for table in policy.tables:
        told = [f"table: {_local(table.id)}, {table.release}", *map(_cite, table.cites)]
        _put(console, "; ".join(told), 4, "dim")
    if policy.error:
        _put(console, f"broke: {policy.error}", 4, "bold red")
    for text in policy.remedies:
        _put(console, f"to do: {text}", 4)
    if policy.note:
        _put(console, f"note: {policy.note}", 4)
    for text in policy.untranslatable:
        _put(console, f"not expressed: {text}", 4)


def _cite(cite: Mapping[str, str]) -> str:
    return f"{cite['source']} {cite['at']}".rstrip()


def _urls(policies: Sequence[CardPolicy]) -> Iterator[tuple[str, str]]:
    for policy in policies:
        cites: Cites = policy.cites + tuple(each for table in policy.tables for each in table.cites)
        for cite in cites:
            yield cite["source"], cite["url"]


def _local(id: str) -> str:
    return id.rpartition(":")[2]


def _head(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title.capitalize(), "bold"))


def _put(console: Console, text: str, depth: int, style: str = "") -> None:
    """A paragraph at a depth, what follows its first line two columns further in."""
    before = " " * depth
    for line in textwrap.wrap(
        text, console.width, initial_indent=before, subsequent_indent=before + "  ", break_on_hyphens=False
    ):
        console.print(Text(line, style), soft_wrap=True)
