"""The words in which evaluations are shown to people, whatever the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scrubjay.findings import Finding
from scrubjay.money import dollars
from scrubjay.results import Evaluation, LineResult
from scrubjay.rulings import Action

COLUMNS = ("line", "code", "billed", "supported", "payable", "status", "allowed", "paid", "patient")


def cells(line: LineResult) -> list[str]:
    """A service line as cells under `COLUMNS`; what is not known is a dash."""
    counts = (line.units_billed, line.units_supported, line.units_payable)
    amounts = (line.allowed, line.paid, line.patient)
    return [
        str(line.line),
        line.code,
        *("-" if count is None else str(count) for count in counts),
        line.status,
        *("-" if amount is None else dollars(amount) for amount in amounts),
    ]


def codes(finding: Finding) -> str:
    """What follows from a finding and its remittance codes: "reduce CO-151 N362"."""
    words = [] if finding.action is Action.NONE else [finding.action.word]
    if finding.remit is not None:
        words += [f"{finding.remit.group}-{finding.remit.carc}", *finding.remit.rarcs]
    if finding.status != "stable":
        words.append(finding.status)
    return " ".join(words)


def tally(evaluations: Sequence[Evaluation]) -> str:
    """How many encounters came out how."""
    counts = Counter("clean" if each.clean else each.outcome.word for each in evaluations)
    names = {"clean": "clean", "fail": "failed", "no_data": "could not be judged", "error": "broke"}
    parts = [f"{counts[key]} {name}" for key, name in names.items() if counts[key]]
    return f"{len(evaluations)} encounters: {', '.join(parts)}"
