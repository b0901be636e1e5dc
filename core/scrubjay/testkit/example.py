"""Examples: the tests that stand beside a policy, about what that policy alone says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scrubjay.findings import Finding
from scrubjay.kinds import Kind
from scrubjay.packs.faults import nearest
from scrubjay.packs.model import OverrideEntry
from scrubjay.ruled import BatchEvaluation
from scrubjay.testkit.bench import Bench
from scrubjay.testkit.cases import PackTest
from scrubjay.testkit.compare import difference, line_beyond, place
from scrubjay.testkit.reach import out_of_reach, unreached

Expectation = Mapping[str, Any]

ENGINE_ANSWERS: Final = (
    "broke",
    "disabled",
    "not_in_force",
    "not_selected",
    "other_code",
    "other_modifier",
    "selector_unknown",
    "unsupplied",
)
"""The answers that the engine gives where a policy's kind was not asked, or broke."""


def check_example(bench: Bench, test: PackTest) -> Iterator[str]:
    """What did not come as the example expects. Raises `EncounterError`.

    The pack's whole ruleset rules the encounter; what the example's own policy said about each line is
    compared with what is expected of it. A line that no expectation names may come out in any way.
    """
    policy = bench.policy(test)
    encounter = bench.encounter(test.entry.data)
    kind = policy.kind
    expected = test.entry.data["expect"]
    flaws = [flaw for each in expected for flaw in _flaws(each, kind, len(encounter.lines))]
    if flaws:
        yield from flaws
        return
    if encounter.payer not in bench.payers:
        remedy = nearest(encounter.payer, bench.payers, "scrubjay packs")
        yield f"the policy was never reached: payer {encounter.payer!r} is not the pack's; {remedy}"
        return
    evaluation = bench.given(test.entry).check(encounter)
    said = {each.line: each for each in evaluation.trace if each.policy == policy.id}
    if isinstance(test.about, OverrideEntry):
        override = next(each for each in policy.overrides if each.name == f"{test.pack.id}:{test.subject}")
        yield from out_of_reach(override, expected, said, encounter.date)
    else:
        yield from unreached(expected, said)
    for each in expected:
        line = each.get("line")
        finding = said[line]
        got = _got(finding) | {
            "units": _units(evaluation.whole, policy.id, line) if line else None,
            **{f"fact {name}": finding.facts.get(name) for name in each.get("facts", {})},
        }
        wanted = {key: value for key, value in each.items() if key not in ("line", "facts")}
        wanted |= {f"fact {name}": value for name, value in each.get("facts", {}).items()}
        yield from difference(place(line), wanted, got, f"{finding.answer}: {finding.message}")


def _flaws(each: Expectation, kind: Kind, lines: int) -> Iterator[str]:
    """What cannot be expected of any policy of the kind."""
    line = each.get("line")
    if line is None and kind.speaks == "line":
        yield f"an expectation names no line, but {kind.id} speaks about lines; add `line`"
    if line is not None and kind.speaks == "encounter":
        yield f"line {line} is expected, but {kind.id} speaks about the encounter; leave `line` out"
    elif beyond := line_beyond(line, lines):
        yield beyond
    answers = (*kind.answers.names, *ENGINE_ANSWERS)
    if (answer := each.get("answer", answers[0])) not in answers:
        yield f"{place(line)}: {kind.id} has no answer {answer!r}; {nearest(answer, answers)}"
    for name in each.get("facts", {}):
        if name not in kind.facts:
            yield f"{place(line)}: {kind.id} records no fact {name!r}; {nearest(name, kind.facts)}"


def _got(finding: Finding) -> dict[str, Any]:
    remit = finding.remit
    return {
        "outcome": finding.outcome.word,
        "answer": finding.answer,
        "action": finding.action.word,
        "group": remit.group if remit else None,
        "carc": remit.carc if remit else None,
        "rarcs": remit.rarcs if remit else (),
    }


def _units(whole: BatchEvaluation, policy: str, line: int) -> int | None:
    """The units that a policy's ruling supports on a line of the only encounter, where it settles them."""
    ruling = next(each for each in whole.rulings if each.policy.id == policy)
    for part in ruling.parts:
        place = part.place_of(line - 1)
        if place is None or part.ruling.units is None:
            continue
        units = int(part.ruling.units[place])
        if units >= 0:
            return units
    return None
