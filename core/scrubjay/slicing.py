"""Part of a batch's evaluation, for some of its encounters alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling
from scrubjay.rulings import FactValue, Ruling

Array = NDArray[Any]


def only(whole: BatchEvaluation, encounters: Array) -> BatchEvaluation:
    """The evaluation of `encounters` (their numbers, in any order), as if these alone were the batch.

    What was ruled is kept as it is: nothing is ruled again. Raises `ValueError` for a batch of arrays.
    """
    batch = whole.batch
    if batch.sources is None:
        raise ValueError("this batch was made from arrays; it holds no encounters")
    first = np.searchsorted(batch.encounter, encounters)
    counts = np.searchsorted(batch.encounter, encounters, side="right") - first
    starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    lines = starts + np.arange(int(counts.sum()))
    part = Batch.of([batch.sources[number] for number in encounters])
    return BatchEvaluation(
        ruleset=whole.ruleset,
        batch=part,
        rulings=tuple(
            _ruling(
                each,
                lines,
                encounters,
                batch.lines if each.policy.kind.speaks == "line" else batch.encounters,
            )
            for each in whole.rulings
        ),
        settled=whole.settled.take(lines),
        worst=whole.worst[encounters],
        uncovered=whole.uncovered[lines],
        outside=whole.outside[encounters],
    )


def _ruling(ruling: PolicyRuling, lines: Array, encounters: Array, size: int) -> PolicyRuling:
    wanted = lines if ruling.policy.kind.speaks == "line" else encounters
    return PolicyRuling(
        policy=ruling.policy,
        size=len(wanted),
        parts=tuple(_part(each, wanted, encounters, size) for each in ruling.parts),
        unknown={name: gap[wanted] for name, gap in ruling.unknown.items()},
        taken=tuple((version, mask[wanted]) for version, mask in ruling.taken),
    )


def _part(part: Part, wanted: Array, encounters: Array, size: int) -> Part:
    if part.places is None:
        return evolve(part, ruling=_values(part.ruling, wanted, encounters))
    place = np.full(size, -1)
    place[part.places] = np.arange(len(part.places))
    place = place[wanted]
    here = place >= 0
    kept = part.kept[place[here]] if part.kept is not None else None
    ruling = _values(part.ruling, place[here], encounters)
    return evolve(part, ruling=ruling, places=np.flatnonzero(here), kept=kept)


def _values(ruling: Ruling, places: Array, encounters: Array) -> Ruling:
    """A ruling's columns at `places`; its effects are folded in already and are left behind."""
    numbers = {int(old): new for new, old in enumerate(encounters)}
    return Ruling(
        answer=ruling.answer[places],
        facts={name: _at(value, places) for name, value in ruling.facts.items()},
        broke={numbers[old]: how for old, how in ruling.broke.items() if old in numbers},
    )


def _at(value: FactValue, places: Array) -> FactValue:
    if isinstance(value, Coded):
        return value.take(places)
    return value[places] if isinstance(value, np.ndarray) else value
