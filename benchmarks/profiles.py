"""Which functions take the most own time, for one encounter at a time and in bulk."""

import cProfile
import pstats
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import table
from benchmarks.bulk import chunks
from benchmarks.compare import batch_of
from benchmarks.single import ENCOUNTER
from scrubjay.engine import Engine


def measure(calls: int, lines: int, chunk: int, top: int = 5) -> dict[str, list[dict[str, Any]]]:
    engine = Engine()
    payer = str(ENCOUNTER["payer"])
    loads = chunks(lines, chunk)

    def single() -> None:
        for _ in range(calls):
            engine.check(ENCOUNTER)

    def bulk() -> None:
        for load in loads:
            engine.rule(payer, batch_of(load))

    return {"single": _top(single, top), "bulk": _top(bulk, top)}


def _top(run: Callable[[], None], top: int) -> list[dict[str, Any]]:
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(entry[2] for entry in stats.values())
    dearest = sorted(stats.items(), key=lambda pair: -pair[1][2])[:top]
    return [
        {"function": _name(*place), "calls": entry[1], "seconds": entry[2], "share": entry[2] / total}
        for place, entry in dearest
    ]


def _name(file: str, line: int, function: str) -> str:
    return function if file == "~" else f"{function} ({Path(file).name}:{line})"


def report(found: dict[str, list[dict[str, Any]]]) -> str:
    parts = []
    for path, functions in found.items():
        head = table.heading(f"profile, {path}: the dearest functions by own time")
        lines = [
            f"  {each['function'][:52]:52}{each['calls']:>10,}{each['seconds']:>8.2f} s{each['share']:>6.0%}"
            for each in functions
        ]
        parts.append("\n".join([head, *lines]))
    return "\n".join(parts)
