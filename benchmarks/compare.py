"""Does the engine say what the plain implementation says? Every difference, by policy and by line."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from attrs import evolve

from benchmarks.plain.lines import Line, Standing
from benchmarks.plain.objects import visits_of
from benchmarks.plain.payer import Payer, rule
from benchmarks.workload import Workload
from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.evaluate import evaluate
from scrubjay.money import MISSING
from scrubjay.ruled import BatchEvaluation, PolicyRuling
from scrubjay.ruleset import Ruleset

SHOWN: Final = 3
ABSENT: Final = (None, -1, MISSING, "")


def batch_of(load: Workload) -> Batch:
    return Batch.from_columns(load.encounter, load.lines, load.encounters)


def units_only(ruleset: Ruleset) -> Ruleset:
    """The ruleset with the policies of the units stage alone."""
    return evolve(ruleset, policies=tuple(each for each in ruleset.policies if each.kind.stage == "units"))


def refuse_broken(whole: BatchEvaluation) -> None:
    """A policy that broke is fast, and its figures mean nothing. Raises `RuntimeError`."""
    for ruling in whole.rulings:
        for part in ruling.parts:
            if part.broke:
                raise RuntimeError(f"{ruling.policy.id} broke: {part.broke}")


def differences(ruleset: Ruleset, load: Workload) -> Iterator[str]:
    """What differs, in words. Facts are compared wherever a policy speaks about a line."""
    whole = evaluate(ruleset, batch_of(load))
    standings = rule(Payer(ruleset), visits_of(load))
    lines = [line for standing in standings for line in standing.lines]
    yield from _settled(whole, lines)
    yield from column("worst", whole.worst.tolist(), [standing.worst for standing in standings])
    for number, ruling in enumerate(whole.rulings):
        yield from _policy(ruling, number, lines if ruling.policy.kind.speaks == "line" else standings)


def _settled(whole: BatchEvaluation, lines: Sequence[Line]) -> Iterator[str]:
    settled = whole.settled
    names = {policy.id: number for number, policy in enumerate(whole.ruleset.policies)}
    for name in ("supported", "payable", "status", "allowed", "unjudged", "adjusted"):
        yield from column(name, getattr(settled, name).tolist(), [getattr(line, name) for line in lines])
    yield from column("patient", settled.patient.tolist(), [line.patient_owes for line in lines])
    yield from column("uncovered", whole.uncovered.tolist(), [_silent(line) for line in lines])
    engine: list[dict[Any, int]] = [{} for _ in lines]
    for each in settled.adjustments:
        key = names[each.policy], each.column.group, each.column.carc
        for place, amount in zip(*(column.tolist() for column in each.taken()), strict=True):
            engine[place][key] = engine[place].get(key, 0) + amount
    plain: list[dict[Any, int]] = [{} for _ in lines]
    for place, line in enumerate(lines):
        for key, amount in line.adjustments:
            if amount:
                plain[place][key] = plain[place].get(key, 0) + amount
    yield from column("adjustments", engine, plain)
    remarks: list[set[str]] = [set() for _ in lines]
    for name, mask in settled.remarks.items():
        for place in np.flatnonzero(mask).tolist():
            remarks[place].add(name)
    yield from column("remarks", remarks, [set(line.remarks) for line in lines])


def _silent(line: Line) -> bool:
    return all(not answer.weight for answer, _ in line.said)


def _policy(ruling: PolicyRuling, number: int, elements: Sequence[Line | Standing]) -> Iterator[str]:
    policy = ruling.policy
    said = [next((each for each in element.said if each[0].number == number), None) for element in elements]
    outcomes = [0 if each is None else each[0].outcome for each in said]
    yield from column(f"{policy.id} outcome", ruling.outcome.tolist(), outcomes)
    answers = policy.kind.answers
    for part in ruling.parts:
        places = np.arange(len(elements)) if part.places is None else part.places
        kept = np.ones(len(places), np.bool_) if part.kept is None else part.kept
        facts = part.ruling.facts
        outcome = np.array([answer.outcome for answer in answers.items])[part.ruling.answer]
        here = np.flatnonzero(kept & (outcome > 0))
        there = places[here].tolist()
        spoken = [said[place] or (None, None) for place in there]
        label = f"{policy.id} {part.version.entry.effective}"
        named = [answers.names[answer] for answer in part.ruling.answer[here].tolist()]
        yield from column(
            f"{label} answer", named, [answer.name if answer else None for answer, _ in spoken], there
        )
        for place, name in enumerate(policy.kind.facts):
            values = _values(facts.get(name), here)
            plain = [told[place] if told else None for _, told in spoken]
            yield from column(f"{label} fact {name}", values, plain, there)


def _values(fact: Any, places: np.ndarray) -> list[Any]:
    if isinstance(fact, Coded):
        return [fact.names[number] for number in fact.ids[places].tolist()]
    if isinstance(fact, np.ndarray):
        return fact[places].tolist()
    return [fact] * len(places)


def column(
    label: str, engine: Sequence[Any], plain: Sequence[Any], places: Sequence[int] | None = None
) -> Iterator[str]:
    """Where a column of the engine is not what the plain implementation has; all absence is one."""
    wrong = [
        place
        for place, (one, other) in enumerate(zip(engine, plain, strict=True))
        if one != other and not (_absent(one) and _absent(other))
    ]
    if wrong:
        shown = ", ".join(
            f"{places[place] if places is not None else place}: {engine[place]!r}, not {plain[place]!r}"
            for place in wrong[:SHOWN]
        )
        yield f"{label}: {len(wrong)} of {len(engine)} differ ({shown})"


def _absent(value: Any) -> bool:
    return value is None or (not isinstance(value, dict | set) and value in ABSENT)
