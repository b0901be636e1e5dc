"""The quality tier of a pack, bronze, silver or gold, and what it lacks for those above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from scrubjay.lint.criteria import CRITERIA, Evidence

TIERS: Final = ("bronze", "silver", "gold")


@frozen
class Missing:
    """Something that a tier asks for, and the policies or places that lack it."""

    tier: str
    asks: str
    lacking: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.lacking) - 3} more" if len(self.lacking) > 3 else ""
        return f"{self.asks} (not yet: {', '.join(self.lacking[:3])}{more})"


def missing(evidence: Evidence) -> tuple[Missing, ...]:
    """Everything that keeps a pack from gold, in the order of `CRITERIA`."""
    judged = ((each, tuple(dict.fromkeys(each.lacks(evidence)))) for each in CRITERIA)
    return tuple(Missing(each.tier, each.asks, lacking) for each, lacking in judged if lacking)


def reached(lacking: Sequence[Missing]) -> str:
    """The highest tier for which nothing lacks, nor for any below it; "" for none."""
    first = min((TIERS.index(each.tier) for each in lacking), default=len(TIERS))
    return TIERS[first - 1] if first else ""


def next_tier(tier: str) -> str:
    """The tier above one; "" above gold."""
    above = TIERS.index(tier) + 1 if tier else 0
    return TIERS[above] if above < len(TIERS) else ""


def lacking_for(tier: str, lacking: Sequence[Missing]) -> tuple[Missing, ...]:
    """What of all that lacks a tier asks for, itself or through one below it."""
    return tuple(each for each in lacking if TIERS.index(each.tier) <= TIERS.index(tier))
