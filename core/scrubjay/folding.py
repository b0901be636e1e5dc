"""How what a policy asks for folds into what is settled: the only place that decides.

Effects are values: a policy asks, and nothing else. Where two policies settle the units of one line, the
smaller number holds; a line that a reduction leaves no unit of those billed is denied; the gravest status
holds; a denied line keeps no other adjustment than its denial, so that every line balances like an 835.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from scrubjay.groups import FEW_LINES
from scrubjay.masks import none_where
from scrubjay.money import MISSING
from scrubjay.rulings import AdjustmentColumn, Gravity, Ruling
from scrubjay.settled import BUNDLED, DENIED, HELD, Adjustment, Reason, Remit, Settled

Array = NDArray[Any]

UNKNOWN: Final = int(Gravity.UNKNOWN)
REDUCED: Final = int(Gravity.REDUCED)
TO_HOLD: Final = int(Gravity.HELD)
TO_DENY: Final = int(Gravity.DENIED)
BROKEN: Final = int(Gravity.BROKEN)

MONEY: Final = frozenset({"pricing", "cost-share"})
"""The stages in which a line's amounts are settled."""


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


class Draft:
    """What is settled, while the rulings of one policy fold in; no two of them are about the same line.

    Columns are copied when they first change; what is not changed stays what it was.
    """

    def __init__(self, settled: Settled) -> None:
        self._before = settled
        self._columns: dict[str, Array] = {}
        self._adjustments: list[Adjustment] | None = None
        self._made: dict[Reason, int] = {}
        self._remarks: dict[str, Array] = {}
        self._published: dict[str, Array] = {}

    def done(self) -> Settled:
        """What is settled now."""
        settled = self._before
        if self._adjustments is not None:
            settled = settled.adjusting(tuple(self._adjustments))
        changes: dict[str, Any] = self._columns
        if self._remarks:
            changes["remarks"] = {**self._before.remarks, **self._remarks}
        if self._published:
            changes["published"] = {**self._before.published, **self._published}
        return settled.but(**changes) if changes else settled

    def fold(self, policy: Folding, ruling: Ruling, gravity: Array, lines: Array | None = None) -> None:
        """Fold in one ruling, over all lines or over `lines` alone.

        `gravity` gives the `Gravity` of each line's answer.
        """
        top = _greatest(gravity)
        if top < REDUCED and not ruling.asks and not (policy.money and top >= UNKNOWN):
            return
        if policy.money and top >= UNKNOWN:
            self._unjudge(policy.stage, _at(lines, ((gravity == UNKNOWN) | (gravity == BROKEN)).nonzero()[0]))
        emptied = None
        if ruling.units is not None:
            emptied = self._fold_units(policy.stage, ruling.units, gravity if top >= REDUCED else None, lines)
        if ruling.allowed is not None or ruling.adjustments:
            self._fold_money(policy.id, ruling, lines)
        for name, mask in ruling.remarks.items():
            self._remark(name, mask, lines)
        for name, column in ruling.published.items():
            self._publish(name, column, lines)
        if top >= TO_HOLD:
            self._hold(_at(lines, (gravity == TO_HOLD).nonzero()[0]))
        if top >= TO_DENY:
            self._deny(policy, ruling.answer, (gravity == TO_DENY).nonzero()[0], lines)
        if emptied is not None and policy.remit is not None:
            self._deny(policy, ruling.answer, emptied, lines)

    # Columns ---------------------------------------------------------------------------------------

    def _now(self, name: str, lines: Array | None) -> Array:
        column = self._columns.get(name)
        if column is None:
            column = getattr(self._before, name)
        return column if lines is None else column.take(lines)

    def _put(self, name: str, lines: Array | None, values: Array | np.integer[Any] | int) -> None:
        """Change a column. Where it changes whole, `values` are the draft's own from then on."""
        if lines is None:
            self._columns[name] = np.asarray(values)
            return
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = getattr(self._before, name).copy()
        column[lines] = values

    def _closed(self, lines: Array) -> Array:
        """A mask: which of `lines` are denied or bundled?"""
        status = self._now("status", lines)
        return np.asarray((status == DENIED) | (status == BUNDLED))

    def _shut(self, lines: Array | None) -> Array | None:
        """A mask: is the line closed or unjudged? None if none is."""
        if "status" in self._columns or "unjudged" in self._columns:
            status = self._now("status", lines)
            shut = (status == DENIED) | (status == BUNDLED) | self._now("unjudged", lines)
            return shut if shut.any() else None
        before = self._before.shut
        return before if before is None or lines is None else before.take(lines)

    # Effects ---------------------------------------------------------------------------------------

    def _fold_units(
        self, stage: str, units: Array, gravity: Array | None, lines: Array | None
    ) -> Array | None:
        """The units that the minutes support, and those that are payable under a reduction.

        Gives the places of lines that the reduction leaves none of the units billed; None for no such line.
        """
        asked = units.astype(np.int32, copy=False)
        if stage == "units":
            # As unsigned numbers, what is unknown (-1) is more than what is known: the smaller number holds.
            before = self._now("supported", lines)
            supported = np.minimum(before.view(np.uint32), asked.view(np.uint32)).view(np.int32)
            self._put("supported", lines, supported)
            bare = (self._now("billed", lines) < 0).nonzero()[0]
            if len(bare):
                self._put("units", _at(lines, bare), supported.take(bare))
        if gravity is not None:
            reduced = ((gravity == REDUCED) & (asked >= 0)).nonzero()[0]
            where = _at(lines, reduced)
            left = asked.take(reduced)
            self._put("units", where, np.minimum(self._now("units", where), left))
            emptied: Array = reduced[(left == 0) & (self._now("billed", where) > 0)]
            return emptied if len(emptied) else None
        return None

    def _fold_money(self, policy: str, ruling: Ruling, lines: Array | None) -> None:
        """What is allowed, and what is taken off; neither where a line is closed or unjudged."""
        if ruling.allowed is not None:
            self._price(ruling.allowed, lines)
        if not ruling.adjustments:
            return
        shut = self._shut(lines)
        for each in ruling.adjustments:
            asked = Adjustment(policy, each)
            self._adjust(asked if shut is None else asked.with_amount(none_where(each.amount, shut)), lines)

    def _price(self, allowed: Array, lines: Array | None) -> None:
        """Set the prices of lines that are not unjudged; `MISSING` says nothing."""
        given = allowed != MISSING
        given &= ~self._now("unjudged", lines)
        few = given.nonzero()[0]
        if 2 * len(few) < len(given):
            self._put("price", _at(lines, few), allowed.take(few))
            return
        rest = (~given).nonzero()[0]
        priced = allowed.astype(np.int64)
        priced[rest] = self._now("price", _at(lines, rest))
        self._put("price", lines, priced)

    def _adjust(self, asked: Adjustment, lines: Array | None) -> None:
        """Take amounts off. The rulings of one policy that adjust for the same reason share a column."""
        if self._adjustments is None:
            self._adjustments = list(self._before.adjustments)
        if lines is None:
            self._adjustments.append(asked)
            return
        number = self._made.setdefault(asked.reason, len(self._adjustments))
        if number == len(self._adjustments):
            whole = np.zeros(len(self._before.status), np.int64)
            self._adjustments.append(asked.with_amount(whole))
        self._adjustments[number].column.amount[lines] = asked.column.amount

    def _take_off(self, denial: Adjustment) -> None:
        """Take amounts off lines that are denied."""
        assert denial.lines is not None
        if self._adjustments is None:
            self._adjustments = list(self._before.adjustments)
        number = self._made.setdefault(denial.reason, len(self._adjustments))
        if number == len(self._adjustments):
            self._adjustments.append(denial)
        else:
            self._adjustments[number] = self._adjustments[number].also(denial.lines, denial.column.amount)

    def _clear(self, lines: Array) -> None:
        """Take nothing off any more, where nothing is denied yet."""
        adjustments = self._before.adjustments if self._adjustments is None else self._adjustments
        for number, each in enumerate(adjustments):
            if each.denies or not each.column.amount.take(lines).any():
                continue
            if number in self._made.values():
                each.column.amount[lines] = 0
                continue
            amount = each.column.amount.copy()
            amount[lines] = 0
            if self._adjustments is None:
                self._adjustments = list(self._before.adjustments)
            self._adjustments[number] = each.with_amount(amount)

    def _remark(self, name: str, mask: Array, lines: Array | None) -> None:
        known = self._remarks.get(name, self._before.remarks.get(name))
        if lines is None:
            self._remarks[name] = mask if known is None else mask | known
            return
        if name not in self._remarks:
            self._remarks[name] = (
                np.zeros(len(self._before.status), np.bool_) if known is None else known.copy()
            )
        self._remarks[name][lines] |= mask

    def _publish(self, name: str, column: Array, lines: Array | None) -> None:
        known = self._published.get(name, self._before.published.get(name))
        if lines is None:
            self._published[name] = column if known is None else np.where(column == MISSING, known, column)
            return
        if known is None:
            self._published[name] = np.full(len(self._before.status), MISSING, column.dtype)
            self._published[name][lines] = column
            return
        if name not in self._published:
            self._published[name] = known.copy()
        given = (column != MISSING).nonzero()[0]
        self._published[name][lines.take(given)] = column.take(given)

    def _unjudge(self, stage: str, gaps: Array) -> None:
        """Mark lines whose money could not be judged; a price that could not be judged is no price."""
        gaps = gaps[~self._closed(gaps)]
        if not len(gaps):
            return
        self._put("unjudged", gaps, True)
        if stage == "pricing":
            self._put("price", gaps, MISSING)
            self._clear(gaps)

    def _hold(self, held: Array) -> None:
        held = held[~self._closed(held)]
        if len(held):
            self._put("status", held, HELD)

    def _deny(self, policy: Folding, answers: Array, denied: Array, lines: Array | None) -> None:
        """Deny lines that are not closed yet: nothing is payable, and the whole charge is taken off."""
        denied = denied[~self._closed(_at(lines, denied))]
        if not len(denied):
            return
        where = _at(lines, denied)
        self._clear(where)
        if policy.remit is not None:
            charge = self._before.charge.take(where)
            charge[charge == MISSING] = 0
            group, carc, rarcs = policy.remit.group, policy.remit.carc, policy.remit.rarcs
            column = AdjustmentColumn(group, carc, charge, rarcs)
            self._take_off(Adjustment(policy.id, column, True, where))
        self._put("status", where, np.where(policy.bundles[answers.take(denied)], BUNDLED, DENIED))
        if self._now("unjudged", where).any():
            self._put("unjudged", where, False)


def _at(lines: Array | None, places: Array) -> Array:
    """The numbers of lines that stand at `places` within `lines`."""
    return places if lines is None else lines.take(places)


def _greatest(gravity: Array) -> int:
    return max(gravity.tolist(), default=0) if len(gravity) <= FEW_LINES else int(gravity.max())
