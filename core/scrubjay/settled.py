"""What the stages have settled about each line so far, and how a ruling's effects fold into it.

Effects are values: a policy asks, and the fold here is the only place that decides. Where two policies
settle the units of one line, the smaller number holds; the gravest status holds; a denied line keeps no
other adjustment than its denial, so that every line balances like an 835: charge - adjustments = paid.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from scrubjay.money import MISSING
from scrubjay.rulings import Action, AdjustmentColumn, Ruling

Array = NDArray[Any]


class LineStatus(IntEnum):
    """What becomes of a line; a greater value is graver."""

    PAYABLE = 0
    BUNDLED = 1
    HELD = 2
    DENIED = 3

    @property
    def word(self) -> str:
        """The name used in JSON."""
        return self.name.lower()


@frozen
class Remit:
    """The remittance codes with which a policy denies or reduces: group code, CARC and RARCs."""

    group: str
    carc: str
    rarcs: tuple[str, ...] = ()


@frozen(eq=False)
class Adjustment:
    """An adjustment column and the policy that asked for it."""

    policy: str
    column: AdjustmentColumn

    def at(self, lines: Array) -> Adjustment:
        """The adjustment of `lines` alone."""
        return evolve(self, column=evolve(self.column, amount=self.column.amount[lines]))


@frozen(eq=False)
class Settled:
    """Columns, one element per line.

    `supported` units that the minutes support and `payable` units, -1 where unknown; `status` numbers a
    `LineStatus`; `allowed` and `charge` in cents, `MISSING` where unknown; `adjustments` in the order in
    which they were made.
    """

    supported: Array
    payable: Array
    status: Array
    allowed: Array
    charge: Array
    adjustments: tuple[Adjustment, ...] = ()

    @classmethod
    def start(cls, units: Array, charge: Array) -> Settled:
        """Before any policy has spoken: the billed units are payable, nothing is priced."""
        size = len(units)
        return cls(
            supported=np.full(size, -1, np.int32),
            payable=units,
            status=np.zeros(size, np.int8),
            allowed=np.full(size, MISSING, np.int64),
            charge=charge,
        )

    def take(self, lines: Array) -> Settled:
        """The same for `lines` alone."""
        return Settled(
            self.supported[lines],
            self.payable[lines],
            self.status[lines],
            self.allowed[lines],
            self.charge[lines],
            tuple(adjustment.at(lines) for adjustment in self.adjustments),
        )

    @property
    def base(self) -> Array:
        """The cents from which the balance runs: the charge, or the allowed amount where it is missing."""
        return np.where(
            self.charge == MISSING, np.where(self.allowed == MISSING, 0, self.allowed), self.charge
        )

    @property
    def adjusted(self) -> Array:
        """The sum of all adjustments, in cents."""
        return sum((each.column.amount for each in self.adjustments), np.zeros(len(self.status), np.int64))

    @property
    def patient(self) -> Array:
        """The sum of the patient's share (group PR), in cents."""
        amounts = [each.column.amount for each in self.adjustments if each.column.group == "PR"]
        return sum(amounts, np.zeros(len(self.status), np.int64))

    @property
    def priced(self) -> Array:
        """A mask: do the money columns mean anything? True where an amount is allowed or denied."""
        return (self.allowed != MISSING) | (self.status == LineStatus.DENIED)


def fold(
    settled: Settled, policy: str, remit: Remit | None, ruling: Ruling, actions: Array, stage: str
) -> Settled:
    """Fold one ruling over all lines into what is settled.

    `actions` gives the `Action` that each line's answer entails; `remit` the codes of a denial.
    """
    if ruling.units is not None and stage == "units":
        settled = _support(settled, ruling.units)
    if ruling.allowed is not None:
        settled = evolve(
            settled, allowed=np.where(ruling.allowed == MISSING, settled.allowed, ruling.allowed)
        )
    if ruling.adjustments:
        open_lines = settled.status != LineStatus.DENIED
        made = tuple(
            Adjustment(policy, evolve(column, amount=np.where(open_lines, column.amount, 0)))
            for column in ruling.adjustments
        )
        settled = evolve(settled, adjustments=settled.adjustments + made)
    worst = int(actions.max()) if len(actions) else 0
    if worst < Action.REDUCE:
        return settled
    if ruling.units is not None:
        reduced = (actions == Action.REDUCE) & (ruling.units >= 0)
        least = np.minimum(settled.payable, ruling.units)
        settled = evolve(settled, payable=np.where(reduced, least, settled.payable))
    if worst == Action.REDUCE:
        return settled
    held = np.where(actions == Action.HOLD, np.int8(LineStatus.HELD), np.int8(0))
    settled = evolve(settled, status=np.maximum(settled.status, held))
    return _deny(settled, policy, remit, actions == Action.DENY)


def _support(settled: Settled, units: Array) -> Settled:
    both = (settled.supported >= 0) & (units >= 0)
    supported = np.where(both, np.minimum(settled.supported, units), np.maximum(settled.supported, units))
    payable = np.where(settled.payable < 0, supported, settled.payable)
    return evolve(settled, supported=supported, payable=payable)


def _deny(settled: Settled, policy: str, remit: Remit | None, denied: Array) -> Settled:
    fresh = denied & (settled.status != LineStatus.DENIED)
    if not fresh.any():
        return settled
    kept = tuple(
        evolve(each, column=evolve(each.column, amount=np.where(fresh, 0, each.column.amount)))
        for each in settled.adjustments
    )
    if remit is not None:
        amount = np.where(fresh & (settled.charge != MISSING), settled.charge, 0)
        kept += (Adjustment(policy, AdjustmentColumn(remit.group, remit.carc, amount, remit.rarcs)),)
    return evolve(
        settled,
        status=np.where(fresh, np.int8(LineStatus.DENIED), settled.status),
        payable=np.where(fresh, 0, settled.payable),
        allowed=np.where(fresh, 0, settled.allowed),
        adjustments=kept,
    )
