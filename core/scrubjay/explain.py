"""The full trace of an encounter: every policy, its version in force, the values used and their origin."""

from __future__ import annotations

import os
from typing import Any

import attrs
from attrs import frozen

from scrubjay.findings import Finding, in_words
from scrubjay.money import dollars
from scrubjay.results import Evaluation
from scrubjay.ruleset import Policy, Version
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
        }


def explain(
    evaluation: Evaluation, *, line: int | None = None, policy: str | None = None
) -> list[Explanation]:
    """Explain what was said about a line (default: all) by a policy (default: all), in order of ruling.

    `policy` is a policy's id, with or without its pack.
    """
    return [
        _explanation(finding)
        for finding in evaluation.trace
        if line in (None, finding.line)
        and (policy is None or policy in (finding.policy, finding.policy.split(":")[-1]))
    ]


def _explanation(finding: Finding) -> Explanation:
    if finding.rule is None:
        return Explanation(finding, "", "", (), (), (), ())
    policy, version = finding.rule
    return Explanation(
        finding=finding,
        title=policy.entry.title,
        in_force=str(version.interval),
        parameters=tuple(_parameters(policy, version)),
        facts=tuple(_facts(finding, policy)),
        notes=(version.entry.note,) if version.entry.note else (),
        untranslatable=policy.entry.untranslatable,
    )


def _parameters(policy: Policy, version: Version) -> list[Value]:
    entry = version.entry
    values = []
    for attribute in attrs.fields(policy.kind.params):
        stated = attribute.name in entry.params
        place = entry.document.position((*entry.place, "params", attribute.name))
        file = os.path.relpath(entry.document.file, policy.pack.root)
        values.append(
            Value(
                name=attribute.name,
                value=_shown(getattr(version.rule, attribute.name), attribute.metadata.get("unit", "")),
                unit=attribute.metadata.get("unit", ""),
                help=attribute.metadata.get("help", ""),
                origin=f"{policy.pack.id}/{file}:{place.line}" if stated else f"default of {policy.kind.id}",
            )
        )
    return values


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
    return str(value)
