"""A run from Parquet to Parquet, and the same file read and written again without ruling anything."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from benchmarks import phases, table
from benchmarks.parquet import write_claims

ONE_THREAD: Final = "pyarrow, one thread"


def measure(lines: int, processes: tuple[int, ...] = (1, 2), rounds: int = 3) -> dict[str, Any]:
    """Lines a second by the clock, the best of some rounds in turn, and the most memory of all processes.

    `starts` are the seconds that a run of a few lines takes.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, few = folder / "claims.parquet", folder / "few.parquet"
        count = write_claims(source, lines)
        write_claims(few, 100)
        runs: dict[int, list[dict[str, Any]]] = {each: [] for each in processes}
        starts: dict[int, list[float]] = {each: [] for each in processes}
        calls = {"pyarrow": _by_arrow, ONE_THREAD: _by_one_thread, "DuckDB": _by_duckdb}
        copies: dict[str, list[float]] = {each: [] for each in calls}
        _run(few, folder, 1)
        for _ in range(rounds):
            for each in processes:
                starts[each].append(_run(few, folder, each)["seconds"])
                runs[each].append(_run(source, folder, each))
            for library, call in calls.items():
                copies[library].append(_seconds(lambda call=call: call(source)))  # type: ignore[misc]
        best = {each: min(some, key=lambda run: run["seconds"]) for each, some in runs.items()}
        return {
            "lines": count,
            "megabytes": source.stat().st_size / 1e6,
            "runs": [
                {
                    "processes": each,
                    "rate": count / run["seconds"],
                    "processor_microseconds": 1e6 * run["processor"] / count,
                    "megabytes": run["megabytes"],
                    "starts": min(starts[each]),
                }
                for each, run in best.items()
            ],
            "copies": {library: count / min(some) for library, some in copies.items()},
            "phases": phases.measure(source, count, rounds),
        }


def _run(source: Path, folder: Path, processes: int) -> dict[str, float]:
    """A run as a process of its own, whose resources the system counts; its output is removed again.

    Modules are compiled once for all runs, as they are where scrubjay is installed.
    """
    with tempfile.TemporaryDirectory(dir=folder) as output:
        script = Path(sys.executable).parent / "scrubjay"
        options = ["-o", f"{output}/ruled", "--processes", str(processes)]
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        variables["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        begun = perf_counter()
        process = subprocess.Popen(
            [str(script), "run", str(source), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=variables,
        )
        most = 0
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            most = max(most, _resident(process.pid))
            sleep(0.05)
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - begun
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        raise RuntimeError(f"exit status {os.waitstatus_to_exitcode(status)}")
    processor = used.ru_utime + used.ru_stime
    return {"seconds": seconds, "processor": processor, "megabytes": most / 1e3}


def _resident(process: int) -> int:
    """The memory of a process and of those that it started, in kilobytes; what they share counts twice."""
    found = 0
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            found += int(line.split()[1]) if line.startswith("VmRSS") else 0
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return found
    return found + sum(_resident(int(child)) for child in children)


def _by_arrow(source: Path) -> None:
    pq.write_table(pq.read_table(source), source.with_suffix(".arrow.parquet"))


def _by_one_thread(source: Path) -> None:
    pq.write_table(pq.read_table(source, use_threads=False), source.with_suffix(".arrow.parquet"))


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
            f"{each['starts']:.2f}",
            f"{each['megabytes']:,.0f}",
        ]
        for each in found["runs"]
    ]
    body += [[f"copy, {library}", f"{rate:,.0f}", "", "", ""] for library, rate in found["copies"].items()]
    columns = table.columns(["", "lines/s", "CPU µs/line", "start s", "MB"], body)
    return f"{table.heading(head)}\n{columns}\n\n{phases.report(found['phases'])}"
