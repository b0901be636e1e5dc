"""What the stages have settled about each line so far, and how a ruling's effects fold into it.

Effects are values: a policy asks, and the fold here is the only place that decides. Where two policies
settle the units of one line, the smaller number holds; the gravest status holds; a denied line keeps no
other adjustment than its denial, so that every line balances like an 835: charge - adjustments = paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any, Final

import numpy as np
from attrs import Factory, evolve, frozen
from numpy.typing import NDArray

from scrubjay.money import MISSING
from scrubjay.rulings import Action, AdjustmentColumn, Outcome, Ruling

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
BUNDLED: Final = int(LineStatus.BUNDLED)
NO_DATA: Final = int(Outcome.NO_DATA)
ERROR: Final = int(Outcome.ERROR)

MONEY: Final = frozenset({"pricing", "cost-share"})
"""The stages in which a line's amounts are settled."""


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


@frozen
class Folding:
    """What the fold needs to know of a policy: `bundles` is a table over its answers."""

    id: str
    stage: str
    remit: Remit | None
    bundles: Array


@frozen(eq=False)
class Settled:
    """Columns, one element per line.

    Units `billed`, `supported` by the minutes and `payable`, -1 where unknown; `status` numbers a
    `LineStatus`; `allowed` and `charge` in cents, `MISSING` where unknown; `unjudged` marks lines of which a
    price or a share could not be judged; `adjustments` in the order in which they were made; `remarks` by
    remark code; and the columns that policies `published`, by name.
    """

    billed: Array
    supported: Array
    payable: Array
    status: Array
    allowed: Array
    charge: Array
    unjudged: Array
    adjustments: tuple[Adjustment, ...] = ()
    remarks: Mapping[str, Array] = Factory(dict)
    published: Mapping[str, Array] = Factory(dict)

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
            unjudged=np.zeros(size, np.bool_),
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
            self.unjudged[lines],
            tuple(adjustment.at(lines) for adjustment in self.adjustments),
            {name: mask[lines] for name, mask in self.remarks.items()},
            {name: column[lines] for name, column in self.published.items()},
        )

    @property
    def closed(self) -> Array:
        """A mask: is the line denied or bundled, so that nothing more is paid or taken off?"""
        return np.asarray((self.status == DENIED) | (self.status == BUNDLED))

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
        return np.asarray((self.allowed != MISSING) & ~self.unjudged)


def _sum(size: int, columns: Iterable[Array]) -> Array:
    whole = np.zeros(size, np.int64)
    for column in columns:
        whole += column
    return whole


def fold(settled: Settled, policy: Folding, ruling: Ruling, outcome: Array, actions: Array) -> Settled:
    """Fold one ruling over all lines into what is settled.

    `outcome` and `actions` give the `Outcome` of each line's answer and the `Action` that it entails.
    """
    if policy.stage in MONEY:
        settled = _unjudge(settled, policy.stage, (outcome == NO_DATA) | (outcome == ERROR))
    supported, payable, allowed = settled.supported, settled.payable, settled.allowed
    status, adjustments = settled.status, settled.adjustments
    if ruling.units is not None and policy.stage == "units":
        supported = np.where(
            (supported >= 0) & (ruling.units >= 0),
            np.minimum(supported, ruling.units),
            np.maximum(supported, ruling.units),
        )
        payable = np.where(settled.billed < 0, supported, payable)
    if ruling.allowed is not None or ruling.adjustments:
        open_lines = ~settled.closed & ~settled.unjudged
        if ruling.allowed is not None:
            allowed = np.where(open_lines & (ruling.allowed != MISSING), ruling.allowed, allowed)
        adjustments += tuple(
            Adjustment(policy.id, evolve(column, amount=np.where(open_lines, column.amount, 0)))
            for column in ruling.adjustments
        )
    worst = int(actions.max())
    if worst >= REDUCE and ruling.units is not None:
        reduced = (actions == REDUCE) & (ruling.units >= 0)
        payable = np.where(reduced, np.minimum(payable, ruling.units), payable)
    if worst >= HOLD:
        held = np.where(actions == HOLD, np.int8(LineStatus.HELD), np.int8(0))
        status = np.maximum(status, held)
    folded = Settled(
        settled.billed,
        supported,
        payable,
        status,
        allowed,
        settled.charge,
        settled.unjudged,
        adjustments,
        _with_remarks(settled.remarks, ruling.remarks) if ruling.remarks else settled.remarks,
        _with_columns(settled.published, ruling.published) if ruling.published else settled.published,
    )
    return _deny(folded, policy, ruling, actions == DENY) if worst == DENY else folded


def _unjudge(settled: Settled, stage: str, gaps: Array) -> Settled:
    """Mark lines whose money could not be judged; a price that could not be judged is no price."""
    gaps = gaps & ~settled.closed
    if not gaps.any():
        return settled
    unjudged = settled.unjudged | gaps
    if stage != "pricing":
        return evolve(settled, unjudged=unjudged)
    return evolve(
        settled,
        unjudged=unjudged,
        allowed=np.where(gaps, MISSING, settled.allowed),
        adjustments=_cleared(settled.adjustments, gaps),
    )


def _cleared(adjustments: tuple[Adjustment, ...], lines: Array) -> tuple[Adjustment, ...]:
    return tuple(
        evolve(each, column=evolve(each.column, amount=np.where(lines, 0, each.column.amount)))
        for each in adjustments
    )


def _with_remarks(remarks: Mapping[str, Array], more: Mapping[str, Array]) -> Mapping[str, Array]:
    return {
        **remarks,
        **{name: mask | remarks[name] if name in remarks else mask for name, mask in more.items()},
    }


def _with_columns(columns: Mapping[str, Array], more: Mapping[str, Array]) -> Mapping[str, Array]:
    return {
        **columns,
        **{
            name: np.where(column == MISSING, columns[name], column) if name in columns else column
            for name, column in more.items()
        },
    }


def _deny(settled: Settled, policy: Folding, ruling: Ruling, denied: Array) -> Settled:
    fresh = denied & ~settled.closed
    if not fresh.any():
        return settled
    kept = _cleared(settled.adjustments, fresh)
    if policy.remit is not None:
        amount = np.where(fresh & (settled.charge != MISSING), settled.charge, 0)
        column = AdjustmentColumn(policy.remit.group, policy.remit.carc, amount, policy.remit.rarcs)
        kept += (Adjustment(policy.id, column),)
    bundled = policy.bundles[ruling.answer.view(np.uint8)]
    status = np.where(bundled, np.int8(LineStatus.BUNDLED), np.int8(DENIED))
    return evolve(
        settled,
        status=np.where(fresh, status, settled.status),
        payable=np.where(fresh, 0, settled.payable),
        allowed=np.where(fresh, 0, settled.allowed),
        unjudged=settled.unjudged & ~fresh,
        adjustments=kept,
    )
