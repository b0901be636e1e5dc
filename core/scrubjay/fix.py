"""Safe suggestions, applied: changes that only restate what the encounter already says."""

from __future__ import annotations

from attrs import evolve

from scrubjay.model import Encounter
from scrubjay.results import Evaluation


def apply_safe(evaluation: Evaluation) -> tuple[Encounter, int]:
    """The encounter with its safe suggestions applied, and how many there were.

    A suggestion that is not marked safe is never applied, and neither are two that disagree about a line.
    """
    encounter = evaluation.encounter
    lines = list(encounter.lines)
    wanted: dict[int, set[int]] = {}
    for finding in evaluation.findings:
        change = finding.suggestion
        if change is not None and change["safe"] and finding.line and "set_units" in change["change"]:
            wanted.setdefault(finding.line, set()).add(change["change"]["set_units"])
    settled = {line: units.pop() for line, units in wanted.items() if len(units) == 1}
    for line, units in settled.items():
        lines[line - 1] = evolve(lines[line - 1], units=units)
    return evolve(encounter, lines=tuple(lines)), len(settled)
