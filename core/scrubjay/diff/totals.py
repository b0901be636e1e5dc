"""What came of many encounters that were ruled twice, counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from attrs import Factory, define

from scrubjay.diff.encounters import MONEY, EncounterDiff, Said
from scrubjay.money import dollars

SILENT = "not_applicable"


@define
class Totals:
    """Counts over encounters; amounts in cents, over the lines of which both amounts are known."""

    ruled: int = 0
    different: int = 0
    outcomes: Counter[tuple[str, str]] = Factory(Counter)
    """Encounters that differ, by outcome before and after."""
    policies: Counter[tuple[str, str, str]] = Factory(Counter)
    """Findings that differ, by policy and outcome before and after."""
    lines: Counter[str] = Factory(Counter)
    """Lines of which an amount differs, by the amount's name."""
    amounts: Counter[tuple[str, str]] = Factory(Counter)
    """Sums by the amount's name and `old` or `new`."""
    unknown: Counter[tuple[str, str]] = Factory(Counter)
    """Lines of which an amount is not known in the `old` or the `new` alone, by its name."""

    def add(self, found: EncounterDiff | None) -> None:
        """Count one encounter that was ruled twice, and what differs, if anything does."""
        self.ruled += 1
        if found is None:
            return
        self.different += 1
        self.outcomes[found.outcome] += 1
        for each in found.findings:
            self.policies[each.policy, _outcome(each.old), _outcome(each.new)] += 1
        for line in found.lines:
            for name in MONEY:
                if name in line.values:
                    self._amount(name, *line.values[name])

    def _amount(self, name: str, old: int | None, new: int | None) -> None:
        self.lines[name] += 1
        if old is None or new is None:
            self.unknown[name, "old" if old is None else "new"] += 1
            return
        self.amounts[name, "old"] += old
        self.amounts[name, "new"] += new

    def to_dict(self) -> dict[str, Any]:
        """The totals as JSON has them."""
        return {
            "ruled": self.ruled,
            "different": self.different,
            "outcomes": [
                {"old": old, "new": new, "encounters": count}
                for (old, new), count in sorted(self.outcomes.items())
            ],
            "policies": [
                {"policy": policy, "old": old, "new": new, "findings": count}
                for (policy, old, new), count in sorted(self.policies.items())
            ],
            "amounts": {
                name: {
                    "lines": self.lines[name],
                    "old": dollars(self.amounts[name, "old"]),
                    "new": dollars(self.amounts[name, "new"]),
                    "unknown_in_old": self.unknown[name, "old"],
                    "unknown_in_new": self.unknown[name, "new"],
                }
                for name in MONEY
            },
        }


def _outcome(said: Said | None) -> str:
    return SILENT if said is None else said.outcome
