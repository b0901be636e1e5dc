"""What the stages have settled about each line so far; every line balances: charge - adjustments = paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import Factory, frozen
from numpy.typing import NDArray

from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn

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


HELD: Final = np.int8(LineStatus.HELD)
DENIED: Final = np.int8(LineStatus.DENIED)
BUNDLED: Final = np.int8(LineStatus.BUNDLED)


@frozen
class Remit:
    """The remittance codes with which a policy denies or reduces: group code, CARC and RARCs."""

    group: str
    carc: str
    rarcs: tuple[str, ...] = ()


Reason = tuple[str, str, tuple[str, ...], bool]


@frozen(eq=False)
class Adjustment:
    """An adjustment column and the policy that asked for it; what `denies` is about closed lines alone."""

    policy: str
    column: AdjustmentColumn
    denies: bool = False

    @property
    def reason(self) -> Reason:
        """Why the amounts are taken off, and whether that closes the line."""
        return self.column.group, self.column.carc, self.column.rarcs, self.denies

    def at(self, lines: Array) -> Adjustment:
        """The adjustment of `lines` alone."""
        return self.with_amount(self.column.amount[lines])

    def with_amount(self, amount: Array) -> Adjustment:
        """The same with another column of cents."""
        column = self.column
        column = AdjustmentColumn(column.group, column.carc, amount, column.rarcs)
        return Adjustment(self.policy, column, self.denies)


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

    def adjusting(self, adjustments: tuple[Adjustment, ...]) -> Settled:
        """The same with other adjustments; if some were only added, sums that are known go on from there."""
        known = len(self.adjustments)
        sums: dict[str, Array] = {}
        if adjustments[:known] == self.adjustments:
            added = [each.column for each in adjustments[known:]]
            if "adjusted" in self.__dict__:
                sums["adjusted"] = _sum(self.adjusted, added)
            if "patient" in self.__dict__:
                sums["patient"] = _sum(self.patient, [each for each in added if each.group == "PR"])
        return self.but(adjustments=adjustments, **sums)

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

    @cached_property
    def adjusted(self) -> Array:
        """The sum of all adjustments, in cents."""
        nothing = np.zeros(len(self.status), np.int64)
        return _sum(nothing, [each.column for each in self.adjustments])

    @cached_property
    def patient(self) -> Array:
        """The sum of the patient's share (group PR), in cents."""
        nothing = np.zeros(len(self.status), np.int64)
        return _sum(nothing, [each.column for each in self.adjustments if each.column.group == "PR"])

    @property
    def priced(self) -> Array:
        """A mask: do the money columns mean anything? True where an amount is allowed or denied."""
        return np.asarray((self.allowed != MISSING) & ~self.unjudged)


_DERIVED: Final = {
    "status": ("closed", "open", "shared"),
    "unjudged": ("open", "shared"),
    "allowed": ("shared",),
    "adjustments": ("adjusted", "patient"),
}
"""What is kept of some columns, and is made anew when they change."""


class _Part(Settled):
    """Some lines of what is settled: a column is taken when it is first asked for."""

    @cached_property
    def adjusted(self) -> Array:
        """The sum of all adjustments, in cents."""
        return np.asarray(self.__dict__["_whole"].adjusted.take(self.__dict__["_lines"]))

    @cached_property
    def patient(self) -> Array:
        """The sum of the patient's share (group PR), in cents."""
        return np.asarray(self.__dict__["_whole"].patient.take(self.__dict__["_lines"]))

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name == "adjustments":
                value = tuple(each.at(self._lines) for each in self._whole.adjustments)
            elif name in ("remarks", "published"):
                columns = getattr(self._whole, name)
                value = {key: column.take(self._lines) for key, column in columns.items()}
            else:
                value = getattr(self._whole, name).take(self._lines)
            self.__dict__[name] = value
            return value


def _sum(start: Array, columns: Sequence[AdjustmentColumn]) -> Array:
    for column in columns:
        start = start + column.amount
    return start
