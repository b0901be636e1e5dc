"""Services that need the payer's authorisation, and how much of it is left."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.authorized import Authorized, authorizations
from scrubjay_plugins.limits.measures import payable

Array = NDArray[Any]

SAYS: Final = Answers(
    covered=passes("authorisation {authorization} covers {code} on this date"),
    left=passes("authorisation {authorization} covers {code}, and enough of it is left"),
    uncovered=fails(
        "no authorisation covers {code} on this date",
        remedy="ask the payer for an authorisation, or give the one that covers the service",
    ),
    exhausted=fails(
        "authorisation {authorization} covers {code}, and what is left of it is not enough",
        remedy="ask the payer to extend the authorisation",
    ),
    unneeded=not_applicable(
        "no authorisation covers {code}; whether one is needed is another policy's matter"
    ),
    closed=not_applicable("nothing of {code} is payable, so that it uses nothing up"),
    no_authorizations=no_data(
        "an authorisation is needed, and the payer's authorisations are missing",
        missing="authorizations",
        remedy="give the payer's authorisations, an empty list where there are none",
    ),
    no_used=no_data(
        "how much of authorisation {authorization} was used before this call is missing",
        missing="authorizations.units_used or visits_used",
        remedy="give what was used of it, 0 where it is nothing",
    ),
    no_units=no_data("the units of {code} are missing", missing="units", remedy="give the units of the line"),
)

FACTS: Final = {
    "authorization": Fact("The number of the authorisation.", origin="encounter"),
}


@kind(
    "limits.authorization", stage="limits", answers=SAYS, facts=FACTS, reach="ever", after=("limits.at-most",)
)
@frozen
class Authorization:
    """Services need an authorisation of the payer: one that covers them, or one of which enough is left.

    An authorisation covers a line if the line's code is among its codes (or it names none) and the date of
    service lies between its days. With `checks = "coverage"` one that covers the line is needed. With
    `checks = "extent"` a line that is covered must fit into what is left of one of those that cover it, the
    first that has room: its visits (a visit is an encounter, and counts once) and its units, as earlier
    policies left them payable. A line that does not fit uses nothing up.

    Two policies state both, because payers deny them under different codes.

    Source: the payer's own rules; the pack cites them.
    """

    checks: Literal["coverage", "extent"] = param("Is there one, or is enough of it left?")
    codes: CodeSet | None = param("Codes of the services; all codes where it is left out.", default=None)

    @property
    def about(self) -> CodeSet | None:
        """The codes."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Look for an authorisation of each line that is still payable."""
        lines = np.flatnonzero(payable(batch))
        held = authorizations(batch, lines)
        if self.checks == "coverage":
            said = SAYS.choose(
                len(lines),
                SAYS.uncovered,
                (held.covered, SAYS.covered),
                (~held.known, SAYS.no_authorizations),
            )
            numbers = held.first
        else:
            said, numbers = _extent(batch, lines, held.covering)
        answer = np.full(batch.lines, SAYS.closed, np.int8)
        answer[lines] = said
        ids = np.zeros(batch.lines, np.int64)
        ids[lines] = numbers.ids + 1
        return Ruling(answer, {"authorization": Coded(ids, ("", *numbers.names))})

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That an authorisation is needed."""
        if self.checks == "extent":
            return []
        return [CardEntry("limits", "authorisation", "needed")]


MOST_UNITS: Final = 9999
"""What a line may use up whose units are not known."""


class _Used:
    """What this call uses of one patient's authorisation: for sure, and at most."""

    def __init__(self) -> None:
        self.sure: tuple[int, frozenset[int]] = 0, frozenset()
        self.most: tuple[int, frozenset[int]] = 0, frozenset()

    def room(self, one: Authorized, units: int, visit: int) -> bool | None:
        """Is enough left for a line? None where that depends on what is not known."""
        told = [
            _room(one.units, one.units_used, self.sure[0] + units, self.most[0] + units),
            _room(one.visits, one.visits_used, len(self.sure[1] | {visit}), len(self.most[1] | {visit})),
        ]
        return False if False in told else None if None in told else True

    def take(self, units: int, visit: int, *, sure: bool) -> None:
        """Use it up for a line."""
        self.most = self.most[0] + units, self.most[1] | {visit}
        if sure:
            self.sure = self.sure[0] + units, self.sure[1] | {visit}


def _room(most: int | None, used: int | None, least: int, greatest: int) -> bool | None:
    """Do so many fit, at least and at most, after those used before?"""
    if most is None:
        return True
    if (used or 0) + least > most:
        return False
    return None if used is None or used + greatest > most else True


def _extent(batch: Batch, lines: Array, covering: tuple[tuple[Authorized, ...], ...]) -> tuple[Array, Coded]:
    """What is said of each of `lines`, and of which authorisation, in order of date of service and line."""
    units = batch.settled.payable[lines].tolist()
    patients, visits = batch.patient.ids[lines].tolist(), batch.encounter[lines].tolist()
    used: dict[tuple[int, str], _Used] = {}
    said, numbers = [], []
    for place, those in enumerate(covering):
        answer, number = SAYS.unneeded, ""
        for one in those:
            mine = used.setdefault((patients[place], one.number), _Used())
            known = units[place] >= 0 or one.units is None
            room = mine.room(one, max(units[place], 0), visits[place])
            if room is False:
                if answer == SAYS.unneeded:
                    answer, number = SAYS.exhausted, one.number
                continue
            answer, number = _answer(known, room), one.number
            mine.take(max(units[place], 0) if known else MOST_UNITS, visits[place], sure=answer == SAYS.left)
            break
        said.append(answer)
        numbers.append(number)
    return np.array(said, np.int8), Coded.of(numbers)


def _answer(known: bool, room: bool | None) -> int:
    if not known:
        return SAYS.no_units
    return SAYS.left if room else SAYS.no_used
