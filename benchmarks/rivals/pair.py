"""Two cores: the engine in two processes, and the rivals that can use two threads.

It runs as a process of its own, because Polars takes its number of threads when it is imported.
"""

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from multiprocessing.connection import Connection
from time import perf_counter, process_time
from typing import Any, Final

import numpy as np

from benchmarks.claims import claims
from benchmarks.compare import batch_of
from benchmarks.rivals.entries import ENGINE, POLICIES, database, frames
from benchmarks.workload import Workload
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate

PAYER: Final = "medicare-part-b"
CORES: Final = 2
WARM: Final = 20_000


def measure(counts: Sequence[int], rounds: int) -> list[dict[str, Any]]:
    """What each takes, round by round: seconds of all processors together, and by the clock."""
    command = [sys.executable, "-m", "benchmarks.rivals.pair", json.dumps(counts), str(rounds)]
    environment = os.environ | {"POLARS_MAX_THREADS": str(CORES)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    return list(json.loads(done.stdout))


def main() -> None:
    counts, rounds = json.loads(sys.argv[1]), int(sys.argv[2])
    times = rounds if len(counts) == 1 else 1
    hands = [_Hand(number) for number in range(CORES)]  # before a library has started threads
    warm = list(_part(hands, WARM, 0, 1))
    found = [row for number, count in enumerate(counts) for row in _part(hands, count, number, times)]
    for hand in hands:
        hand.dismiss()
    assert warm
    print(json.dumps(found))


def _part(hands: Sequence["_Hand"], count: int, seed: int, rounds: int) -> Iterator[dict[str, Any]]:
    load, ruleset = claims(count, seed), Engine().ruleset(PAYER)
    for hand in hands:
        hand.ask(("load", count, seed))
    for hand in hands:
        hand.answer()
    runs: dict[str, Callable[[], float]] = {
        ENGINE: lambda: _together(hands, False),
        "engine, facts": lambda: _together(hands, True),
    }
    if find_spec("polars"):
        runs["Polars"] = _alone(frames(ruleset, load).run)
    if find_spec("duckdb"):
        runs["DuckDB"] = _alone(database(ruleset, load, CORES).run)
    for again in range(rounds):
        row, turned = {}, (seed + again) % len(runs)
        for name in [*list(runs)[turned:], *list(runs)[:turned]]:
            begun = perf_counter()
            cpu = runs[name]()
            row[name] = cpu, perf_counter() - begun
        rivals = {name: row[name] for name in runs}
        yield {"lines": len(load), "policies": len(POLICIES), "rivals": rivals}


def _alone(run: Callable[[], Any]) -> Callable[[], float]:
    def timed() -> float:
        begun = process_time()
        run()
        return process_time() - begun

    return timed


def _together(hands: Sequence["_Hand"], keep_facts: bool) -> float:
    for hand in hands:
        hand.ask(("rule", keep_facts))
    return sum(hand.answer() for hand in hands)


class _Hand:
    """A process that rules every other patient of a workload."""

    def __init__(self, number: int) -> None:
        context = multiprocessing.get_context("fork")
        self._wire, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, number), daemon=True)
        self._process.start()

    def ask(self, what: tuple[Any, ...]) -> None:
        self._wire.send(what)

    def answer(self) -> float:
        return float(self._wire.recv())

    def dismiss(self) -> None:
        self._wire.send(("stop",))
        self._process.join()


def _serve(wire: Connection, number: int) -> None:
    ruleset = Engine().ruleset(PAYER)
    load = None
    while (asked := wire.recv())[0] != "stop":
        begun = process_time()
        if asked[0] == "load":
            load = every_other(claims(asked[1], asked[2]), number)
        elif load is not None and len(load):  # one of few patients leaves the other process none
            evaluate(ruleset, batch_of(load), keep_facts=asked[1])
        wire.send(process_time() - begun)


def every_other(load: Workload, number: int) -> Workload:
    """The encounters of every other patient."""
    encounters = np.flatnonzero(load.encounters["patient"].ids % CORES == number)  # type: ignore[union-attr]
    place = np.full(len(load.encounters["date"]), -1)  # type: ignore[arg-type]
    place[encounters] = np.arange(len(encounters))
    lines = np.flatnonzero(place[load.encounter] >= 0)
    return Workload(
        place[load.encounter[lines]].astype(np.int32),
        {name: _cut(column, lines) for name, column in load.lines.items()},
        {name: _cut(column, encounters) for name, column in load.encounters.items()},
    )


def _cut(column: Any, places: np.ndarray) -> Any:
    return column[places] if isinstance(column, np.ndarray) else column.take(places)


if __name__ == "__main__":
    main()
