"""Some of the policies for rivals that compute with tables, and the one flat table that they start from.

Total time, the fee schedule, multiple procedures, coinsurance and sequestration: what can be said without a
fold over a year. The engine rules by the same policies beside them.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.fields import (
    DAY_FACTOR,
    DAY_QUALIFYING,
    DAY_VALUE_SPAN,
    DAY_WITHHELD,
    ITEM_BITS,
    ITEM_CHARGE,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_MINUTES,
    ITEM_UNITS,
    KIND_UNIT_KIND,
    VALUE_FACILITY,
    VALUE_MALPRACTICE,
    VALUE_MULTIPLE,
    VALUE_OFFICE,
    VALUE_STANDING,
    VALUE_WORK,
    VISIT_DAY,
    VISIT_FACILITY,
    VISIT_PATIENT,
    VISIT_PLACE,
    VISIT_PROVIDER,
    VISIT_QP,
)
from benchmarks.rivals.marks import TIMED
from benchmarks.rivals.names import NO_DATA

POLICIES: Final = ("total-time", "fee-schedule", "mppr", "coinsurance", "sequestration")
RESULTS: Final = ("time_weight", "supported", "payable", "allowed", "unjudged", "adjusted", "owed")


def flat_lines(book: Book, claims: Columns) -> dict[str, np.ndarray]:
    """What the policies read, a row for each line."""
    items, visits = claims.items, claims.visits
    encounter = items[:, ITEM_ENCOUNTER]
    mine = visits[encounter]
    days = book.days[mine[:, VISIT_DAY]]
    code = items[:, ITEM_CODE]
    values = book.values[days[:, DAY_VALUE_SPAN], code]
    place = mine[:, VISIT_PLACE]
    indices = np.where(place[:, None] < 0, 0, book.indices[place])
    bits = items[:, ITEM_BITS] & 7
    plan = np.select([bits == 1, bits == 2, bits == 4], [1, 2, 3], 0)
    return {
        "line": np.arange(len(items)),
        "encounter": encounter,
        "patient": mine[:, VISIT_PATIENT],
        "day": mine[:, VISIT_DAY],
        "provider": mine[:, VISIT_PROVIDER],
        "code": code,
        "timed": book.kinds[code, KIND_UNIT_KIND] == TIMED,
        "in_force": (days[:, 0] != 0),
        "minutes": items[:, ITEM_MINUTES],
        "units": items[:, ITEM_UNITS],
        "charge": items[:, ITEM_CHARGE],
        "plan": plan,
        "standing": values[:, VALUE_STANDING],
        "work": values[:, VALUE_WORK] * indices[:, 0] + values[:, VALUE_MALPRACTICE] * indices[:, 2],
        "office": values[:, VALUE_OFFICE],
        "facility": values[:, VALUE_FACILITY],
        "practice_index": indices[:, 1],
        "multiple": values[:, VALUE_MULTIPLE] == 1,
        "place": place,
        "site": mine[:, VISIT_FACILITY],
        "factor": np.where(
            days[:, DAY_QUALIFYING] == 0,
            days[:, DAY_FACTOR],
            np.choose(mine[:, VISIT_QP] + 1, (0, days[:, DAY_FACTOR], days[:, DAY_QUALIFYING])),
        ),
        "withheld": days[:, DAY_WITHHELD],
    }


def found_of(lines: Mapping[str, np.ndarray], claims: Columns) -> Found:
    """The result in the terms of all rivals, from columns in line order."""
    outcome = np.stack([lines[name.replace("-", "_")] for name in POLICIES], axis=1).astype(np.int8)
    # Fewer units than supported are a failure that only informs, and weigh like a pass.
    weights = np.maximum.reduce([lines["time_weight"], *outcome.T[1:]])
    spoken = np.where(outcome.any(axis=1), weights, NO_DATA)
    status = np.zeros(len(outcome))
    units = lines["supported"], lines["payable"]
    money = lines["allowed"], lines["unjudged"], lines["adjusted"], lines["owed"]
    return Found(
        outcome=outcome,
        of_encounter=np.zeros((len(claims.visits) - 1, len(POLICIES)), np.int8),
        worst=np.maximum.reduceat(spoken, claims.visits[:-1, 0]).astype(np.int8),
        results=np.array([np.asarray(each, np.int64) for each in (*units, status, *money)]).T,
    )
