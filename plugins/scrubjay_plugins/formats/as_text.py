"""Evaluations for people at a terminal of 80 columns, in colour only where it is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from scrubjay.console import make_console
from scrubjay.findings import Finding
from scrubjay.formats import Style
from scrubjay.results import Evaluation
from scrubjay_plugins.formats.words import COLUMNS, Tally, cells, codes

COLOURS = {
    "pass": "green",
    "bypassed": "cyan",
    "no_data": "yellow",
    "fail": "red",
    "error": "bold red",
    "not_applicable": "dim",
}


def write(evaluations: Iterable[Evaluation], out: TextIO, style: Style) -> None:
    """Write evaluations, and a count of them where there are several."""
    console = make_console(out, width=style.width, color=style.color)
    tally = Tally()
    for evaluation in evaluations:
        _one(evaluation, console, explain=style.explain)
        tally.see(evaluation)
    if tally.several:
        console.print(str(tally))


def _one(evaluation: Evaluation, console: Console, *, explain: bool) -> None:
    encounter = evaluation.encounter
    word = "clean" if evaluation.clean else evaluation.outcome.word
    head = Text(f"{encounter.id or 'encounter'}  {encounter.payer}  {encounter.date}  ", "bold")
    console.print(head + Text(word, COLOURS[evaluation.outcome.word]))
    _table([COLUMNS, *(cells(line) for line in evaluation.lines)], console)
    for finding in evaluation.trace if explain else evaluation.findings:
        _finding(finding, console)
    console.print()


def _table(rows: Sequence[Sequence[str]], console: Console) -> None:
    """Print rows under the first of them. No figure is cut or broken: a narrow terminal breaks the line."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for place, row in enumerate(rows):
        cut = [
            cell.ljust(width) if name in ("code", "status") else cell.rjust(width)
            for name, cell, width in zip(COLUMNS, row, widths, strict=True)
        ]
        line = " ".join(cut).rstrip()
        console.print(Text(f"  {line}", "" if place else "table.header"), soft_wrap=True)


def _finding(finding: Finding, console: Console) -> None:
    where = f"line {finding.line}  " if finding.line else ""
    stated = ", ".join(filter(None, (finding.version, finding.override)))
    version = f" ({stated})" if stated else ""
    head = Text(finding.outcome.word.replace("_", " "), COLOURS[finding.outcome.word])
    head += Text(f"  {where}{finding.policy}{version}  {codes(finding)}".rstrip())
    console.print(Padding(head, (0, 0, 0, 2), expand=False))
    told = [finding.message]
    if finding.remedy:
        told.append(f"to do: {finding.remedy}")
    told += [f"{each['source']} {each['at']}".rstrip() for each in finding.cites]
    for text in told:
        console.print(Padding(Text(text), (0, 0, 0, 6), expand=False))
