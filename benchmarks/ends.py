"""From Parquet to Parquet: the engine's own run, the rivals between one reader and one writer, and the floor.

The rivals read with pyarrow, which hands texts over as numbers, and write each line's outcomes and amounts.
The engine's run also judges every value, spreads patients over partitions, and writes findings.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import running, table
from benchmarks.bulk import seconds
from benchmarks.claimfile import workload_of
from benchmarks.parquet import write_claims
from benchmarks.rivals.columns import Found
from benchmarks.rivals.entries import ENGINE, HEATS
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.proof import RESULTS, differences
from benchmarks.workload import Workload
from scrubjay.engine import Engine
from scrubjay.ruleset import Ruleset

RIVALS: Final = ("Polars", "DuckDB", "compiled kernel")
HEAT: Final = HEATS["all"]
A_FEW: Final = 3_000


def measure(lines: int, rounds: int) -> dict[str, Any]:
    """Microseconds a line, by processor and by the clock. Raises `RuntimeError` if a rival differs."""
    ruleset = Engine().ruleset("medicare-part-b")
    found = running.measure(lines, rounds=rounds)
    with tempfile.TemporaryDirectory() as name:
        few, source, target = (Path(name, f"{each}.parquet") for each in ("few", "claims", "out"))
        write_claims(few, A_FEW)
        _prove(ruleset, few)
        count = write_claims(source, lines)
        runs: dict[str, Callable[[], object]] = {
            "read alone": lambda: pq.read_table(source),
            "read and written": lambda: pq.write_table(pq.read_table(source), target),
            "read as rivals do": lambda: workload_of(source),
        }
        for rival in _installed():
            runs[rival] = partial(_through, ruleset, source, target, rival)
        spent = [{each: seconds(run) for each, run in runs.items()} for _ in range(rounds)]
    scale = 1e6 / count
    ends = {
        each: {
            "processor": median(row[each][0] for row in spent) * scale,
            "clock": median(row[each][1] for row in spent) * scale,
        }
        for each in runs
    }
    return found | {"rounds": rounds, "ends": ends}


def _installed() -> list[str]:
    return [name for name in RIVALS if find_spec(HEAT.rivals[name][1])]


def _prove(ruleset: Ruleset, source: Path) -> None:
    load = workload_of(source)
    ours = HEAT.rivals[ENGINE][0](ruleset, load)
    wanted = ours.found(ours.run())
    for name in _installed():
        found = _found(ruleset, load, name)
        for told in differences(wanted, found, POLICIES):
            raise RuntimeError(f"{name} does not say what the engine says: {told}")


def _found(ruleset: Ruleset, load: Workload, name: str) -> Found:
    rival = HEAT.rivals[name][0](ruleset, load)
    return rival.found(rival.run())


def _through(ruleset: Ruleset, source: Path, target: Path, name: str) -> None:
    """From file to file by a rival."""
    found = _found(ruleset, workload_of(source), name)
    columns = {policy: found.outcome[:, number] for number, policy in enumerate(POLICIES)}
    columns |= {name: found.results[:, number] for number, name in enumerate(RESULTS)}
    pq.write_table(pa.table({name: np.ascontiguousarray(each) for name, each in columns.items()}), target)


def report(found: dict[str, Any]) -> str:
    head = f"Parquet, {found['lines']:,} lines: µs a line, medians of {found['rounds']} rounds"
    body = [
        [name, f"{each['processor']:.2f}", f"{each['clock']:.2f}"] for name, each in found["ends"].items()
    ]
    rest = f"{table.heading(head)}\n{table.columns(['', 'processor', 'by the clock'], body)}"
    return f"{running.report(found)}\n{rest}"
