"""Kinds written for one encounter at a time, run over a batch.

A parameter class may implement, instead of `rule(batch)`,

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Sequence[Say]

which answers once per line of `lines` (those that the policy applies to), or, for a kind that speaks of
encounters, once. The engine loops: slower than a columnar kind, same contract, same tests.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from attrs import Factory, field, frozen

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Kind
from scrubjay.model import Encounter, ServiceLine
from scrubjay.rulings import BROKE, FactValue, Ruling


@frozen
class Say:
    """One answer, by name, with the facts behind it and the units it supports (None: says nothing)."""

    answer: str
    facts: Mapping[str, Any] = field(default=Factory(dict))
    units: int | None = None


class EncounterRule(Protocol):
    """What a kind written for one encounter at a time implements."""

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Sequence[Say]:
        """Answer once per line, or once for a kind that speaks of encounters."""


def rule_each(kind: Kind, rule: EncounterRule, batch: Batch) -> Ruling:
    """Run `rule` over every encounter of the batch; where it raises, its answer there is `BROKE`.

    Raises `ValueError` for a batch made from arrays, which has no encounters to hand over.
    """
    if batch.sources is None:
        raise ValueError(
            f"kind {kind.id!r} rules on encounters one at a time; this batch was made from arrays"
        )
    said: list[Say | None] = []
    broke: dict[int, str] = {}
    for number, places in batch.places_by_encounter():
        encounter = batch.sources[number]
        due = len(places) if kind.speaks == "line" else 1
        try:
            answers = list(rule.rule_encounter(encounter, [encounter.lines[place] for place in places]))
            if len(answers) != due:
                raise ValueError(f"rule_encounter gave {len(answers)} answers, not {due}")
            for say in answers:
                getattr(kind.answers, say.answer)
        except Exception as error:
            broke[number] = describe(error)
            said.extend([None] * due)
        else:
            said.extend(answers)
    answer = np.array([BROKE if say is None else getattr(kind.answers, say.answer) for say in said], np.int8)
    units = None
    if any(say is not None and say.units is not None for say in said):
        units = np.array([-1 if say is None or say.units is None else say.units for say in said], np.int32)
    facts = {name: _column([say and say.facts.get(name) for say in said]) for name in kind.facts}
    return Ruling(answer, facts, units, broke=broke)


def describe(error: BaseException) -> str:
    """An exception in one line, with the place where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"


def _column(values: Sequence[Any]) -> FactValue:
    if all(value is None or isinstance(value, str) for value in values):
        return Coded.of(values)
    column = np.empty(len(values), object)
    column[:] = values
    return column
