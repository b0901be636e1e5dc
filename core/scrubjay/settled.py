"""What the stages have settled about each line so far, and how a ruling's effects fold into it.

Effects are values: a policy asks, and the fold here is the only place that decides. Where two policies
settle the units of one line, the smaller number holds; the gravest status holds; a denied line keeps no
other adjustment than its denial, so that every line balances like an 835: charge - adjustments = paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import Factory, field, frozen
from numpy.typing import NDArray

from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Gravity, Ruling

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


UNKNOWN: Final = int(Gravity.UNKNOWN)
REDUCED: Final = int(Gravity.REDUCED)
TO_HOLD: Final = int(Gravity.HELD)
TO_DENY: Final = int(Gravity.DENIED)
BROKEN: Final = int(Gravity.BROKEN)
HELD: Final = np.int8(LineStatus.HELD)
DENIED: Final = np.int8(LineStatus.DENIED)
BUNDLED: Final = np.int8(LineStatus.BUNDLED)

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
        return self.with_amount(self.column.amount[lines])

    def with_amount(self, amount: Array) -> Adjustment:
        """The same with another column of cents."""
        column = self.column
        return Adjustment(self.policy, AdjustmentColumn(column.group, column.carc, amount, column.rarcs))


@frozen
class Folding:
    """What the fold needs to know of a policy: `bundles` is a table over its answers."""

    id: str
    stage: str
    remit: Remit | None
    bundles: Array
    money: bool = field(init=False)

    @money.default
    def _settles_money(self) -> bool:
        return self.stage in MONEY


@frozen(eq=False, slots=False)
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

    def part(self, lines: Array) -> Settled:
        """The same for `lines` alone, each column taken when it is first asked for."""
        part = object.__new__(_Part)
        part.__dict__.update(_whole=self, _lines=lines)
        return part

    def but(self, **changes: Any) -> Settled:
        """The same with other columns."""
        made = object.__new__(Settled)
        made.__dict__.update(self.__dict__)
        for column in changes:
            for derived in _DERIVED.get(column, ()):
                made.__dict__.pop(derived, None)
        made.__dict__.update(changes)
        return made

    @cached_property
    def closed(self) -> Array:
        """A mask: is the line denied or bundled, so that nothing more is paid or taken off?"""
        return np.asarray((self.status == DENIED) | (self.status == BUNDLED))

    @cached_property
    def open(self) -> Array | None:
        """A mask: is the line neither closed nor unjudged? None if all are."""
        shut = self.closed | self.unjudged
        return ~shut if shut.any() else None

    @cached_property
    def shared(self) -> Array:
        """A mask: is the line priced, judged so far, and neither denied nor bundled? Its cost is shared."""
        priced = np.asarray(self.allowed != MISSING)
        return priced if self.open is None else priced & self.open

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


_DERIVED: Final = {
    "status": ("closed", "open", "shared"),
    "unjudged": ("open", "shared"),
    "allowed": ("shared",),
}
"""What is kept of some columns, and is made anew when they change."""


class _Part(Settled):
    """Some lines of what is settled: a column is taken when it is first asked for."""

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name == "adjustments":
                value = tuple(each.at(self._lines) for each in self._whole.adjustments)
            elif name in ("remarks", "published"):
                columns = getattr(self._whole, name)
                value = {key: column[self._lines] for key, column in columns.items()}
            else:
                value = getattr(self._whole, name).take(self._lines)
            self.__dict__[name] = value
            return value


def _sum(size: int, columns: Iterable[Array]) -> Array:
    whole = np.zeros(size, np.int64)
    for column in columns:
        whole += column
    return whole


def fold(
    settled: Settled, policy: Folding, ruling: Ruling, gravity: Array, lines: Array | None = None
) -> Settled:
    """Fold one ruling over all lines, or over `lines` alone, into what is settled.

    `gravity` gives the `Gravity` of each line's answer.
    """
    top = int(np.maximum.reduce(gravity, initial=0))
    if top < REDUCED and not ruling.asks and not (policy.money and top >= UNKNOWN):
        return settled
    if policy.money and top >= UNKNOWN:
        settled = _unjudge(settled, policy.stage, _gaps(gravity), lines)
    changes: dict[str, Any] = {}
    if ruling.units is not None:
        _fold_units(settled, policy, ruling.units, gravity if top >= REDUCED else None, lines, changes)
    if ruling.allowed is not None:
        given = ruling.allowed != MISSING
        may = given if settled.open is None else given & _at(settled.open, lines)
        allowed = np.where(may, ruling.allowed, _at(settled.allowed, lines))
        changes["allowed"] = _put(settled.allowed, lines, allowed)
    if ruling.adjustments:
        made = (_adjustment(settled, policy.id, column, lines) for column in ruling.adjustments)
        changes["adjustments"] = (*settled.adjustments, *made)
    if ruling.remarks:
        changes["remarks"] = _with_remarks(settled.remarks, _spread(ruling.remarks, settled, lines, False))
    if ruling.published:
        more = _spread(ruling.published, settled, lines, MISSING)
        changes["published"] = _with_columns(settled.published, more)
    if top >= TO_HOLD:
        held = (gravity == TO_HOLD) & ~_at(settled.closed, lines)
        changes["status"] = _put(settled.status, lines, np.where(held, HELD, _at(settled.status, lines)))
    folded = settled.but(**changes)
    return _deny(folded, policy, ruling, gravity, lines) if top >= TO_DENY else folded


def _at(column: Array, lines: Array | None) -> Array:
    return column if lines is None else column.take(lines)


def _put(column: Array, lines: Array | None, values: Array | int) -> Array:
    """The column with `values` at `lines`."""
    if lines is None:
        return np.asarray(values)
    made = column.copy()
    made[lines] = values
    return made


def _spread(
    columns: Mapping[str, Array], settled: Settled, lines: Array | None, empty: int
) -> Mapping[str, Array]:
    if lines is None:
        return columns
    size = len(settled.status)
    return {name: _put(np.full(size, empty, column.dtype), lines, column) for name, column in columns.items()}


def _gaps(gravity: Array) -> Array:
    return np.asarray((gravity == UNKNOWN) | (gravity == BROKEN))


def _fold_units(
    settled: Settled,
    policy: Folding,
    units: Array,
    gravity: Array | None,
    lines: Array | None,
    changes: dict[str, Any],
) -> None:
    """The units that the minutes support, and those that are payable under a reduction."""
    asked = units.astype(np.int32, copy=False)
    payable = _at(settled.payable, lines)
    if policy.stage == "units":
        # As unsigned numbers, what is unknown (-1) is more than what is known: the smaller number holds.
        before = _at(settled.supported, lines)
        supported = np.minimum(before.view(np.uint32), asked.view(np.uint32)).view(np.int32)
        changes["supported"] = _put(settled.supported, lines, supported)
        payable = np.where(_at(settled.billed, lines) < 0, supported, payable)
        changes["payable"] = _put(settled.payable, lines, payable)
    if gravity is not None:
        reduced = (gravity == REDUCED) & (asked >= 0)
        payable = np.where(reduced, np.minimum(payable, asked), payable)
        changes["payable"] = _put(settled.payable, lines, payable)


def _adjustment(settled: Settled, policy: str, column: AdjustmentColumn, lines: Array | None) -> Adjustment:
    amount = column.amount
    if lines is not None:
        amount = _put(np.zeros(len(settled.status), np.int64), lines, amount)
    if settled.open is not None:
        amount = amount * settled.open
    return Adjustment(policy, AdjustmentColumn(column.group, column.carc, amount, column.rarcs))


def _unjudge(settled: Settled, stage: str, gaps: Array, lines: Array | None) -> Settled:
    """Mark lines whose money could not be judged; a price that could not be judged is no price."""
    if lines is not None:
        gaps = _put(np.zeros(len(settled.status), np.bool_), lines, gaps)
    gaps = gaps & ~settled.closed
    if not gaps.any():
        return settled
    unjudged = settled.unjudged | gaps
    if stage != "pricing":
        return settled.but(unjudged=unjudged)
    return settled.but(
        unjudged=unjudged,
        allowed=np.where(gaps, MISSING, settled.allowed),
        adjustments=_cleared(settled.adjustments, np.flatnonzero(gaps)),
    )


def _cleared(adjustments: tuple[Adjustment, ...], lines: Array) -> tuple[Adjustment, ...]:
    return tuple(_clear(each, lines) for each in adjustments)


def _clear(adjustment: Adjustment, lines: Array) -> Adjustment:
    amount = adjustment.column.amount
    return adjustment.with_amount(_put(amount, lines, 0)) if amount[lines].any() else adjustment


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


def _deny(settled: Settled, policy: Folding, ruling: Ruling, gravity: Array, lines: Array | None) -> Settled:
    denied = np.flatnonzero(gravity == TO_DENY)
    where = denied if lines is None else lines[denied]
    still = ~settled.closed[where]
    fresh, denied = where[still], denied[still]
    if not len(fresh):
        return settled
    kept = _cleared(settled.adjustments, fresh)
    if policy.remit is not None:
        charge = settled.charge[fresh]
        amount = np.zeros(len(settled.status), np.int64)
        amount[fresh] = np.where(charge != MISSING, charge, 0)
        column = AdjustmentColumn(policy.remit.group, policy.remit.carc, amount, policy.remit.rarcs)
        kept += (Adjustment(policy.id, column),)
    bundled = policy.bundles[ruling.answer[denied]]
    unjudged = _put(settled.unjudged, fresh, False) if settled.unjudged[fresh].any() else settled.unjudged
    return settled.but(
        status=_put(settled.status, fresh, np.where(bundled, BUNDLED, DENIED)),
        payable=_put(settled.payable, fresh, 0),
        allowed=_put(settled.allowed, fresh, 0),
        unjudged=unjudged,
        adjustments=kept,
    )
