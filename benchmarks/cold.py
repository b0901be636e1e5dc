"""The command line from a cold start: processor time of a whole process, and what its imports cost."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import table
from benchmarks.single import ENCOUNTER

EXAMPLE = Path(__file__).parents[1] / "examples" / "encounter.json"
BARE = "import json, scrubjay, sys; scrubjay.Engine().check(json.load(open(sys.argv[1]))).to_dict()"


def command(example: Path) -> list[str]:
    """The command that checks an example: the command line where there is one, else the library."""
    if find_spec("scrubjay.cli") is not None:
        return (
            [sys.executable, "-m", "scrubjay", "check", str(example)]
            if _runs_as_module()
            else _script(example)
        )
    return [sys.executable, "-c", BARE, str(example)]


def _runs_as_module() -> bool:
    return find_spec("scrubjay.__main__") is not None


def _script(example: Path) -> list[str]:
    return [str(Path(sys.executable).parent / "scrubjay"), "check", str(example)]


def measure(runs: int, imports: int = 8) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        example = EXAMPLE
        if not example.exists():
            example = Path(folder, "encounter.json")
            example.write_text(json.dumps(ENCOUNTER), encoding="utf-8")
        run = command(example)
        run_once(run)
        spent = [run_once(run) for _ in range(runs)]
        shown = "scrubjay check" if "-c" not in run else "import, Engine().check (there is no command line)"
        return {
            "command": shown,
            "runs": runs,
            "milliseconds": [1e3 * each for each in spent],
            "median": 1e3 * median(spent),
            "imports": import_costs(imports),
        }


def run_once(run: list[str]) -> float:
    """Seconds of processor time, user and system, of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(run, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def import_costs(count: int) -> dict[str, list[tuple[str, int]]]:
    """The dearest packages, in microseconds: by what their own modules take together, and by module."""
    module = "scrubjay.cli" if find_spec("scrubjay.cli") is not None else "scrubjay"
    run = [sys.executable, "-X", "importtime", "-c", f"import {module}, scrubjay; scrubjay.Engine()"]
    text = subprocess.run(run, capture_output=True, check=True, text=True, env={**os.environ}).stderr
    own: dict[str, int] = {}
    packages: dict[str, int] = {}
    for line in text.splitlines():
        fields = line.removeprefix("import time:").split("|")
        if len(fields) == 3 and fields[0].strip().isdigit():
            name = fields[2].strip()
            own[name] = int(fields[0])
            package = name.split(".")[0]
            packages[package] = packages.get(package, 0) + int(fields[0])
    return {"packages": _dearest(packages, count), "modules": _dearest(own, count)}


def _dearest(costs: dict[str, int], count: int) -> list[tuple[str, int]]:
    return sorted(costs.items(), key=lambda pair: -pair[1])[:count]


def report(found: dict[str, Any]) -> str:
    times = found["milliseconds"]
    figures = {
        f"{found['command']}, median of {found['runs']}": f"{found['median']:.0f} ms",
        "least and most": f"{min(times):.0f} to {max(times):.0f} ms",
    }
    for name, micros in found["imports"]["packages"]:
        figures[f"  imports, own time: {name}"] = f"{micros / 1e3:.1f} ms"
    for name, micros in found["imports"]["modules"]:
        figures[f"  module: {name}"] = f"{micros / 1e3:.1f} ms"
    return f"{table.heading('cold: a whole process, processor time')}\n{table.rows(figures)}"
