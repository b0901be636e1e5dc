"""Services that a payer accepts only so many days after the last."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.extract import NEVER
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Facts, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.limits.measures import payable
from scrubjay_plugins.limits.periods import refuse_name

Array = NDArray[Any]

SAYS: Final = Answers(
    due=passes("at least {days} after the last such service, or the first"),
    early=fails(
        "{since} after the last such service, and the payer accepts {code} only after {days}",
        remedy="correct the claim if it is wrong; otherwise ask the payer for an exception",
    ),
    unknown=no_data(
        "when such a service was last furnished before {code} is not known, and {days} must lie between",
        missing="last_dates",
        remedy='give {last} in the last_dates of the encounter: a date, or "never"',
    ),
    starts=not_applicable("{code} only starts the days anew"),
    closed=not_applicable("nothing of {code} is payable, so that it does not count"),
)

FACTS: Final = {
    "days": Fact("Days that must lie between.", "days"),
    "since": Fact("Days since the last such service.", "days"),
    "last": Fact("The name, in the last dates, of when it was last furnished before this call."),
}

LONG_AGO: Final = -(10**7)
"""A day before all others."""

State = tuple[int, int]
"""The last day on which such a service was accepted, and the last on which one may have been."""


@kind("limits.interval", stage="limits", answers=SAYS, facts=FACTS, reach="ever")
@frozen(slots=False)
class Interval:
    """A service that the payer accepts only if so many days have passed since the last.

    Evaluations are often limited so: one in 180 days, whoever furnishes it. The days run from date of
    service to date of service; 180 days after is no longer too early. A service that is denied, by this
    policy too, does not start the days anew.

    When the service was last furnished before this call, the first encounter of the patient says: a date, or
    "never". Where that is missing, or lies after the encounter, what this call shows still counts: a service
    too soon after an accepted one is early whatever came before, and one long enough after the call's first
    day, and after every service that may have been accepted, is due.

    Source: the payer's own manual; the pack cites it.
    """

    codes: CodeSet = param("Codes of the service that is limited.")
    days: int = param("Days that must lie between.", unit="days", least=1)
    last: str = param("The name, in the encounter's last dates, of when it was last furnished.")
    after: CodeSet | None = param(
        "Codes of services from which the days run; those that are limited where it is left out.",
        default=None,
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a name that no encounter can state."""
        refuse_name("last", self.last)

    @cached_property
    def about(self) -> CodeSet:
        """The codes that are limited, and those from which the days run."""
        return CodeSet(self.codes | (self.after or frozenset()))

    def rule(self, batch: Batch) -> Ruling:
        """Compare each service with the last before it."""
        patient = batch.by("patient")
        limited, here = batch.codes_in(self.codes), payable(batch)
        starting = limited if self.after is None else batch.codes_in(self.after)
        days = batch.date.astype(np.int64)
        told = patient.first(np.asarray(batch.encounter_column(f"last_dates.{self.last}"))[batch.encounter])
        never = told == np.datetime64(NEVER, "D")
        begin = patient.first(days)
        unknown = np.isnat(told) | (told.astype(np.int64) > begin)
        known = np.where(never | unknown, LONG_AGO, told.astype(np.int64))
        maybe = np.where(unknown, begin, LONG_AGO)

        def step(
            state: State | None, day: int, known: int, maybe: int, limited: bool, starts: bool, here: bool
        ) -> tuple[State | None, int]:
            sure, doubt = state or (known, maybe)
            if not here:
                return (sure, doubt), SAYS.closed
            said = SAYS.starts
            if limited:
                said = SAYS.due
                if day - sure < self.days:
                    said = SAYS.early
                elif day - doubt < self.days:
                    said = SAYS.unknown
            if starts and said != SAYS.early:
                sure, doubt = (sure, day) if said == SAYS.unknown else (day, doubt)
            return (sure, doubt), said + SHIFT * (day - (state or (known, maybe))[0])

        start: State | None = None
        found = patient.scan(step, start, days, known, maybe, limited, starting, here)
        answer, since = (found % SHIFT).astype(np.int8), found // SHIFT

        def facts() -> Facts:
            told = since.astype(object)
            told[answer != SAYS.early] = None
            return {"days": self.days, "since": told, "last": self.last}

        return Ruling(answer, facts)

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """How many days must lie between."""
        if code not in self.codes:
            return []
        return [CardEntry("limits", "interval", self.days, "days", note="at least, since the last")]


SHIFT: Final = 16
"""What a line says and how many days have passed travel in one number."""
