"""What the stages have settled about each line so far; every line balances: charge - adjustments = paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from attrs import Factory, frozen
from numpy.typing import NDArray

from scrubjay.masks import none_where
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
    """Amounts taken off lines, and the policy that asked for it; what `denies` is about closed lines alone.

    The column has an amount for each of `lines` (ascending numbers), or for every line where that is None.
    """

    policy: str
    column: AdjustmentColumn
    denies: bool = False
    lines: Array | None = None

    @property
    def reason(self) -> Reason:
        """Why the amounts are taken off, and whether that closes the line."""
        return self.column.group, self.column.carc, self.column.rarcs, self.denies

    def taken(self) -> tuple[Array, Array]:
        """The lines of which something is taken off, in order, and the cents."""
        places = self.column.amount.nonzero()[0]
        return places if self.lines is None else self.lines.take(places), self.column.amount.take(places)

    def of(self, line: int) -> int:
        """The cents that are taken off one line."""
        if self.lines is None:
            return int(self.column.amount[line])
        place = int(self.lines.searchsorted(line))
        found = place < len(self.lines) and self.lines[place] == line
        return int(self.column.amount[place]) if found else 0

    def add_to(self, total: Array) -> None:
        """Add the amounts to a column of cents, one element per line."""
        if self.lines is None:
            total += self.column.amount
        else:
            total[self.lines] += self.column.amount

    def at(self, lines: Array) -> Adjustment:
        """The adjustment of `lines` alone."""
        if self.lines is None:
            return self.with_amount(self.column.amount[lines])
        places = self.lines.searchsorted(lines)
        found = self.lines.take(places, mode="clip") == lines
        return self.with_amount(self.column.amount.take(places, mode="clip") * found)

    def also(self, lines: Array, amount: Array) -> Adjustment:
        """The same, of some other lines too."""
        assert self.lines is not None
        lines = np.concatenate([self.lines, lines])
        order = lines.argsort()
        amount = np.concatenate([self.column.amount, amount])
        return self.with_amount(amount.take(order), lines.take(order))

    def with_amount(self, amount: Array, lines: Array | None = None) -> Adjustment:
        """The same with another column of cents."""
        column = self.column
        column = AdjustmentColumn(column.group, column.carc, amount, column.rarcs)
        return Adjustment(self.policy, column, self.denies, lines)


@frozen(eq=False, slots=False)
class Settled:
    """Columns, one element per line.

    Units `billed`, and `supported` by the minutes, -1 where unknown; `units` are payable, and `price` is
    allowed, while the line is open; `charge` and `price` in cents, `MISSING` where unknown; `status` numbers
    a `LineStatus`; `unjudged` marks lines of which a price or a share could not be judged; `adjustments` in
    the order in which they were made; `remarks` by remark code; and the columns that policies `published`,
    by name.
    """

    billed: Array
    supported: Array
    units: Array
    status: Array
    price: Array
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
            units=units,
            status=np.zeros(size, np.int8),
            price=np.full(size, MISSING, np.int64),
            charge=charge,
            unjudged=np.zeros(size, np.bool_),
        )

    def take(self, lines: Array) -> Settled:
        """The same for `lines` alone."""
        return Settled(
            self.billed[lines],
            self.supported[lines],
            self.units[lines],
            self.status[lines],
            self.price[lines],
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
            added = adjustments[known:]
            if "adjusted" in self.__dict__:
                sums["adjusted"] = _sum(self.adjusted, added)
            if "patient" in self.__dict__:
                sums["patient"] = _sum(self.patient, _owed(added))
        return self.but(adjustments=adjustments, **sums)

    @cached_property
    def closed(self) -> Array:
        """A mask: is the line denied or bundled, so that nothing more is paid or taken off?"""
        return np.asarray((self.status == DENIED) | (self.status == BUNDLED))

    @cached_property
    def payable(self) -> Array:
        """Units that are payable: none of a closed line, -1 where unknown."""
        return none_where(self.units, self.closed)

    @cached_property
    def allowed(self) -> Array:
        """The cents that are allowed: none of a closed line, `MISSING` where unknown."""
        return none_where(self.price, self.closed)

    @cached_property
    def shut(self) -> Array | None:
        """A mask: is the line closed or unjudged? None if none is."""
        shut = self.closed | self.unjudged
        return shut if shut.any() else None

    @cached_property
    def shared(self) -> Array:
        """A mask: is the line priced, judged so far, and neither denied nor bundled? Its cost is shared."""
        priced = np.asarray(self.allowed != MISSING)
        return priced if self.shut is None else priced & ~self.shut

    @property
    def base(self) -> Array:
        """The cents from which the balance runs: the charge, or the allowed amount where it is missing."""
        bare = (self.charge == MISSING).nonzero()[0]
        if not len(bare):
            return self.charge
        base, allowed = self.charge.copy(), self.allowed.take(bare)
        base[bare] = allowed * (allowed != MISSING)
        return base

    @cached_property
    def adjusted(self) -> Array:
        """The sum of all adjustments, in cents."""
        return _sum(np.zeros(len(self.status), np.int64), self.adjustments)

    @cached_property
    def patient(self) -> Array:
        """The sum of the patient's share (group PR), in cents."""
        return _sum(np.zeros(len(self.status), np.int64), _owed(self.adjustments))

    @property
    def priced(self) -> Array:
        """A mask: do the money columns mean anything? True where an amount is allowed or denied."""
        return np.asarray((self.allowed != MISSING) & ~self.unjudged)


_DERIVED: Final = {
    "status": ("closed", "shut", "shared", "payable", "allowed"),
    "unjudged": ("shut", "shared"),
    "units": ("payable",),
    "price": ("allowed", "shared"),
    "adjustments": ("adjusted", "patient"),
}
"""What is kept of some columns, and is made anew when they change."""


class _Part(Settled):
    """Some lines of what is settled: a column is taken when it is first asked for."""

    @cached_property
    def payable(self) -> Array:
        """Units that are payable: none of a closed line, -1 where unknown."""
        return self._taken("payable")

    @cached_property
    def allowed(self) -> Array:
        """The cents that are allowed: none of a closed line, `MISSING` where unknown."""
        return self._taken("allowed")

    @cached_property
    def adjusted(self) -> Array:
        """The sum of all adjustments, in cents."""
        return self._taken("adjusted")

    @cached_property
    def patient(self) -> Array:
        """The sum of the patient's share (group PR), in cents."""
        return self._taken("patient")

    def _taken(self, name: str) -> Array:
        kept = self.__dict__
        return np.asarray(getattr(kept["_whole"], name).take(kept["_lines"]))

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


def _sum(start: Array, adjustments: Iterable[Adjustment]) -> Array:
    total = start.copy()
    for each in adjustments:
        each.add_to(total)
    return total


def _owed(adjustments: Iterable[Adjustment]) -> Iterator[Adjustment]:
    """Those that are for the patient to pay."""
    return (each for each in adjustments if each.column.group == "PR")
