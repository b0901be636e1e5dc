"""The engine and the plain implementation over many made-up encounters, in order and out of it."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import frozen

from benchmarks.claims import claims
from benchmarks.compare import differences
from scrubjay.ruleset import Ruleset

AT_ONCE: Final = 10_000
ODDITIES: Final = (1.0, 3.0, 9.0)
"""How much of what is rare there is in the parts of a proof, in turn."""


@frozen
class Part:
    """One part of a proof: the encounters, by which they can be made again, and what differs."""

    encounters: int
    seed: int
    oddity: float
    found: Sequence[str]

    @property
    def differences(self) -> int:
        return len(self.found)

    def __str__(self) -> str:
        head = f"claims({self.encounters}, seed={self.seed}, oddity={self.oddity:g})"
        return "\n".join(
            [f"{head}: {len(self.found) or 'no'} differences", *(f"  {each}" for each in self.found)]
        )


def prove(ruleset: Ruleset, encounters: int, at_once: int = AT_ONCE) -> Iterator[Part]:
    """Compare outcomes, facts and money over so many encounters, some thousands at a time."""
    for seed, low in enumerate(range(0, encounters, at_once)):
        count, oddity = min(at_once, encounters - low), ODDITIES[seed % len(ODDITIES)]
        yield Part(count, seed, oddity, list(differences(ruleset, claims(count, seed, oddity))))
