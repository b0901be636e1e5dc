"""A million lines from arrays to arrays, and the same unit policies beside the yardstick."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from benchmarks import table
from benchmarks.compare import batch_of, refuse_broken
from benchmarks.workload import Workload, generate
from benchmarks.yardstick import rule_visits, units_only, visits_of
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate

CHUNKS: Final = (25_000, 50_000, 100_000, 200_000)
LINES_AN_ENCOUNTER: Final = 3.06


def chunks(lines: int, chunk: int) -> list[Workload]:
    """Workloads of about `chunk` lines each, `lines` together; no patient is in two of them."""
    count = max(round(lines / chunk), 1)
    return [generate(round(lines / count / LINES_AN_ENCOUNTER), seed) for seed in range(count)]


def measure(lines: int, rounds: int = 3, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Lines a second of processor time by chunk size: the best and the median of some rounds."""
    engine = Engine()
    refuse_broken(engine.rule(payer, batch_of(generate(1_000))))
    sizes = []
    for chunk in CHUNKS:
        loads = chunks(lines, chunk)
        total = sum(map(len, loads))
        for keep_facts in (True, False):

            def run(loads: Iterable[Workload] = loads, keep_facts: bool = keep_facts) -> None:
                for load in loads:
                    engine.rule(payer, batch_of(load), keep_facts=keep_facts)

            spent = [_seconds(run) for _ in range(rounds)]
            rates = [total / cpu for cpu, _ in spent]
            sizes.append(
                {
                    "chunk": chunk,
                    "keep_facts": keep_facts,
                    "lines": total,
                    "best": max(rates),
                    "median": median(rates),
                    "median_by_clock": total / median(clock for _, clock in spent),
                }
            )
    return {"policies": len(engine.ruleset(payer).policies), "sizes": sizes}


def race(lines: int, rounds: int, chunk: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Engine and yardstick in turn over the same encounters, by the same policies."""
    ruleset = units_only(Engine().ruleset(payer))
    loads = chunks(lines, chunk)
    crowds = [visits_of(load) for load in loads]
    total = sum(map(len, loads))

    refuse_broken(evaluate(ruleset, batch_of(loads[0])))

    def engine_runs() -> None:
        for load in loads:
            evaluate(ruleset, batch_of(load))

    def yardstick_runs() -> None:
        for crowd in crowds:
            rule_visits(ruleset, crowd)

    engine_runs()
    found = []
    for _ in range(rounds):
        ours, theirs = _seconds(engine_runs)[0], _seconds(yardstick_runs)[0]
        with _without_collector():
            eased = _seconds(yardstick_runs)[0]
        found.append(
            {
                "engine": total / ours,
                "yardstick": total / theirs,
                "yardstick_without_collector": total / eased,
                "ratio": theirs / ours,
                "ratio_without_collector": eased / ours,
            }
        )
    return {
        "lines": total,
        "chunk": chunk,
        "policies": len(ruleset.policies),
        "rounds": found,
        "median_ratio": median(each["ratio"] for each in found),
        "median_ratio_without_collector": median(each["ratio_without_collector"] for each in found),
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


def _seconds(call: Callable[[], object]) -> tuple[float, float]:
    clock, cpu = perf_counter(), process_time()
    call()
    return process_time() - cpu, perf_counter() - clock


def best_chunk(found: dict[str, Any]) -> int:
    return int(max(found["sizes"], key=lambda each: each["best"])["chunk"])


def report(found: dict[str, Any]) -> str:
    lines = found["sizes"][0]["lines"]
    head = f"bulk: {lines:,} lines from arrays to arrays, {found['policies']} policies, lines/s on one core"
    body = [
        [
            f"{each['chunk']:,} lines, {'facts' if each['keep_facts'] else 'no facts'}",
            *(f"{each[name]:,.0f}" for name in ("best", "median", "median_by_clock")),
        ]
        for each in found["sizes"]
    ]
    return f"{table.heading(head)}\n{table.columns(['chunks of', 'best', 'median', 'by the clock'], body)}"


def report_race(found: dict[str, Any]) -> str:
    head = (
        f"yardstick: {found['lines']:,} lines in chunks of {found['chunk']:,}, {found['policies']} policies"
    )
    body = [
        [
            f"round {number}",
            *(f"{each[name]:,.0f}" for name in ("engine", "yardstick", "yardstick_without_collector")),
            *(f"{each[name]:.1f}" for name in ("ratio", "ratio_without_collector")),
        ]
        for number, each in enumerate(found["rounds"], start=1)
    ]
    medians = [f"{found[name]:.1f}" for name in ("median_ratio", "median_ratio_without_collector")]
    body.append(["median ratio", "", "", "", *medians])
    heads = ["lines/s on one core", "engine", "Python", "no GC", "ratio", "no GC"]
    return f"{table.heading(head)}\n{table.columns(heads, body)}"
