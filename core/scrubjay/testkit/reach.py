"""Does a test reach what it tests? One that does not would pass whatever the policy says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from scrubjay.chain import conditions
from scrubjay.findings import Finding
from scrubjay.policy import Override
from scrubjay.results import Evaluation
from scrubjay.rulings import Outcome

SILENT: Final = Outcome.NOT_APPLICABLE
BOUNDARY: Final = "not_in_force"
UNKNOWN: Final = "selector_unknown"


def unreached(expected: Sequence[Mapping[str, Any]], said: Mapping[int | None, Finding]) -> Iterator[str]:
    """Why an example shows nothing, if it does not: its policy is silent about every expected line.

    - Where something else than `not_applicable` is expected, the policy was never reached.
    - Where only `not_applicable` is expected, any typing error would make that true. So at least one must
      hold: the policy is not in force on the date (a boundary-date example); it speaks about some other
      line of the example; or each expectation names the `answer`, that is, the reason for the silence.
    """
    heard = [said[each.get("line")] for each in expected]
    if any(each.outcome is not SILENT for each in heard):
        return
    if any(each["outcome"] != SILENT.word for each in expected):
        reasons = dict.fromkeys(finding.message for finding in heard)
        yield f"the policy was never reached: {'; '.join(reasons)}"
        return
    spoken = any(each.outcome is not SILENT for each in said.values())
    earned = all(
        finding.answer == BOUNDARY or "answer" in each for each, finding in zip(expected, heard, strict=True)
    )
    if not (spoken or earned):
        answers = ", ".join(dict.fromkeys(finding.answer for finding in heard))
        yield (
            "the policy speaks about no line of this test, so the test shows nothing; "
            f"expect an `answer` (here {answers}), or add a line that the policy speaks about"
        )


def out_of_reach(
    override: Override, expected: Sequence[Mapping[str, Any]], said: Mapping[int | None, Finding], day: date
) -> Iterator[str]:
    """Why an example of an override shows nothing, if it does not: no expected line is for it to decide.

    One dated just outside the override's dates shows where it ends, and what the policy says there.
    """
    heard = [said[each.get("line")] for each in expected]
    if any(each.override == override.name for each in heard):
        return
    if override.when is not None and any(each.answer == UNKNOWN for each in heard):
        return
    if day not in override.dates:
        if 1 in ((override.dates.start - day).days, (day - override.dates.end).days):
            yield from unreached(expected, said)
        else:
            yield f"the override was never reached: {override.name} holds {override.dates}"
        return
    reasons = dict.fromkeys(finding.message for finding in heard)
    where = f" on lines where {conditions(override)}" if override.when is not None else ""
    yield f"the override was never reached: {override.name} decides{where}; here: {'; '.join(reasons)}"


def nothing_passed(expect: Mapping[str, Any], evaluation: Evaluation) -> bool:
    """Does a scenario expect only that all is well, though no policy passed on any line?"""
    weak = {"clean": True, "outcome": Outcome.PASS.word}
    if any(key not in weak or value != weak[key] for key, value in expect.items()):
        return False
    return evaluation.clean and not any(each.outcome is Outcome.PASS for each in evaluation.trace)
