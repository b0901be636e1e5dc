"""Encounters as the two flat tables that rivals with tables start from: one of lines, one of visits.

What a code, a day or a place entails stands in each row already; pairs of lines are the rivals' own joins.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.fields import (
    DAY_COVERED,
    DAY_DEDUCTIBLE,
    DAY_EDIT_SPAN,
    DAY_FACTOR,
    DAY_IN_FORCE,
    DAY_LIMIT_SPAN,
    DAY_OWN_MINUTES,
    DAY_QUALIFYING,
    DAY_THRESHOLD,
    DAY_VALUE_SPAN,
    DAY_WITHHELD,
    DAY_YEAR,
    ITEM_ASSISTANT,
    ITEM_BEGAN,
    ITEM_BITS,
    ITEM_CHARGE,
    ITEM_CLINICIAN,
    ITEM_CODE,
    ITEM_ENCOUNTER,
    ITEM_ENDED,
    ITEM_MINUTES,
    ITEM_ONE,
    ITEM_TREATMENT,
    ITEM_UNITS,
    KIND_FLAGS,
    KIND_ONE_RANK,
    KIND_ONE_SET,
    KIND_PRIMARY,
    KIND_STATUS,
    KIND_UNIT_KIND,
    VALUE_FACILITY,
    VALUE_MALPRACTICE,
    VALUE_MULTIPLE,
    VALUE_OFFICE,
    VALUE_STANDING,
    VALUE_WORK,
    VISIT_DAY,
    VISIT_FACILITY,
    VISIT_FORM,
    VISIT_FROM_DAY,
    VISIT_MET,
    VISIT_OT,
    VISIT_PARTICIPATING,
    VISIT_PATIENT,
    VISIT_PLACE,
    VISIT_PROVIDER,
    VISIT_PT_SLP,
    VISIT_QP,
    VISIT_REPORT_DAY,
    VISIT_THROUGH_DAY,
    VISIT_TREATMENT_DAYS,
)
from benchmarks.rivals.marks import HOURLY, SERIES, TIMED
from benchmarks.rivals.names import HOURLY as HOURLY_POLICY
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.names import TOTAL_TIME as TOTAL_TIME_POLICY
from benchmarks.rivals.names import UNTIMED as UNTIMED_POLICY

FIRST_YEAR: Final = 2019
RESULTS: Final = ("supported", "payable", "status", "allowed", "unjudged", "adjusted", "owed")
BY_VISIT: Final = ("passive-modalities", "plan-of-care", "progress-report", "visits-of-a-day")
BY_LINE: Final = tuple(name for name in POLICIES if name not in BY_VISIT)


def column(policy: str) -> str:
    """The name of the column that holds a policy's outcomes."""
    return policy.replace("-", "_")


def flat_lines(book: Book, claims: Columns) -> dict[str, np.ndarray]:
    """What the policies read, a row for each line. Keys are whole numbers: of a patient's day and year, and
    of the lines of one provider on that day.
    """
    items, encounter = claims.items, claims.items[:, ITEM_ENCOUNTER]
    mine, code = claims.visits[encounter], items[:, ITEM_CODE]
    days, kinds = book.days[mine[:, VISIT_DAY]], book.kinds[code]
    patient_day = mine[:, VISIT_PATIENT] * len(book.days) + mine[:, VISIT_DAY]
    bits, provider = items[:, ITEM_BITS], mine[:, VISIT_PROVIDER]
    plan = np.select([bits & 7 == 1, bits & 7 == 2, bits & 7 == 4], [1, 2, 3], 0)
    return {
        "line": np.arange(len(items)),
        "encounter": encounter,
        "patient": mine[:, VISIT_PATIENT],
        "day": mine[:, VISIT_DAY],
        "provider": provider,
        "form": mine[:, VISIT_FORM],
        "patient_day": patient_day,
        "provider_day": patient_day * (int(provider.max(initial=0)) + 2) + provider + 1,
        "patient_year": mine[:, VISIT_PATIENT] * 16 + days[:, DAY_YEAR] - FIRST_YEAR,
        "code": code,
        "in_force": days[:, DAY_IN_FORCE],
        "covered": days[:, DAY_COVERED],
        "minutes": items[:, ITEM_MINUTES],
        "units": items[:, ITEM_UNITS],
        "charge": items[:, ITEM_CHARGE],
        "bits": bits,
        "plan": plan,
        "assistant": items[:, ITEM_ASSISTANT],
        "clinician": items[:, ITEM_CLINICIAN],
        "began": items[:, ITEM_BEGAN],
        "ended": items[:, ITEM_ENDED],
        "record_one": items[:, ITEM_ONE],
        "record_treatment": items[:, ITEM_TREATMENT],
        "unpaid": kinds[:, KIND_STATUS],
        "one_set": kinds[:, KIND_ONE_SET],
        "one_rank": kinds[:, KIND_ONE_RANK],
        "primary_code": kinds[:, KIND_PRIMARY],
        "flags": kinds[:, KIND_FLAGS],
        "own_minutes": days[:, DAY_OWN_MINUTES],
        "threshold": days[:, DAY_THRESHOLD],
        "deductible_amount": days[:, DAY_DEDUCTIBLE],
        "withheld": days[:, DAY_WITHHELD],
        "participating": mine[:, VISIT_PARTICIPATING],
        "used_pt_slp": mine[:, VISIT_PT_SLP],
        "used_ot": mine[:, VISIT_OT],
        "met": mine[:, VISIT_MET],
        **_counting(book, kinds[:, KIND_UNIT_KIND], days[:, DAY_IN_FORCE]),
        **_looked_up(book, code, days, mine),
    }


