"""The workload as a Parquet file of claims: one row a line, with what a payer's policies ask for."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.workload import Workload, generate
from scrubjay.bulk.decimals import decimals
from scrubjay.columns import Coded, modifier_text

MODIFIERS: Final = [modifier_text(number) for number in range(36 * 36 + 1)]
ENCOUNTERS_A_GROUP: Final = 40_000


def write_claims(path: Path, lines: int, seed: int = 20261121, payer: str = "medicare-part-b") -> int:
    """Write about so many lines, in order of date within a row group; gives how many they are."""
    written, number, writer = 0, 0, None
    while written < lines:
        encounters = min(ENCOUNTERS_A_GROUP, round((lines - written) / 3.06) + 1)
        table = claims(generate(encounters, seed + number), number, payer)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
        written, number = written + len(table), number + 1
    if writer is not None:
        writer.close()
    return written


def claims(load: Workload, number: int, payer: str = "medicare-part-b") -> pa.Table:
    """One row a line; patients and encounters of another `number` are others."""
    random = np.random.default_rng(number)
    index, count = load.encounter, int(load.encounter[-1]) + 1
    modifiers = np.asarray(load.lines["modifiers"])
    minutes = np.asarray(load.lines["minutes"])
    owed = [f"{cents // 100}.{cents % 100:02}" for cents in range(0, 30_000, 100)]

    def each(values: list[Any] | np.ndarray, type: pa.DataType | None = None) -> pa.Array:
        return pa.array(values, type).take(pa.array(index))

    def same(text: str) -> pa.Array:
        return pa.array([text]).take(pa.array(np.zeros(len(index), np.int8)))

    date = np.asarray(load.encounters["date"])
    patient = _texts(load.encounters["patient"])
    return pa.table(
        {
            "id": each([f"V-{number}-{place}" for place in range(count)]),
            "payer": same(payer),
            "date": each(date, pa.date32()),
            "patient.id": each([f"{number}-{each}" for each in patient]),
            "billing_provider.npi": same("1234567893"),
            "billing_provider.participating": each(np.ones(count, np.bool_)),
            "billing_provider.qp": each(np.zeros(count, np.bool_)),
            "claim_form": same("professional"),
            "place_of_service": same("11"),
            "locality.carrier": same("01112"),
            "locality.number": same("05"),
            "history.pt_slp_allowed": each([owed[each] for each in random.integers(0, 300, count)]),
            "history.ot_allowed": same("0.00"),
            "history.deductible_met": same("283.00"),
            "plan_of_care.certified_from": each(date - 30, pa.date32()),
            "plan_of_care.certified_through": each(date + 50, pa.date32()),
            "plan_of_care.last_progress_report": each(date - 10, pa.date32()),
            "plan_of_care.treatment_days_since_report": each(random.integers(1, 12, count), pa.int32()),
            "code": pa.array(_texts(load.lines["code"])),
            "minutes": pa.array(minutes, pa.int32(), mask=minutes < 0),
            "units": pa.array(
                np.asarray(load.lines["units"]), pa.int32(), mask=np.asarray(load.lines["units"]) < 0
            ),
            "modifiers": pa.array(
                [" ".join(MODIFIERS[each] for each in row if each) for row in modifiers.tolist()]
            ),
            "charge": decimals(np.asarray(load.lines["charge"])),
            "documentation": same("activity assistance goal minutes reasoning"),
        }
    )


def _texts(column: np.ndarray | Coded) -> list[str]:
    assert isinstance(column, Coded)
    return [column.names[each] for each in column.ids.tolist()]
