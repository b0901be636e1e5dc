"""`scrubjay pack lint`: what is wrong with packs, what a code means, and which tier a pack has."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path

import click

from scrubjay.cli.common import engine_options, make_engine, read_day, wants_color, width
from scrubjay.cli.exits import CLEAN, FAILED
from scrubjay.cli.packfolders import roots
from scrubjay.engine import Engine
from scrubjay.lint import codes, render, report_on, severity
from scrubjay.packs.faults import PackError, nearest
from scrubjay.packs.load import read_pack


@click.command(epilog="Example: scrubjay pack lint my-pack --format sarif > lint.sarif")
@click.argument("dirs", nargs=-1, type=click.Path(path_type=Path), metavar="DIR...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option(
    "--as-of",
    callback=read_day,
    metavar="DATE",
    help="The day from which ages and exemptions are counted. [default: today]",
)
@click.option(
    "--explain", metavar="CODE", help="Print what a code means, with examples, and do nothing else."
)
@engine_options
def lint(
    dirs: Sequence[Path],
    form: str,
    as_of: date | None,
    explain: str | None,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Say what is wrong with the packs in each DIR, with a code, file and line, and their quality tier.

    Exit status: 0 no errors (there may be warnings), 1 errors, 2 bad usage.
    """
    if explain is not None:
        _explain(make_engine(packs, without), explain)
        return
    if not dirs:
        raise click.UsageError("name the folder of a pack, the one that holds pack.toml")
    folders = roots(dirs)
    engine = make_engine([*packs, *filter(_usable, folders)], without)
    known = codes(engine.host)
    reports = [report_on(root, engine, as_of) for root in folders]
    click.echo(render(reports, form, codes=known), nl=False)  # type: ignore[arg-type]
    faults = (fault for report in reports for fault in report.faults)
    raise click.exceptions.Exit(
        FAILED if any(severity(each.code, known) == "error" for each in faults) else CLEAN
    )


def _explain(engine: Engine, name: str) -> None:
    known = codes(engine.host)
    found = known.get(name.upper())
    if found is None:
        raise click.UsageError(f"--explain {name}: no code of the lint is called so; {nearest(name, known)}")
    from rich.markdown import Markdown

    from scrubjay.console import make_console

    made = StringIO()
    console = make_console(made, width=min(width(sys.stdout), 100), color=wants_color(sys.stdout))
    console.print(Markdown(f"**{found.code}: {found.title}** ({found.severity})\n\n{_titled(found.doc)}"))
    click.echo("\n".join(line.rstrip() for line in made.getvalue().splitlines()))


def _titled(doc: str) -> str:
    """The name of the file that a block is about, above the block."""
    return re.sub(r'^```(\w+) title="([^"]+)"$', r"`\2`:\n\n```\1", doc, flags=re.M)


def _usable(root: Path) -> bool:
    """Can other packs build on this one? What is wrong with it is for the lint to say."""
    try:
        read_pack(root)
    except PackError:
        return False
    return True
