"""The engine beside plain Python, in turn over the same encounters: by the unit policies, and by all."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any, Final

from benchmarks import table
from benchmarks.bulk import seconds
from benchmarks.claims import claims
from benchmarks.compare import batch_of, refuse_broken, units_only
from benchmarks.plain.objects import visits_of
from benchmarks.plain.payer import Payer, rule
from benchmarks.workload import LINES_AN_ENCOUNTER, Workload, generate
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate
from scrubjay.ruleset import Ruleset

RUNNERS: Final = ("engine", "Python", "Python, no GC")
LINES: Final = sum(share * number for number, share in enumerate(LINES_AN_ENCOUNTER, start=1))


def measure(lines: int, rounds: int, chunk: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Both races: lines a second of processor time and by the clock, round by round, and median ratios."""
    ruleset = Engine().ruleset(payer)
    count, each = max(round(lines / chunk), 1), round(min(chunk, lines) / LINES)
    return {
        "units": _race(units_only(ruleset), [generate(each, seed) for seed in range(count)], rounds),
        "all": _race(ruleset, [claims(each, seed) for seed in range(count)], rounds),
    }


def _race(ruleset: Ruleset, loads: Sequence[Workload], rounds: int) -> dict[str, Any]:
    crowds = [visits_of(load) for load in loads]
    batches = [batch_of(load) for load in loads]
    payer = Payer(ruleset)
    total, encounters = sum(map(len, loads)), sum(map(len, crowds))
    refuse_broken(evaluate(ruleset, batches[0]))

    def engine() -> None:
        for load in loads:
            evaluate(ruleset, batch_of(load))

    def python() -> None:
        for crowd in crowds:
            rule(payer, crowd)

    def eased() -> tuple[float, float]:
        with _without_collector():
            return seconds(python)

    engine()
    python()
    found = [
        dict(zip(RUNNERS, (seconds(engine), seconds(python), eased()), strict=True)) for _ in range(rounds)
    ]
    ratios = {
        clock: {name: median(each[name][place] / each["engine"][place] for each in found) for name in RUNNERS}
        for place, clock in enumerate(("processor", "clock"))
    }
    return {
        "policies": len(ruleset.policies),
        "lines": total,
        "encounters": encounters,
        "rounds": found,
        "ratios": ratios,
    }


@contextmanager
def _without_collector() -> Iterator[None]:
    """No garbage collection meanwhile, which costs so many objects a good third, and arrays nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def report(found: dict[str, Any]) -> str:
    return "\n".join(_report(each) for each in found.values())


def _report(found: dict[str, Any]) -> str:
    head = f"yardstick: {found['lines']:,} lines, {found['policies']} policies, µs of processor time a line"
    body = [
        [f"round {number}", *(f"{each[name][0] / found['lines'] * 1e6:.2f}" for name in RUNNERS)]
        for number, each in enumerate(found["rounds"], start=1)
    ]
    for clock, ratios in found["ratios"].items():
        body.append([f"median ratio, by {clock}", *(f"{ratios[name]:.1f}" for name in RUNNERS)])
    return f"{table.heading(head)}\n{table.columns(['', *RUNNERS], body)}"
