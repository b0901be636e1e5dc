"""Evaluations as Markdown: a heading, a table of lines, a list of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from scrubjay.findings import Finding
from scrubjay.formats import Style
from scrubjay.results import Evaluation
from scrubjay_plugins.formats.words import COLUMNS, Tally, cells, codes


def write(evaluations: Iterable[Evaluation], out: TextIO, style: Style) -> None:
    """Write evaluations, and a count of them where there are several."""
    tally = Tally()
    for evaluation in evaluations:
        _one(evaluation, out, explain=style.explain)
        tally.see(evaluation)
    if tally.several:
        out.write(f"{tally}\n")


def _one(evaluation: Evaluation, out: TextIO, *, explain: bool) -> None:
    encounter = evaluation.encounter
    out.write(f"## {_plain(encounter.id or 'encounter')}: {evaluation.outcome.word}\n\n")
    out.write(f"Payer {_plain(encounter.payer)}, date of service {encounter.date}.\n\n")
    out.write("| " + " | ".join(COLUMNS) + " |\n")
    out.write("|" + " --- |" * len(COLUMNS) + "\n")
    for line in evaluation.lines:
        out.write("| " + " | ".join(cells(line)) + " |\n")
    out.write("\n")
    for finding in evaluation.trace if explain else evaluation.findings:
        out.write(_finding(finding) + "\n")
    out.write("\n")


def _finding(finding: Finding) -> str:
    where = f"line {finding.line}, " if finding.line else ""
    text = f"- **{finding.outcome.word}** {where}`{finding.policy}`"
    stated = ", ".join(filter(None, (finding.version, finding.override)))
    text += f" ({stated}): " if stated else ": "
    text += _plain(finding.message)
    if finding.remedy:
        text += f". To do: {_plain(finding.remedy)}"
    if marks := codes(finding):
        text += f" ({marks})"
    cites = ", ".join(map(_cite, finding.cites))
    return f"{text}. {cites}" if cites else text


def _cite(cite: Mapping[str, Any]) -> str:
    place = " ".join(filter(None, (_plain(cite["source"]), cite["at"])))
    return f"[{place}]({cite['url']})" if cite["url"] else f"{place} (held by {_plain(cite['held_by'])})"


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave as it is."""
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text
