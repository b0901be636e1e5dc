"""Many encounters in flat memory: spread over temporary files by patient, ruled a file at a time.

Policies may span the encounters of one patient and of no others, so a patient's encounters must be ruled
together, and nobody else's need be in memory then. The results go to files too, in blocks, and are merged
back into the order in which the encounters came.
"""

from __future__ import annotations

import heapq
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final
from zlib import crc32

from scrubjay.model import Encounter
from scrubjay.policy import Policy, Version
from scrubjay.ruled import BatchEvaluation
from scrubjay.ruleset import Ruleset

IN_MEMORY: Final = 20_000
"""So many encounters are ruled in memory; with more, all of them go through files."""

PARTITIONS: Final = 128
"""Into so many files they are spread; neighbours are ruled together as long as that many fit in memory."""

Numbered = tuple[int, Encounter]
Block = list[tuple[list[int], BatchEvaluation]]
"""Evaluations of some encounters, by payer: the encounters' numbers and what was ruled about them."""

Rule = Callable[[Sequence[Numbered]], Iterator[Block]]
"""Rules encounters together, and gives blocks in which their numbers ascend from block to block."""


def spooled(encounters: Iterable[Numbered], rule: Rule) -> Iterator[tuple[int, BatchEvaluation, int]]:
    """Rule numbered encounters through files; give number, evaluation and place in it, numbers ascending."""
    with TemporaryDirectory(prefix="scrubjay-") as folder, ExitStack() as stack:
        files = [Path(folder, f"{number}.in") for number in range(PARTITIONS)]
        counts = _spread(encounters, files)
        shared = _Shared()
        streams = []
        for some in neighbours(counts):
            ruled = files[some[0]].with_suffix(".out")
            numbered = sorted(_taken([files[place] for place in some]), key=itemgetter(0))
            with ruled.open("wb") as target:
                for block in rule(numbered):
                    shared.pickler(target).dump(block)
            streams.append(_results(stack.enter_context(ruled.open("rb")), shared))
        yield from heapq.merge(*streams, key=itemgetter(0))


def neighbours(counts: Sequence[int]) -> list[list[int]]:
    """The partitions that are ruled together, by how many encounters each holds: as many as fit in memory."""
    together: list[list[int]] = [[]]
    held = 0
    for place, count in enumerate(counts):
        if together[-1] and held + count > IN_MEMORY:
            together.append([])
            held = 0
        together[-1].append(place)
        held += count
    return together


def _spread(encounters: Iterable[Numbered], files: Sequence[Path]) -> list[int]:
    """Write each encounter to its patient's file; gives how many each file holds."""
    counts = [0] * len(files)
    with ExitStack() as stack:
        targets = [stack.enter_context(file.open("wb")) for file in files]
        for number, encounter in encounters:
            place = crc32(encounter.patient.id.encode()) % len(targets)
            pickle.dump((number, encounter), targets[place], pickle.HIGHEST_PROTOCOL)
            counts[place] += 1
    return counts


def _taken(files: Iterable[Path]) -> Iterator[Numbered]:
    for file in files:
        with file.open("rb") as source:
            yield from _read(source, pickle.Unpickler)
        file.unlink()


def _results(source: IO[bytes], shared: _Shared) -> Iterator[tuple[int, BatchEvaluation, int]]:
    for block in _read(source, shared.unpickler):
        found = [(number, whole, place) for numbers, whole in block for place, number in enumerate(numbers)]
        yield from sorted(found, key=itemgetter(0))


def _read(source: IO[bytes], unpickler: Callable[[IO[bytes]], pickle.Unpickler]) -> Iterator[Any]:
    while True:
        try:
            yield unpickler(source).load()
        except EOFError:
            return


class _Shared:
    """Rulesets and their parts stay in memory; files refer to them by number."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._objects: list[object] = []

    def pickler(self, target: IO[bytes]) -> pickle.Pickler:
        """A pickler that writes a number for what is shared."""
        pickler = pickle.Pickler(target, pickle.HIGHEST_PROTOCOL)
        pickler.persistent_id = self._number  # type: ignore[method-assign]
        return pickler

    def unpickler(self, source: IO[bytes]) -> pickle.Unpickler:
        """An unpickler that gives what is shared for its number."""
        unpickler = pickle.Unpickler(source)
        unpickler.persistent_load = self._objects.__getitem__  # type: ignore[method-assign]
        return unpickler

    def _number(self, value: object) -> int | None:
        if not isinstance(value, Ruleset | Policy | Version):
            return None
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)
        return self._numbers[id(value)]
