"""Treatment minutes against the clock: times of one patient, and of one clinician, that overlap."""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Action, Answers, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.advice.encounters import or_none
from scrubjay_plugins.advice.overlaps import overlaps

Array = NDArray[Any]

SAYS: Final = Answers(
    fits=passes("{minutes} fit into the {clock} from start to stop, beside the other services"),
    overfull=fails(
        "{minutes} of {code} in {clock} from start to stop",
        remedy="correct the minutes, or the start and stop, by the record",
    ),
    doubled=fails(
        "{code} and {other} overlap: together {together} in {span} of the clock, "
        "and a minute counts for one service only",
        remedy="bill each minute under one code, by the record",
    ),
    shared=fails(
        "another patient of the same clinician was treated at the same time as {code}",
        action=Action.INFORM,
        remedy="bill group treatment where it was one; otherwise have the record show who treated whom",
    ),
    no_minutes=no_data(
        "the minutes of {code} are missing",
        missing="minutes",
        remedy="give the treatment minutes of the line",
    ),
    half=no_data(
        "of {code} only one of start and stop is given",
        missing="start or stop",
        remedy="give both, or neither",
    ),
    no_times=not_applicable("neither start nor stop is given"),
    other_service=not_applicable("{code} is not counted by the clock"),
)

FACTS: Final = {
    "minutes": Fact("Treatment minutes of the line.", "min", "encounter"),
    "clock": Fact("Minutes from start to stop.", "min"),
    "other": Fact("The code of another line of the patient that it overlaps with."),
    "together": Fact("Minutes of both, of each no more than its own clock has.", "min"),
    "span": Fact("Minutes from the earlier start to the later stop of both.", "min"),
}


@kind("advice.clock", stage="advice", answers=SAYS, facts=FACTS)
@frozen
class Clock:
    """Treatment minutes against start and stop, where lines give them.

    - A line has no more minutes than lie between its start and its stop.
    - Two lines of one patient and day whose times overlap have together no more minutes than lie between the
      earlier start and the later stop: a minute counts for one service only. Treatment may pause, so times
      that overlap and leave room for the minutes of both are accepted.
    - Where one clinician's times with two patients overlap, it may have been group treatment: the lines are
      told so, unless both are billed as such. It stays a question, because services of an assistant are
      billed under the therapist. It is asked of the encounters that are ruled together; a run too large for
      memory is ruled in parts.

    Lines without times are left alone. More than two lines are compared two at a time.

    Source: NCCI Policy Manual for Medicare Services, chapter 11, §P; Pub. 100-04, chapter 5, §20.2 and §20.3.
    """

    codes: CodeSet = param("Codes of services that each take the patient's time for themselves.")
    group_codes: CodeSet | None = param("Those of them that treat several patients at once.", default=None)

    def rule(self, batch: Batch) -> Ruling:
        """Compare the lines that have times."""
        start = cast("Array", batch.line_column("start"))
        stop = cast("Array", batch.line_column("stop"))
        given = (start >= 0) | (stop >= 0)
        if not given.any():
            return Ruling(SAYS.choose(batch.lines, SAYS.no_times))
        counted = batch.codes_in(self.codes)
        half = given & ((start < 0) | (stop < 0))
        whole = counted & given & ~half
        minutes, clock = batch.minutes, np.where(whole, stop - start, 0)
        rows = np.flatnonzero(whole)
        other, together, span = _twice(batch, rows, start, stop)
        doubled = other < len(batch.code.names)
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.fits,
                (~given, SAYS.no_times),
                (~counted, SAYS.other_service),
                (half, SAYS.half),
                (minutes > clock, SAYS.overfull),
                (doubled, SAYS.doubled),
                (self._shared(batch, rows, start, stop), SAYS.shared),
                (minutes < 0, SAYS.no_minutes),
            ),
            facts={
                "minutes": minutes,
                "clock": clock,
                "other": Coded(other, (*batch.code.names, "")),
                "together": or_none(together, doubled),
                "span": or_none(span, doubled),
            },
        )

    def _shared(self, batch: Batch, rows: Array, start: Array, stop: Array) -> Array:
        """Lines at the time of which the same clinician was with another patient."""
        shared = np.zeros(batch.lines, np.bool_)
        clinician = cast("Coded", batch.line_column("rendering_npi"))
        rows = rows[clinician.known[rows]]
        if len(rows):
            desk, patient = batch.by("date", clinician.ids).ids, batch.patient.ids
            left, right = (rows[each] for each in overlaps(desk[rows], start[rows], stop[rows]))
            apart = patient[left] != patient[right]
            if self.group_codes is not None:
                grouped = batch.codes_in(self.group_codes)
                apart &= ~(grouped[left] & grouped[right])
            shared[left[apart]] = shared[right[apart]] = True
        return shared


def _twice(batch: Batch, rows: Array, start: Array, stop: Array) -> tuple[Array, Array, Array]:
    """For lines whose time is counted twice: the other line's code, the minutes of both, their room.

    The code is a number of `batch.code`, one more than the last where there is no such line.
    """
    other = np.full(batch.lines, len(batch.code.names))
    together, span = np.zeros((2, batch.lines), np.int64)
    day = batch.by("patient", "date").ids
    minutes = np.minimum(
        batch.minutes, stop - start
    )  # what is beyond its own clock is told to the line itself
    left, right = (rows[each] for each in overlaps(day[rows], start[rows], stop[rows]))
    both = minutes[left] + minutes[right]  # more than the room only where both have some
    room = np.maximum(stop[left], stop[right]) - np.minimum(start[left], start[right])
    over = both > room
    for here, there in ((left[over], right[over]), (right[over], left[over])):
        other[here], together[here], span[here] = batch.code.ids[there], both[over], room[over]
    return other, together, span
