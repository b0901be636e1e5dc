"""How the diff of a pack is written: for people, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import click

from scrubjay.cli.common import print_table, wrapped
from scrubjay.diff import EncounterDiff, PackDiff, PolicyDiff, SpanDiff, TableChange, Totals
from scrubjay.diff.encounters import MONEY, FindingDiff, LineDiff, Said
from scrubjay.money import dollars

ROWS = 5
"""So many rows of a table that differ are shown to people; JSON has more."""

_HOW = {"added": "only in the new", "removed": "only in the old"}


def write_json(found: Sequence[PackDiff], different: Iterator[EncounterDiff] | None, totals: Totals) -> None:
    """Write one JSON object. Encounters are written as they come, the totals after the last of them."""
    packs = json.dumps([each.to_dict() for each in found], ensure_ascii=False, indent=2)
    click.echo('{"packs": ' + packs, nl=different is None)
    if different is None:
        click.echo("}")
        return
    click.echo(',\n"encounters": [', nl=False)
    separator = "\n"
    for each in different:
        click.echo(separator + json.dumps(each.to_dict(), ensure_ascii=False), nl=False)
        separator = ",\n"
    click.echo('\n],\n"totals": ' + json.dumps(totals.to_dict(), ensure_ascii=False, indent=2) + "}")


def write_text(found: Sequence[PackDiff], different: Iterator[EncounterDiff] | None, totals: Totals) -> None:
    """Write for people: what the packs state, then the encounters that come out differently, then totals."""
    for line in chain.from_iterable(map(_pack, found)):
        click.echo(line)
    if not found:
        click.echo("no pack that is in use builds on this one")
    if different is None:
        return
    for each in different:
        click.echo()
        for line in _encounter(each):
            click.echo(line)
    click.echo()
    _totals(totals)


def _pack(found: PackDiff) -> Iterator[str]:
    yield found.pack
    for version in found.packs:
        yield f"  {version}"
    for change in found.changes:
        yield from wrapped(str(change), 2)
    for span in found.coverage:
        yield f"  coverage {_dates(span)}"
    for policy in found.policies:
        yield ""
        yield from _policy(policy)
    yield ""
    counts = [sum(each.how == how for each in found.policies) for how in ("added", "removed", "changed")]
    if found.same:
        yield "the packs rule every encounter alike"
    else:
        yield "policies: {} added, {} removed, {} changed".format(*counts)


def _policy(policy: PolicyDiff) -> Iterator[str]:
    """A policy that differs; the rows of a table are shown once, where its change first holds."""
    yield from wrapped(f"{policy.id}  {policy.title}", 0)
    shown = set()
    for span in policy.spans:
        yield f"  {_dates(span)}"
        for change in span.changes:
            yield from wrapped(str(change), 4)
            if isinstance(change, TableChange) and change.key not in shown:
                shown.add(change.key)
                yield from (line for row in change.changed[:ROWS] for line in wrapped(str(row), 6))
                if (more := sum(change.rows) - ROWS) > 0:
                    yield f"      and {more:,} more"


def _dates(span: SpanDiff) -> str:
    return f"{span.dates}: {_HOW[span.how]}" if span.how in _HOW else str(span.dates)


def _encounter(found: EncounterDiff) -> Iterator[str]:
    yield f"{found.encounter}  {found.payer}  {found.date}  {_arrow(*found.outcome)}"
    for line in found.lines:
        yield from wrapped(f"line {line.line} {line.code}  {_values(line)}", 2)
    for finding in found.findings:
        yield from _finding(finding)


def _values(line: LineDiff) -> str:
    shown = []
    for name, pair in line.values.items():
        words = [_word(dollars(each) if name in MONEY and each is not None else each) for each in pair]
        shown.append(f"{name.removeprefix('units_')} {words[0]} -> {words[1]}")
    return ", ".join(shown)


def _finding(found: FindingDiff) -> Iterator[str]:
    where = "" if found.line is None else f"  line {found.line}"
    outcomes = [each.outcome if each else "silent" for each in (found.old, found.new)]
    yield from wrapped(f"{found.policy}{where}  {_arrow(*outcomes)}", 2)
    for word, each in (("old", found.old), ("new", found.new)):
        if each is not None and each.message:
            yield from wrapped(f"{word}: {_said(each)}", 6)


def _said(said: Said) -> str:
    follows = " ".join(filter(None, (said.action, said.remit)))
    return f"{follows}: {said.message}" if follows else said.message


def _totals(totals: Totals) -> None:
    encounters = "encounter" if totals.ruled == 1 else "encounters"
    come = "comes" if totals.different == 1 else "come"
    click.echo(f"{totals.ruled:,} {encounters} ruled, {totals.different:,} {come} out differently")
    if not totals.different:
        return
    shown = totals.to_dict()
    policies = [
        (each["policy"], each["old"], each["new"], f"{each['findings']:,}") for each in shown["policies"]
    ]
    click.echo()
    print_table(("policy", "old", "new", "findings"), policies, empty="no policy says anything else")
    click.echo()
    amounts = [
        (name, *(f"{each[key]:,}" if key not in ("old", "new") else each[key] for key in each))
        for name, each in shown["amounts"].items()
        if each["lines"]
    ]
    columns = ("amount", "lines", "old", "new", "unknown in old", "in new")
    print_table(columns, amounts, empty="no amount differs")


def _arrow(old: str, new: str) -> str:
    return old if old == new else f"{old} -> {new}"


def _word(value: Any) -> str:
    return "-" if value is None else str(value)
