"""A plugin with kinds that are simple enough to know by heart what they say."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen

import scrubjay
from scrubjay import (
    Action,
    Answers,
    Batch,
    CodeSet,
    Encounter,
    Fact,
    Ruling,
    Say,
    ServiceLine,
    fails,
    kind,
    no_data,
    not_applicable,
    param,
    passes,
)

SAYS = Answers(
    other_code=not_applicable("{code} is not counted"),
    supported=passes("{billed} billed, {units} supported"),
    over=fails("{billed} billed, but {units} supported"),
    under=fails("{billed} billed, but {units} supported", action=Action.INFORM),
    no_minutes=no_data("the minutes of {code} are missing", missing="minutes"),
)
FACTS = {
    "minutes": Fact("Minutes of the line.", "min", "encounter"),
    "billed": Fact("Units billed."),
    "units": Fact("Whole quarter hours."),
    "left": Fact("Units supported and not billed."),
}


def count(batch: Batch, codes: CodeSet, minutes: np.ndarray) -> Ruling:
    """Compare the whole quarter hours in `minutes` with the units billed."""
    mine, known = batch.codes_in(codes), batch.minutes >= 0
    units = minutes // 15
    answer = SAYS.choose(
        batch.lines,
        SAYS.supported,
        (~mine, SAYS.other_code),
        (~known, SAYS.no_minutes),
        (batch.units > units, SAYS.over),
        (batch.units < units, SAYS.under),
    )
    facts = {"minutes": batch.minutes, "billed": batch.units, "units": units, "left": units - batch.units}
    return Ruling(answer, facts, units=np.where(mine & known, units, -1).astype(np.int32))


@kind("test.by-line", stage="units", answers=SAYS, facts=FACTS)
@frozen
class ByLine:
    """Whole quarter hours of each line."""

    codes: CodeSet = param("The codes that are counted.")

    def rule(self, batch: Batch) -> Ruling:
        return count(batch, self.codes, np.maximum(batch.minutes, 0))


@kind("test.by-day", stage="units", answers=SAYS, facts=FACTS)
@frozen
class ByDay:
    """Whole quarter hours of a patient's day, on each of its lines."""

    codes: CodeSet = param("The codes that are counted.")

    def rule(self, batch: Batch) -> Ruling:
        return count(batch, self.codes, batch.day.total(np.maximum(batch.minutes, 0)))


@kind(
    "test.plan",
    stage="advice",
    answers=Answers(certified=passes("there is a plan"), absent=fails("there is no plan")),
    speaks="encounter",
)
@frozen
class Plan:
    """Is there a plan of care? It breaks at place of service 99."""

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        if encounter.place_of_service == "99":
            raise RuntimeError("no such place")
        return [Say("certified" if encounter.plan_of_care else "absent")]


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    return [ByLine, ByDay, Plan]
