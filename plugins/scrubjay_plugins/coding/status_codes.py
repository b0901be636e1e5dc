"""Codes that a fee schedule lists and never pays by themselves."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import Answers, Ruling, Suggestion, fails, not_applicable
from scrubjay.values import Code
from scrubjay_plugins.coding.taking_part import UNPAID

SAYS: Final = Answers(
    other=not_applicable("the policy does not state {code}"),
    bundled=fails(
        "{code} is never paid by itself: its payment is within that of the day's other services",
        remedy="do not expect payment of it, and do not bill the patient for it",
        bundles=True,
    ),
    replaced=fails(
        "the payer does not accept {code}; it has another code for the service",
        remedy="bill {instead} if that is what was furnished",
        suggestion=Suggestion("bill {instead} in place of {code}", {"code": "{instead}"}),
    ),
    excluded=fails(
        "the payer does not cover {code}",
        remedy="do not expect payment of it; bill the patient only where law and contract allow it",
    ),
    invalid=fails(
        "the payer does not accept {code}", remedy="bill the code by which the payer knows the service"
    ),
)

FACTS: Final = {"instead": Fact("The code that the payer accepts for the service.", origin="table")}


WHY: Final = {
    "bundled": "bundled into other services",
    "invalid": "not accepted by the payer",
    "excluded": "not covered by the payer",
}


@frozen
class StatusCode:
    """A code, why it is not paid, and the code that is accepted in its place."""

    code: Code = param("The code.")
    status: Literal["bundled", "invalid", "excluded"] = param(
        "Is it bundled into other services, not accepted at all, or accepted and not covered?"
    )
    instead: Code | None = param("The code that the payer accepts for the service.", default=None)

    @property
    def answer(self) -> int:
        """The number of what is said about the code."""
        if self.status != "invalid":
            return SAYS.bundled if self.status == "bundled" else SAYS.excluded
        return SAYS.invalid if self.instead is None else SAYS.replaced


@kind(
    "coding.status-codes",
    stage="coding",
    answers=SAYS,
    facts=FACTS,
    publishes={UNPAID: Fact("1 where the code's status keeps the line from being paid.")},
)
@frozen
class StatusCodes:
    """Codes whose status in the fee schedule says that they are not paid, whatever else is on the claim.

    A bundled code describes a service whose payment is always within that of others; a code that is not
    valid for the payer has another code there, or none; one that is excluded describes a service that the
    payer does not cover.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 23, §30.2.2 (status indicators B and I).
    """

    codes: tuple[StatusCode, ...] = param("The codes.")

    @property
    def about(self) -> frozenset[str]:
        """The codes."""
        return frozenset(each.code for each in self.codes)

    def rule(self, batch: Batch) -> Ruling:
        """Say of each line what its code's status entails."""
        stated: dict[str, StatusCode] = {each.code: each for each in self.codes}
        names = batch.code.names
        answers = np.array([stated[name].answer if name in stated else SAYS.other for name in names], np.int8)
        instead = tuple((stated[name].instead or "") if name in stated else "" for name in names)
        answer = answers[batch.code.ids]
        unpaid = np.where(answer == SAYS.other, np.int64(MISSING), np.int64(1))
        return Ruling(answer, {"instead": Coded(batch.code.ids, instead)}, published={UNPAID: unpaid})

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """Why the code is not paid, and what is accepted in its place."""
        stated = next(each for each in self.codes if each.code == code)
        why = WHY[stated.status]
        note = f"the payer's code is {stated.instead}" if stated.instead else ""
        return [CardEntry("class", "never paid", why, note=note)]
