"""The service lines of made-up claims: codes, minutes, units, modifiers, times and records."""

from typing import Any, Final

import numpy as np

from scrubjay.columns import MODIFIERS, Coded, modifier_number
from scrubjay.money import MISSING

CODES: Final = {  # how often PT, OT and SLP bill each code
    "97110": (300, 120, 0),
    "97530": (220, 340, 30),
    "97140": (220, 80, 0),
    "97112": (140, 80, 0),
    "97116": (80, 0, 0),
    "97535": (20, 220, 20),
    "97035": (30, 20, 1),
    "97032": (20, 10, 0),
    "97750": (10, 10, 0),
    "97150": (20, 20, 0),
    "G0283": (50, 30, 0),
    "97012": (10, 0, 0),
    "97161": (20, 0, 0),
    "97162": (15, 0, 0),
    "97164": (6, 0, 0),
    "97165": (0, 40, 0),
    "97168": (0, 8, 0),
    "92507": (0, 0, 600),
    "92526": (0, 0, 150),
    "92523": (0, 0, 20),
    "97129": (0, 50, 100),
    "97130": (0, 20, 40),
    "96125": (0, 10, 30),
}
ODD: Final = {  # what hardly anybody bills, or should
    "97010": (3, 3, 0),
    "97014": (3, 2, 0),
    "97163": (3, 0, 0),
    "97166": (0, 3, 0),
    "97545": (2, 2, 0),
    "97546": (2, 2, 0),
    "97550": (1, 3, 3),
    "97551": (1, 3, 3),
    "92607": (0, 0, 5),
    "92608": (0, 0, 5),
    "92630": (0, 0, 2),
    "97597": (3, 0, 0),
    "97598": (3, 0, 0),
    "97602": (2, 0, 0),
    "92610": (0, 0, 5),
    "20560": (3, 0, 0),
    "97799": (2, 2, 0),
    "99213": (2, 2, 2),
    "0791T": (1, 0, 0),
}
NAMES: Final = (*CODES, *ODD)
UNTIMED: Final = [
    place for place, code in enumerate(NAMES) if code < "9700" or code[:4] in ("9715", "9716") or code > "98"
]
LINES_AN_ENCOUNTER: Final = (0.10, 0.24, 0.32, 0.20, 0.08, 0.03, 0.02, 0.01)
ELEMENTS: Final = (
    "activity assistance goal minutes reasoning",
    "activity reasoning",
    "activity",
    "-",
    "",
)


def _numbers(*modifiers: str) -> np.ndarray:
    return np.array([modifier_number(each) if each else 0 for each in modifiers], np.int16)


PLANS: Final = _numbers("GP", "GO", "GN")
ASSISTANTS: Final = _numbers("CQ", "CO", "CQ")
LIABLE: Final = _numbers("KX", "GA", "GX", "GY", "GZ", "GA")
DISTINCT: Final = _numbers("59", "XE", "XS", "76", "LT", "91", "GA", "25", "59", "59")


def lines_of(
    random: np.random.Generator, plan: np.ndarray, provider: np.ndarray, oddity: float, each: int | None
) -> tuple[np.ndarray, dict[str, Any]]:
    """Each line's encounter, and the columns of the lines; `each` is how many an encounter has, or chance."""
    size = 1 + random.choice(len(LINES_AN_ENCOUNTER), len(plan), p=LINES_AN_ENCOUNTER)
    if each is not None:
        size[:] = each
    index = np.repeat(np.arange(len(plan), dtype=np.int32), size)
    place = np.arange(len(index)) - (np.cumsum(size) - size)[index]
    code = _codes(random, plan, place, index, oddity)
    minutes = _minutes(random, len(index), oddity)
    units = _units(random, index, code, minutes, oddity)
    assistant, by_assistant = _assistants(random, index, minutes, len(plan), oddity)
    modifiers = _modifiers(random, plan[index], by_assistant, oddity)
    start, stop = _times(random, index, minutes, oddity)
    clinician = 1 + provider[index] * 3 + random.integers(0, 3, len(plan))[index]
    chance = random.random(len(index))
    words = np.where(random.random(len(plan)) < 0.6, 0, len(ELEMENTS) - 1)[index]
    words = np.where(chance < 0.1, random.integers(0, len(ELEMENTS), len(index)), words)
    charge = random.integers(3_500, 12_000, len(index)) * np.maximum(units, 1)
    charge = np.where(chance > 0.97, charge // 5, charge)
    charge = np.where((chance > 0.5) & (chance < 0.5 + 0.01 * oddity), MISSING, charge)
    names = ("", *(str(1_300_000_000 + number) for number in range(1, 3 * 42 + 1)))
    return index, {
        "code": Coded(code, NAMES),
        "minutes": minutes,
        "units": units,
        "modifiers": modifiers,
        "charge": charge.astype(np.int64),
        "assistant_minutes": assistant,
        "rendering_npi": Coded(np.where(chance < 0.2, 0, clinician).astype(np.int32), names),
        "start": start,
        "stop": stop,
        "documentation": Coded(words.astype(np.int32), ELEMENTS),
    }


def _codes(
    random: np.random.Generator, plan: np.ndarray, place: np.ndarray, index: np.ndarray, oddity: float
) -> np.ndarray:
    """Different codes on the lines of an encounter (the Gumbel trick draws without replacement), mostly."""
    table = [*CODES.values(), *(tuple(oddity * each for each in weights) for weights in ODD.values())]
    chances = np.array(table, np.float64).T + 1e-9
    most = int(place.max(initial=0)) + 1
    drawn = np.empty((len(plan), most), np.int32)
    for low in range(0, len(plan), 50_000):
        part = slice(low, low + 50_000)
        scores = np.log(chances)[plan[part]] + random.gumbel(size=(len(plan[part]), len(NAMES)))
        drawn[part] = np.argsort(-scores, axis=1)[:, :most]
    code = drawn[index, place]
    again = np.flatnonzero((place > 0) & (random.random(len(index)) < 0.015 * oddity))
    code[again] = code[again - 1]
    return code


def _minutes(random: np.random.Generator, count: int, oddity: float) -> np.ndarray:
    minutes = np.clip(np.rint(random.normal(17, 6, count)), 0, 60)
    chance = random.random(count)
    minutes = np.where(chance < 0.4, 5 * np.rint(minutes / 5), minutes)
    minutes = np.where(chance > 1 - 0.03 * oddity, random.integers(0, 121, count), minutes)
    missing = random.random(count) < 0.005 * oddity
    return np.where(missing, -1, minutes).astype(np.int32)


def _units(
    random: np.random.Generator, index: np.ndarray, code: np.ndarray, minutes: np.ndarray, oddity: float
) -> np.ndarray:
    """Mostly what the minutes of the encounter support, some more, some less, some missing."""
    known = np.where(np.isin(code, UNTIMED), 0, np.maximum(minutes, 0))
    whole, rest = np.divmod(known, 15)
    spare = (np.bincount(index, known).astype(np.int64) + 7) // 15 - np.bincount(index, whole).astype(
        np.int64
    )
    order = np.lexsort((-rest, index))
    place = np.empty(len(index), np.int64)
    place[order] = np.arange(len(index)) - np.searchsorted(index, index)
    units = np.where(np.isin(code, UNTIMED), 1, whole + (place < spare[index]))
    chance = random.random(len(index)) / oddity
    units = units + (chance < 0.02) * random.integers(1, 4, len(index)) - ((chance > 0.02) & (chance < 0.03))
    return np.where((chance > 0.03) & (chance < 0.034), -1, np.maximum(units, 0)).astype(np.int32)


