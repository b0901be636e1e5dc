"""A deterministic mix of Medicare therapy claims with all that its policies read, as columns of a batch.

A seed always gives the same columns. `oddity` multiplies what is rare: missing data, codes and modifiers
that do not belong, times that overlap. With 1 most visits are in order, as in a clinic's books.
"""

from typing import Any, Final

import numpy as np

from benchmarks.claims_lines import lines_of
from benchmarks.workload import Workload
from scrubjay.columns import Coded
from scrubjay.money import MISSING

VISITS_A_PATIENT: Final = 9
Span = tuple[np.datetime64, np.datetime64]
ALL_YEARS: Final[Span] = np.datetime64("2020-01-01", "D"), np.datetime64("2026-12-31", "D")
HALF_A_YEAR: Final[Span] = np.datetime64("2026-01-01", "D"), np.datetime64("2026-06-30", "D")
LOCALITIES: Final = ("", "01112-05", "15202-00", "06102-16", "13202-01", "04412-18", "02402-02", "99999-99")
ZIPS: Final = ("", "94103", "43004", "60601", "10001", "77001", "98101", "01434", "00000", "94103-1234")
FORMS: Final = ("professional", "institutional", "")
PLACES: Final = ("11", "22", "12", "31", "")
NAT: Final = np.datetime64("NaT", "D")


def claims(
    encounters: int,
    seed: int = 20261121,
    oddity: float = 1.0,
    lines: int | None = None,
    span: Span = ALL_YEARS,
) -> Workload:
    """About three lines an encounter, nine encounters a patient, in order of date.

    With `lines`, at most as many as there are codes, every encounter has so many. Of all years, some few
    are from before 2020 and after 2026.
    """
    random = np.random.default_rng(seed)
    patients = max(encounters // VISITS_A_PATIENT, 1)
    patient, date = _visits(random, encounters, patients, oddity, span)
    columns = _encounters(random, patient, date, patients, oddity)
    main = random.choice(3, patients, p=(0.72, 0.22, 0.06))[patient]
    plan = np.where(random.random(encounters) < 0.04, random.integers(0, 3, encounters), main)
    index, items = lines_of(random, plan, columns["billing_provider"].ids, oddity, lines)
    return Workload(index, items, columns)


def _visits(
    random: np.random.Generator, count: int, patients: int, oddity: float, span: Span
) -> tuple[np.ndarray, np.ndarray]:
    """Patient and date of each visit: an episode of some months, now and then two visits a day."""
    patient = random.integers(0, patients, count).astype(np.int32)
    first, last = span
    begin = random.integers(0, int((last - first).astype(int)) - 120, patients)
    date = first + begin[patient] + random.integers(0, 120, count)
    twice = np.flatnonzero(random.random(count) < 0.03 * oddity)[1:]
    patient[twice], date[twice] = patient[twice - 1], date[twice - 1]
    if span == ALL_YEARS:
        chance = random.random(count)
        date[chance < 0.0005 * oddity] = np.datetime64("2027-01-04", "D")
        date[chance > 1 - 0.0005 * oddity] = np.datetime64("2019-12-30", "D")
    order = np.argsort(date, kind="stable")
    return patient[order], date[order]


def _encounters(
    random: np.random.Generator, patient: np.ndarray, date: np.ndarray, patients: int, oddity: float
) -> dict[str, Any]:
    count = len(patient)

    def rarely(share: float) -> np.ndarray:
        return random.random(count) < share * oddity

    home = (patient * 7 % 40).astype(np.int32) + 1
    provider = np.where(rarely(0.01), 1 + random.integers(0, 40, count), home)
    provider = np.where(rarely(0.004), 0, provider).astype(np.int32)
    form = np.where(provider % 5 == 0, 1, 0)
    form = np.where(rarely(0.005), 2, np.where(rarely(0.005), 1 - form, form)).astype(np.int32)
    place = np.where(form == 1, 1, np.where(provider % 7 == 0, 2, 0))
    place = np.where(rarely(0.01), random.integers(0, len(PLACES), count), place).astype(np.int32)
    by_zip = (provider % 6 == 1) & (date >= np.datetime64("2026-01-01", "D"))
    locality = np.where(by_zip | rarely(0.005), 0, 1 + provider % 6)
    locality = np.where(rarely(0.003), len(LOCALITIES) - 1, locality).astype(np.int32)
    zips = np.where(rarely(0.02), random.integers(0, len(ZIPS), count), 1 + provider % 6).astype(np.int32)
    certified = date - random.integers(0, 80, count)
    certified[rarely(0.02)] += 95
    through = certified + np.where(random.random(count) < 0.5, 89, random.integers(30, 120, count))
    report = date - random.integers(0, 16, count)
    days = random.choice(12, count, p=[0.1] * 9 + [0.07, 0.02, 0.01])
    certified[rarely(0.03)], through[rarely(0.03)], report[rarely(0.1)] = NAT, NAT, NAT
    used = random.integers(0, 300_000, patients)[patient]
    # What a visit's history says grows through the year; the first one of the call counts.
    accrued = np.where(random.random(patients)[patient] < 0.3, used, used // 8)
    met = np.where(
        random.random(patients)[patient] < 0.7, 30_000, random.integers(0, 29_000, patients)[patient]
    )
    return {
        "patient": Coded(patient, tuple(f"P{number}" for number in range(patients))),
        "date": date,
        "billing_provider": Coded(provider, ("", *(str(1_234_567_800 + number) for number in range(40)))),
        "claim_form": Coded(form, FORMS),
        "place_of_service": Coded(place, PLACES),
        "locality": Coded(locality, LOCALITIES),
        "zip": Coded(zips, ZIPS),
        "participating": np.where(rarely(0.004), -1, provider % 9 != 0).astype(np.int8),
        "qp": np.where(rarely(0.01), -1, provider % 4 == 0).astype(np.int8),
        "certified_from": certified,
        "certified_through": through,
        "last_progress_report": report,
        "treatment_days_since_report": np.where(rarely(0.02), -1, days + 1).astype(np.int32),
        "history.pt_slp_allowed": _amounts(accrued, rarely(0.01)),
        "history.ot_allowed": _amounts(accrued[::-1], rarely(0.01)),
        "history.deductible_met": _amounts(met, rarely(0.01)),
    }


def _amounts(cents: np.ndarray, missing: np.ndarray) -> np.ndarray:
    return np.where(missing, MISSING, cents).astype(np.int64)
