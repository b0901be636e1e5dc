"""What a run is about, found out and checked before anything is ruled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
from attrs import evolve, frozen

from scrubjay._version import __version__
from scrubjay.bulk.binding import Binding, bind
from scrubjay.bulk.errors import RunError
from scrubjay.bulk.filtering import only_where
from scrubjay.bulk.job import Form, Job
from scrubjay.bulk.ruling import Wanted
from scrubjay.bulk.sources import (
    READ_ERRORS,
    Source,
    digested,
    find_sources,
    footer,
    rows_together,
    units_of,
)
from scrubjay.bulk.spreading import partitions_for
from scrubjay.bulk.tables import schema_of
from scrubjay.bulk.work import work_folder
from scrubjay.engine import Engine
from scrubjay.packs.faults import PackError, nearest

BYTES_A_LINE: Final = 80
"""How long a line of text is, roughly; a compressed file holds eight times as many."""


@frozen
class Asked:
    """What whoever starts a run asked for."""

    inputs: tuple[str, ...]
    output: Path
    maps: Mapping[str, str]
    payer: str | None = None
    where: str | None = None
    limit: int | None = None
    policies: tuple[str, ...] = ()
    form: Form = "parquet"
    packs: tuple[Path, ...] = ()
    without: tuple[str, ...] = ()


def job_of(asked: Asked, engine: Engine) -> Job:
    """The job: its files, their columns, and how they are read. Raises `RunError` for what cannot be."""
    if asked.payer is not None and asked.payer not in engine.catalogue.payers:
        near = nearest(asked.payer, engine.catalogue.payers)
        raise RunError(f"--payer {asked.payer}: no pack states this payer; {near}")
    _refuse_policies(asked.policies, engine)
    sources = [digested(source) for source in find_sources(asked.inputs)]
    if sources and sources[0].format == "json" and asked.maps:
        raise RunError("--map: JSON holds encounters, whose fields have fixed names; only tables have a map")
    bindings, sources = _bindings(asked, sources)
    if all(source.unread for source in sources):
        raise RunError("\n".join(f"{source.path}: {source.unread}" for source in sources))
    nested = {binding.lines is not None for binding in bindings.values()} or {True}
    if len(nested) > 1:
        raise RunError("some files hold an encounter a row, and others a line a row; rule them one by one")
    lines = sum(_lines_of(source) for source in sources if not source.unread)
    together = rows_together(lines)
    return Job(
        sources=tuple(sources),
        bindings=bindings,
        units=tuple(units_of(sources, together)),
        together=together,
        wanted=Wanted(dict(asked.maps), nested.pop(), asked.policies),
        partitions=partitions_for(lines),
        work=work_folder(asked.output),
        form=asked.form,
        payer=asked.payer,
        where=asked.where,
        limit=asked.limit,
        packs=asked.packs,
        without=asked.without,
        trust=engine.trust,
    )


def _lines_of(source: Source) -> int:
    """How many rows a file has; where the file does not say, about how many."""
    if source.format == "parquet":
        return int(footer(source.path).num_rows)
    return source.bytes * (8 if source.path.endswith((".gz", ".zst")) else 1) // BYTES_A_LINE


def _bindings(asked: Asked, sources: Sequence[Source]) -> tuple[dict[int, Binding], list[Source]]:
    """The columns of every table that can be opened; the others are marked as unread."""
    bindings: dict[int, Binding] = {}
    found: list[Source] = []
    for source in sources:
        if source.unread or source.format == "json":
            found.append(source)
            continue
        try:
            schema = schema_of(source)
        except (*READ_ERRORS, RunError) as error:
            why = str(error).removeprefix(f"{source.path}: ").split("\n")[0]
            found.append(evolve(source, unread=why))
            continue
        textual = source.format == "csv"
        bindings[source.number] = bind(
            schema, asked.maps, source.path, textual=textual, payer=asked.payer is not None
        )
        if asked.where:
            only_where(schema.empty_table(), np.empty(0, np.int64), asked.where)
        found.append(source)
    return bindings, found


def _refuse_policies(policies: Sequence[str], engine: Engine) -> None:
    known: set[str] = set()
    for entry in engine.catalogue:
        try:
            known |= {f"{entry.id}:{policy}" for policy in entry.pack.policies}
        except PackError:
            continue
    short = {name.split(":")[1] for name in known}
    for name in policies:
        if name not in known | short:
            raise RunError(f"--policy {name}: no pack has such a policy; {nearest(name, known | short)}")


def plan_of(job: Job, asked: Asked, engine: Engine) -> dict[str, Any]:
    """What must be the same when an interrupted run goes on; its names are shown to people."""
    host = engine.host
    return {
        "the input": [[each.path, each.format, each.sha256, each.unread] for each in job.sources],
        "--map": dict(sorted(asked.maps.items())),
        "--payer": asked.payer,
        "--where": asked.where,
        "--limit": asked.limit,
        "--policy": list(asked.policies),
        "--format": asked.form,
        "a pack": [_stamp(entry) for entry in engine.catalogue],
        "a plugin": [[each.name, each.version, each.state] for each in host.plugins],
        "the version of scrubjay, duckdb, numpy or pyarrow": [
            __version__,
            duckdb.__version__,
            np.__version__,
            pa.__version__,
        ],
    }


def _stamp(entry: Any) -> list[str]:
    try:
        return [entry.id, entry.version, entry.pack.sha256]
    except PackError as error:
        return [entry.id, entry.version, str(error)]
