"""Does the engine say what the yardstick says? Every difference, policy by policy and line by line."""

from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.workload import Workload, generate
from benchmarks.yardstick import rule_visits, units_only, visits_of
from benchmarks.yardstick_lines import OTHER, LineState
from scrubjay.batch import Batch
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate
from scrubjay.ruled import BatchEvaluation, PolicyRuling
from scrubjay.ruleset import Ruleset


def batch_of(workload: Workload) -> Batch:
    return Batch.from_columns(workload.encounter, workload.lines, workload.encounters)


def refuse_broken(whole: BatchEvaluation) -> None:
    """A policy that broke is fast, and its figures mean nothing. Raises `RuntimeError`."""
    for ruling in whole.rulings:
        for part in ruling.parts:
            if part.broke:
                raise RuntimeError(f"{ruling.policy.id} broke: {part.broke}")


def differences(ruleset: Ruleset, workload: Workload) -> Iterator[str]:
    """What differs, in words; the facts of a line that a policy is not about are not compared."""
    whole = evaluate(ruleset, batch_of(workload))
    states, worst = rule_visits(ruleset, visits_of(workload))
    yield from column("worst", whole.worst, worst)
    yield from column("supported", whole.settled.supported, [state.supported for state in states])
    yield from column("payable", whole.settled.payable, [state.payable for state in states])
    for number, ruling in enumerate(whole.rulings):
        yield from _policy(whole, ruling, number, states)


def _policy(
    whole: BatchEvaluation, ruling: PolicyRuling, number: int, states: list[LineState]
) -> Iterator[str]:
    answers = ruling.policy.kind.answers
    said = [state.said[number] for state in states]
    names = [-1 if each is OTHER else answers.names.index(each.answer) for each in said]
    outcomes = [0 if each < 0 else answers.items[each].outcome for each in names]
    yield from column(f"{ruling.policy.id} outcome", ruling.outcome, outcomes)
    for part in ruling.parts:
        lines = np.arange(whole.batch.lines) if part.places is None else part.places
        places = np.arange(len(lines))
        here = [said[line] for line in lines.tolist()]
        label = f"{ruling.policy.id} {part.version.entry.effective}"
        answered = [names[line] for line in lines.tolist()]
        yield from column(f"{label} answer", part.ruling.answer[places], answered)
        if part.ruling.units is not None:
            yield from column(f"{label} units", part.ruling.units[places], [each.units for each in here])
        for name in ruling.policy.kind.facts:
            about = [place for place, each in enumerate(here) if each.facts]
            if about:
                value = part.ruling.facts[name]
                values = np.broadcast_to(value, len(part.ruling.answer))[places][about]
                yield from column(f"{label} fact {name}", values, [here[each].facts[name] for each in about])


def column(label: str, engine: np.ndarray, yardstick: Sequence[int | None]) -> Iterator[str]:
    """Where a column of the engine is not what the yardstick has, absence being -1."""
    wanted = np.array([-1 if value is None else value for value in yardstick], np.int64)
    wrong = np.flatnonzero(engine != wanted)
    if len(wrong):
        where = ", ".join(f"{place}: {engine[place]}, not {wanted[place]}" for place in wrong[:3].tolist())
        yield f"{label}: {len(wrong)} of {len(wanted)} differ ({where})"


def prove(engine: Engine, payer: str, encounters: int, seed: int = 1) -> list[str]:
    """The differences over so many random encounters of a payer; none if the two agree."""
    return list(differences(units_only(engine.ruleset(payer)), generate(encounters, seed)))
