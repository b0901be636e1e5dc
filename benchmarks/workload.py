"""A deterministic, realistic mix of therapy encounters, as the columns that a batch is made from.

A seed always gives the same columns. The encounters stand in order of date of service, within a date in no
particular order: the two that some patients have on one day are not neighbours.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.columns import Coded, modifier_number

CODES: Final = {  # how often PT, OT and SLP bill each code
    "97110": (30, 12, 0),
    "97530": (22, 34, 3),
    "97140": (22, 8, 0),
    "97112": (14, 8, 0),
    "97116": (8, 0, 0),
    "97535": (2, 22, 2),
    "97035": (3, 2, 1),
    "97150": (2, 2, 0),
    "G0283": (5, 3, 0),
    "97161": (2, 0, 0),
    "97165": (0, 4, 0),
    "92507": (0, 0, 60),
    "92526": (0, 0, 15),
    "97129": (0, 5, 10),
    "97130": (0, 2, 4),
    "96125": (0, 1, 3),
    "97545": (1, 1, 0),
    "97546": (1, 1, 0),
    "97550": (0, 1, 1),
    "97551": (0, 1, 1),
    "92607": (0, 0, 1),
    "92608": (0, 0, 1),
}
NAMES: Final = (*CODES, "99213")
UNTIMED: Final = [NAMES.index(code) for code in ("97150", "G0283", "97161", "97165", "92507", "92526")]
PLANS: Final = np.array([modifier_number(modifier) for modifier in ("GP", "GO", "GN")], np.int16)
EXTRA: Final = np.array([0] * 6 + [modifier_number("59"), modifier_number("KX")], np.int16)
LINES_AN_ENCOUNTER: Final = (0.10, 0.24, 0.32, 0.22, 0.08, 0.04)


@frozen(eq=False)
class Workload:
    """Columns for `Batch.from_columns`."""

    encounter: np.ndarray
    lines: Mapping[str, np.ndarray | Coded]
    encounters: Mapping[str, np.ndarray | Coded]

    def __len__(self) -> int:
        return len(self.encounter)


def generate(encounters: int, seed: int = 20261121) -> Workload:
    """About 3.1 lines an encounter, some seven encounters a patient, all within five months of 2026."""
    random = np.random.default_rng(seed)
    columns, plan = _encounters(random, encounters)
    size = 1 + random.choice(len(LINES_AN_ENCOUNTER), encounters, p=LINES_AN_ENCOUNTER)
    index = np.repeat(np.arange(encounters, dtype=np.int32), size)
    code = _codes(random, plan, size, index)
    minutes = _minutes(random, len(index))
    lines = {
        "code": Coded(code, NAMES),
        "minutes": minutes,
        "units": _units(random, index, code, minutes),
        "modifiers": _modifiers(random, plan[index]),
        "charge": random.integers(3_000, 20_000, len(index), dtype=np.int64),
    }
    return Workload(index, lines, columns)


def _encounters(random: np.random.Generator, count: int) -> tuple[dict[str, np.ndarray | Coded], np.ndarray]:
    patients = max(count // 7, 1)
    patient = random.integers(0, patients, count).astype(np.int32)
    day = random.integers(0, 150, count)
    twice = np.flatnonzero(random.random(count) < 0.04)[1:]  # the same patient once more on the same day
    patient[twice], day[twice] = patient[twice - 1], day[twice - 1]
    order = np.argsort(day, kind="stable")
    patient, day = patient[order], day[order]
    main = random.choice(3, patients, p=(0.72, 0.22, 0.06))
    plan = np.where(random.random(count) < 0.06, random.integers(0, 3, count), main[patient])
    provider = (patient % 40).astype(np.int32)
    columns = {
        "patient": Coded(patient, tuple(f"P{number}" for number in range(patients))),
        "date": np.datetime64("2026-03-02", "D") + day,
        "billing_provider": Coded(
            provider, tuple(f"{number}" for number in range(1_234_567_800, 1_234_567_840))
        ),
        "claim_form": Coded(np.zeros(count, np.int32), ("professional",)),
        "place_of_service": Coded(np.zeros(count, np.int32), ("11",)),
    }
    return columns, plan


def _codes(random: np.random.Generator, plan: np.ndarray, size: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Different codes on the lines of an encounter (the Gumbel trick draws without replacement), mostly."""
    chances = np.array(list(CODES.values()), np.float64).T + 1e-9
    scores = np.log(chances)[plan] + random.gumbel(size=(len(plan), len(CODES)))
    drawn = np.argsort(-scores, axis=1)[:, : len(LINES_AN_ENCOUNTER)]
    place = np.arange(len(index)) - (np.cumsum(size) - size)[index]
    code = drawn[index, place].astype(np.int32)
    chance = random.random(len(index))
    again = np.flatnonzero((place > 0) & (chance < 0.03))
    code[again] = code[again - 1]
    first = np.flatnonzero((code[:-1] == NAMES.index("97129")) & (place[1:] > 0) & (chance[1:] > 0.4))
    code[first + 1] = NAMES.index("97130")
    code[chance > 0.998] = NAMES.index("99213")
    return code


def _minutes(random: np.random.Generator, count: int) -> np.ndarray:
    minutes = np.clip(np.rint(random.normal(17, 6, count)), 0, 60)
    chance = random.random(count)
    minutes = np.where(chance < 0.35, 5 * np.rint(minutes / 5), minutes)
    minutes = np.where(chance > 0.93, random.integers(0, 61, count), minutes)
    return np.where((chance > 0.35) & (chance < 0.37), -1, minutes).astype(np.int32)


def _units(
    random: np.random.Generator, index: np.ndarray, code: np.ndarray, minutes: np.ndarray
) -> np.ndarray:
    """Mostly what the minutes of the encounter support, some more, some less, some missing."""
    known = np.maximum(minutes, 0)
    whole, rest = np.divmod(known, 15)
    total = np.bincount(index, known)[index].astype(np.int64)
    spare = (total + 7) // 15 - np.bincount(index, whole)[index].astype(np.int64)
    order = np.lexsort((-rest, index))
    place = np.empty(len(index), np.int64)
    place[order] = np.arange(len(index)) - np.searchsorted(index, index)
    units = np.where(np.isin(code, UNTIMED), 1, whole + (place < spare))
    chance = random.random(len(index))
    units = units + (chance < 0.05) - ((chance > 0.05) & (chance < 0.08))
    return np.where((chance > 0.08) & (chance < 0.09), -1, np.maximum(units, 0)).astype(np.int32)


def _modifiers(random: np.random.Generator, plan: np.ndarray) -> np.ndarray:
    """Nearly always the plan of care, sometimes none, another one, or two at once."""
    count = len(plan)
    chance = random.random(count)
    modifiers = np.zeros((count, 4), np.int16)
    modifiers[:, 0] = np.where(chance < 0.02, PLANS[random.integers(0, 3, count)], PLANS[plan])
    modifiers[chance > 0.98, 0] = 0
    modifiers[:, 1] = EXTRA[random.integers(0, len(EXTRA), count)]
    modifiers[chance > 0.999, :2] = PLANS[:2]
    return modifiers
