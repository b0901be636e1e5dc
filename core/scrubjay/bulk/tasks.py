"""The second half of a run: partitions ruled one after the other, a few together in each task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen

from scrubjay.bulk.job import Job, read_json, write_json
from scrubjay.bulk.ruling import rule_claims
from scrubjay.bulk.staged import Staged, joined
from scrubjay.bulk.strays import is_stray
from scrubjay.bulk.tally import Tally
from scrubjay.bulk.writing import Files
from scrubjay.receipt import Receipt
from scrubjay.spool import neighbours

LINES_A_TASK: Final = 150_000
SHARE: Final = 8
"""A task has at most this part of the lines that are left, so that the last ones are small: whoever is done
waits for no long one."""

Advance = Callable[[int], None]


@frozen
class Task:
    """Runs of partitions that one process rules into one file of each table, a run at once."""

    number: int
    runs: tuple[tuple[int, ...], ...]


@frozen
class Found:
    """What reading left: the files of claims, with their sources, and the ids of two patients."""

    chunks: tuple[tuple[Path, int], ...]
    strays: tuple[int, ...]


def tasks_of(encounters: Sequence[int], lines: Sequence[int]) -> list[Task]:
    """The tasks, by how many encounters and lines each partition holds.

    What `check_many` rules together is ruled together here too.
    """
    tasks: list[Task] = []
    some: list[tuple[int, ...]] = []
    held, left = 0, sum(lines)
    for run in neighbours(encounters):
        count = sum(lines[place] for place in run)
        if some and held + count > min(LINES_A_TASK, left // SHARE):
            tasks.append(Task(len(tasks), tuple(some)))
            left -= held
            some, held = [], 0
        some.append(tuple(run))
        held += count
    return [*tasks, Task(len(tasks), tuple(some))]


def rule_task(job: Job, task: Task, found: Found, advance: Advance = lambda _: None) -> dict[str, Any]:
    """Rule a task's partitions and write their tables, unless that is done; gives what its manifest says.

    Raises `OSError` where nothing can be written, and `PackError` for a pack that cannot be used.
    """
    manifest = job.of_task(task.number, ".json")
    if (done := read_json(manifest)) is not None:
        advance(sum(row[-1] for row in done["tally"] if row[:2] == ["lines", "ruled"]))
        return dict(done)
    tally, stamps = Tally(), _Stamps()
    with Files(job.output, f"part-{task.number:06}", job.form) as files:
        for claims in _claims(job, task, found):
            marked = is_stray(claims.header("id"), np.array(found.strays, np.uint64))
            ruled = rule_claims(job.engine, claims, job.wanted, marked)
            files.write(ruled.tables)
            tally.merge(ruled.tally)
            for receipt in ruled.receipts:
                stamps.add(receipt)
            advance(len(claims.lines))
            job.chunks.forget()
    failed = [
        [each.name, each.cause, each.remedy] for each in job.engine.host.plugins if each.state == "failed"
    ]
    said = {
        "task": task.number,
        "tally": tally.to_list(),
        "receipt": stamps.to_dict(),
        "failed_plugins": failed,
    }
    write_json(manifest, said)
    return said


def _claims(job: Job, task: Task, found: Found) -> Iterator[Staged]:
    """The claims of each run of partitions."""
    for run in task.runs:
        several = job.chunks.gather(found.chunks, run, job.files)
        if several:
            yield joined(several)


class _Stamps:
    """Receipts added up: what took part in any of them, and the sums of their coverage."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[str, dict[str, str]]] = {"packs": {}, "plugins": {}, "tables": {}}
        self._coverage: dict[str, int] = {}

    def add(self, receipt: Receipt) -> None:
        """Add one."""
        self.add_dict(receipt.to_dict())

    def add_dict(self, receipt: Mapping[str, Any]) -> None:
        """Add one as JSON has it."""
        for name, known in self._lists.items():
            known.update({each.get("id") or each["name"]: each for each in receipt[name]})
        for name, count in receipt["coverage"].items():
            self._coverage[name] = self._coverage.get(name, 0) + count

    def to_dict(self) -> dict[str, Any]:
        """What they say together."""
        lists = {name: [known[key] for key in sorted(known)] for name, known in self._lists.items()}
        return {**lists, "coverage": dict(sorted(self._coverage.items()))}


def receipts_of(receipts: Iterable[Receipt]) -> dict[str, Any]:
    """The receipts of several batches as one."""
    stamps = _Stamps()
    for each in receipts:
        stamps.add(each)
    return stamps.to_dict()


def stamps_of(tasks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The receipts of all tasks, by their manifests, as one."""
    stamps = _Stamps()
    for each in tasks:
        stamps.add_dict(each["receipt"])
    return stamps.to_dict()
