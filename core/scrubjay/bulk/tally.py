"""What a run counts, so that every encounter, line and cent that came in is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import Factory, define

from scrubjay.bulk.balance import Balance, Taken
from scrubjay.bulk.errors import RunError
from scrubjay.bulk.said import Spoken
from scrubjay.money import MISSING
from scrubjay.ruled import BatchEvaluation
from scrubjay.rulings import Outcome
from scrubjay.settled import Settled

Key = tuple[str, ...]


@define
class Tally:
    """Counts and sums in cents, by what they are of; two tallies are added name by name."""

    counts: Counter[Key] = Factory(Counter)

    def add(self, *key: str, by: int = 1) -> None:
        """Count something."""
        self.counts[key] += int(by)

    def merge(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.counts.update(other.counts)

    def of(self, *key: str) -> int:
        """A count; 0 for what was never counted."""
        return self.counts.get(key, 0)

    def below(self, *key: str) -> dict[Key, int]:
        """The counts whose keys begin so, by the rest of their keys."""
        size = len(key)
        return {name[size:]: count for name, count in sorted(self.counts.items()) if name[:size] == key}

    def to_list(self) -> list[list[Any]]:
        """The tally as JSON keeps it."""
        return [[*key, count] for key, count in sorted(self.counts.items())]

    @classmethod
    def of_list(cls, stored: Iterable[Sequence[Any]]) -> Tally:
        """A tally that was kept as JSON."""
        return cls(Counter({tuple(key): count for *key, count in stored}))


def count_batch(
    tally: Tally, whole: BatchEvaluation, found: Iterable[Spoken], taken: Iterable[Taken]
) -> None:
    """Count what was ruled over a batch: what was found, and what adjustments took off."""
    tally.add("encounters", "ruled", by=whole.batch.encounters)
    tally.add("lines", "ruled", by=whole.batch.lines)
    for outcome, count in enumerate(np.bincount(whole.worst, minlength=len(Outcome)).tolist()):
        tally.add("outcome", Outcome(outcome).word, by=count)
    for each in found:
        say = each.say
        tally.add("finding", say.policy, say.outcome, say.action or "", say.missing or "", by=len(each))
    _money(tally, whole.settled, taken)


def _money(tally: Tally, settled: Settled, taken: Iterable[Taken]) -> None:
    money = Balance.of(settled)
    charge = np.where(settled.charge == MISSING, 0, settled.charge)
    sums = {"charge": charge, "base": money.base, "adjusted": money.adjusted, "patient": money.patient}
    for name, mask in (("priced", money.priced), ("not priced", ~money.priced)):
        tally.add("money", name, "lines", by=int(mask.sum()))
        for part, cents in sums.items():
            tally.add("money", name, part, by=int((cents * mask).sum()))
    for each in taken:
        priced = money.priced.take(each.line)
        for name, mask in (("priced", priced), ("not priced", ~priced)):
            if touched := int(mask.sum()):
                key = (name, each.adjustment.column.group, each.adjustment.column.carc)
                tally.add("adjustment", *key, "lines", by=touched)
                tally.add("adjustment", *key, "amount", by=int((each.amount * mask).sum()))
    tally.add("money", "priced", "paid", by=int((money.paid * money.priced).sum()))


def refuse_imbalance(tally: Tally) -> None:
    """Make sure that nothing was lost. Raises `RunError` with the two figures that should be one."""
    pairs: Mapping[str, tuple[int, int]] = {
        f"{what} in, and ruled or rejected": (
            tally.of(what, "in"),
            tally.of(what, "ruled") + tally.of(what, "rejected"),
        )
        for what in ("encounters", "lines")
    } | {
        "charges, and what was paid or adjusted": (
            tally.of("money", "priced", "base"),
            tally.of("money", "priced", "paid") + tally.of("money", "priced", "adjusted"),
        ),
        "adjustments of priced lines, and their sum": (
            tally.of("money", "priced", "adjusted"),
            sum(count for key, count in tally.below("adjustment", "priced").items() if key[-1] == "amount"),
        ),
    }
    for what, (one, other) in pairs.items():
        if one != other:
            raise RunError(f"the run does not add up: {what}: {one:,} and {other:,}; please report it")