def _assistants(
    random: np.random.Generator, index: np.ndarray, minutes: np.ndarray, encounters: int, oddity: float
) -> tuple[np.ndarray, np.ndarray]:
    """Minutes that an assistant furnished, and the lines that say so by a modifier."""
    helped = (random.random(encounters) < 0.15)[index]
    chance = random.random(len(index))
    known = np.maximum(minutes, 0)
    theirs = np.where(chance < 0.6, known, random.integers(0, known + 1))
    given = np.where(helped, theirs, np.where(chance < 0.5, 0, -1))
    given = np.where(random.random(len(index)) < 0.01 * oddity, -1, given)
    wrong = random.random(len(index)) < 0.005 * oddity
    return given.astype(np.int32), (helped & (10 * theirs > known)) ^ wrong


def _modifiers(
    random: np.random.Generator, plan: np.ndarray, by_assistant: np.ndarray, oddity: float
) -> np.ndarray:
    """The plan of care, that of assistants, who is liable, what was distinct; no modifier twice."""
    count = len(plan)

    def rarely(share: float) -> np.ndarray:
        return random.random(count) < share * oddity

    modifiers = np.zeros((count, 4), np.int16)
    modifiers[:, 0] = np.where(rarely(0.005), PLANS[random.integers(0, 3, count)], PLANS[plan])
    modifiers[rarely(0.005), 0] = 0
    modifiers[:, 1] = np.where(by_assistant, ASSISTANTS[np.where(rarely(0.02), 1 - plan, plan)], 0)
    second = rarely(0.001)
    modifiers[second, 1] = PLANS[(plan[second] + 1) % 3]
    kx = random.random(count) < 0.15
    modifiers[:, 2] = np.where(
        rarely(0.003), LIABLE[random.integers(0, len(LIABLE), count)], np.where(kx, LIABLE[0], 0)
    )
    distinct = DISTINCT[random.integers(0, len(DISTINCT), count)]
    modifiers[:, 3] = np.where(random.random(count) < 0.08, np.where(rarely(0.1), distinct, DISTINCT[0]), 0)
    modifiers[rarely(0.001), 2] = _numbers("XS")[0]
    for left in range(3):
        for right in range(left + 1, 4):
            modifiers[modifiers[:, left] == modifiers[:, right], right] = 0
    assert int(modifiers.max()) < MODIFIERS
    return modifiers


def _times(
    random: np.random.Generator, index: np.ndarray, minutes: np.ndarray, oddity: float
) -> tuple[np.ndarray, np.ndarray]:
    """When lines began and ended: one after another in a third of the encounters, with some overlaps."""
    encounters = int(index[-1]) + 1
    begin = 8 * 60 + 5 * random.integers(0, 96, encounters)
    span = np.maximum(minutes, 0) + random.integers(0, 3, len(index)) + 1
    before = np.cumsum(span) - span
    start = begin[index] + before - before[np.searchsorted(index, index)]
    start = start - np.where(random.random(len(index)) < 0.01 * oddity, random.integers(0, 20, len(index)), 0)
    stop = start + span - np.where(random.random(len(index)) < 0.01 * oddity, span // 2, 0)
    untimed = (random.random(encounters) < 0.65)[index] | (stop >= 1440) | (stop <= start)
    half = random.random(len(index)) < 0.003 * oddity
    return (
        np.where(untimed, -1, start).astype(np.int32),
        np.where(untimed | half, -1, stop).astype(np.int32),
    )
