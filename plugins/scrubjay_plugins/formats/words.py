"""The words in which evaluations are shown to people, whatever the format."""

from __future__ import annotations

from collections import Counter

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


class Tally:
    """Counts how evaluations came out, as they pass by."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def see(self, evaluation: Evaluation) -> None:
        """Count one more."""
        self._counts["clean" if evaluation.clean else evaluation.outcome.word] += 1

    @property
    def several(self) -> bool:
        """Were there more than one?"""
        return self._counts.total() > 1

    def __str__(self) -> str:
        names = {"clean": "clean", "fail": "failed", "no_data": "could not be judged", "error": "broke"}
        parts = [f"{self._counts[key]} {name}" for key, name in names.items() if self._counts[key]]
        return f"{self._counts.total()} encounters: {', '.join(parts)}"
