"""What every unit-counting kind can say about a line."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray

from scrubjay.kinds import Fact
from scrubjay.rulings import Action, Answers, Suggestion, fails, no_data, passes

Array = NDArray[Any]


def answers(support: str) -> Answers:
    """The answers of a unit-counting kind; `support` says, over its facts, what the minutes support."""
    bill = Suggestion("bill {units}", {"set_units": "{units}"}, safe=True)
    # More units than anybody claimed are proposed, never put on the claim: that is the biller's to decide.
    claim = Suggestion("bill {units}", {"set_units": "{units}"}, safe=False)
    return Answers(
        supported=passes("{billed} billed, and " + support),
        over=fails(
            "{billed} billed, but " + support,
            remedy="bill {units}, or correct the minutes if the record shows more",
            suggestion=bill,
        ),
        under=fails(
            "{billed} billed, but " + support,
            action=Action.INFORM,
            remedy="bill {units}, if the rest was furnished and left out",
            suggestion=claim,
        ),
        no_units=no_data(
            "no units are given; " + support, missing="units", remedy="bill {units}", suggestion=bill
        ),
        no_minutes=no_data(
            "the minutes of {code} are missing",
            missing="minutes",
            remedy="give the treatment minutes of the line",
        ),
        incomplete=no_data(
            "minutes are missing on another line that is counted together with this one",
            missing="minutes",
            remedy="give the treatment minutes of every line",
        ),
        unclear=no_data(
            "the day has several plans of care, and a line does not say whose it is",
            missing="discipline",
            remedy="put GP, GO or GN on every line of the day",
        ),
    )


FACTS: Final = {
    "minutes": Fact("Treatment minutes of the line.", "min", "encounter"),
    "billed": Fact("Units billed on the line.", "units", "encounter"),
    "counted_minutes": Fact("Minutes that are counted together with the line's.", "min"),
    "units": Fact("Units that the minutes support on the line.", "units"),
    "left": Fact("Units supported and not billed.", "units"),
}


def compare(
    says: Answers, billed: Array, units: Array, missing: Array, unclear: Array, incomplete: Array
) -> Array:
    """One answer per line: what is missing comes first, then the units billed against those supported."""
    return says.choose(
        len(billed),
        says.supported,
        (missing, says.no_minutes),
        (unclear, says.unclear),
        (incomplete, says.incomplete),
        (billed < 0, says.no_units),
        (billed > units, says.over),
        (billed < units, says.under),
    )