def _counting(book: Book, kind: np.ndarray, in_force: np.ndarray) -> dict[str, np.ndarray]:
    """How the units of a code are counted, and by which policy."""
    series = np.maximum(kind - SERIES, 0) // 2
    others = {0: -1, TIMED: TOTAL_TIME_POLICY, HOURLY: HOURLY_POLICY}
    policy = np.array([others.get(number, UNTIMED_POLICY) for number in range(SERIES)])
    policy = np.where(kind >= SERIES, series, policy[np.minimum(kind, SERIES - 1)])
    return {
        "unit_kind": kind,
        "unit_policy": policy,
        "counted": (kind > 0) & (in_force >> np.maximum(policy, 0) & 1 == 1),
        "span": book.spans[series, 0],
        "block": np.select(
            [kind == TIMED, kind == HOURLY, kind >= SERIES], [15, 60, book.spans[series, 1]], 0
        ),
    }


def _looked_up(book: Book, code: np.ndarray, days: np.ndarray, mine: np.ndarray) -> dict[str, np.ndarray]:
    """What the tables of values and limits say of each line, and where the edits of its codes begin."""
    values = book.values[days[:, DAY_VALUE_SPAN], code]
    place, form = mine[:, VISIT_PLACE], np.minimum(mine[:, VISIT_FORM], 1)
    indices = np.where(place[:, None] < 0, 0, book.indices[place])
    limits = book.limits[form, days[:, DAY_LIMIT_SPAN], code]
    return {
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
        "unit_limit": limits[:, 0],
        "limit_by_line": limits[:, 1] == 1,
        "edit_table": form * book.edits.shape[1] + days[:, DAY_EDIT_SPAN],
    }


def flat_visits(book: Book, claims: Columns) -> dict[str, np.ndarray]:
    """What the policies of a plan of care read, a row for each encounter."""
    visits = claims.visits[:-1]
    day = visits[:, VISIT_DAY]
    return {
        "encounter": np.arange(len(visits)),
        "patient": visits[:, VISIT_PATIENT],
        "provider": visits[:, VISIT_PROVIDER],
        "form": visits[:, VISIT_FORM],
        "today": day,
        "on_day": book.days[day, DAY_IN_FORCE],
        "certified_from": visits[:, VISIT_FROM_DAY],
        "certified_through": visits[:, VISIT_THROUGH_DAY],
        "last_report": visits[:, VISIT_REPORT_DAY],
        "treatment_days": visits[:, VISIT_TREATMENT_DAYS],
    }


def flat_edits(book: Book) -> dict[str, np.ndarray]:
    """What the edits say of two codes, and of the two the other way round."""
    _, _, first, second = (each.ravel() for each in np.indices(book.edits.shape))
    tables = book.edits.shape[0] * book.edits.shape[1]
    return {
        "edit_table": np.repeat(np.arange(tables), book.edits[0, 0].size),
        "column1": first,
        "column2": second,
        "said": book.edits.ravel().astype(np.int64),
        "said_back": book.edits.swapaxes(2, 3).ravel().astype(np.int64),
    }


def found_of(lines: Mapping[str, np.ndarray], visits: Mapping[str, np.ndarray]) -> Found:
    """The result in the terms of all rivals, from columns in the order of lines and of encounters."""
    found = Found.empty(len(lines["status"]), len(visits["worst"]))
    for number, name in enumerate(POLICIES):
        if name in BY_VISIT:
            found.of_encounter[:, number] = visits[column(name)]
        else:
            found.outcome[:, number] = lines[column(name)]
    results = np.array([np.asarray(lines[name], np.int64) for name in RESULTS]).T
    return found._replace(worst=np.asarray(visits["worst"], np.int8), results=results)
