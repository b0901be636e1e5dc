"""`scrubjay explain`: the full trace of one encounter."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from scrubjay.chain import Link
from scrubjay.cli.common import (
    PackRefused,
    engine_options,
    format_option,
    make_engine,
    print_json,
    wants_color,
    whereabouts,
    width,
)
from scrubjay.cli.exits import BAD_INPUT, status_of
from scrubjay.cli.inputs import items, report
from scrubjay.explain import Explanation, Value
from scrubjay.explain import explain as explanations
from scrubjay.packs.faults import PackError, nearest


@click.command(epilog="Example: scrubjay explain encounter.json --line 2 --policy total-time")
@click.argument("file")
@click.option("--line", type=click.IntRange(1), help="Only what was said about this line, from 1.")
@click.option("--policy", metavar="ID", help="Only what this policy said: its id, with or without its pack.")
@click.option("--payer", metavar="ID", help="Rule the encounter by this payer's policies.")
@format_option
@engine_options
def explain(
    file: str,
    line: int | None,
    policy: str | None,
    payer: str | None,
    form: str,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Show every policy that ruled on the one encounter of FILE, with values, origins and citations.

    Exit status: 0 clean, 1 something failed, 3 something could not be judged, 2 bad input, 4 an internal
    error.
    """
    engine = make_engine(packs, without)
    found = [item for _, item in items(engine, [file], payer)]
    for item in found:
        report(item)
    if len(found) != 1:
        raise click.UsageError(f"{file} holds {len(found)} encounters; explain takes one")
    encounter = found[0].encounter
    if encounter is None:
        raise click.exceptions.Exit(BAD_INPUT)
    try:
        evaluation = engine.check(encounter)
    except PackError as error:
        raise PackRefused(error) from error
    if line is not None and line > len(encounter.lines):
        count = "1 line" if len(encounter.lines) == 1 else f"{len(encounter.lines)} lines"
        raise click.UsageError(f"--line {line}: the encounter has {count}")
    told = explanations(evaluation, line=line, policy=policy)
    if policy is not None and not told:
        known = {name for each in evaluation.trace for name in (each.policy, each.policy.split(":")[-1])}
        raise click.UsageError(f"--policy {policy}: no such policy ruled here; {nearest(policy, known)}")
    if form == "json":
        print_json({**evaluation.to_dict(), "trace": [each.to_dict() for each in told]})
    else:
        _print(told)
    raise click.exceptions.Exit(status_of(evaluation.outcome.word))


def _print(told: Sequence[Explanation]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from scrubjay.console import make_console

    out = sys.stdout
    console = make_console(out, width=width(out), color=wants_color(out))

    def put(text: str, depth: int) -> None:
        console.print(Padding(Text(text), (0, 0, 0, depth), expand=False))

    for each in told:
        finding = each.finding
        where = f"line {finding.line}" if finding.line else "encounter"
        console.print(Text(f"{where}  {finding.policy}  {finding.outcome.word.replace('_', ' ')}", "bold"))
        put(finding.message, 2)
        if finding.remedy:
            put(f"to do: {finding.remedy}", 2)
        if each.title:
            put(f"policy: {each.title} [{finding.kind}, {finding.status}]", 2)
            put(f"version: {finding.version}, in force {each.in_force}", 2)
        _links(put, each.chain)
        _values(put, "parameters", each.parameters)
        _values(put, "facts", each.facts)
        for note in each.notes:
            put(f"note: {note}", 2)
        for text in each.untranslatable:
            put(f"not expressed: {text}", 2)
        for cite in finding.cites:
            put(f"source: {cite['source']} {cite['at']}".rstrip(), 2)
            console.print(Text(f"    {whereabouts(cite)}"), soft_wrap=True)
        console.print()


def _links(put: Callable[[str, int], None], chain: Sequence[Link]) -> None:
    """Who says what about a policy, where there is more than its own version."""
    if len(chain) < 2:
        return
    put("stated by:", 2)
    for each in chain:
        mark = {True: "decides", False: "does not decide", None: "cannot be told"}[each.decides]
        put(f"{each.change} {each.name}  ({each.place})", 4)
        put(f"{mark}: {each.why}", 6)


def _values(put: object, title: str, values: Sequence[Value]) -> None:
    if not values or not callable(put):
        return
    put(f"{title}:", 2)
    for each in values:
        put(f"{each.name} = {each.words}  ({each.origin})", 4)
