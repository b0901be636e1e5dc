"""Several procedures of one day under a contract: all but the first lose a part of their fee."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, Literal

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import kind, param
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Ruling
from scrubjay.tables import Table
from scrubjay.values import CodeSet, GroupCode, ReasonCode, RemarkCode, Share
from scrubjay_plugins.pricing.contract_ranking import First, first_code, first_unit
from scrubjay_plugins.pricing.contract_reduction_answers import FACTS, SAYS
from scrubjay_plugins.pricing.expense_share import Expenses, without_expense
from scrubjay_plugins.pricing.portion import percent, portion
from scrubjay_plugins.pricing.ranking import Candidates

Array = NDArray[Any]

COLUMNS: Final = {"code": "text", "work": "decimal-2", "pe_nonfacility": "decimal-2", "mp": "decimal-2"}


@kind(
    "pricing.contract-reduction",
    stage="pricing",
    answers=SAYS,
    facts=FACTS,
    after=(
        "pricing.resource-based",
        "pricing.participation",
        "pricing.contract-fees",
        "pricing.share-of-charge",
        "pricing.assistant-rate",
    ),
)
@frozen
class ContractReduction:
    """Of several procedures of a day one is paid in full; others lose a share of the fee or its expense.

    The payable units of all `codes`, of one patient, date of service and provider, are taken together,
    whatever their disciplines, visits and lines. `each` says what is paid in full: one unit, or one code with
    all its units. It is the one that stands highest by `rank_by`: the relative value of practice expense (of
    places that are no facilities, among equals the higher fee), the fee of one unit, or the allowance of its
    code, that is, what would be allowed for all lines of the code; among equals the first line's.

    What others lose is `reduction` of their whole fee, or of its practice expense: the part of the fee that
    practice expense is of all relative values, without geographic indices, since a contract's fee has none.
    The reduced fee of one unit is rounded to the cent once, half-up. A charge that is lower than the sum is
    allowed as it is.

    Source: the payer's policy, as its pack cites it.
    """

    codes: CodeSet = param("Codes that are reduced together.")
    reduction: Share = param("Share that is taken off: of the practice expense, or of the whole fee.")
    of: Literal["practice-expense", "whole"] = param("What the reduction is a share of.")
    rank_by: Literal["practice-expense", "fee", "allowance"] = param("What decides which comes first.")
    group: GroupCode = param("Group code of the reduction.")
    carc: ReasonCode = param("Reason code of the reduction.")
    each: Literal["unit", "code"] = param("What is paid in full.", default="unit")
    provider: Literal["billing-provider", "tax-id"] = param(
        "Whose procedures are taken together.", default="billing-provider"
    )
    rvu: Table | None = param("Relative values by code and date.", default=None, columns=COLUMNS)
    remark: RemarkCode | None = param("Remark code of the line with what is paid in full.", default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse parameters that do not go together."""
        if self.rvu is None and "practice-expense" in (self.of, self.rank_by):
            raise ValueError("practice-expense needs relative values; give rvu")

    @property
    def about(self) -> CodeSet:
        """The codes that it speaks about."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Reduce all of each day but what comes first."""
        settled = batch.settled
        before, fee = settled.allowed, batch.published("unit_fee")
        units = np.maximum(settled.payable, 0).astype(np.int64)
        expenses = Expenses.none(batch.lines) if self.rvu is None else Expenses.of(self.rvu, batch)
        valued = (expenses.whole != MISSING) | (self.rvu is None)
        by_unit = fee != MISSING
        # Where there is no fee of one unit, all lines of a code can still lose a share of what is allowed.
        reducible = by_unit | ((self.each == "code") & (self.of == "whole"))
        candidates = (settled.payable != 0) & ~settled.closed
        known = candidates & (settled.payable > 0) & (before != MISSING) & reducible & valued
        first = self._first(batch, known, candidates & ~known, expenses, before, units)

        reduced = self._reduced(fee, expenses)
        full = np.where(by_unit, fee * units, before)
        low = np.where(by_unit, reduced * units, self._lowered(before))
        most = low + fee - reduced if self.each == "unit" else full
        total = np.where(first.primary, most, low)
        allowed = np.where(known, np.minimum(before, total), MISSING)
        reduction = np.where(known, before - allowed, 0)
        answer = SAYS.choose(
            batch.lines,
            SAYS.reduced,
            (~candidates | (before == MISSING), SAYS.unpriced),
            (~valued, SAYS.no_values),
            (~reducible, SAYS.no_unit_fee),
            (~known, SAYS.unpriced),
            (first.torn, SAYS.torn),
            (first.apart, SAYS.apart),
            (first.primary & first.several, SAYS.primary),
            (first.primary, SAYS.alone),
        )
        return Ruling(
            answer,
            facts={
                "units": settled.payable,
                "share": percent(self.reduction),
                "of": "practice expense" if self.of == "practice-expense" else "fee",
                "each": "one unit is" if self.each == "unit" else "the code is",
                "practice_expense": expenses.practice,
                "all_values": expenses.whole,
                "primary": first.primary,
                "unit_fee": fee,
                "reduced_fee": reduced,
                "reduction": reduction,
                "allowed": allowed,
            },
            allowed=allowed,
            adjustments=(
                AdjustmentColumn(self.group, self.carc, np.where(batch.charge == MISSING, 0, reduction)),
            ),
            remarks={self.remark: first.primary & first.several} if self.remark else {},
        )

    def _first(
        self, batch: Batch, known: Array, unsure: Array, expenses: Expenses, before: Array, units: Array
    ) -> First:
        """What of each day is paid in full."""
        provider = "billing_provider" if self.provider == "billing-provider" else "tax_id"
        fee = batch.published("unit_fee")
        by_expense = self.rank_by == "practice-expense"
        practice = expenses.practice if by_expense else np.zeros(batch.lines, np.int64)
        lines = Candidates(known, unsure, practice, np.where(fee == MISSING, before, fee))
        if self.rank_by == "allowance":
            value = batch.by("patient", "date", provider, "code").total(np.where(known, before, 0))
            return first_code(batch, lines, value, provider, units if self.each == "unit" else None)
        if self.each == "unit":
            return first_unit(batch, lines, units, provider)
        return first_code(batch, lines, lines.weight, provider)

    def _reduced(self, fee: Array, expenses: Expenses) -> Array:
        """The reduced fee of one unit; `MISSING` where it cannot be told."""
        if self.of == "practice-expense":
            return without_expense(fee, expenses, Fraction(self.reduction))
        return self._lowered(fee)

    def _lowered(self, amounts: Array) -> Array:
        """What is left of amounts; `MISSING` where there is none."""
        told = amounts != MISSING
        return np.where(told, portion(np.where(told, amounts, 0), Share(1 - self.reduction)), MISSING)

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        """What of the day is paid in full, and what others lose."""
        first = {"practice-expense": "practice expense", "fee": "fee", "allowance": "allowance"}[self.rank_by]
        lost = "practice expense" if self.of == "practice-expense" else "whole fee"
        told = f"one {self.each} a day in full, others less {percent(self.reduction)} of the {lost}"
        yield CardEntry("fee", "several a day", told, note=f"the highest {first} comes first")
