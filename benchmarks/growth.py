"""How the cost of a line grows: with encounters, lines a visit, rows of tables, and payers."""

import gc
from collections.abc import Callable, Sequence
from typing import Any, Final

from benchmarks import payers
from benchmarks import table as text
from benchmarks.bulk import seconds
from benchmarks.claims import claims
from benchmarks.compare import batch_of, refuse_broken
from benchmarks.growth_tables import rows_of, with_rows
from benchmarks.workload import Workload
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate
from scrubjay.ruleset import Ruleset

ENCOUNTERS: Final = (1, 10, 100, 1_000, 10_000, 100_000, 300_000)
AT_LEAST: Final = 30_000
"""Few encounters are ruled so often that about so many are, all told; but not more than `TIMES`."""
TIMES: Final = 300
LINES_A_VISIT: Final = (1, 2, 4, 8, 16, 32)
LINES: Final = 96_000
LINES_OF_PAYERS: Final = 300_000
ROWS: Final = (100_000, 1_000_000, 3_000_000)
PAYERS: Final = (1, 3, 10, 30, 100)
ROUNDS: Final = 3


def measure(rows: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Microseconds a line, the least of some rounds, of processor time and by the clock."""
    ruleset = Engine().ruleset(payer)
    tables = sorted({min(size, rows) for size in ROWS})
    return {
        "encounters": [_ruled(ruleset, size, {"encounters": size}) for size in ENCOUNTERS],
        "visits": [_ruled(ruleset, LINES // each, {"each": each}, lines=each) for each in LINES_A_VISIT],
        "edits": _tables(ruleset, "coding.pair-edits", tables),
        "values": _tables(ruleset, "pricing.resource-based", [each // 3 for each in tables]),
        "payers": payers.grow(LINES_OF_PAYERS, PAYERS, ROUNDS),
    }


def _ruled(ruleset: Ruleset, size: int, said: dict[str, float], lines: int | None = None) -> dict[str, float]:
    load = claims(size, lines=lines)
    refuse_broken(evaluate(ruleset, batch_of(load)))
    times = min(max(AT_LEAST // size, 1), TIMES)
    return {**said, "lines": len(load), **_least(_times(ruleset, load, times), times * len(load))}


def _tables(ruleset: Ruleset, kind: str, sizes: Sequence[int]) -> list[dict[str, float]]:
    """The same claims by a table as it is, and with rows of codes that nobody bills put in."""
    found, load = [], claims(AT_LEAST)
    for size in (0, *sizes):
        larger = with_rows(ruleset, kind, size) if size else ruleset
        run = _times(larger, load, 1)
        first = seconds(run)[0]
        found.append({"rows": rows_of(larger, kind), "first": first, **_least(run, len(load))})
    return found


def _times(ruleset: Ruleset, load: Workload, times: int) -> Callable[[], None]:
    def run() -> None:
        for _ in range(times):
            evaluate(ruleset, batch_of(load))

    return run


def _least(run: Callable[[], None], lines: int) -> dict[str, float]:
    gc.collect()
    spent = [seconds(run) for _ in range(ROUNDS)]
    cpu, clock = (min(each[place] for each in spent) / lines * 1e6 for place in range(2))
    return {"processor": cpu, "clock": clock}


SHOWN: Final = {
    "encounters": ("growth with encounters in one batch", "encounters", ("lines",)),
    "visits": (f"growth with the lines of a visit, {LINES:,} lines", "each", ()),
    "edits": (f"growth with the rows of edits of pairs, {AT_LEAST:,} encounters", "rows", ("first",)),
    "values": (f"growth with the rows of relative values, {AT_LEAST:,} encounters", "rows", ("first",)),
    "payers": (
        f"growth with payers, each with a pack over Medicare's, {LINES_OF_PAYERS:,} lines",
        "payers",
        (),
    ),
}


def report(found: dict[str, Any]) -> str:
    """A table for each; the seconds of a `first` run include what is made of the table once."""
    parts = []
    for name, (head, of, more) in SHOWN.items():
        heads = [of, *more, "processor", "by the clock"]
        body = [
            [
                f"{row[of]:,}",
                *(f"{row[each]:,.6g}" for each in more),
                f"{row['processor']:.2f}",
                f"{row['clock']:.2f}",
            ]
            for row in found[name]
        ]
        parts += [text.heading(f"{head}: µs a line"), text.columns(heads, body)]
    return "\n".join(parts)
