"""Where the time of a run goes: the processor time of each of its phases, in this process."""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import wraps
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any, Final
from unittest.mock import patch

from benchmarks import table
from scrubjay.bulk.planning import Asked
from scrubjay.bulk.run import run
from scrubjay.engine import Engine

PHASES: Final[Mapping[str, tuple[str, ...]]] = {
    "reading Parquet": ("reading:parquet_groups", "tables:_batches"),
    "staging": ("reading:stage_rows", "reading:joined"),
    "spreading": ("reading:checksums", "reading:spread"),
    "ids of two patients": ("reading:pairs_of", "run:compare_ids", "tasks:is_stray"),
    "gathering": ("tasks:_claims",),
    "sorting out": ("ruling:sort_out",),
    "of which judging values": ("visits:check_columns",),
    "batches": ("ruling:parts_of",),
    "ruling": ("ruling:Engine.rule",),
    "findings": ("ruling:spoken", "ruling:findings_table"),
    "of which facts": ("said:facts_json",),
    "lines and adjustments": (
        "ruling:lines_table",
        "ruling:taken_by",
        "ruling:adjustments_table",
        "ruling:origin_of",
    ),
    "counting": ("ruling:count_batch", "ruling:Engine.receipt"),
    "writing Parquet": ("writing:_Parquet.write", "writing:_Parquet.close"),
}
"""The functions of `scrubjay.bulk` that make up each phase; what calls another phase does not count it."""


class Quiet:
    """Nobody looks on."""

    def begin(self, what: str, rows: int | None) -> Callable[[int], None]:
        return lambda _: None

    def hint(self, text: str) -> None:
        raise RuntimeError(text)


class Watch:
    """Adds up the processor time that is spent in each phase and in no phase within it."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._open: list[str] = ["the rest"]
        self._since = process_time()

    def _turn(self) -> None:
        now = process_time()
        self.spent[self._open[-1]] += now - self._since
        self._since = now

    def timed(self, phase: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, counted; so is each step of what it gives, if that is made step by step."""

        @wraps(call)
        def counted(*arguments: Any, **named: Any) -> Any:
            found = self._do(phase, lambda: call(*arguments, **named))
            return self._steps(phase, found) if hasattr(found, "send") else found

        return counted

    def _do(self, phase: str, call: Callable[[], Any]) -> Any:
        self._turn()
        self._open.append(phase)
        try:
            return call()
        finally:
            self._turn()
            self._open.pop()

    def _steps(self, phase: str, steps: Any) -> Any:
        end = object()
        while (found := self._do(phase, lambda: next(steps, end))) is not end:
            yield found


def measure(source: Path, lines: int, rounds: int = 3) -> dict[str, Any]:
    """Microseconds of processor time a line by phase, of each the least of some rounds."""
    engine = Engine()
    found = [_phases(engine, source) for _ in range(rounds)]
    return {phase: 1e6 * min(spent[phase] for spent in found) / lines for phase in (*PHASES, "the rest")}


def _phases(engine: Engine, source: Path) -> Mapping[str, float]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        watch = Watch()
        for phase, places in PHASES.items():
            for place in places:
                module, _, name = place.partition(":")
                *outer, last = name.split(".")
                holder: Any = import_module(f"scrubjay.bulk.{module}")
                for each in outer:
                    holder = getattr(holder, each)
                stack.enter_context(patch.object(holder, last, watch.timed(phase, getattr(holder, last))))
        asked = Asked(inputs=(str(source),), output=Path(folder, "ruled"), maps={})
        run(asked, engine, Quiet(), processes=1)
        watch._turn()
        return watch.spent


def report(found: Mapping[str, float]) -> str:
    whole = sum(found.values())
    body = [[phase, f"{spent:.3f}", f"{100 * spent / whole:.0f} %"] for phase, spent in found.items()]
    body.append(["together", f"{whole:.3f}", ""])
    return table.columns(["one process, no start", "µs of CPU a line", ""], body)
