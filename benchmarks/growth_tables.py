"""Tables of edits and values with rows put in, under codes that nobody bills."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from attrs import evolve

from scrubjay.columns import Coded
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.tables import Table
from scrubjay.timeline import Timeline


def with_rows(ruleset: Ruleset, kind: str, rows: int) -> Ruleset:
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


def rows_of(ruleset: Ruleset, kind: str) -> int:
    """The rows of the table that a policy of a kind looks up."""
    (policy, *_) = (each for each in ruleset.policies if each.kind.id == kind)
    ((_, version), *_) = policy.timeline
    table = version.rule.tables[-1].table if kind == "coding.pair-edits" else version.rule.rvu
    return len(table.rows.columns[table.key[0]])
