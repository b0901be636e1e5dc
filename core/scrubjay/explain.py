"""The full trace of an encounter: every policy, its version in force, the values used and their origin."""

from __future__ import annotations

from typing import Any

import attrs
from attrs import frozen

from scrubjay.chain import Link, chain
from scrubjay.findings import Finding, in_words
from scrubjay.money import dollars
from scrubjay.policy import Override, Policy, Version
from scrubjay.results import Evaluation
from scrubjay.ruled import PolicyRuling
from scrubjay.tables import Table
from scrubjay.unsupplied import Unsupplied
from scrubjay.values import CodeSet


@frozen
class Value:
    """A value that a policy used: its name, unit, meaning, and where it came from."""

    name: str
    value: Any
    unit: str
    help: str
    origin: str

    @property
    def words(self) -> str:
        """The value with its unit."""
        return in_words(self.value, self.unit)

    def to_dict(self) -> dict[str, Any]:
        """The value as JSON has it."""
        return attrs.asdict(self)


@frozen
class Explanation:
    """What one policy said, with everything behind it."""

    finding: Finding
    title: str
    in_force: str
    parameters: tuple[Value, ...]
    facts: tuple[Value, ...]
    notes: tuple[str, ...]
    untranslatable: tuple[str, ...]
    chain: tuple[Link, ...] = ()
    """Who says what about the policy here: its own version, and each override of it."""

    def to_dict(self) -> dict[str, Any]:
        """The explanation as JSON has it: the finding, and what is behind it."""
        return {
            **self.finding.to_dict(),
            "title": self.title,
            "in_force": self.in_force,
            "parameters": [each.to_dict() for each in self.parameters],
            "facts_explained": [each.to_dict() for each in self.facts],
            "notes": list(self.notes),
            "untranslatable": list(self.untranslatable),
            "chain": [each.to_dict() for each in self.chain],
        }


def explain(
    evaluation: Evaluation, *, line: int | None = None, policy: str | None = None
) -> list[Explanation]:
    """Explain what was said about a line (default: all) by a policy (default: all), in order of ruling.

    `policy` is a policy's id, with or without its pack.
    """
    rulings = {each.policy.id: each for each in evaluation.whole.rulings}
    return [
        _explanation(finding, _chain(evaluation, finding, rulings.get(finding.policy)))
        for finding in evaluation.trace
        if line in (None, finding.line)
        and (policy is None or policy in (finding.policy, finding.policy.split(":")[-1]))
    ]


def _chain(evaluation: Evaluation, finding: Finding, ruling: PolicyRuling | None) -> tuple[Link, ...]:
    if ruling is None:
        return ()
    lines = evaluation.places
    concerned = lines if finding.line is None else lines[finding.line - 1 : finding.line]
    element = evaluation.number if finding.line is None else concerned[0]

    def held(override: Override) -> bool | str:
        assert override.when is not None
        selection = override.when.select(evaluation.whole.batch)
        if selection.nothing:
            return False
        if selection.mask is None or selection.mask[concerned].any():
            return True
        return next((name for name, gap in selection.unknown.items() if gap[concerned].any()), False)

    return chain(ruling.policy, evaluation.encounter.date, ruling.excepted(element), held)


def _explanation(finding: Finding, chain: tuple[Link, ...]) -> Explanation:
    if finding.rule is None:
        return Explanation(finding, "", "", (), (), (), (), chain)
    policy, version = finding.rule
    return Explanation(
        finding=finding,
        title=policy.entry.title,
        in_force=str(version.interval),
        parameters=tuple(_parameters(policy, version)),
        facts=tuple(_facts(finding, policy)),
        notes=(version.entry.note,) if version.entry.note else (),
        untranslatable=version.terms.untranslatable,
        chain=chain,
    )


def _parameters(policy: Policy, version: Version) -> list[Value]:
    rule = version.rule
    known = rule.known if isinstance(rule, Unsupplied) else {}
    values = []
    for attribute in attrs.fields(policy.kind.params):
        unit = attribute.metadata.get("unit", "")
        given = getattr(rule, attribute.name, known.get(attribute.name))
        values.append(
            Value(
                name=attribute.name,
                value=_shown(given, unit),
                unit=unit,
                help=attribute.metadata.get("help", ""),
                origin=_origin(policy, version, attribute.name),
            )
        )
    return values


def _origin(policy: Policy, version: Version, name: str) -> str:
    """Where the value of a parameter was stated: file and line, from the folder of its pack on."""
    entry = version.entry
    if (supply := version.supplied.get(name)) is not None:
        where = supply.document.file
        line = supply.document.position(supply.place).line
        return f"{supply.pack}/{where.parent.name}/{where.name}:{line}"
    if name not in entry.params:
        return f"default of {policy.kind.id}"
    return version.pack.at(entry.document, (*entry.place, "params", name))


def _facts(finding: Finding, policy: Policy) -> list[Value]:
    return [
        Value(name, value, fact.unit, fact.help, fact.origin)
        for name, value in finding.facts.items()
        if (fact := policy.kind.facts[name])
    ]


def _shown(value: Any, unit: str) -> Any:
    if isinstance(value, CodeSet):
        return str(value)
    if unit == "USD" and isinstance(value, int):
        return dollars(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [_shown(each, unit) for each in value]
    if isinstance(value, Table):
        return f"{value.id} ({value.release})"
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return "; ".join(
            f"{each.name} = {_in_words(_shown(getattr(value, each.name), each.metadata.get('unit', '')))}"
            for each in fields
        )
    return str(value)


def _in_words(shown: Any) -> str:
    return ", ".join(map(_in_words, shown)) if isinstance(shown, list) else str(shown)
