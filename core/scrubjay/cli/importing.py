"""`scrubjay import`: official files of CMS to tables of a pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from scrubjay.cli.common import format_option, print_json
from scrubjay.cli.progress import progress_bars
from scrubjay.importing import READERS, Asked, FileError, Imported, Release, asked_for, import_files
from scrubjay.importing.subset import codes_of

T = TypeVar("T")


def _read_by(read: Callable[[str], T]) -> Callable[[click.Context, click.Parameter, str | None], T | None]:
    """An option's callback: what `read` makes of its text."""

    def callback(context: click.Context, option: click.Parameter, value: str | None) -> T | None:
        try:
            return None if value is None else read(value)
        except (ValueError, OSError) as error:
            raise click.BadParameter(str(error)) from error

    return callback


def _table(text: str) -> str:
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"{text!r} is no id: lower-case letters, digits and single hyphens")
    return text


@click.command("import", epilog="Example: scrubjay import rvu RVU26D.zip -o my-pack")
@click.argument("kind", type=click.Choice(list(READERS)), metavar="KIND")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "-o",
    "--output",
    "pack",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="PACKDIR",
    help="The folder of the pack that gets the table.",
)
@click.option(
    "--release",
    callback=_read_by(asked_for),
    metavar="TEXT",
    help="The release, such as 2026Q4, RVU26D or 2026; FILE must not say another.",
)
@click.option(
    "--service",
    type=click.Choice(["practitioner", "hospital"]),
    help="Whose edits they are, where FILE does not say it.",
)
@click.option(
    "--table", callback=_read_by(_table), metavar="ID", help="The id of the table; else one by KIND."
)
@click.option(
    "--codes",
    callback=_read_by(codes_of),
    metavar="FILE|LIST",
    help="Keep only the rows of these codes, such as 97110,97161-97168.",
)
@format_option
def import_(
    kind: str,
    files: Sequence[Path],
    pack: Path,
    release: Release | None,
    service: str | None,
    table: str | None,
    codes: frozenset[str] | None,
    form: str,
) -> None:
    """Make a table of a pack of each FILE as CMS ships it: .zip, .txt, .csv or .xlsx.

    KIND is ncci-ptp, mue, rvu, gpci or zip-locality. The table is written to PACKDIR/tables and stated in
    PACKDIR/policies/imported.toml. Descriptors are left out. A FILE that is not what it says is refused, and
    then nothing is written. Exit status: 0, or 2 for a refused FILE.
    """
    reader = READERS[kind]
    if service and not reader.services:
        raise click.UsageError(f"--service: {kind} is the same for all services")
    if codes is not None and not reader.coded:
        raise click.UsageError(f"--codes: {kind} has no codes")
    asked = Asked(release, service or "", table or "", codes)
    try:
        with progress_bars() as progress:
            made = import_files(kind, files, pack, asked, progress)
    except FileError as error:
        raise click.ClickException(str(error)) from error
    for warning in made.warnings:
        click.echo(f"scrubjay: {warning}", err=True)
    if not (pack / "pack.toml").is_file():
        click.echo(f"scrubjay: {pack} has no pack.toml yet; nothing can use the table until it has", err=True)
    if form == "json":
        print_json(made.to_dict())
    else:
        _print(made)


def _print(made: Imported) -> None:
    click.echo(f"{made.file}: {made.rows:,} rows, table {made.table}, {made.release}")
    click.echo(f"  dates of service {made.covers}")
    left_out = "; ".join(f"{count:,} {why}" for why, count in made.dropped.items() if count)
    if left_out:
        click.echo(f"  left out of {made.read:,} rows: {left_out}")
    if made.zeros_restored:
        click.echo(f"  leading zeros were put back in {made.zeros_restored:,} of its keys")
    click.echo(
        f"{made.declared}: {'states it' if made.changed else 'stated it already; nothing has changed'}"
    )
