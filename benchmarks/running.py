"""A run from Parquet to Parquet, and the same file read and written again without ruling anything."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import pyarrow.parquet as pq

from benchmarks import table
from benchmarks.parquet import write_claims


def measure(lines: int, processes: tuple[int, ...] = (1, 2)) -> dict[str, Any]:
    """Lines a second by the clock, and the memory of the largest process in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "claims.parquet"
        count = write_claims(source, lines)
        runs = [_run(source, folder / f"ruled-{number}", number, count) for number in processes]
        copies = {
            "pyarrow": _seconds(lambda: _by_arrow(source)),
            "DuckDB": _seconds(lambda: _by_duckdb(source)),
        }
        return {
            "lines": count,
            "megabytes": source.stat().st_size / 1e6,
            "runs": runs,
            "copies": {library: count / seconds for library, seconds in copies.items()},
        }


def _run(source: Path, output: Path, processes: int, lines: int) -> dict[str, Any]:
    """A run as a process of its own, whose resources the system counts."""
    script = Path(sys.executable).parent / "scrubjay"
    command = [str(script), "run", str(source), "-o", str(output), "--processes", str(processes)]
    begun = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = perf_counter() - begun
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        raise RuntimeError(f"exit status {os.waitstatus_to_exitcode(status)}")
    return {
        "processes": processes,
        "rate": lines / seconds,
        "processor_microseconds": 1e6 * (used.ru_utime + used.ru_stime) / lines,
        "megabytes": used.ru_maxrss / 1e3,
    }


def _by_arrow(source: Path) -> None:
    pq.write_table(pq.read_table(source), source.with_suffix(".arrow.parquet"))


def _by_duckdb(source: Path) -> None:
    with duckdb.connect() as connection:
        target = source.with_suffix(".duckdb.parquet")
        connection.execute(f"COPY (FROM '{source}') TO '{target}' (FORMAT parquet)")


def _seconds(call: Callable[[], None]) -> float:
    begun = perf_counter()
    call()
    return perf_counter() - begun


def report(found: dict[str, Any]) -> str:
    head = f"run: {found['lines']:,} lines from Parquet to Parquet, by the clock"
    body = [
        [
            f"{each['processes']} process{'es' if each['processes'] > 1 else ''}",
            f"{each['rate']:,.0f}",
            f"{each['processor_microseconds']:.2f}",
            f"{each['megabytes']:,.0f}",
        ]
        for each in found["runs"]
    ]
    body += [[f"only copied, {library}", f"{rate:,.0f}", "", ""] for library, rate in found["copies"].items()]
    return f"{table.heading(head)}\n{table.columns(['', 'lines/s', 'µs of CPU a line', 'MB'], body)}"
