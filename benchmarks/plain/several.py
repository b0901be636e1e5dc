"""Several procedures of a day: one unit keeps its whole practice expense. Pub. 100-04 ch. 5 §10.7."""

from typing import Any, Final

from benchmarks.plain.answers import adjust, unprice
from benchmarks.plain.lines import Day, Line
from benchmarks.plain.units import Rule

ANY: Final = 1 << 62
"""The rank of a value that is not known: it may be the highest."""


class Ranked:
    """Lines that are reduced together, and the one whose first unit may be paid in full."""

    __slots__ = ("first", "known", "torn", "unsure")

    def __init__(self, lines: list[Line]) -> None:
        self.known: list[Line] = []
        self.unsure: list[Line] = []
        best = most = (-1, -1)
        self.first: Line | None = None
        self.torn = False
        ahead: Line | None = None
        for line in lines:
            fee, payable = line.unit_fee, line.payable
            if payable and line.allowed is not None and fee is not None:
                self.known.append(line)
                rank = line.expense, fee
                if rank > best:
                    best, self.first = rank, line
            else:
                self.unsure.append(line)
                expense = line.expense
                rank = (ANY, ANY) if expense is None else (expense, ANY if fee is None else fee)
            if rank > most:
                most, ahead = rank, line
        self.torn = self.first is not None and ahead is not self.first


def multiple_procedure(says: Any, rule: Any) -> Rule:
    adjustment = says.number, rule.group, rule.carc
    remark = (rule.remark,) if rule.remark else ()

    def reduce(day: Day) -> None:
        lines = [line for line in day.lines if line.multiple and line.payable != 0]
        if not lines:
            return
        if any(visit.provider is None for visit in day.visits) and len(day.visits) > 1:
            _apart(lines)
        elif len(day.days) == 1:
            _together(Ranked(lines), False)
        else:
            groups: dict[str, list[Line]] = {}
            for line in lines:
                groups.setdefault(line.visit.provider, []).append(line)
            for mine in groups.values():
                _together(Ranked(mine), False)

    def _apart(lines: list[Line]) -> None:
        """A visit without a provider stands for itself, and may be of the same one as any other."""
        whole = Ranked(lines)
        surely = None if whole.torn else whole.first
        groups: dict[Any, list[Line]] = {}
        for line in lines:
            groups.setdefault(line.visit.provider or id(line.visit), []).append(line)
        doubt = any(line.visit.provider is None for line in lines)
        for mine in groups.values():
            ranked = Ranked(mine)
            _together(ranked, doubt and not ranked.torn and ranked.first is not surely)

    def _together(ranked: Ranked, apart: bool) -> None:
        first, day_units = ranked.first, sum(line.payable for line in ranked.known)
        for line in ranked.known:
            fee, reduced, units, before = line.unit_fee, line.reduced_fee, line.payable, line.allowed
            answer, primary = says.reduced, False
            total = reduced * units
            if line is first:
                if ranked.torn:
                    answer = says.torn
                elif apart:
                    answer = says.apart
                else:
                    primary = True
                    answer = says.primary if day_units > 1 or ranked.unsure else says.alone
                    total += fee - reduced
            allowed = min(before, total)
            reduction = before - allowed
            line.said.append((answer, (units, day_units, primary, fee, reduced, reduction, allowed)))
            if line is first and not primary:
                unprice(line)
                continue
            if primary and day_units > 1:
                line.remarks += remark
            line.allowed = allowed
            if reduction and line.charge is not None:
                adjust(line, adjustment, reduction)

    return reduce
