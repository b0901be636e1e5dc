"""Two kinds that work until they are told to break, and how."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

import scrubjay
from scrubjay import Batch, Encounter, Fact, Ruling, Say, ServiceLine, param

SAYS = scrubjay.Answers(fine=scrubjay.passes("{code} is fine"), named=scrubjay.fails("it is {name}"))
FACTS = {"name": Fact("A name.")}


@scrubjay.kind("odd.columns", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class Columns:
    """Rules in columns."""

    how: str = param("How it breaks.")

    def rule(self, batch: Batch) -> Any:
        size = batch.lines
        fine = np.zeros(size, np.int8)
        match self.how:
            case "raises":
                return fine[size]
            case "raises-within":
                return batch.codes_in(3)  # type: ignore[arg-type]
            case "gives-none":
                return None
            case "gives-a-list":
                return Ruling([0] * size)  # type: ignore[arg-type]
            case "one-answer-too-few":
                return Ruling(fine[1:])
            case "undeclared-answer":
                return Ruling(fine + 7)
            case "fractions-as-answers":
                return Ruling(fine / 2)
            case "truth-values-as-answers":
                return Ruling(fine == 0)
            case "undeclared-fact":
                return Ruling(fine, {"name": "x", "color": "blue"})
            case "one-unit-too-few":
                return Ruling(fine, units=np.ones(size - 1, np.int32))
            case "one-fact-too-few":
                return Ruling(fine, {"name": np.arange(size - 1)})
            case "no-fact":
                return Ruling(fine + 1)
        return Ruling(fine)


@scrubjay.kind("odd.each", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class Each:
    """Rules one encounter at a time, and breaks on those of patient P-2."""

    how: str = param("How it breaks.")

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Any:
        fine = [Say("fine", {"name": "x"}) for _ in lines]
        if encounter.patient.id != "P-2":
            return fine
        match self.how:
            case "raises":
                return {}["M25"]
            case "exits":
                sys.exit(2)
            case "gives-none":
                return None
            case "gives-text":
                return ["fine" for _ in lines]
            case "one-answer-too-many":
                return [*fine, Say("fine")]
            case "undeclared-answer":
                return [Say("choose") for _ in lines]
            case "undeclared-fact":
                return [Say("fine", {"color": "blue"}) for _ in lines]
            case "fact-of-another-type":
                return [Say("fine", {"name": encounter.date}) for _ in lines]
            case "units-as-text":
                return [Say("fine", units="2") for _ in lines]  # type: ignore[arg-type]
        return fine


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    return [Columns, Each]
