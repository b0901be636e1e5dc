"""How time grows: with the encounters ruled at once, and with the rows of the tables that are looked up."""

import gc
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from attrs import evolve

from benchmarks import table as text
from benchmarks.bulk import seconds
from benchmarks.claims import claims
from benchmarks.compare import batch_of, refuse_broken
from benchmarks.workload import Workload
from scrubjay.columns import Coded
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.tables import Table
from scrubjay.timeline import Timeline

ENCOUNTERS: Final = (1_000, 10_000, 100_000, 300_000)
AT_LEAST: Final = 30_000
"""Few encounters are ruled so often that about so many are, all told."""
ROUNDS: Final = 3


def measure(encounters: int, rows: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Microseconds a line, the best of some rounds, of processor time and by the clock."""
    ruleset = Engine().ruleset(payer)
    sizes = [size for size in ENCOUNTERS if size <= encounters] or [encounters]
    tables = sorted({min(size, rows) for size in (100_000, 3_000_000)})
    load = claims(AT_LEAST)
    return {
        "encounters": [_encounters(ruleset, size) for size in sizes],
        "edits": _tables(ruleset, load, "coding.pair-edits", tables),
        "values": _tables(ruleset, load, "pricing.resource-based", [each // 3 for each in tables]),
    }


def _encounters(ruleset: Ruleset, size: int) -> dict[str, float]:
    load = claims(size)
    refuse_broken(evaluate(ruleset, batch_of(load)))
    return {"encounters": size, "lines": len(load), **_best(ruleset, load, max(AT_LEAST // size, 1))}


def _tables(ruleset: Ruleset, load: Workload, kind: str, sizes: Sequence[int]) -> list[dict[str, float]]:
    """The same claims by a table as it is, and with rows of codes that nobody bills put in."""
    found = []
    for size in (0, *sizes):
        larger = _with_rows(ruleset, kind, size) if size else ruleset
        first = seconds(lambda larger=larger: evaluate(larger, batch_of(load)))[0]  # type: ignore[misc]
        rows = _rows_of(larger, kind)
        found.append({"rows": rows, "first": first, **_best(larger, load, 1)})
    return found


def _best(ruleset: Ruleset, load: Workload, times: int) -> dict[str, float]:
    def run() -> None:
        for _ in range(times):
            evaluate(ruleset, batch_of(load))

    gc.collect()
    spent = [seconds(run) for _ in range(ROUNDS)]
    cpu, clock = (min(each[place] for each in spent) / times / len(load) * 1e6 for place in range(2))
    return {"processor": cpu, "clock": clock}


def _with_rows(ruleset: Ruleset, kind: str, rows: int) -> Ruleset:
    """A ruleset whose policies of a kind look up a table of so many rows."""

    def rule(rule: Any) -> Any:
        if kind != "coding.pair-edits":
            return evolve(rule, rvu=larger(rule.rvu))
        *others, last = rule.tables
        return evolve(rule, tables=(*others, evolve(last, table=larger(last.table))))

    @cache
    def larger(table: Table) -> Table:
        return evolve(table, read=lambda: _padded(table, rows))

    def policy(each: Policy) -> Policy:
        if each.kind.id != kind:
            return each
        versions = [(span, evolve(one, rule=rule(one.rule))) for span, one in each.timeline]
        return evolve(each, timeline=Timeline(versions))

    return evolve(ruleset, policies=tuple(policy(each) for each in ruleset.policies))


def _padded(table: Table, rows: int) -> Mapping[str, Any]:
    """The columns of a table with rows like its own, under codes of their own, in front of them."""
    here = len(table.rows.columns[table.key[0]])
    more = max(rows - here, 0)
    source = np.concatenate([np.arange(more) % here, np.arange(here)])
    columns: dict[str, Any] = {}
    side = int(more ** (1 / len(table.key))) + 1
    for place, (name, column) in enumerate(table.rows.columns.items()):
        if isinstance(column, Coded) and name in table.key:
            numbers = np.arange(more) // side**place % side
            ids = np.concatenate([numbers, side + column.ids])
            names = (*(f"Y{number:07}" for number in range(side)), *column.names)
            columns[name] = Coded(ids.astype(np.int32), names)
        else:
            columns[name] = column.take(source) if isinstance(column, Coded) else column[source]
    return columns


def _rows_of(ruleset: Ruleset, kind: str) -> int:
    (policy, *_) = (each for each in ruleset.policies if each.kind.id == kind)
    ((_, version), *_) = policy.timeline
    table = version.rule.tables[-1].table if kind == "coding.pair-edits" else version.rule.rvu
    return len(table.rows.columns[table.key[0]])


def report(found: dict[str, Any]) -> str:
    parts = [text.heading("growth with encounters, all policies, in one batch: µs a line")]
    body = [
        [f"{each['encounters']:,}", f"{each['lines']:,}", f"{each['processor']:.2f}", f"{each['clock']:.2f}"]
        for each in found["encounters"]
    ]
    parts.append(text.columns(["encounters", "lines", "processor", "by the clock"], body))
    for name, label in (("edits", "edits of pairs"), ("values", "relative values")):
        parts.append(text.heading(f"growth with the rows of {label}, {AT_LEAST:,} encounters: µs a line"))
        body = [
            [f"{each['rows']:,}", f"{each['first']:.2f}", f"{each['processor']:.2f}", f"{each['clock']:.2f}"]
            for each in found[name]
        ]
        parts.append(text.columns(["rows", "first, s", "processor", "by the clock"], body))
    return "\n".join(parts)
