"""What was ruled over a batch, as the tables that a run writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.bulk.balance import Balance, Taken
from scrubjay.bulk.batches import Part
from scrubjay.bulk.decimals import AMOUNT, decimals
from scrubjay.bulk.said import TEXTS, Spoken, pointed, texts_of
from scrubjay.bulk.texts import in_arrow
from scrubjay.columns import Coded
from scrubjay.money import MISSING
from scrubjay.ruled import BatchEvaluation
from scrubjay.rulings import Outcome
from scrubjay.settled import LineStatus, Settled

Array = NDArray[Any]

WORD: Final = pa.dictionary(pa.int32(), pa.string())
KEY: Final = {"file": WORD, "row": pa.int64(), "id": WORD, "line": pa.int32()}
"""What names a line in every table: the file and row with which its encounter begins, the encounter's own
id, and the line's place in it from 1 (null where the whole encounter is meant)."""

ALWAYS: Final = frozenset({"file", "row", "payer", "date", "outcome", "code", "status", "policy", "answer"})
"""Columns that are never null, for which a file need not say so row by row."""


def _schema(columns: Mapping[str, pa.DataType], *always: str) -> pa.Schema:
    named = ALWAYS.union(always)
    return pa.schema([pa.field(name, type, nullable=name not in named) for name, type in columns.items()])


LINES: Final = _schema(
    KEY
    | {"payer": WORD, "date": pa.date32(), "outcome": WORD, "code": WORD}
    | dict.fromkeys(("units_billed", "units_supported", "units_payable"), pa.int32())
    | {"status": WORD}
    | dict.fromkeys(("charge", "allowed", "paid", "patient"), AMOUNT)
    | {"remarks": WORD},
    "line",
)
FINDINGS: Final = _schema(KEY | dict.fromkeys((*TEXTS, "facts"), WORD))
ADJUSTMENTS: Final = _schema(
    KEY | {"policy": WORD, "group": WORD, "carc": WORD, "rarcs": WORD, "amount": AMOUNT},
    *("line", "group", "carc", "amount"),
)


@frozen(eq=False)
class Origin:
    """Where each encounter of a batch came from."""

    file: pa.DictionaryArray
    row: pa.Array
    id: pa.DictionaryArray

    def key(self, encounter: Array, line: Array) -> list[pa.Array]:
        """The columns that name lines; line 0 is the whole encounter."""
        at = pa.array(encounter.astype(np.int32))
        number = pa.array(line.astype(np.int32), mask=line == 0 if (line == 0).any() else None)
        named = [pc.take(each, at, boundscheck=False) for each in (self.file, self.row, self.id)]
        return [*named, number]


def origin_of(part: Part, files: pa.DictionaryArray, rows: pa.Array) -> Origin:
    """Where the encounters of a part came from, of the rows that were sorted out."""
    at = pa.array(part.first)
    ids = part.batch.encounter_column("id")
    assert isinstance(ids, Coded)
    return Origin(files.take(at), rows.take(at), _words(ids))


def lines_table(whole: BatchEvaluation, part: Part, origin: Origin) -> pa.Table:
    """A row for each line."""
    batch, settled = whole.batch, whole.settled
    date = np.asarray(batch.encounter_column("date")).astype("datetime64[D]").take(batch.encounter)
    money = Balance.of(settled)
    columns = [
        *origin.key(batch.encounter, batch.places + 1),
        _same(part.payer, batch.lines),
        pa.array(date),
        _choice([outcome.word for outcome in Outcome], whole.worst.take(batch.encounter)),
        _words(batch.code),
        *(_count(units) for units in (batch.units, settled.supported, settled.payable)),
        _choice([status.word for status in LineStatus], settled.status),
        decimals(settled.charge, settled.charge == MISSING),
        decimals(settled.allowed, settled.allowed == MISSING),
        decimals(money.paid, ~money.priced),
        decimals(money.patient, ~money.priced),
        _remarks(settled),
    ]
    return pa.table(columns, schema=LINES)


def adjustments_table(batch: Batch, taken: Sequence[Taken], origin: Origin) -> pa.Table:
    """A row for each amount that a policy took off a line's charge, in the order in which they did."""
    if not taken:
        return ADJUSTMENTS.empty_table()
    line = np.concatenate([each.line for each in taken])
    counts = [len(each.line) for each in taken]
    reasons = [(each.adjustment.policy, each.adjustment.column) for each in taken]
    said = [(policy, of.group, of.carc, " ".join(of.rarcs) or None) for policy, of in reasons]
    columns = [
        *origin.key(batch.encounter.take(line), batch.places.take(line) + 1),
        *(pointed([text[part] for text in said], counts) for part in range(4)),
        decimals(np.concatenate([each.amount for each in taken])),
    ]
    return pa.table(columns, schema=ADJUSTMENTS)


def findings_table(found: Sequence[Spoken], origin: Origin) -> pa.Table:
    """A row for each finding."""
    if not found:
        return FINDINGS.empty_table()
    encounter = np.concatenate([each.encounter for each in found])
    line = np.concatenate([each.line for each in found])
    facts = [_same(None, len(each)) if each.facts is None else each.facts for each in found]
    texts = texts_of([each.say for each in found], [len(each) for each in found])
    columns = [
        *origin.key(encounter, line),
        *texts.values(),
        pa.chunked_array(facts, WORD).unify_dictionaries(),
    ]
    return pa.table(columns, schema=FINDINGS)


def _same(text: str | None, size: int) -> pa.DictionaryArray:
    indices = np.zeros(size, np.int32)
    mask = np.ones(size, np.bool_) if text is None else None
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=mask), pa.array([text or ""]))


def _choice(words: Sequence[str], numbers: Array) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(words))


def _words(column: Coded) -> pa.DictionaryArray:
    absent = ~column.known
    ids = pa.array(column.ids.astype(np.int32), mask=absent if absent.any() else None)
    return pa.DictionaryArray.from_arrays(ids, in_arrow(column.names), safe=False)


def _count(units: Array) -> pa.Array:
    absent = units < 0
    return pa.array(units.astype(np.int32), mask=absent if absent.any() else None)


def _remarks(settled: Settled) -> pa.DictionaryArray:
    """The remark codes of each line, with blanks between; null where there are none."""
    key = np.zeros(len(settled.status), np.int64)
    texts = [""]
    for name, mask in settled.remarks.items():
        texts = [*texts, *(f"{text} {name}".lstrip() for text in texts)]
        key |= mask.astype(np.int64) << (len(texts).bit_length() - 2)
    return _words(Coded(key.astype(np.int32), tuple(texts)))
