"""Claims in, tables out: everything that is ruled about one set of patients."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.bulk.balance import taken_by
from scrubjay.bulk.batches import parts_of
from scrubjay.bulk.outcome import (
    ADJUSTMENTS,
    FINDINGS,
    LINES,
    adjustments_table,
    findings_table,
    lines_table,
    origin_of,
)
from scrubjay.bulk.said import spoken
from scrubjay.bulk.staged import FILE, ROW, Staged
from scrubjay.bulk.tally import Tally, count_batch
from scrubjay.bulk.visits import sort_out
from scrubjay.engine import Engine
from scrubjay.receipt import Receipt

Array = NDArray[Any]


@frozen(eq=False)
class Ruled:
    """The tables of some claims, what was counted, and the receipts of their batches."""

    tables: Mapping[str, pa.Table]
    tally: Tally
    receipts: tuple[Receipt, ...]


@frozen
class Wanted:
    """How claims are ruled: their names of our columns, whether lines nest, and whose findings are kept."""

    names: Mapping[str, str]
    nested: bool
    policies: Collection[str] = ()

    def keeps(self, policy: str) -> bool:
        """Are findings of this policy kept?"""
        return not self.policies or policy in self.policies or policy.split(":")[-1] in self.policies


def rule_claims(engine: Engine, claims: Staged, wanted: Wanted, strays: Array | None = None) -> Ruled:
    """Rule staged claims (with `file`), of which `strays` also name a patient that is not here.

    Every policy rules, whosoever findings are kept. Raises `PackError` if a payer's pack cannot be used.
    """
    stray = np.zeros(len(claims), np.bool_) if strays is None else strays
    found = sort_out(claims, wanted.names, nested=wanted.nested, strays=stray)
    tally = Tally()
    tally.add("encounters", "rejected", by=found.encounters_refused)
    tally.add("lines", "rejected", by=found.lines_refused)
    tally.add("encounters", "in", by=found.encounters_refused + len(found.visits))
    files, numbers = claims.header(FILE), claims.header(ROW)
    lines, findings, adjustments, receipts = (
        [LINES.empty_table()],
        [FINDINGS.empty_table()],
        [ADJUSTMENTS.empty_table()],
        [],
    )
    if len(found.visits):
        for part in parts_of(found.visits):
            whole = engine.rule(part.payer, part.batch)
            origin = origin_of(part, files, numbers)
            taken = taken_by(whole.settled)
            said = [each for each in spoken(whole) if wanted.keeps(each.say.policy)]
            lines.append(lines_table(whole, part, origin))
            findings.append(findings_table(said, origin))
            adjustments.append(adjustments_table(whole.batch, taken, origin))
            receipts.append(engine.receipt(whole))
            count_batch(tally, whole, said, taken)
    tables = {
        "lines": pa.concat_tables(lines),
        "findings": pa.concat_tables(findings),
        "adjustments": pa.concat_tables(adjustments),
        "rejected": found.refused,
    }
    for name, table in tables.items():
        tally.add("rows", name, by=len(table))
    return Ruled(tables, tally, tuple(receipts))
