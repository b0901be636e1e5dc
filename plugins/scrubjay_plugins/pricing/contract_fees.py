"""Fees that a contract agrees: a table of codes, one fee for a unit of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import Fact, kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Answers, Ruling, no_data, not_applicable, passes
from scrubjay.tables import Table
from scrubjay.values import GroupCode, ReasonCode
from scrubjay_plugins.pricing.checked import checked_fees
from scrubjay_plugins.pricing.dated import dated

Array = NDArray[Any]

SAYS: Final = Answers(
    priced=passes("{units} at {unit_fee} each: {allowed} allowed"),
    at_charge=passes("the charge of {charge} is less than {units} at {unit_fee} each, and is allowed"),
    nothing=passes("no unit is payable, so nothing is allowed"),
    closed=not_applicable("the line is denied or bundled"),
    outside=no_data(
        "the contract's fees of this date of service are not known",
        missing="contract fees of the date",
        remedy="supply the fees that the contract has on this date",
    ),
    no_fee=no_data(
        "the contract's fees have none for {code} on this date",
        missing="contract fee",
        remedy="add the code to the table of the contract's fees",
    ),
    no_units=no_data("the units of {code} are not known", missing="units", remedy="give the units"),
)

FACTS: Final = {
    "charge": Fact("Charge of the line.", "USD", "encounter"),
    "units": Fact("Payable units.", "units", "encounter"),
    "unit_fee": Fact("The contract's fee of one unit.", "USD", "table"),
    "allowed": Fact("What is allowed for all payable units.", "USD"),
}

PUBLISHES: Final = {"unit_fee": Fact("Fee of one unit.", "USD")}


@kind("pricing.contract-fees", stage="pricing", answers=SAYS, facts=FACTS, publishes=PUBLISHES)
@frozen
class ContractFees:
    """A contract's fee of one unit, times the payable units; the charge is allowed where it is lower.

    Fees are those of the code on the date of service. Without `lesser_of_charge` the fee is allowed whatever
    the charge, and an adjustment may be below zero. Where there is no charge there is no adjustment, and the
    balance of the line runs from what is allowed. Nothing is rounded: fees are whole cents.

    Source: the contract between payer and provider, which whoever uses the pack supplies.
    """

    fees: Table = param(
        "The contract's fee of one unit, by code and date.", columns={"code": "text", "fee": "decimal-2"}
    )
    group: GroupCode = param("Group code of what the charge exceeds the fee by.")
    carc: ReasonCode = param("Reason code of what the charge exceeds the fee by.")
    lesser_of_charge: bool = param("Whether a charge that is lower is allowed.", default=True)

    @cached_property
    def _cents(self) -> Array:
        """The fee of each row, with a last row of none. Raises `ValueError` for fees that cannot be meant."""
        return np.append(checked_fees(self.fees, "fee"), MISSING)

    def _rows(self, codes: Any, days: Array) -> Array:
        index = dated(self.fees)
        return np.where(self.fees.covered(days), index.rows(codes, index.spans(days)), -1)

    def rule(self, batch: Batch) -> Ruling:
        """Price every line by the contract."""
        settled = batch.settled
        covered = self.fees.covered(batch.date)
        fee = self._cents[self._rows(batch.code, batch.date)]
        units = settled.payable.astype(np.int64)
        known = (fee != MISSING) & (units >= 0) & ~settled.closed
        total = np.where(known, fee, 0) * np.maximum(units, 0)
        billed = batch.charge != MISSING
        lower = billed & self.lesser_of_charge & (batch.charge < total)
        allowed = np.where(lower, batch.charge, total)
        answer = SAYS.choose(
            batch.lines,
            SAYS.priced,
            (settled.closed, SAYS.closed),
            (units == 0, SAYS.nothing),
            (~covered, SAYS.outside),
            (fee == MISSING, SAYS.no_fee),
            (units < 0, SAYS.no_units),
            (lower, SAYS.at_charge),
        )
        allowed = np.where(known | (units == 0), allowed, MISSING)
        taken = np.where(billed & (allowed != MISSING), batch.charge - allowed, 0)
        return Ruling(
            answer,
            facts={"charge": batch.charge, "units": units, "unit_fee": fee, "allowed": allowed},
            allowed=allowed,
            adjustments=(AdjustmentColumn(self.group, self.carc, taken),),
            published={"unit_fee": fee},
        )

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The contract's fee of one unit."""
        fee = int(self._cents[self._rows(place.key(code), place.on)][0])
        if fee != MISSING:
            note = "or the charge, where that is lower" if self.lesser_of_charge else "whatever the charge"
            yield CardEntry("fee", "contract, one unit", fee, unit="USD", note=note)
        else:
            yield CardEntry("fee", "contract, one unit", None, note=f"no fee of {code} on {place.date}")
