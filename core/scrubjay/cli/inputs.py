"""The encounters of the files that a command is given, and what is wrong with those that are not."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click
from attrs import evolve

from scrubjay.engine import Engine
from scrubjay.formats import Reader
from scrubjay.intake import Item
from scrubjay.packs.faults import nearest

TABLES: Final = (".csv", ".csv.gz", ".csv.zst", ".tsv", ".tsv.gz", ".tsv.zst", ".parquet")
"""How the names of tables end, which no reader of encounters reads unless a plugin says so."""


def items(engine: Engine, files: Sequence[str], payer: str | None) -> Iterator[tuple[str, Item]]:
    """Each encounter of `files` in order, with its file; `payer` stands in for the one that it names."""
    if payer is not None and payer not in engine.catalogue.payers:
        near = nearest(payer, engine.catalogue.payers, "scrubjay packs")
        raise click.UsageError(f"--payer {payer}: no pack states this payer; {near}")
    readers = [
        reader
        for _, readers in engine.host.ask("scrubjay_readers", context=engine.host.context)
        for reader in readers
    ]
    for name in files:
        reader = _reader(readers, name)
        with ExitStack() as stack:
            try:
                stream = sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))
                for item in reader.read(stream, "standard input" if name == "-" else name):
                    if payer is not None and item.encounter is not None:
                        item = evolve(item, encounter=evolve(item.encounter, payer=payer))
                    yield name, item
            except OSError as error:
                raise click.ClickException(f"{name}: {error.strerror or error}") from error


def report(item: Item) -> None:
    """Say on standard error what is wrong with one encounter."""
    for fault in item.faults:
        click.echo(f"{item.where}: {fault}", err=True)


def _reader(readers: Sequence[Reader], name: str) -> Reader:
    for reader in readers:
        if name.endswith(reader.suffixes):
            return reader
    if name.endswith(TABLES):
        raise click.UsageError(f"{name}: encounters are read as JSON; rule a table with `scrubjay run`")
    for reader in readers:
        if reader.name == "json":
            return reader
    raise click.UsageError(f"{name}: no plugin that is loaded reads this format")
