"""What each policy said about one encounter, in words, read from the columns it computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from attrs import frozen

from scrubjay.adapter import describe
from scrubjay.columns import Coded
from scrubjay.kinds import Fact
from scrubjay.money import MISSING, dollars
from scrubjay.policy import Policy, Version
from scrubjay.rulecheck import facts_of
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling
from scrubjay.rulings import Action, Answer, Outcome
from scrubjay.settled import Remit
from scrubjay.unsupplied import UNSUPPLIED, Unsupplied


@frozen
class Finding:
    """What one policy (or the engine itself) said about one line, or about the encounter."""

    policy: str
    kind: str
    version: str | None
    line: int | None
    outcome: Outcome
    answer: str
    message: str
    action: Action = Action.NONE
    remedy: str = ""
    missing: str = ""
    status: str = "stable"
    remit: Remit | None = None
    facts: Mapping[str, Any] = {}
    cites: tuple[Mapping[str, Any], ...] = ()
    override: str | None = None
    """The override that stated the version, or disabled the policy, as pack:label; None: the policy's own."""
    suggestion: Mapping[str, Any] | None = None
    rule: tuple[Policy, Version] | None = None
    """The policy and version behind it, for whoever explains it."""

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON has it."""
        remit = self.remit
        return {
            "policy": self.policy,
            "kind": self.kind,
            "version": self.version,
            "override": self.override,
            "line": self.line,
            "outcome": self.outcome.word,
            "answer": self.answer,
            "action": None if self.action is Action.NONE else self.action.word,
            "message": self.message,
            "remedy": self.remedy or None,
            "missing": self.missing or None,
            "status": self.status,
            "group": remit.group if remit else None,
            "carc": remit.carc if remit else None,
            "rarcs": list(remit.rarcs) if remit else [],
            "facts": dict(self.facts),
            "cites": [dict(each) for each in self.cites],
            "suggestion": dict(self.suggestion) if self.suggestion else None,
        }


ENGINE: Final = "scrubjay:coverage"
"""What the engine itself says stands under this name."""

PASS: Final = int(Outcome.PASS)


def findings_of(
    whole: BatchEvaluation, number: int, lines: range, *, quiet: bool = True
) -> Iterator[Finding]:
    """What was said about encounter `number`, whose lines are `lines` of the batch.

    Without `quiet`, what passed and what did not apply is left out.
    """
    for ruling in whole.rulings:
        elements = range(number, number + 1) if ruling.policy.kind.speaks == "encounter" else lines
        for place, element in enumerate(elements, start=1):
            if quiet or ruling.outcome[element] > PASS:
                yield _finding(whole, ruling, element, place)
    ruleset = whole.ruleset
    if whole.outside[number] and ruleset.pack is not None:
        covered = f"{ruleset.pack.id} {ruleset.pack.version} covers dates of service {ruleset.coverage}"
        yield _own(None, covered, "date of service")
    for place, line in enumerate(lines, start=1):
        if whole.uncovered[line]:
            code = whole.batch.code[line]
            text = ruleset.absence or f"no policy of {ruleset.payer} speaks about {code} on this date"
            yield _own(place, text, "payer pack" if ruleset.absence else "policy")


def _own(line: int | None, message: str, missing: str) -> Finding:
    return Finding(ENGINE, "engine", None, line, Outcome.NO_DATA, "uncovered", message, missing=missing)


def _finding(whole: BatchEvaluation, ruling: PolicyRuling, element: int, place: int) -> Finding:
    policy = ruling.policy
    on_lines = policy.kind.speaks == "line"
    line = place if on_lines else None
    for part in ruling.parts:
        found = part.place_of(element)
        if found is not None:
            return _said(whole, policy, part, found, element, line)
    silent = partial(Finding, policy.id, policy.kind.id, None, line)
    for name, gap in ruling.unknown.items():
        if gap[element]:
            text = f"whether this policy applies cannot be told: {name.replace('_', ' ')} is missing"
            remedy = "say it in the encounter"
            return silent(Outcome.NO_DATA, "selector_unknown", text, missing=name, remedy=remedy)
    date = whole.batch.date_of(int(whole.batch.encounter[element]) if on_lines else element)
    version = ruling.excepted(element) or policy.timeline.on(date)
    lifted = policy.lifted(date) if version is None else version.override if version.rule is None else None
    if lifted is not None:
        text = f"disabled by {lifted.name}: {lifted.entry.reason}"
        return silent(Outcome.NOT_APPLICABLE, "disabled", text, override=lifted.name, cites=lifted.cites)
    if version is None:
        return silent(
            Outcome.NOT_APPLICABLE, "not_in_force", f"not in force: {policy.timeline.absence(date)}"
        )
    if on_lines and version.about is not None and whole.batch.code[element] not in version.about:
        text = f"this policy does not speak about {whole.batch.code[element]}"
        return silent(Outcome.NOT_APPLICABLE, "other_code", text)
    if on_lines and version.carrying and not whole.batch.has_modifier(*version.carrying)[element]:
        text = f"this policy speaks about lines with {' or '.join(version.carrying)}"
        return silent(Outcome.NOT_APPLICABLE, "other_modifier", text)
    return silent(Outcome.NOT_APPLICABLE, "not_selected", "its applies_to does not select this")


def _said(
    whole: BatchEvaluation, policy: Policy, part: Part, place: int, element: int, line: int | None
) -> Finding:
    kind, entry, ruling = policy.kind, part.version.entry, part.ruling
    number = int(ruling.answer[place])
    shared: dict[str, Any] = {
        "policy": policy.id,
        "kind": kind.id,
        "version": entry.effective.isoformat(),
        "line": line,
        "status": entry.status,
        "cites": part.version.cites,
        "override": part.version.override.name if part.version.override else None,
        "rule": (policy, part.version),
    }
    if number == UNSUPPLIED and isinstance(rule := part.version.rule, Unsupplied):
        return Finding(
            outcome=Outcome.NO_DATA,
            answer="unsupplied",
            message=rule.words,
            remedy=rule.remedy,
            missing=", ".join(rule.missing),
            **shared,
        )
    if not 0 <= number < len(kind.answers):
        encounter = int(whole.batch.encounter[element]) if line is not None else element
        how = part.broke or ruling.broke.get(encounter) or f"{kind.id} declares no answer number {number}"
        return Finding(
            outcome=Outcome.ERROR, answer="broke", message=f"the policy itself broke: {how}", **shared
        )
    answer = kind.answers.items[number]
    try:
        columns = facts_of(kind, ruling)
    except (Exception, SystemExit) as error:
        text = f"the policy broke on the facts behind its answer: {describe(error)}"
        return Finding(outcome=Outcome.ERROR, answer="broke", message=text, **shared)
    facts = {name: fact_at(value, place, kind.facts[name]) for name, value in columns.items()}
    words = _Words((name, in_words(value, kind.facts[name].unit)) for name, value in facts.items())
    if line is not None:
        words["code"] = whole.batch.code[element]
    terms = part.version.terms
    action = Action(int(terms.actions[number]))
    return Finding(
        outcome=answer.outcome,
        answer=kind.answers.names[number],
        message=answer.text.format_map(words),
        action=action,
        remedy=answer.remedy.format_map(words),
        missing=answer.missing,
        remit=terms.remit if action >= Action.REDUCE else None,
        facts={} if answer.outcome is Outcome.NOT_APPLICABLE else facts,
        suggestion=_suggestion(answer, facts, words),
        **shared,
    )


class _Words(dict[str, str]):
    """Facts in words; one that a ruling left out is unknown."""

    def __missing__(self, name: str) -> str:
        return "unknown"


def _suggestion(
    answer: Answer, facts: Mapping[str, Any], words: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    suggestion = answer.suggestion
    if suggestion is None:
        return None
    change = {
        key: facts[value[1:-1]] if value[1:-1] in facts and value[0] == "{" else value.format_map(words)
        for key, value in suggestion.change.items()
    }
    # No claim has a line of 0 units: whether to take it off is the biller's to decide.
    safe = suggestion.safe and change.get("set_units") != 0
    return {"text": suggestion.text.format_map(words), "safe": safe, "change": change}


def in_words(value: Any, unit: str) -> str:
    """A value with its unit, as sentences have it: "45 min", "1 unit", "$44.49", "unknown"."""
    if value is None:
        return "unknown"
    if unit == "USD":
        return f"${value}"
    if unit == "units":
        return f"{value} unit" if value == 1 else f"{value} units"
    return f"{value} {unit}".rstrip()


def fact_at(value: Any, place: int, fact: Fact) -> Any:
    """A fact at one element, as JSON shows it: an absent one as None, cents as dollars."""
    if isinstance(value, Coded):
        return value[place] or None
    if isinstance(value, np.ndarray):
        value = value[place]
    if isinstance(value, np.generic):
        value = value.item()
    if fact.unit == "USD":
        return None if value is None or value == MISSING else dollars(value)
    if fact.unit in ("min", "units") and isinstance(value, int) and value < 0 and fact.origin == "encounter":
        return None
    return value
