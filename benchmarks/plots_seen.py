"""The tables of "What it costs": the machine, the rivals, and files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.kept import FOLDER, kept

RUNS: Final = {1: "`scrubjay run`, one process", 2: "`scrubjay run`, two processes"}
LABELS: Final = {
    "all": "All policies, one core",
    "two cores": "All policies, two cores",
    "expressions": "Three policies, one core",
}


def seen(folder: Path = FOLDER) -> str:
    """Markdown: on what machine and when, then a table for each race, and one of files."""
    rivals, run = kept("rivals", folder), kept("run", folder)
    parts = [_machine(rivals["seen"])]
    for label, head in LABELS.items():
        parts += [f"**{head}: µs an encounter of three lines**", _rivals(rivals["found"][label])]
    lines = run["found"]["lines"]
    parts += [f"**From Parquet to Parquet, {lines:,} lines: µs a line**", _files(run["found"])]
    return "\n\n".join(parts) + "\n"


def _machine(said: dict[str, Any]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in said["packages"].items())
    return (
        f"Seen on {said['day']} on a machine of {said['cores']} cores ({said['processor']}, "
        f"{said['system']}) with Python {said['python']}, {packages}."
    )


def _rivals(found: dict[str, Any]) -> str:
    rows = [
        [name, *(f"{each[what]:.1f}" for what in ("processor", "clock", "ratio", "ratio_by_clock"))]
        for name, each in found["rivals"].items()
    ]
    return _table(["", "processor", "by the clock", "times the engine's", "times, by the clock"], rows)


def _files(found: dict[str, Any]) -> str:
    rows = [
        [name, f"{each['processor']:.1f}", f"{each['clock']:.1f}"] for name, each in found["ends"].items()
    ]
    rows += [
        [RUNS[each["processes"]], f"{each['processor_microseconds']:.1f}", f"{1e6 / each['rate']:.1f}"]
        for each in found["runs"]
    ]
    return _table(["", "processor", "by the clock"], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in heads[1:])]
    return "\n".join(f"| {' | '.join(each)} |" for each in (heads, rule, *rows))
