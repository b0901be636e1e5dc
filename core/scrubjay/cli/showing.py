"""`scrubjay pack show`: the policies of a payer on one date, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from scrubjay.chain import Link, chain
from scrubjay.cli.common import PackRefused, engine_options, format_option, make_engine, print_json, read_day
from scrubjay.cli.exits import CLEAN, NOT_JUDGED
from scrubjay.packs.faults import PackError, nearest
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.unsupplied import Unsupplied


@click.command(epilog="Example: scrubjay pack show medicare-part-b --date 2026-03-02")
@click.argument("payer")
@click.option(
    "--date",
    "day",
    callback=read_day,
    required=True,
    metavar="DATE",
    help="The date of service, such as 2026-03-02. There is no default: the clock selects nothing.",
)
@format_option
@engine_options
def show(payer: str, day: date, form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """Show the policies of PAYER on a date of service, with every override and whether it decides.

    Exit status: 0 shown, 2 bad usage or a pack that cannot be used, 3 the pack does not cover the date.
    """
    engine = make_engine(packs, without)
    try:
        ruleset = engine.ruleset(payer)
    except PackError as error:
        raise PackRefused(error) from error
    if ruleset.pack is None:
        raise click.UsageError(
            f"no pack states payer {payer!r}; {nearest(payer, engine.catalogue.payers, 'scrubjay packs')}"
        )
    found = [_policy(policy, day) for policy in ruleset.policies]
    covered = day in ruleset.coverage
    if form == "json":
        print_json(
            {
                "payer": payer,
                "date": str(day),
                "covered": covered,
                "packs": [
                    {"id": each.id, "version": each.version, "sha256": each.sha256} for each in ruleset.packs
                ],
                "policies": found,
            }
        )
    else:
        _print(ruleset, day, found)
    raise click.exceptions.Exit(CLEAN if covered else NOT_JUDGED)


def _policy(policy: Policy, day: date) -> dict[str, Any]:
    version, lifted = policy.timeline.on(day), policy.lifted(day)
    rule = None if version is None else version.rule
    silence = f"disabled by {lifted.name}" if lifted else policy.timeline.absence(day)
    return {
        "policy": policy.id,
        "kind": policy.kind.id,
        "stage": policy.kind.stage,
        "title": policy.entry.title,
        "version": str(version.entry.effective) if version else None,
        "in_force": str(version.interval) if version else None,
        "status": version.entry.status if version else None,
        "silent": None if version else silence,
        "supplied": {} if version is None else {name: each.name for name, each in version.supplied.items()},
        "not_supplied": list(rule.missing) if isinstance(rule, Unsupplied) else [],
        "chain": [each.to_dict() for each in chain(policy, day)],
    }


def _print(ruleset: Ruleset, day: date, found: Sequence[dict[str, Any]]) -> None:
    pack = ruleset.pack
    assert pack is not None
    bases = [f"{each.id} {each.version}" for each in ruleset.packs if each is not pack]
    click.echo(f"{ruleset.payer}  {day}  {pack.id} {pack.version}")
    if bases:
        click.echo(f"with {', '.join(bases)}")
    if day not in ruleset.coverage:
        click.echo(f"not covered: {pack.id} {pack.version} covers dates of service {ruleset.coverage}")
    stage = ""
    for each in found:
        if each["stage"] != stage:
            stage = each["stage"]
            click.echo(f"\n{stage}")
        for line in _lines(each):
            click.echo(line)


def _lines(shown: dict[str, Any]) -> Iterator[str]:
    what = f"{shown['version']} {shown['status']}" if shown["version"] else shown["silent"]
    yield f"  {shown['policy']}  {what}"
    for name in shown["not_supplied"]:
        yield f"      no data: {name} is not supplied"
    for parameter, name in shown["supplied"].items():
        yield f"      {parameter} is supplied: {name}"
    links = [Link(**each) for each in shown["chain"]]
    for each in links if len(links) > 1 else ():
        mark = {True: "+", False: "-", None: "?"}[each.decides]
        yield f"    {mark} {each.change} {each.name}  {each.place}"
        yield f"      {each.why}"
