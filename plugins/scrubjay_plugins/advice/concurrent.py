"""One clinician with several patients at the same time: was it group treatment?"""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Action, Answers, Ruling, fails, not_applicable, passes
from scrubjay.values import CodeSet
from scrubjay_plugins.advice.overlaps import overlaps

Array = NDArray[Any]

SAYS: Final = Answers(
    alone=passes("no other patient of {clinician} is among the encounters ruled together at that time"),
    shared=fails(
        "{clinician} treated another patient at the same time as {code}",
        action=Action.INFORM,
        remedy="bill group treatment where it was one; otherwise have the record show who treated whom",
    ),
    unasked=not_applicable("start, stop or the number of who treated is not given"),
    other_service=not_applicable("{code} is not one-on-one treatment"),
)

FACTS: Final = {"clinician": Fact("The number of who treated.", origin="encounter")}


@kind("advice.concurrent-patients", stage="advice", answers=SAYS, facts=FACTS)
@frozen
class ConcurrentPatients:
    """A question where one clinician's one-on-one times with two patients overlap.

    It may have been group treatment, which is another code. It stays a question, because services of an
    assistant are billed under the therapist's number. Lines without start, stop and rendering number are
    left alone.

    It looks across patients, so it sees no more than the encounters that are ruled together: all of a call
    that fits into memory, and within a larger run, or one on a cluster, a part of it.

    Source: Medicare Claims Processing Manual, Pub. 100-04, chapter 5, §20.2 and §20.3.
    """

    codes: CodeSet = param("Codes of one-on-one treatment.")

    def rule(self, batch: Batch) -> Ruling:
        """Compare the times of each clinician's lines of a day."""
        start = cast("Array", batch.line_column("start"))
        stop = cast("Array", batch.line_column("stop"))
        timed = (start >= 0) & (stop >= 0)
        if not timed.any():
            return Ruling(SAYS.choose(batch.lines, SAYS.unasked))
        clinician = cast("Coded", batch.line_column("rendering_npi"))
        asked, counted = timed & clinician.known, batch.codes_in(self.codes)
        rows = np.flatnonzero(asked & counted)
        desk, patient = batch.by("date", clinician.ids).ids, batch.patient.ids
        left, right = (rows[each] for each in overlaps(desk[rows], start[rows], stop[rows]))
        apart = patient[left] != patient[right]
        shared = np.zeros(batch.lines, np.bool_)
        shared[left[apart]] = shared[right[apart]] = True
        return Ruling(
            SAYS.choose(
                batch.lines,
                SAYS.alone,
                (~asked, SAYS.unasked),
                (~counted, SAYS.other_service),
                (shared, SAYS.shared),
            ),
            facts={"clinician": clinician},
        )
