"""What every process of a run knows: the input, what was asked for, and where to write."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from scrubjay.bulk.binding import Binding
from scrubjay.bulk.ruling import Wanted
from scrubjay.bulk.sources import Source, Unit
from scrubjay.bulk.spreading import Chunks
from scrubjay.engine import Engine
from scrubjay.packs.trust import Trust

Form = Literal["parquet", "csv", "jsonl"]


_HERE: dict[str, Engine] = {}


@contextmanager
def ruling_by(engine: Engine) -> Iterator[None]:
    """Jobs that are done in this process meanwhile use this engine."""
    _HERE["engine"] = engine
    try:
        yield
    finally:
        del _HERE["engine"]


@frozen(slots=False)
class Job:
    """A run: its sources with the `bindings` of those that are tables, its units, options and work folder.

    So many rows are spread `together`. `work` is where everything is written before the run is whole.
    """

    sources: tuple[Source, ...]
    bindings: Mapping[int, Binding]
    units: tuple[Unit, ...]
    wanted: Wanted
    partitions: int
    together: int
    work: Path
    form: Form = "parquet"
    payer: str | None = None
    where: str | None = None
    limit: int | None = None
    packs: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()
    trust: Trust | None = None

    @cached_property
    def engine(self) -> Engine:
        """The engine: that of the run where there is one in this process, else made here once."""
        return _HERE.get("engine") or Engine(self.packs, without=self.without, trust=self.trust)

    @cached_property
    def chunks(self) -> Chunks:
        """The files of claims that this process has opened."""
        return Chunks()

    @property
    def files(self) -> list[str]:
        """The names of all sources, by their numbers."""
        return [source.path for source in self.sources]

    def of_unit(self, unit: Unit, suffix: str) -> Path:
        """A file about a unit of reading."""
        return self.work / "read" / f"{unit.number:06}{suffix}"

    def of_chunk(self, name: str, suffix: str = "") -> Path:
        """A file of claims that were read; without a suffix, the beginning of the names of its files."""
        return self.work / "read" / f"{name}{suffix}"

    def of_task(self, task: int, suffix: str) -> Path:
        """A file about a task of ruling."""
        return self.work / "ruled" / f"{task:06}{suffix}"

    @property
    def output(self) -> Path:
        """The folder that becomes the run's output."""
        return self.work / "output"


def write_json(path: Path, value: Any, indent: int | None = None) -> None:
    """Write a file whole, or not at all; one that people read has lines that are indented."""
    aside = path.with_name(f"{path.name}.tmp")
    aside.write_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n", "utf-8")
    aside.replace(path)


def read_json(path: Path) -> Any:
    """What `write_json` wrote, or None if it never did."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
