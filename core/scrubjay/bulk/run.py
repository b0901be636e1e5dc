"""A run from its input to its output: read, spread, ruled, written, and accounted for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import evolve

from scrubjay._version import __version__
from scrubjay.bulk.job import Job, ruling_by, write_json
from scrubjay.bulk.planning import Asked, job_of, plan_of
from scrubjay.bulk.pool import Pool, pool_of
from scrubjay.bulk.reading import read_unit
from scrubjay.bulk.strays import compare_ids, spans_for
from scrubjay.bulk.summary import summary_of
from scrubjay.bulk.tally import Tally, refuse_imbalance
from scrubjay.bulk.tasks import Found, rule_task, stamps_of, tasks_of
from scrubjay.bulk.work import finish, keep_plan, refuse_output, work_folder, working_in
from scrubjay.bulk.writing import SUFFIX, TABLES, TableFile, read_table
from scrubjay.engine import Engine

RECEIPT = "receipt.json"


class Watch(Protocol):
    """Whoever looks on while a run goes on."""

    def begin(self, what: str, rows: int | None) -> Callable[[int], None]:
        """A half begins, of so many rows (None: unknown); gives what is to be told of rows that are done."""

    def hint(self, text: str) -> None:
        """Something looks odd, and does not stop the run."""


def run(
    asked: Asked, engine: Engine, watch: Watch, *, processes: int, resume: bool = False
) -> dict[str, Any]:
    """Rule an input into a folder; gives the receipt that the folder holds too.

    Raises `RunError` for what cannot be ruled, `PackError` for a pack that cannot be used, and `OSError`
    where nothing can be written. Then nothing is at the output, and what was done can be resumed.
    """
    work = work_folder(asked.output)
    refuse_output(asked.output, work, resume=resume)
    job = job_of(asked, engine)
    for text in dict.fromkeys(hint for each in job.bindings.values() for hint in each.hints):
        watch.hint(text)
    with working_in(work):
        refuse_output(asked.output, work, resume=resume)
        keep_plan(work, plan_of(job, asked, engine), resume=resume)
        with ruling_by(engine), pool_of(job, processes) as pool:
            units = _read(job, pool, watch)
            tasks = _rule(job, pool, watch, units)
        for name, cause, remedy in (each for task in tasks for each in task["failed_plugins"]):
            if (plugin := engine.host.plugin(name)) is not None:
                plugin.fail(cause, remedy=remedy)  # in another process, as far as this one knew
        receipt = receipt_of(job, asked, units, tasks)
        _write_refused(job)
        write_json(job.output / RECEIPT, receipt, indent=1)
        finish(work, job.output, asked.output)
    return receipt


def _read(job: Job, pool: Pool, watch: Watch) -> list[dict[str, Any]]:
    rows = sum(unit.rows for unit in job.units) or None
    shown = watch.begin("reading", rows if job.limit is None else None)
    if job.limit is None:
        return list(pool.each(read_unit, job.units, shown=shown))
    units: list[dict[str, Any]] = []
    left = job.limit
    for unit in job.units:
        units.append(read_unit(evolve(job, limit=left), unit, shown))
        left -= units[-1]["rows"]
        if left <= 0:
            break
    return units


def _rule(job: Job, pool: Pool, watch: Watch, units: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    chunks = [(chunk, unit["source"]) for unit in units for chunk in unit["chunks"]]
    lines = _summed([lines for (_, _, lines), _ in chunks], job.partitions)
    strays: list[int] = []
    encounters = _summed([headers for (_, headers, _), _ in chunks], job.partitions)
    if not job.wanted.nested:
        names = [name for (name, _, _), _ in chunks]
        spans = spans_for(sum(encounters))
        compared = list(pool.each(compare_ids, spans, names, shown=lambda _: None))
        strays = [each for part in compared for each in part["strays"]]
        encounters = _summed([part["encounters"] for part in compared], job.partitions)
    found = Found(tuple((job.of_chunk(name), source) for (name, _, _), source in chunks), tuple(strays))
    tasks = tasks_of(encounters, lines)
    shown = watch.begin("ruling", sum(lines))
    return list(pool.each(rule_task, tasks, found, shown=shown))


def _summed(counts: Sequence[Sequence[int]], size: int) -> list[int]:
    return list(np.sum(counts, axis=0).tolist()) if counts else [0] * size


def receipt_of(
    job: Job, asked: Asked, units: Sequence[Mapping[str, Any]], tasks: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The receipt, by the manifests of what was read and ruled. Raises `RunError` if it does not add up."""
    tally = Tally()
    for task in tasks:
        tally.merge(Tally.of_list(task["tally"]))
    for unit in units:
        encounters, lines = unit["refused"]
        tally.add("lines", "in", by=lines + sum(sum(chunk[-1]) for chunk in unit["chunks"]))
        for name in ("in", "rejected"):
            tally.add("encounters", name, by=encounters)
        tally.add("lines", "rejected", by=lines)
    refuse_imbalance(tally)
    unread = [[each.path, "", each.unread] for each in job.sources if each.unread]
    unread += [found for unit in units for found in unit["unread"]]
    return {
        "scrubjay": __version__,
        "input": [{"file": each.path, "bytes": each.bytes, "sha256": each.sha256} for each in job.sources],
        "options": {
            "payer": asked.payer,
            "map": dict(asked.maps),
            "where": asked.where,
            "limit": asked.limit,
            "policies": list(asked.policies),
        },
        "ignored_columns": sorted({name for each in job.bindings.values() for name in each.unread}),
        "unread": [dict(zip(("file", "part", "reason"), each, strict=True)) for each in unread],
        **stamps_of(tasks),
        **summary_of(tally),
    }


def _write_refused(job: Job) -> None:
    """What was refused while reading, in a file of its own; and nothing that a resumed run left behind."""
    path = job.output / "rejected" / f"reading{SUFFIX[job.form]}"
    with TableFile(path, TABLES["rejected"], job.form) as file:
        for unit in job.units:
            for table in read_table(job.of_unit(unit, ".refused.arrow")):
                file.write(table)
    for aside in job.output.rglob("*.tmp"):
        shutil.rmtree(aside) if aside.is_dir() else aside.unlink()
