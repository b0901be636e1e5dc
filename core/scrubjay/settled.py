"""What the stages have settled about each line so far, and how a ruling's effects fold into it.

Effects are values: a policy asks, and the fold here is the only place that decides. Where two policies
settle the units of one line, the smaller number holds; the gravest status holds; a denied line keeps no
other adjustment than its denial, so that every line balances like an 835: charge - adjustments = paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final

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


REDUCE: Final = int(Action.REDUCE)
HOLD: Final = int(Action.HOLD)
DENY: Final = int(Action.DENY)
DENIED: Final = int(LineStatus.DENIED)


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

    Units `billed`, `supported` by the minutes and `payable`, -1 where unknown; `status` numbers a
    `LineStatus`; `allowed` and `charge` in cents, `MISSING` where unknown; `adjustments` in the order in
    which they were made.
    """

    billed: Array
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
            billed=units,
            supported=np.full(size, -1, np.int32),
            payable=units,
            status=np.zeros(size, np.int8),
            allowed=np.full(size, MISSING, np.int64),
            charge=charge,
        )

    def take(self, lines: Array) -> Settled:
        """The same for `lines` alone."""
        return Settled(
            self.billed[lines],
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
        allowed = np.where(self.allowed == MISSING, 0, self.allowed)
        return np.asarray(np.where(self.charge == MISSING, allowed, self.charge))

    @property
    def adjusted(self) -> Array:
        """The sum of all adjustments, in cents."""
        return _sum(len(self.status), (each.column.amount for each in self.adjustments))

    @property
    def patient(self) -> Array:
        """The sum of the patient's share (group PR), in cents."""
        shares = (each.column.amount for each in self.adjustments if each.column.group == "PR")
        return _sum(len(self.status), shares)

    @property
    def priced(self) -> Array:
        """A mask: do the money columns mean anything? True where an amount is allowed or denied."""
        return np.asarray((self.allowed != MISSING) | (self.status == DENIED))


def _sum(size: int, columns: Iterable[Array]) -> Array:
    whole = np.zeros(size, np.int64)
    for column in columns:
        whole += column
    return whole


def fold(
    settled: Settled, policy: str, remit: Remit | None, ruling: Ruling, actions: Array, stage: str
) -> Settled:
    """Fold one ruling over all lines into what is settled.

    `actions` gives the `Action` that each line's answer entails; `remit` the codes of a denial.
    """
    supported, payable, allowed = settled.supported, settled.payable, settled.allowed
    status, adjustments = settled.status, settled.adjustments
    if ruling.units is not None and stage == "units":
        supported = np.where(
            (supported >= 0) & (ruling.units >= 0),
            np.minimum(supported, ruling.units),
            np.maximum(supported, ruling.units),
        )
        payable = np.where(settled.billed < 0, supported, payable)
    open_lines = status != DENIED
    if ruling.allowed is not None:
        allowed = np.where(open_lines & (ruling.allowed != MISSING), ruling.allowed, allowed)
    if ruling.adjustments:
        adjustments += tuple(
            Adjustment(policy, evolve(column, amount=np.where(open_lines, column.amount, 0)))
            for column in ruling.adjustments
        )
    worst = int(actions.max())
    if worst >= REDUCE and ruling.units is not None:
        reduced = (actions == REDUCE) & (ruling.units >= 0)
        payable = np.where(reduced, np.minimum(payable, ruling.units), payable)
    if worst >= HOLD:
        held = np.where(actions == HOLD, np.int8(LineStatus.HELD), np.int8(0))
        status = np.maximum(status, held)
    folded = Settled(settled.billed, supported, payable, status, allowed, settled.charge, adjustments)
    return _deny(folded, policy, remit, actions == DENY) if worst == DENY else folded


def _deny(settled: Settled, policy: str, remit: Remit | None, denied: Array) -> Settled:
    fresh = denied & (settled.status != DENIED)
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
        status=np.where(fresh, np.int8(DENIED), settled.status),
        payable=np.where(fresh, 0, settled.payable),
        allowed=np.where(fresh, 0, settled.allowed),
        adjustments=kept,
    )
