"""`scrubjay kinds`, `packs` and `plugins`: what is installed, and what failed to load and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scrubjay.cli.common import engine_options, format_option, make_engine, print_json, print_table, relative
from scrubjay.cli.exits import BAD_INPUT, CLEAN
from scrubjay.packs.catalogue import PackEntry
from scrubjay.packs.faults import PackError
from scrubjay.timeline import FOREVER, Interval


@click.command(epilog="Example: scrubjay kinds --format json")
@format_option
@engine_options
def kinds(form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """List the kinds of policy that plugins contribute."""
    engine = make_engine(packs, without)
    owner = {kind: plugin.name for plugin in engine.host.plugins for kind in plugin.kinds}
    found = sorted(engine.host.kinds.values(), key=lambda kind: kind.id)
    if form == "json":
        print_json(
            [
                {
                    "id": kind.id,
                    "stage": kind.stage,
                    "speaks": kind.speaks,
                    "plugin": owner[kind.id],
                    "summary": kind.summary,
                }
                for kind in found
            ]
        )
        return
    rows = [(kind.id, kind.stage, owner[kind.id], kind.summary) for kind in found]
    print_table(("kind", "stage", "plugin", "what it does"), rows, empty="no kinds are installed")


@click.command(epilog="Example: scrubjay packs --pack ./my-pack")
@format_option
@engine_options
def packs(form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """List the payer packs, with versions, dates covered, and what cannot be used and why.

    The tier is the one that a pack declares; `scrubjay pack lint` holds it to it.

    Exit status: 0, or 2 where a pack cannot be used.
    """
    engine = make_engine(packs, without)
    shown = [_pack(entry) for entry in engine.catalogue]
    if form == "json":
        print_json(shown)
    else:
        rows = [
            (
                f"{each['id']}\n  {each['version']}",
                each["tier"] or "-",
                ", ".join(each["payers"]),
                each["dates"].removeprefix("from "),
            )
            for each in shown
        ]
        print_table(
            ("pack", "tier", "payers", "service dates"),
            rows,
            empty="no packs are installed",
        )
        for each in shown:
            for error in each["errors"]:
                click.echo(error, err=True)
    raise click.exceptions.Exit(BAD_INPUT if any(each["errors"] for each in shown) else CLEAN)


@click.command(epilog="Example: scrubjay plugins --without acme")
@format_option
@engine_options
def plugins(form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """List the plugins, with versions, and what failed to load and why.

    Exit status: 0, or 2 where a plugin failed.
    """
    engine = make_engine(packs, without)
    found = engine.host.plugins
    if form == "json":
        print_json(
            [
                {
                    "name": each.name,
                    "distribution": each.distribution,
                    "version": each.version,
                    "state": each.state,
                    "cause": each.cause or None,
                    "traceback": each.trace or None,
                    "kinds": each.kinds,
                }
                for each in found
            ]
        )
    else:
        rows = [
            (
                each.name,
                f"{each.distribution} {each.version}".strip(),
                each.state,
                each.cause or ", ".join(each.kinds),
            )
            for each in found
        ]
        print_table(
            ("plugin", "distribution", "state", "kinds, or what went wrong"),
            rows,
            empty="no plugins are installed",
        )
    raise click.exceptions.Exit(BAD_INPUT if any(each.state == "failed" for each in found) else CLEAN)


def _pack(entry: PackEntry) -> dict[str, Any]:
    try:
        pack = entry.pack
    except PackError as error:
        return {
            "id": entry.id,
            "version": entry.version,
            "title": entry.title,
            "tier": entry.tier or None,
            "payers": list(entry.payers),
            "dates": "cannot be used",
            "policies": 0,
            "origin": entry.origin,
            "errors": [relative(fault) for fault in error.faults],
        }
    dates = ""
    if pack.coverage_from is not None:
        dates = str(Interval(pack.coverage_from, pack.coverage_through or FOREVER))
    return {
        "id": pack.id,
        "version": pack.version,
        "title": pack.title,
        "tier": pack.tier or None,
        "payers": list(pack.payers),
        "dates": dates,
        "policies": len(pack.policies),
        "origin": entry.origin,
        "errors": [],
    }
