"""What each quality tier asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from scrubjay.lint.exempting import Sifted, policy_of
from scrubjay.lint.model import Code, Subject
from scrubjay.lint.reaching import unreached
from scrubjay.packs.faults import Fault


@frozen
class Evidence:
    """What a tier is judged by: the pack, what the lint found in it, and what each code means."""

    subject: Subject
    sifted: Sifted
    codes: Mapping[str, Code]


Lacks = Callable[[Evidence], list[str]]


@frozen
class Criterion:
    """One thing that a tier asks for, and a function that names what is lacking; nothing: it is met."""

    tier: str
    asks: str
    lacks: Lacks


def _found(*codes: str) -> Lacks:
    def lacks(evidence: Evidence) -> list[str]:
        return [_place(evidence, each) for each in evidence.sifted.open if each.code in codes]

    return lacks


def _errors(evidence: Evidence) -> list[str]:
    faults = (*evidence.sifted.open, *evidence.sifted.amiss)
    return [each.code for each in faults if evidence.codes[each.code].severity == "error"]


def _exemptions_amiss(evidence: Evidence) -> list[str]:
    return [each.key for each in evidence.sifted.amiss]


def _exempted(evidence: Evidence) -> list[str]:
    return [each.fault.code for each in evidence.sifted.exempted]


def _all_faults(evidence: Evidence) -> list[str]:
    return [each.code for each in (*evidence.sifted.open, *evidence.sifted.amiss)]


def _not_primary(evidence: Evidence) -> list[str]:
    pack = evidence.subject.pack
    return [
        f"{name} {version.effective}"
        for name, version in evidence.subject.versions
        if version.status == "stable"
        and not any(pack.sources[cite.source].standing == "primary" for cite in version.cites)
    ]


def _experimental(evidence: Evidence) -> list[str]:
    """Versions that can rule a claim, those of packs that this one extends too."""
    pack, ruleset = evidence.subject.pack, evidence.subject.ruleset
    return [
        f"{policy.entry.id if policy.pack.id == pack.id else policy.id} {version.interval.start}"
        for policy in ruleset.policies
        for version in policy.versions
        if version.entry.status == "experimental" and version.interval.overlap(ruleset.coverage)
    ]


def _unreached(evidence: Evidence) -> list[str]:
    return unreached(evidence.subject)


def _place(evidence: Evidence, fault: Fault) -> str:
    return policy_of(evidence.subject.pack, fault) or f"{fault.file.name}:{fault.line}"


CRITERIA: Final[tuple[Criterion, ...]] = (
    Criterion("bronze", "every version and every table cites a source", _found("SJ101", "SJ133")),
    Criterion("bronze", "the dates of service that are covered are stated", _found("SJ110")),
    Criterion("silver", "every version was compared with its source", _found("SJ102", "SJ121")),
    Criterion("silver", "versions in force were compared within a year", _found("SJ120")),
    Criterion("silver", "every policy has a passing test", _found("SJ104")),
    Criterion("silver", "every policy has a failing test", _found("SJ105")),
    Criterion("silver", "every policy has a test on a boundary date", _found("SJ106")),
    Criterion("silver", "every policy says what it cannot express", _found("SJ127")),
    Criterion("silver", "there is a README", _found("SJ126")),
    Criterion("silver", "no exemption has expired or is without use", _exemptions_amiss),
    Criterion("silver", "the lint finds no error", _errors),
    Criterion("gold", "every stable version cites a primary source", _not_primary),
    Criterion("gold", "no version is experimental", _experimental),
    Criterion("gold", "tests reach every version and every outcome", _unreached),
    Criterion("gold", "nothing is exempted", _exempted),
    Criterion("gold", "the lint finds nothing", _all_faults),
)
"""Each tier asks for what stands here, and for all that the tiers before it ask for."""
