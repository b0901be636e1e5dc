"""Prices by relative values: work, practice expense and malpractice, each by its geographic index."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import kind, param
from scrubjay.money import MISSING, half_up
from scrubjay.rulings import AdjustmentColumn, FactValue, Ruling
from scrubjay.tables import Table
from scrubjay.values import CodeSet, GroupCode, ReasonCode, Share
from scrubjay_plugins.pricing.cards import FeeCard
from scrubjay_plugins.pricing.conversion import Conversion
from scrubjay_plugins.pricing.localities import localities
from scrubjay_plugins.pricing.resource_answers import FACTS, PUBLISHES, SAYS, unpriced
from scrubjay_plugins.pricing.schedule import (
    ABSENT,
    GPCI_COLUMNS,
    PRICED,
    RVU_COLUMNS,
    ZIP_COLUMNS,
    Schedule,
    schedule,
)
from scrubjay_plugins.pricing.share_of_schedule import SCALE

Array = NDArray[Any]


@kind(
    "pricing.resource-based",
    stage="pricing",
    answers=SAYS,
    facts=FACTS,
    publishes=PUBLISHES,
    after=("pricing.share-of-schedule",),
)
@frozen
class ResourceBased:
    """Prices by relative values, geographic indices and a conversion factor.

    The fee of one unit is (work x index + practice expense x index + malpractice x index) x conversion
    factor, exact and rounded to the cent once, half-up. Practice expense is that of facilities or of other
    places, by the place of service. What is allowed is the lower of the charge and the fee of the payable
    units; the rest of the charge is an adjustment. Where there is no charge there is none, and the balance
    of the line runs from what is allowed. The reduced fee, for policies that follow, is the same formula
    with a part of the practice expense only: it is not the fee less a rounded amount. Where a share of the
    schedule is agreed, both fees are multiplied by it and rounded to the cent again.

    The tables hold relative values in hundredths (columns work, pe_nonfacility, pe_facility, mp; status and
    multiple are text) and indices in thousandths (locality, work, pe, mp); that of ZIP codes has zip,
    locality and plus_four, which is 1 where five digits do not tell the locality.

    Source: 42 USC 1395w-4(a), (b); Medicare Claims Processing Manual, Pub. 100-04, chapter 12, §20.
    """

    rvu: Table = param("Relative values by code and date.", columns=RVU_COLUMNS)
    gpci: Table = param("Geographic indices by locality and date.", columns=GPCI_COLUMNS)
    conversion_factor: Decimal = param("Dollars for one relative value unit.")
    facility_places: tuple[str, ...] = param("Places of service where the practice expense is a facility's.")
    group: GroupCode = param("Group code of what the charge exceeds the fee by.")
    carc: ReasonCode = param("Reason code of what the charge exceeds the fee by.")
    zips: Table | None = param(
        "Localities by ZIP code, for encounters that state none.", default=None, columns=ZIP_COLUMNS
    )
    qp_conversion_factor: Decimal | None = param(
        "Dollars for one relative value unit of a qualifying participant of an advanced payment model.",
        default=None,
    )
    reduction: Share | None = param(
        "Share of the practice expense that the reduced fee lacks; none where it is left out.", default=None
    )
    multiple_indicators: tuple[str, ...] = param(
        "Multiple-procedure indicators of codes that are reduced when there are several.", default=()
    )
    multiple_codes: CodeSet | None = param(
        "Codes that are reduced when there are several whatever their indicator.", default=None
    )
    priced_statuses: tuple[str, ...] = param(
        "Statuses of codes that are paid by their values.", default=("A",)
    )
    contractor_statuses: tuple[str, ...] = param(
        "Statuses of codes that the contractor prices; so does a paid status without any value.",
        default=("C",),
    )

    def __attrs_post_init__(self) -> None:
        """Refuse figures that could not be computed exactly."""
        self._conversion.check()

    @cached_property
    def _schedule(self) -> Schedule:
        return schedule(
            self.rvu,
            self.gpci,
            frozenset(self.priced_statuses),
            frozenset(self.contractor_statuses),
            frozenset(self.multiple_indicators),
        )

    @cached_property
    def _conversion(self) -> Conversion:
        return Conversion(self.conversion_factor, self.qp_conversion_factor)

    @cached_property
    def _kept(self) -> Fraction:
        return 1 - Fraction(self.reduction or 0)

    def rule(self, batch: Batch) -> Ruling:
        """Price every line."""
        settled = batch.settled
        figures = self._schedule.figures
        rows = batch.computed(self._schedule.rows)
        places = batch.computed(localities(self.gpci, self.zips).rows)
        expense, nowhere = self._practice_expense(batch, rows)
        factor = self._conversion.scaled(batch)
        indices = self._schedule.indices.take(np.maximum(places, -1), axis=1)
        fee, reduced = self._schedule.fees(rows, expense, indices, factor, self._conversion.scale, self._kept)
        if "fee_share" in settled.published:
            share = batch.published("fee_share")
            fee, reduced = _agreed(fee, share), _agreed(reduced, share)

        standing = figures.standing[rows]
        known = (standing == PRICED) & (places >= 0) & ~nowhere & (factor != 0)
        units = settled.payable.astype(np.int64)
        total = fee * units
        charge = batch.charge
        allowed = np.minimum(charge, total)
        uncharged = (charge == MISSING).nonzero()[0]
        allowed[uncharged] = total[uncharged]
        answer = SAYS.choose(batch.lines, SAYS.priced, (allowed < total, SAYS.at_charge))
        told, multiple = expense, figures.multiple[rows]
        if self.multiple_codes is not None:
            multiple = np.maximum(multiple, batch.codes_in(self.multiple_codes))
        gaps = (~known).nonzero()[0]
        if len(gaps):
            fee[gaps] = reduced[gaps] = MISSING
            absent = standing[gaps] == ABSENT
            told = expense.copy()
            told[gaps[nowhere[gaps] | absent]] = multiple[gaps[absent]] = MISSING
        odd = (~known | (units <= 0)).nonzero()[0]
        if len(odd):
            covered = self.rvu.covered(batch.date[odd])
            answer[odd] = unpriced(settled.part(odd), covered, standing[odd], places[odd], nowhere[odd])
            allowed[odd] = np.where(units[odd] == 0, 0, MISSING)
        taken = charge - allowed
        taken[uncharged] = 0
        return Ruling(
            answer,
            facts=lambda: {
                "charge": charge,
                "units": units,
                "unit_fee": fee,
                "reduced_fee": reduced,
                "allowed": allowed,
                "practice_expense": expense,
                **self._looked_up(batch, rows, places),
            },
            allowed=allowed,
            adjustments=(AdjustmentColumn(self.group, self.carc, taken),),
            published={
                "unit_fee": fee,
                "reduced_fee": reduced,
                "practice_expense": told,
                "multiple": multiple,
            },
        )

    def _practice_expense(self, batch: Batch, rows: Array) -> tuple[Array, Array]:
        """The practice expense at each line's place, and a mask of lines whose place would have to tell."""
        figures = self._schedule.figures
        differs = figures.differs[rows]
        expense = figures.nonfacility[rows]
        if not differs.any():
            return expense, differs
        places = cast("Coded", batch.encounter_column("place_of_service"))
        inside = places.among(self.facility_places)[batch.encounter].nonzero()[0]
        expense[inside] = figures.facility[rows[inside]]
        return expense, differs & ~places.known[batch.encounter]

    def _looked_up(self, batch: Batch, rows: Array, places: Array) -> dict[str, FactValue]:
        figures = self._schedule.figures
        return {
            "work": figures.work[rows],
            "malpractice": figures.malpractice[rows],
            "status": figures.status.take(rows),
            "locality": self._schedule.localities.take(np.maximum(places, -1)),
            "given_locality": batch.locality,
            "zip": batch.zip,
            "conversion_factor": self._conversion.shown(batch),
        }

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """The fee of one unit and the reduced fee, with every factor."""
        factors = {"": self.conversion_factor}
        if self.qp_conversion_factor is not None:
            both = (self.conversion_factor, self.qp_conversion_factor)
            factors = {
                whom: both[flag]
                for flag, whom in enumerate(("no qualifying participant", "qualifying participant"))
                if place.qp in (None, bool(flag))
            }
        kept = None if self.reduction is None else self._kept
        extra = self.multiple_codes is not None and code in self.multiple_codes
        yield from FeeCard(self._schedule, self.zips, factors, kept, extra).entries(code, place)


def _agreed(fees: Array, shares: Array) -> Array:
    """Fees times the share of the schedule that is agreed for a line, if any is."""
    agreed = shares != MISSING
    return np.where(agreed, half_up(fees * np.where(agreed, shares, 0), 10**SCALE), fees)
