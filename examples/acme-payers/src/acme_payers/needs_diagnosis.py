"""A demand on diagnoses, written for one encounter at a time: plain Python, no columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from scrubjay import Answers, Encounter, Fact, Say, ServiceLine, fails, kind, no_data, param, passes

SAYS: Final = Answers(
    supported=passes("{diagnosis} supports {code}"),
    unsupported=fails(
        "no diagnosis on {code} begins with {wanted}",
        remedy="correct the diagnoses, if the record shows another one",
    ),
    no_diagnosis=no_data(
        "there is no diagnosis on {code}",
        missing="diagnoses",
        remedy="give the diagnoses of the line",
    ),
)

FACTS: Final = {
    "diagnosis": Fact("The first diagnosis on the line that is accepted.", "", "encounter"),
    "wanted": Fact("How an accepted diagnosis begins."),
}


@kind("acme.visit-needs-diagnosis", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class VisitNeedsDiagnosis:
    """Every line of a visit carries a diagnosis that begins in one of the given ways."""

    prefixes: tuple[str, ...] = param("How an accepted diagnosis begins, such as M25 or S83.5.")

    def rule_encounter(self, encounter: Encounter, lines: Sequence[ServiceLine]) -> list[Say]:
        """Say for each line whether one of its diagnoses is accepted."""
        return [self._say(line) for line in lines]

    def _say(self, line: ServiceLine) -> Say:
        wanted = " or ".join(self.prefixes)
        if not line.diagnoses:
            return Say("no_diagnosis", {"wanted": wanted})
        for diagnosis in line.diagnoses:
            if diagnosis.startswith(self.prefixes):
                return Say("supported", {"wanted": wanted, "diagnosis": diagnosis})
        return Say("unsupported", {"wanted": wanted})
