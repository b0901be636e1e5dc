"""Which lines a policy speaks about: conditions over a closed set of fields. Data, never code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import param
from scrubjay.model import DISCIPLINES
from scrubjay.values import CodeSet, Modifier

Array = NDArray[Any]


@frozen
class Selector:
    """Conditions that must all hold; one that is left out always does.

    Where an encounter lacks what a condition asks for, the line is neither selected nor passed over: what
    the policy says about it is `no_data`.
    """

    codes: CodeSet | None = param("The line's code is one of these.", default=None)
    codes_not: CodeSet | None = param("The line's code is none of these.", default=None)
    modifiers_any: tuple[Modifier, ...] = param("The line carries one of these modifiers.", default=())
    modifiers_all: tuple[Modifier, ...] = param("The line carries all of these modifiers.", default=())
    modifiers_none: tuple[Modifier, ...] = param("The line carries none of these modifiers.", default=())
    disciplines: tuple[Literal["PT", "OT", "SLP"], ...] = param(
        "The line's plan of care is one of these.", default=()
    )
    places_of_service: tuple[str, ...] = param("The place of service is one of these.", default=())
    claim_form: Literal["professional", "institutional"] | None = param(
        "The claim is on this form.", default=None
    )

    def select(self, batch: Batch) -> Selection:
        """Which lines of a batch are meant, and for which that cannot be told."""
        if self.codes is not None and self.codes.isdisjoint(batch.code.names):
            return NO_LINE
        held: list[Array] = []
        for wanted in (self.modifiers_any, *((modifier,) for modifier in self.modifiers_all)):
            if wanted:
                carrying = batch.carries(*wanted)
                if carrying is None:
                    return NO_LINE
                held.append(carrying)
        if self.codes is not None:
            held.append(batch.codes_in(self.codes))
        if self.codes_not is not None:
            held.append(~batch.codes_in(self.codes_not))
        if self.modifiers_none:
            held.append(~batch.has_modifier(*self.modifiers_none))
        unknown: dict[str, Array] = {}
        if self.disciplines:
            numbers = [
                number for number, name in enumerate(DISCIPLINES.values(), 1) if name in self.disciplines
            ]
            unknown["discipline"] = batch.discipline == 0
            held.append(np.isin(batch.discipline, numbers) | unknown["discipline"])
        claim_forms = (self.claim_form,) if self.claim_form is not None else ()
        for name, texts in (("place_of_service", self.places_of_service), ("claim_form", claim_forms)):
            if not texts:
                continue
            here = {*cast("Coded", batch.encounter_column(name)).names}
            if here.isdisjoint((*texts, "")):
                return NO_LINE
            if not here.issubset(texts):
                meant = batch.text_in(name, texts)
                if "" in here:
                    unknown[name] = ~batch.text_known(name)
                    meant = meant | unknown[name]
                held.append(meant)
        if not held:
            return EVERY_LINE
        mask = held[0] if len(held) == 1 else np.logical_and.reduce(held)
        gaps = {name: mask & gap for name, gap in unknown.items() if (mask & gap).any()}
        for gap in gaps.values():
            mask = mask & ~gap
        return Selection(mask, gaps)

    def apart(self, other: Selector, *, within_encounter: bool) -> bool:
        """Is it certain that the two never hold together?

        `within_encounter`: on one encounter, whichever of its lines; else on one line.
        """
        if self.claim_form and other.claim_form and self.claim_form != other.claim_form:
            return True
        if _disjoint(self.places_of_service, other.places_of_service):
            return True
        if within_encounter:
            return False
        return (
            (self.codes is not None and other.codes is not None and self.codes.isdisjoint(other.codes))
            or _disjoint(self.disciplines, other.disciplines)
            or self._denies(other)
            or other._denies(self)
        )

    def _denies(self, other: Selector) -> bool:
        """Does one condition here rule out what one there asks for?"""
        return (
            (self.codes_not is not None and other.codes is not None and other.codes <= self.codes_not)
            or not set(self.modifiers_none).isdisjoint(other.modifiers_all)
            or (bool(other.modifiers_any) and set(other.modifiers_any) <= set(self.modifiers_none))
        )


def _disjoint(some: Collection[str], others: Collection[str]) -> bool:
    """Are both stated, and nothing in common?"""
    return bool(some) and bool(others) and set(some).isdisjoint(others)


@frozen(eq=False)
class Selection:
    """Lines that are meant (None: every line), and, by the name of what is missing, lines that may be.

    With `nothing`, no line of the batch is.
    """

    mask: Array | None
    unknown: Mapping[str, Array]
    nothing: bool = False


EVERY_LINE: Final = Selection(None, {})
NO_LINE: Final = Selection(None, {}, nothing=True)
