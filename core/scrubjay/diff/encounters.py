"""One encounter, ruled twice: what comes out differently, and by which policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from attrs import fields, frozen

from scrubjay.findings import Finding
from scrubjay.money import dollars
from scrubjay.results import Evaluation, LineResult
from scrubjay.rulings import Action, Outcome

MONEY: Final = ("allowed", "paid", "patient")
RESULTS: Final = ("units_supported", "units_payable", "status", *MONEY)
"""What becomes of a line, as far as it is compared; adjustments and remarks are those of the findings."""


@frozen
class LineDiff:
    """A line that comes out differently: old and new by field; amounts in cents, None where not known."""

    line: int
    code: str
    values: Mapping[str, tuple[Any, Any]]

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON has it."""
        values = {name: [_shown(name, each) for each in pair] for name, pair in self.values.items()}
        return {"line": self.line, "code": self.code, **{name: _pair(*pair) for name, pair in values.items()}}


@frozen
class Said:
    """What a policy said about a line or an encounter, as far as it is compared."""

    outcome: str
    answer: str
    action: str | None
    remit: str | None
    message: str

    def to_dict(self) -> dict[str, Any]:
        """What was said, as JSON has it."""
        return {each.name: getattr(self, each.name) for each in fields(Said)}


@frozen
class FindingDiff:
    """A policy that says something else; None where it is not there, or does not apply."""

    policy: str
    line: int | None
    old: Said | None
    new: Said | None

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        old, new = (each and each.to_dict() for each in (self.old, self.new))
        return {"policy": self.policy, "line": self.line, **_pair(old, new)}


@frozen
class EncounterDiff:
    """An encounter that comes out differently."""

    encounter: str
    payer: str
    date: date
    outcome: tuple[str, str]
    lines: tuple[LineDiff, ...]
    findings: tuple[FindingDiff, ...]

    def to_dict(self) -> dict[str, Any]:
        """The encounter as JSON has it."""
        return {
            "encounter": self.encounter,
            "payer": self.payer,
            "date": self.date.isoformat(),
            "outcome": _pair(*self.outcome),
            "lines": [each.to_dict() for each in self.lines],
            "findings": [each.to_dict() for each in self.findings],
        }


def diff_evaluations(old: Evaluation, new: Evaluation) -> EncounterDiff | None:
    """What differs between two evaluations of one encounter; None where nothing does.

    What a policy says is compared by outcome, answer, action and remittance codes, and where it weighs more
    than a pass, by its message. A policy that does not apply is like one that is not there.
    """
    pairs = zip(old.lines, new.lines, strict=True)
    lines = tuple(each for was, now in pairs if (each := _line(was, now)) is not None)
    findings = tuple(_findings(old, new))
    outcome = old.outcome.word, new.outcome.word
    if not lines and not findings and outcome[0] == outcome[1]:
        return None
    encounter = new.encounter
    return EncounterDiff(encounter.id or "", encounter.payer, encounter.date, outcome, lines, findings)


def _line(old: LineResult, new: LineResult) -> LineDiff | None:
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in RESULTS}
    values = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return LineDiff(new.line, new.code, values) if values else None


def _findings(old: Evaluation, new: Evaluation) -> Iterator[FindingDiff]:
    before, after = _heard(old), _heard(new)
    for policy, line in dict.fromkeys((*before, *after)):
        was, now = before.get((policy, line)), after.get((policy, line))
        if was != now:
            yield FindingDiff(policy, line, was, now)


def _heard(evaluation: Evaluation) -> dict[tuple[str, int | None], Said]:
    """What policies said, by policy and line: the pack's own policies by their bare ids."""
    pack = evaluation.whole.ruleset.pack
    own = f"{pack.id}:" if pack else ""
    return {
        (each.policy.removeprefix(own), each.line): _said(each)
        for each in evaluation.trace
        if each.outcome is not Outcome.NOT_APPLICABLE
    }


def _said(finding: Finding) -> Said:
    remit = finding.remit
    return Said(
        outcome=finding.outcome.word,
        answer=finding.answer,
        action=None if finding.action is Action.NONE else finding.action.word,
        remit=" ".join((f"{remit.group}-{remit.carc}", *remit.rarcs)) if remit else None,
        message=finding.message if finding.outcome > Outcome.PASS else "",
    )


def _pair(old: Any, new: Any) -> dict[str, Any]:
    return {"old": old, "new": new}


def _shown(name: str, value: Any) -> Any:
    return dollars(value) if name in MONEY and value is not None else value
