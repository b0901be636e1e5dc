"""A million lines from arrays to arrays."""

from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from benchmarks import table
from benchmarks.claims import ALL_YEARS, HALF_A_YEAR, Span, claims
from benchmarks.compare import batch_of, refuse_broken
from benchmarks.workload import Workload
from scrubjay.engine import Engine

CHUNKS: Final = (
    *((lines, HALF_A_YEAR, "6 months") for lines in (25_000, 50_000, 100_000, 200_000)),
    (100_000, ALL_YEARS, "7 years"),
)
LINES_AN_ENCOUNTER: Final = 3.06


def chunks(lines: int, chunk: int, span: Span = HALF_A_YEAR) -> list[Workload]:
    """Workloads of about `chunk` lines each, `lines` together; no patient is in two of them."""
    count = max(round(lines / chunk), 1)
    return [claims(round(lines / count / LINES_AN_ENCOUNTER), seed, span=span) for seed in range(count)]


def measure(lines: int, rounds: int = 3, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Lines a second of processor time by chunk size: the best and the median of some rounds."""
    engine = Engine()
    refuse_broken(engine.rule(payer, batch_of(claims(1_000))))
    sizes = []
    for chunk, span, time in CHUNKS:
        loads = chunks(lines, chunk, span)
        total = sum(map(len, loads))
        for keep_facts in (True, False):

            def run(loads: Iterable[Workload] = loads, keep_facts: bool = keep_facts) -> None:
                for load in loads:
                    engine.rule(payer, batch_of(load), keep_facts=keep_facts)

            spent = [seconds(run) for _ in range(rounds)]
            rates = [total / cpu for cpu, _ in spent]
            sizes.append(
                {
                    "chunk": chunk,
                    "time": time,
                    "keep_facts": keep_facts,
                    "lines": total,
                    "best": max(rates),
                    "median": median(rates),
                    "median_by_clock": total / median(clock for _, clock in spent),
                }
            )
    return {"policies": len(engine.ruleset(payer).policies), "sizes": sizes}


def seconds(call: Callable[[], object]) -> tuple[float, float]:
    """What a call takes: seconds of processor time, and by the clock."""
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
            f"{each['chunk']:,}, {each['time']}, {'facts' if each['keep_facts'] else 'no facts'}",
            *(f"{each[name]:,.0f}" for name in ("best", "median", "median_by_clock")),
        ]
        for each in found["sizes"]
    ]
    return f"{table.heading(head)}\n{table.columns(['chunks of', 'best', 'median', 'by the clock'], body)}"
