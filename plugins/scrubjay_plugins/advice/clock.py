"""Treatment minutes against the clock: times of one patient, and of one clinician, that overlap."""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Action, Answers, FactValue, Ruling, fails, no_data, not_applicable, passes
from scrubjay.values import CodeSet

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
        minutes, clock = batch.minutes, (stop - start) * whole
        rows = np.flatnonzero(whole)
        twice = _twice(batch, rows, start[rows], stop[rows])
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.fits,
                (~given, SAYS.no_times),
                (~counted, SAYS.other_service),
                (half, SAYS.half),
                (minutes > clock, SAYS.overfull),
                (twice.lines(batch), SAYS.doubled),
                (self._shared(batch, rows, start[rows], stop[rows]), SAYS.shared),
                (minutes < 0, SAYS.no_minutes),
            ),
            facts=lambda: {"minutes": minutes, "clock": clock, **twice.facts(batch)},
        )

    def _shared(self, batch: Batch, rows: Array, start: Array, stop: Array) -> Array:
        """Lines at the time of which the same clinician was with another patient."""
        shared = np.zeros(batch.lines, np.bool_)
        clinician = cast("Coded", batch.line_column("rendering_npi"))
        known = clinician.take(rows).known.nonzero()[0]
        rows = rows[known]
        if len(rows):
            desk, patient = batch.by("date").take(rows).split(clinician.ids[rows]), batch.patient.ids
            left, right = (rows[each] for each in desk.overlaps(start[known], stop[known]))
            apart = patient[left] != patient[right]
            if self.group_codes is not None:
                grouped = batch.codes_in(self.group_codes)
                apart &= ~(grouped[left] & grouped[right])
            shared[left[apart]] = shared[right[apart]] = True
        return shared


@frozen(eq=False)
class Twice:
    """Lines `here` whose time is counted twice, and the lines `there` that it is counted with too.

    `together` has the minutes of both, `room` the time from the earlier start to the later stop.
    """

    here: Array
    there: Array
    together: Array
    room: Array

    def lines(self, batch: Batch) -> Array:
        """A mask of the lines."""
        mask = np.zeros(batch.lines, np.bool_)
        mask[self.here] = True
        return mask

    def facts(self, batch: Batch) -> dict[str, FactValue]:
        """What is told of them; of a line with several others, the last."""
        other = np.full(batch.lines, len(batch.code.names))
        other[self.here] = batch.code.ids[self.there]
        together, span = np.full((2, batch.lines), None, object)
        together[self.here], span[self.here] = self.together, self.room
        return {"other": Coded(other, (*batch.code.names, "")), "together": together, "span": span}


def _twice(batch: Batch, rows: Array, start: Array, stop: Array) -> Twice:
    """The lines whose time is counted twice, among `rows` with a `start` and a `stop`."""
    # What is beyond its own clock is told to the line itself.
    minutes = np.minimum(batch.minutes[rows], stop - start)
    left, right = batch.by("patient", "date").take(rows).overlaps(start, stop)
    both = minutes[left] + minutes[right]  # more than the room only where both have some
    room = np.maximum(stop[left], stop[right]) - np.minimum(start[left], start[right])
    over = (both > room).nonzero()[0]
    left, right, both, room = rows[left[over]], rows[right[over]], both[over], room[over]
    return Twice(
        np.concatenate((left, right)),
        np.concatenate((right, left)),
        np.concatenate((both, both)),
        np.concatenate((room, room)),
    )
