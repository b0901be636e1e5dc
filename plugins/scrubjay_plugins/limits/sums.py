"""What limits of sums share: sums of dollars or of relative values, judged once lines are priced."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Answers, fails, no_data, not_applicable, passes
from scrubjay_plugins.limits.measures import payable
from scrubjay_plugins.limits.scopes import Scope

Array = NDArray[Any]

AFTER: Final = (
    "pricing.resource-based",
    "pricing.contract-fees",
    "pricing.per-visit",
    "pricing.share-of-charge",
    "pricing.share-of-schedule",
    "pricing.participation",
    "pricing.multiple-procedure",
)
"""Kinds that settle what a limit of sums cuts."""


def answers(what: str, **unknown: Any) -> Answers:
    """The answers of a limit of `what`; `unknown` names what a line may lack."""
    return Answers(
        other=not_applicable("{code} does not count towards this limit"),
        closed=not_applicable("nothing of {code} is payable, so that it does not count"),
        within=passes("{here} here, after {before} {span}: the payer pays for {most} at most"),
        over=fails(
            "{here} here, after {before} {span}: the payer pays for {most} at most, {fits} of it here",
            remedy="expect no more than that; correct the claim if it is wrong",
        ),
        **unknown,
        incomplete=no_data(
            f"the {what} of another line that counts with {{code}} {{span}} is not known",
            missing=f"{what} of another line",
            remedy="mend the other line",
        ),
        unclear=no_data(
            "a line does not say whose it is, and what counts apart ({apart}) decides",
            missing="discipline or provider",
            remedy="say it on every line that counts: the modifier of the plan of care, the provider",
        ),
    )


@frozen(eq=False)
class Sum:
    """Lines whose weights add up under a limit of `most`, and what is judged of them.

    `weight` is what each line weighs, -1 where that is not known; `start` what had added up before this
    call, -1 where that is missing.
    """

    batch: Batch
    scope: Scope
    counted: Array
    weight: Array
    start: Array
    most: Array

    @property
    def open(self) -> Array:
        """A mask of the lines that count."""
        return np.asarray(self.counted & payable(self.batch))

    @property
    def unknown(self) -> Array:
        """A mask of the lines that count and whose weight is not known."""
        return np.asarray(self.open & (self.weight < 0))

    @property
    def sure(self) -> Array:
        """What lines that count weigh, 0 where that is not known."""
        return np.where(self.open & (self.weight >= 0), self.weight, 0).astype(np.int64)

    @property
    def before(self) -> Array:
        """What had added up before each line."""
        return np.asarray(np.maximum(self.start, 0) + self.scope.fine.running_total(self.sure))

    @property
    def fits(self) -> Array:
        """How much of each line fits under the limit."""
        return np.asarray(np.clip(self.most - self.before, 0, self.sure))

    def judge(self, says: Answers, missing: Array) -> Array:
        """The answer of each line; `missing` is what is said of one whose weight is not known."""
        batch = self.batch
        coarse = np.maximum(self.start, 0) + self.scope.coarse.running_total(self.sure) + self.sure
        cases = [
            (~self.counted, says.other),
            (~self.open, says.closed),
            (self.scope.unclear(batch, coarse > self.most), says.unclear),
            *((self.unknown & (missing == answer), int(answer)) for answer in np.unique(missing)),
            (self.scope.fine.running_total(self.unknown) > 0, says.incomplete),
        ]
        if (self.start < 0).any():
            cases.append((self.start < 0, says.no_history))
        cases.append((self.fits < self.sure, says.over))
        return says.choose(batch.lines, says.within, *cases)

    def effect(self, over: Array, group: str, carc: str) -> tuple[Array, AdjustmentColumn]:
        """What is allowed of lines `over` the limit, in proportion to what fits, and what that takes off."""
        settled = self.batch.settled
        cut = over & (settled.allowed != MISSING)
        allowed = np.where(cut, settled.allowed, 0)
        sure = np.maximum(self.sure, 1)
        left = (2 * allowed * np.where(cut, self.fits, 0) + sure) // (2 * sure)
        taken = np.where(cut & (settled.charge != MISSING), allowed - left, 0)
        return np.where(cut, left, MISSING), AdjustmentColumn(group, carc, taken)
