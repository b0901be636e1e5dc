"""A share of the charge, as contracts pay what no schedule lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, no_data, not_applicable, passes
from scrubjay.values import GroupCode, ReasonCode, Share
from scrubjay_plugins.pricing.portion import percent, portion

SAYS: Final = Answers(
    priced=passes("{share} of the charge of {charge}: {allowed} allowed"),
    nothing=passes("no unit is payable, so nothing is allowed"),
    closed=not_applicable("the line is denied or bundled"),
    no_charge=no_data("the charge of {code} is missing", missing="charge", remedy="give the charge"),
    fewer=no_data(
        "the charge is for {billed}, of which {units} are payable; what the charge of these is, is not known",
        missing="charge of the payable units",
        remedy="bill only the units that are payable",
    ),
)

FACTS: Final = {
    "share": Fact("Share of the charge that is allowed."),
    "charge": Fact("Charge of the line.", "USD", "encounter"),
    "billed": Fact("Units that the charge is for.", "units", "encounter"),
    "units": Fact("Payable units.", "units", "encounter"),
    "allowed": Fact("What is allowed.", "USD"),
}


@kind("pricing.share-of-charge", stage="pricing", answers=SAYS, facts=FACTS)
@frozen
class ShareOfCharge:
    """A share of the charge of each line is allowed, rounded to the cent once, half-up.

    A charge is for the units that were billed. Where fewer are payable it is not known what part of it is
    theirs.

    Source: the contract between payer and provider, which whoever uses the pack supplies.
    """

    share: Share = param("Share of the charge that is allowed.")
    group: GroupCode = param("Group code of the rest of the charge.")
    carc: ReasonCode = param("Reason code of the rest of the charge.")

    def rule(self, batch: Batch) -> Ruling:
        """Price every line by its charge."""
        settled = batch.settled
        charge, units = batch.charge, settled.payable
        billed = charge != MISSING
        whole = (settled.billed < 0) | (units >= settled.billed)
        part = portion(np.where(billed, charge, 0), self.share)
        allowed = np.where(units == 0, 0, np.where(billed & whole, part, MISSING))
        answer = SAYS.choose(
            batch.lines,
            SAYS.priced,
            (settled.closed, SAYS.closed),
            (units == 0, SAYS.nothing),
            (~billed, SAYS.no_charge),
            (~whole, SAYS.fewer),
        )
        taken = np.where(billed & (allowed != MISSING), charge - allowed, 0)
        return Ruling(
            answer,
            facts={
                "share": percent(self.share),
                "charge": charge,
                "billed": settled.billed,
                "units": units,
                "allowed": allowed,
            },
            allowed=allowed,
            adjustments=(AdjustmentColumn(self.group, self.carc, taken),),
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The share."""
        yield CardEntry("fee", "contract", f"{percent(self.share)} of the charge")
