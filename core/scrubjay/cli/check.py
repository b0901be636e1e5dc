"""`scrubjay check`: rule encounters."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import click

from scrubjay.cli.common import PackRefused, engine_options, make_engine, wants_color, width
from scrubjay.cli.exits import BAD_INPUT, gravest, status_of
from scrubjay.cli.fixing import refuse_to_fix, write_fixed
from scrubjay.cli.inputs import items, report
from scrubjay.engine import Engine
from scrubjay.formats import Style, Writer
from scrubjay.intake import Item
from scrubjay.model import Encounter
from scrubjay.packs.faults import PackError, nearest
from scrubjay.results import Evaluation


@click.command(epilog="Example: scrubjay check visits.jsonl --format json > evaluations.jsonl")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--format", "form", default="text", show_default=True, metavar="FORMAT", help="text, json or markdown."
)
@click.option("--explain", is_flag=True, help="Also show what passed and what did not apply.")
@click.option("--payer", metavar="ID", help="Rule every encounter by this payer's policies.")
@click.option("--fix", is_flag=True, help="Also write FILE.fixed.json with the safe suggestions applied.")
@engine_options
def check(
    files: Sequence[str],
    form: str,
    explain: bool,
    payer: str | None,
    fix: bool,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Rule the encounters of each FILE: one JSON object, a JSON array, or JSON Lines; - is standard input.

    Exit status: 0 all clean, 1 something failed, 3 something could not be judged, 2 bad input, 4 an internal
    error.
    """
    if fix:
        refuse_to_fix(files)
    engine = make_engine(packs, without)
    writer = _writer(engine, form)
    statuses: set[int] = set()
    ruled: list[tuple[str, Item, Evaluation]] = []
    kept: list[tuple[str, Item]] = []
    refused: Counter[str] = Counter()

    def good() -> Iterator[tuple[str, Item]]:
        for name, item in items(engine, files, payer):
            if item.encounter is None:
                report(item)
                statuses.add(BAD_INPUT)
                refused[name] += 1
            else:
                yield name, item

    def encounters(found: Iterable[tuple[str, Item]]) -> Iterator[Encounter]:
        for name, item in found:
            if fix:
                kept.append((name, item))
            if item.encounter is not None:
                yield item.encounter

    def evaluations(found: Iterable[tuple[str, Item]]) -> Iterator[Evaluation]:
        for place, evaluation in enumerate(engine.check_many(encounters(found))):
            statuses.add(status_of(evaluation.outcome.word))
            if fix:
                ruled.append((*kept[place], evaluation))
            yield evaluation

    found = good()
    first = list(islice(found, 1))
    if first:
        shape = first[0][1].shape if len(files) == 1 else "lines"
        style = Style(shape, explain, wants_color(sys.stdout), width(sys.stdout))
        try:
            writer.write(evaluations(chain(first, found)), sys.stdout, style)
        except PackError as error:
            raise PackRefused(error) from error
    for name in dict.fromkeys(name for name, _, _ in ruled):
        write_fixed(Path(name), [(item, each) for file, item, each in ruled if file == name], refused[name])
    raise click.exceptions.Exit(gravest(statuses))


def _writer(engine: Engine, name: str) -> Writer:
    writers: dict[str, Writer] = {
        writer.name: writer
        for _, listed in engine.host.ask("scrubjay_writers", context=engine.host.context)
        for writer in listed
    }
    if name not in writers:
        known = nearest(name, writers) if writers else "no plugin that is loaded writes any format"
        raise click.UsageError(f"--format {name}: {known}")
    return writers[name]
