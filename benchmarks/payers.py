"""Many packs: loading and compiling all that are shipped, and a hundred payers in one batch of claims."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks import table
from benchmarks.bulk import LINES_AN_ENCOUNTER, seconds
from benchmarks.claims import claims
from benchmarks.compare import batch_of, refuse_broken
from benchmarks.workload import Workload, generate
from scrubjay.engine import Engine

LINES_A_CLAIM: Final = 3.14
BASE: Final = "medicare-part-b"
ALL: Final = """
import json, time
from scrubjay.engine import Engine
before = time.process_time()
engine = Engine()
found = [engine.ruleset(payer) for payer in engine.catalogue.payers]
print(json.dumps([time.process_time() - before, len({each.pack.id for each in found}), len(found)]))
"""
"""Loads, resolves and compiles everything; the imports are not counted."""


def measure(lines: int, payers: int, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        where = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        without = [_all({**where, "SCRUBJAY_CACHE": "off"}) for _ in range(rounds)]
        kept = {**where, "SCRUBJAY_CACHE": folder}
        _all(kept)
        found: dict[str, Any] = {
            "packs": without[0][1],
            "payers": without[0][2],
            "without_cache": [each[0] for each in without],
            "with_cache": [_all(kept)[0] for _ in range(rounds)],
        }
    return found | {"together": _together(lines, payers, rounds)}


def _all(environment: dict[str, str]) -> list[Any]:
    done = subprocess.run([sys.executable, "-c", ALL], env=environment, capture_output=True, check=True)
    return list(json.loads(done.stdout))


def grow(lines: int, counts: Sequence[int], rounds: int) -> list[dict[str, float]]:
    """Microseconds a line of the same number of lines, shared by so many payers: the least of some rounds."""
    with tempfile.TemporaryDirectory() as folder:
        engine, names = _many(Path(folder), max(counts))
        runs = [
            _shares(
                engine,
                names[:count],
                [claims(round(lines / count / LINES_A_CLAIM), seed) for seed in range(count)],
            )
            for count in counts
        ]
        spent = [[seconds(run) for run, _ in runs] for _ in range(rounds)]
    return [
        {
            "payers": count,
            "lines": total,
            "processor": min(each[place][0] for each in spent) / total * 1e6,
            "clock": min(each[place][1] for each in spent) / total * 1e6,
        }
        for place, (count, (_, total)) in enumerate(zip(counts, runs, strict=True))
    ]


def _together(lines: int, payers: int, rounds: int) -> dict[str, Any]:
    """The same number of lines of one payer, and of many whose packs extend the base, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        engine, names = _many(Path(folder), payers)
        share = round(lines / payers / LINES_AN_ENCOUNTER)
        one, total = _shares(engine, [BASE], [generate(share * payers)])
        many, shared = _shares(engine, names, [generate(share, seed) for seed in range(payers)])
        one()
        found = []
        for _ in range(rounds):
            alone, among = seconds(one)[0] / total, seconds(many)[0] / shared
            found.append({"one": alone, "many": among, "ratio": among / alone})
        return {"lines": total, "payers": payers, "rounds": found}


def _many(folder: Path, payers: int) -> tuple[Engine, list[str]]:
    """An engine that knows so many more payers, their packs loaded and compiled."""
    names = [_pack(folder / f"payer-{number}", number) for number in range(payers)]
    engine = Engine([folder])
    for name in names:
        engine.ruleset(name)
    return engine, names


def _shares(
    engine: Engine, names: Sequence[str], loads: Sequence[Workload]
) -> tuple[Callable[[], None], int]:
    """What rules each payer's claims, a batch each; and the lines of all."""
    refuse_broken(engine.rule(names[0], batch_of(loads[0])))

    def run() -> None:
        for name, load in zip(names, loads, strict=True):
            engine.rule(name, batch_of(load))

    return run, sum(map(len, loads))


def _pack(folder: Path, number: int) -> str:
    name = f"payer-{number}"
    folder.mkdir(parents=True)
    text = (
        f'id = "{name}"\nversion = "2026.11.0"\ntitle = "Payer {number}"\npayers = ["{name}"]\n'
        f'coverage = {{ from = 2020-01-01 }}\nextends = [{{ pack = "{BASE}", version = ">=2026.11" }}]\n'
    )
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return name


def report(found: dict[str, Any]) -> str:
    rows = {
        f"{what}, median and least": f"{1e3 * median(found[key]):.0f} ms, {1e3 * min(found[key]):.0f} ms"
        for key, what in (("without_cache", "nothing remembered"), ("with_cache", "remembered"))
    }
    head = f"all {found['packs']} packs of {found['payers']} payers, loaded and compiled, processor time"
    together = found["together"]
    body = [
        [f"round {number}", f"{1e9 * each['one']:.0f}", f"{1e9 * each['many']:.0f}", f"{each['ratio']:.2f}"]
        for number, each in enumerate(together["rounds"], start=1)
    ]
    heads = ["ns a line", "one payer", f"{together['payers']} payers", "ratio"]
    second = f"{together['lines']:,} lines of one payer, and of {together['payers']}"
    return f"{table.heading(head)}\n{table.rows(rows)}\n{table.heading(second)}\n{table.columns(heads, body)}"
