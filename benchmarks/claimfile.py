"""The file that `benchmarks.parquet` writes, as a workload: read the way rivals would, texts as numbers."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.workload import Workload
from scrubjay.columns import Coded, modifier_number
from scrubjay.money import MISSING, cents

TEXTS: Final = (
    "id",
    "patient.id",
    "billing_provider.npi",
    "claim_form",
    "place_of_service",
    "locality.carrier",
    "locality.number",
    "history.pt_slp_allowed",
    "history.ot_allowed",
    "history.deductible_met",
    "code",
    "modifiers",
    "documentation",
)
FLAGS: Final = {"billing_provider.participating": "participating", "billing_provider.qp": "qp"}
DATES: Final = ("certified_from", "certified_through", "last_progress_report")
AMOUNTS: Final = ("history.pt_slp_allowed", "history.ot_allowed", "history.deductible_met")


def workload_of(path: Path) -> Workload:
    """Rows of one encounter stand together, as they are written; what the file does not have is missing."""
    table = pq.read_table(path, read_dictionary=list(TEXTS)).unify_dictionaries().combine_chunks()
    rows, number = len(table), _coded(table, "id").ids
    starts = np.flatnonzero(np.diff(number, prepend=-1))
    encounter = (np.cumsum(np.bincount(starts, minlength=rows)) - 1).astype(np.int32)
    lines = {
        "code": _coded(table, "code"),
        "minutes": _whole(table, "minutes"),
        "units": _whole(table, "units"),
        "modifiers": _modifiers(_coded(table, "modifiers")),
        "charge": _decimals(table.column("charge").chunk(0)),
        "documentation": _coded(table, "documentation"),
        "rendering_npi": Coded(np.zeros(rows, np.int32), ("",)),
        **{name: np.full(rows, -1, np.int32) for name in ("assistant_minutes", "start", "stop")},
    }
    return Workload(encounter, lines, _encounters(table, starts))


def _encounters(table: pa.Table, starts: np.ndarray) -> dict[str, Any]:
    carrier, locality = _coded(table, "locality.carrier"), _coded(table, "locality.number")
    both = tuple(f"{one}-{other}" for one in carrier.names for other in locality.names)
    coded = {
        "patient": _coded(table, "patient.id"),
        "billing_provider": _coded(table, "billing_provider.npi"),
        "claim_form": _coded(table, "claim_form"),
        "place_of_service": _coded(table, "place_of_service"),
        "locality": Coded(carrier.ids * len(locality.names) + locality.ids, both),
    }
    plan = "plan_of_care"
    return {
        **{name: column.take(starts) for name, column in coded.items()},
        "zip": Coded(np.zeros(len(starts), np.int32), ("",)),
        "date": _dates(table, "date")[starts],
        **{name: table.column(theirs).to_numpy()[starts].astype(np.int8) for theirs, name in FLAGS.items()},
        **{name: _dates(table, f"{plan}.{name}")[starts] for name in DATES},
        "treatment_days_since_report": _whole(table, f"{plan}.treatment_days_since_report")[starts],
        **{name: _amounts(_coded(table, name))[starts] for name in AMOUNTS},
    }


def _coded(table: pa.Table, name: str) -> Coded:
    column = table.column(name).chunk(0)
    return Coded(column.indices.to_numpy(), tuple(column.dictionary.to_pylist()))


def _whole(table: pa.Table, name: str) -> np.ndarray:
    column = table.column(name).chunk(0)
    return column.fill_null(-1).to_numpy() if column.null_count else column.to_numpy()


def _dates(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).to_numpy().astype("datetime64[D]")


def _amounts(column: Coded) -> np.ndarray:
    return np.array([int(cents(name)) for name in column.names], np.int64)[column.ids]


def _modifiers(column: Coded) -> np.ndarray:
    found = np.zeros((len(column.names), 4), np.int16)
    for place, text in enumerate(column.names):
        for number, modifier in enumerate(text.split()):
            found[place, number] = modifier_number(modifier)
    return found[column.ids]


def _decimals(column: pa.Array) -> np.ndarray:
    """The cents of Arrow decimals of two places, of 64 bits or of 128, of which the low word holds all."""
    words = column.type.bit_width // 64
    low = np.frombuffer(column.buffers()[1], np.int64)[words * column.offset :: words][: len(column)]
    return np.where(column.is_null().to_numpy(zero_copy_only=False), MISSING, low)
