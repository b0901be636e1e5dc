"""What commands share: the engine, its options, and how output and errors are shown."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any, Final, TextIO, TypeVar

import click

from scrubjay.engine import Engine
from scrubjay.fields import figures
from scrubjay.fields.invalid import Invalid
from scrubjay.packs.faults import Fault, PackError, nearest, standing
from scrubjay.packs.trust import TrustError

TRUST: Final = "scrubjay.trust"
"""Under this name click keeps the trust policy that a command was given."""

F = TypeVar("F", bound=Callable[..., Any])

WORD: Final = 20
"""Words of a table that are no longer than this are not broken to make room."""


class PackRefused(click.ClickException):
    """A pack that was asked for cannot be used; every fault is shown."""

    def __init__(self, error: PackError) -> None:
        super().__init__("\n".join(relative(fault) for fault in error.faults))

    def show(self, file: Any = None) -> None:
        """Print the faults, one a line, as they are."""
        click.echo(self.message, err=True)


def engine_options(command: F) -> F:
    """Add `--pack DIR`, `--without NAME` and `--trust FILE`."""
    command = click.option(
        "--trust",
        type=click.Path(path_type=Path),
        metavar="FILE",
        expose_value=False,
        callback=lambda context, _, value: context.meta.update({TRUST: value}),
        help="Use only packs that the keys in this policy have signed.",
    )(command)
    command = click.option(
        "--without", multiple=True, metavar="NAME", help="Leave a plugin out. May be given several times."
    )(command)
    return click.option(
        "--pack",
        "packs",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Also use the pack (or packs) in this folder. May be given several times.",
    )(command)


def make_engine(packs: Iterable[Path], without: Iterable[str]) -> Engine:
    """The engine; plugins that fail to load are reported on standard error, those that fail later at the end.

    What a plugin prints while it is loaded goes there too: standard output is the command's.
    """
    context = click.get_current_context()
    try:
        with redirect_stdout(sys.stderr):
            engine = Engine(packs, without=without, trust=context.meta.get(TRUST))
    except PackError as error:
        raise PackRefused(error) from error
    except TrustError as error:
        raise click.UsageError(str(error)) from error
    names = [plugin.name for plugin in engine.host.plugins]
    for name in without:
        if name not in names:
            raise click.UsageError(f"--without {name}: no plugin has this name; {nearest(name, names)}")
    told: set[str] = set()

    def report() -> None:
        for plugin in engine.host.plugins:
            if plugin.state == "failed" and plugin.name not in told:
                told.add(plugin.name)
                click.echo(f"scrubjay: {plugin.report}", err=True)

    report()
    context.call_on_close(report)
    return engine


def relative(fault: Fault) -> str:
    """A fault in one line, its file as seen from the current folder."""
    return fault.text(relative_path(fault.file))


def relative_path(file: Path) -> str:
    """A file as seen from the current folder, where it lies below it."""
    try:
        return str(standing(file).relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def wants_color(out: TextIO) -> bool:
    """Colour only on a terminal, and never where `NO_COLOR` is set."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(out: TextIO) -> int:
    """The terminal's width; 80 columns where there is none."""
    return shutil.get_terminal_size((80, 24)).columns if out.isatty() else 80


def wrapped(text: str, indent: int) -> list[str]:
    """Text in lines that fit the output; all but the first stand two columns further in."""
    space = " " * indent
    return wrap(
        text,
        width(sys.stdout),
        initial_indent=space,
        subsequent_indent=space + "  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def whereabouts(cite: Mapping[str, Any]) -> str:
    """Where a cited source is published, or who has one without an address."""
    return cite["url"] or f"held by {cite['held_by']}"


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Print rows under headings, wrapped to the terminal; `empty` where there are none."""
    if not rows:
        click.echo(empty)
        return
    from rich.table import Table

    from scrubjay.console import make_console

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for place, column in enumerate(columns):
        words = [word for row in (columns, *rows) for word in row[place].split()]
        widest = min(max(map(len, words), default=1), WORD)
        table.add_column(column, overflow="fold", no_wrap=place == 0, min_width=widest)
    for row in rows:
        table.add_row(*row)
    out = sys.stdout
    make_console(out, width=width(out), color=wants_color(out)).print(table)


def read_day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """The date that an option is given, such as 2026-03-02; None where it is not."""
    try:
        return None if value is None else figures.date(value)
    except Invalid as error:
        raise click.BadParameter(f"{value!r} is not a date such as 2026-03-02") from error


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
