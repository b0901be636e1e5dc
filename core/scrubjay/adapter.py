"""Kinds written for one encounter at a time, run over a batch.

A parameter class may implement, instead of `rule(batch)`,

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Sequence[Say]

which answers once per line of `lines` (those that the policy applies to), or, for a kind that speaks of
encounters, once. The engine loops: slower than a columnar kind, same contract, same tests.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import pluggy
from attrs import Factory, field, frozen

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Kind
from scrubjay.model import Encounter, ServiceLine
from scrubjay.rulecheck import RulingError, undeclared
from scrubjay.rulings import BROKE, FactValue, Ruling

MOST_UNITS: Final = 9999


@frozen
class Say:
    """One answer, by name, with the facts behind it and the units it supports (None: says nothing).

    A fact is text, a whole number, a truth value or None; money is in cents.
    """

    answer: str
    facts: Mapping[str, Any] = field(default=Factory(dict))
    units: int | None = None


class EncounterRule(Protocol):
    """What a kind written for one encounter at a time implements."""

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> Sequence[Say]:
        """Answer once per line, or once for a kind that speaks of encounters."""


def rule_each(kind: Kind, rule: EncounterRule, batch: Batch) -> Ruling:
    """Run `rule` over every encounter of the batch; where it raises, its answer there is `BROKE`.

    Encounters without a line in the batch are not asked. Raises `RulingError` for a batch made from arrays,
    which has no encounters to hand over.
    """
    if batch.sources is None:
        raise RulingError(
            f"{kind.id} rules on encounters one at a time, and this batch was made from arrays: "
            "hand over encounters, or give the kind a rule(batch)"
        )
    on_lines = kind.speaks == "line"
    said: list[Say | None] = [None] * (batch.lines if on_lines else batch.encounters)
    broke: dict[int, str] = {}
    start = 0
    for number, places in batch.places_by_encounter():
        encounter = batch.sources[number]
        lines = [encounter.lines[place] for place in places]
        due = slice(start, start + len(lines)) if on_lines else slice(number, number + 1)
        start += len(lines)
        try:
            said[due] = _checked(kind, rule.rule_encounter(encounter, lines), due.stop - due.start)
        except (Exception, SystemExit) as error:
            broke[number] = describe(error)
    numbers = {name: number for number, name in enumerate(kind.answers.names)}
    answer = np.array([BROKE if say is None else numbers[say.answer] for say in said], np.int8)
    units = None
    if any(say is not None and say.units is not None for say in said):
        units = np.array([-1 if say is None or say.units is None else say.units for say in said], np.int32)
    facts = {name: _column([say and say.facts.get(name) for say in said]) for name in kind.facts}
    return Ruling(answer, facts, units, broke=broke)


def _checked(kind: Kind, answers: object, due: int) -> list[Say]:
    """The answers, if they are what the kind declares. Raises `RulingError`."""
    if not isinstance(answers, Iterable):
        raise RulingError(f"rule_encounter must give a list of Say, and gave {type(answers).__name__}")
    says = list(answers)
    for say in says:
        if not isinstance(say, Say):
            raise RulingError(
                f"rule_encounter must give a list of Say, and one member is {type(say).__name__}"
            )
        if say.answer not in kind.answers.names:
            raise RulingError(undeclared(kind, "answer", say.answer, kind.answers.names))
        for name, value in say.facts.items():
            if name not in kind.facts:
                raise RulingError(undeclared(kind, "fact", name, kind.facts))
            if not (value is None or isinstance(value, str | int | np.integer | np.bool_)):
                raise RulingError(
                    f"fact {name!r} of {kind.id} must be text, a whole number or a truth value, "
                    f"and is of type {type(value).__name__}"
                )
        if say.units is not None and not (type(say.units) is int and 0 <= say.units <= MOST_UNITS):
            raise RulingError(f"units must be a whole number from 0 to {MOST_UNITS}, and are {say.units!r}")
    if len(says) != due:
        what = "line" if kind.speaks == "line" else "encounter"
        raise RulingError(f"rule_encounter gave {len(says)} answers for {due} {what}{'s' if due > 1 else ''}")
    return says


_CALLED: Final = tuple(
    Path(file).parent for file in (__file__, np.__file__, pluggy.__file__, str(importlib.__file__))
)
"""Where code is that a plugin only calls: an error that was raised there is laid to the call."""


def describe(error: BaseException) -> str:
    """An exception in one line, with the place in the plugin's own code where it arose."""
    if isinstance(error, RulingError):
        return str(error)
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = "(its message cannot be read)"
    theirs = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_theirs(frame.filename)]
    where = f" ({Path(theirs[-1].filename).name}:{theirs[-1].lineno})" if theirs else ""
    return f"{type(error).__name__}{': ' if message else ''}{message}{where}"


def _is_theirs(file: str) -> bool:
    return not file.startswith("<") and not any(Path(file).is_relative_to(folder) for folder in _CALLED)


def _column(values: Sequence[Any]) -> FactValue:
    if all(value is None or isinstance(value, str) for value in values):
        return Coded.of(values)
    column = np.empty(len(values), object)
    column[:] = values
    return column
