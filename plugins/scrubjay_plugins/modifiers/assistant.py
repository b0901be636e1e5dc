"""The modifier of an assistant, on the units that an assistant furnished in whole or in part."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import kind, param
from scrubjay.rulings import FactValue, Ruling
from scrubjay.values import CodeSet
from scrubjay_plugins.modifiers.assistant_says import FACTS, SAYS, SILENT
from scrubjay_plugins.modifiers.assistants import Assistant, carry_own, numbers_of
from scrubjay_plugins.modifiers.codelines import CodeLines
from scrubjay_plugins.modifiers.shares import by_service, by_unit
from scrubjay_plugins.units.pools import TORN

Array = NDArray[Any]


@kind("modifiers.assistant", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class AssistantModifier:
    """The modifier of an assistant is due on units that an assistant furnished in whole or in part.

    "In part" is more than a small share of the minutes, and only the assistant's minutes apart from the
    therapist count: minutes together are the therapist's. Units are those that the payer's own rule
    supports. Of a timed code each clinician first gets the units of their own full blocks; a unit that is
    left is the therapist's where the therapist has enough minutes left for it, and else needs the modifier
    where the assistant's share is too large. Of an untimed code the share of the whole service decides. The
    lines of one code, patient, day, billing provider and plan of care are one: units with and without the
    modifier stand on two lines.

    Where no assistant minutes are given and no such modifier stands on a line of the code, nothing says that
    an assistant took part, and the kind says nothing.

    Source: 42 USC 1395m(v); CMS, billing examples using the CQ and CO modifiers.
    """

    timed: CodeSet = param("Codes that are judged unit by unit.")
    untimed: CodeSet = param("Codes that are judged as one service.")
    assistants: tuple[Assistant, ...] = param("The modifier of each plan of care that knows assistants.")
    unit_minutes: int = param("Length of a unit of the timed codes.", default=15, unit="min", least=1)
    own_minutes: int | None = param(
        "Minutes of the therapist that make a unit that is left the therapist's; left out, none do.",
        default=None,
        unit="min",
        least=1,
    )
    share: int = param(
        "Share of the minutes that an assistant may furnish without the modifier.",
        default=10,
        unit="%",
        least=0,
        most=100,
    )

    @property
    def about(self) -> frozenset[str]:
        """All codes that are judged."""
        return self.timed | self.untimed

    def rule(self, batch: Batch) -> Ruling:
        """Compare the units that carry the modifier with those that need it, code by code."""
        given = cast("Array", batch.line_column("assistant_minutes"))
        worn = batch.carries(*(each.modifier for each in self.assistants))
        if worn is None and (given < 0).all():
            return Ruling(np.full(batch.lines, SAYS.not_given, np.int8))
        sign = given > 0 if worn is None else (given > 0) | worn
        answer = SAYS.choose(batch.lines, SAYS.not_given, (given >= 0, SAYS.therapist_only))
        if not sign.any():
            nobody = Coded(np.zeros(batch.lines, np.int8), ("",))
            return Ruling(answer, {name: SILENT.get(name, 0) for name in FACTS} | {"modifier": nobody})
        codes = CodeLines.of(batch, sign)
        own = numbers_of(self.assistants, codes.plan)
        marked = carry_own(self.assistants, batch, codes.places, own)
        timed = batch.code.among(self.timed)[codes.places]
        answer[codes.places], tally = self._judge(codes, own, marked, timed)

        def facts() -> dict[str, FactValue]:
            told: dict[str, FactValue] = {
                name: codes.spread(each, batch.lines, SILENT.get(name, 0)) for name, each in tally.items()
            }
            modifier = codes.spread(own, batch.lines, 0)
            return told | {"modifier": Coded(modifier, ("", *(each.modifier for each in self.assistants)))}

        return Ruling(answer, facts)

    def _judge(
        self, codes: CodeLines, numbers: Array, marked: Array, timed: Array
    ) -> tuple[Array, dict[str, Array]]:
        """The answer of each line, and the facts of its code."""
        assistant = codes.total(codes.assistant)
        therapist = np.maximum(codes.total(codes.minutes) - assistant, 0)
        unknown = codes.lacking(codes.minutes)
        counted = codes.counted
        units, wearing = codes.total(counted), codes.total(np.where(marked, counted, 0))

        supported = codes.total(np.where(codes.supported < 0, counted, codes.supported))
        shares = by_unit(
            therapist, assistant, supported, block=self.unit_minutes, own=self.own_minutes, percent=self.share
        )
        most = np.where(
            timed & (therapist != 0),
            shares.due,
            by_service(therapist, assistant, supported, percent=self.share),
        )
        due = np.maximum(units - (supported - most), 0)

        shared = timed & (assistant > 0) & (therapist > 0)
        bare, worn = ~marked & (counted > 0), marked & (counted > 0)
        missing = (wearing < due) & codes.likeliest(bare, codes.assistant > 0)
        excess = (wearing > most) & codes.likeliest(worn, codes.minutes > codes.assistant)
        answer = SAYS.choose(
            len(due),
            SAYS.agreed,
            ((numbers == 0) & ((codes.plan == 0) | (codes.plan == TORN)), SAYS.no_plan),
            (numbers == 0, SAYS.no_modifier),
            (codes.assistant < 0, SAYS.no_assistant),
            (codes.lacking(codes.assistant), SAYS.other_assistant),
            (unknown & (assistant > 0), SAYS.no_minutes),
            (codes.lacking(counted), SAYS.no_units),
            (shared & codes.lacking(codes.supported), SAYS.uncounted),
            (missing & (due == units), SAYS.missing),
            (missing, SAYS.mixed),
            (excess & (due == 0), SAYS.needless),
            (excess, SAYS.excess),
        )
        return answer, {
            "assistant": assistant,
            "therapist": np.where(unknown, -1, therapist),
            "units": units,
            "due": due,
            "marked": wearing,
            "left": np.where(timed, shares.left, 0),
            "therapist_rest": np.where(timed, shares.therapist_rest, 0),
            "assistant_rest": np.where(timed, shares.assistant_rest, 0),
        }
