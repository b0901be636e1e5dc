"""Run the benchmarks: `python -m benchmarks`."""

import argparse
import json
import platform
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy

from benchmarks import bulk, cold, ends, growth, kept, payers, profiles, proof, race, single, tables
from benchmarks.rivals import race as rivals
from scrubjay.bulk.memory import keep_freed_memory
from scrubjay.engine import Engine
from scrubjay.groups import verbs

PARTS = ("single", "bulk", "yardstick", "rivals", "growth", "payers", "cold", "tables", "run")
KEPT = ("run", "rivals", "growth")
"""The parts whose figures are kept in `benchmarks/measured`, and drawn; the system counts the memory of a
run from that of the process that starts it, so it goes first."""


PARTS_HELP = (
    f"which: {', '.join(PARTS)}; all by default. Or alone: `keep` measures {', '.join(KEPT)}, writes the "
    "figures to benchmarks/measured and draws them; `plot` only draws"
)


def main() -> int:
    asked = _arguments()
    verbs.WORTH_LOADING = 0  # what is timed here is a process that has ruled for a while,
    keep_freed_memory()  # as those of a run do
    if asked.prove is not None:
        return _prove(asked.prove)
    if asked.parts == ["plot"]:
        return _plot()
    if asked.parts == ["keep"]:
        return _keep(asked)
    found: dict[str, Any] = {"python": platform.python_version(), "numpy": numpy.__version__}
    for part in ("profile",) if asked.profile else asked.parts or PARTS:
        found[part], text = _run(part, asked, found)
        print(text, flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=PARTS_HELP)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures as JSON")
    parser.add_argument("--calls", type=int, default=4_000, help="calls for a single encounter")
    parser.add_argument(
        "--encounters",
        type=int,
        default=200_000,
        help="encounters of the rivals' race and of the file that is run",
    )
    parser.add_argument("--lines", type=int, default=1_000_000, help="lines in bulk")
    parser.add_argument("--rows", type=int, default=3_000_000, help="rows of the table of edits")
    parser.add_argument("--rounds", type=int, default=3, help="rounds beside the yardstick and rivals")
    parser.add_argument("--profile", action="store_true", help="print the dearest functions instead")
    parser.add_argument(
        "--prove",
        type=int,
        nargs="?",
        const=100_000,
        metavar="N",
        help="compare engine and plain Python over N made-up encounters instead (100,000)",
    )
    asked = parser.parse_args()
    if unknown := set(asked.parts) - {*PARTS, "keep", "plot"}:
        parser.error(f"no part is called {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}, keep, plot")
    if len(asked.parts) > 1 and (alone := {"keep", "plot"} & set(asked.parts)):
        parser.error(f"{sorted(alone)[0]!r} stands alone, not beside other parts")
    for name in ("calls", "encounters", "lines", "rows", "rounds", "prove"):
        if (number := getattr(asked, name)) is not None and number < 1:
            parser.error(f"--{name} is {number}; it is a whole number from 1 on")
    return asked


def _run(part: str, asked: argparse.Namespace, found: dict[str, Any]) -> tuple[Any, str]:
    chunk = bulk.best_chunk(found["bulk"]) if "bulk" in found else 50_000
    if part == "single":
        figures = single.measure_both(asked.calls)
        return figures, single.report_both(figures)
    if part == "bulk":
        figures = bulk.measure(asked.lines)
        return figures, bulk.report(figures)
    if part == "yardstick":
        figures = race.measure(asked.lines // 4, asked.rounds, chunk)
        return figures, race.report(figures)
    if part == "rivals":
        figures = rivals.measure(asked.encounters, asked.rounds)
        return figures, rivals.report(figures)
    if part == "growth":
        figures = growth.measure(asked.rows)
        return figures, growth.report(figures)
    if part == "payers":
        figures = payers.measure(asked.lines, 100, asked.rounds)
        return figures, payers.report(figures)
    if part == "cold":
        figures = cold.measure(runs=7)
        return figures, cold.report(figures)
    if part == "tables":
        figures = tables.measure(asked.rows)
        return figures, tables.report(figures)
    if part == "run":
        figures = ends.measure(round(asked.encounters * bulk.LINES_AN_ENCOUNTER), asked.rounds)
        return figures, ends.report(figures)
    profile = profiles.measure(asked.calls // 2, asked.lines // 2, chunk)
    return profile, profiles.report(profile)


def _keep(asked: argparse.Namespace) -> int:
    """Measure what the plots and their page show, write it down, and draw it."""
    for part in KEPT:
        figures, text = _run(part, asked, {})
        kept.keep(part, figures)
        print(text, flush=True)
    return _plot()


def _plot() -> int:
    if find_spec("matplotlib") is None:
        print("the plots need matplotlib: pip install -e '.[bench]'", file=sys.stderr)
        return 2
    from benchmarks.plots import draw

    try:
        drawn = draw()
    except kept.KeptError as error:
        print(error, file=sys.stderr)
        return 2
    for path in drawn:
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
    return 0


def _prove(encounters: int) -> int:
    found = 0
    for told in proof.prove(Engine().ruleset("medicare-part-b"), encounters):
        print(told, flush=True)
        found += told.differences
    print(f"{encounters:,} encounters: {found or 'no'} difference{'s' if found != 1 else ''}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
