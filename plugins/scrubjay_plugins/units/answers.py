"""What every unit-counting kind can say about a line."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray

from scrubjay.kinds import Fact
from scrubjay.rulings import Action, Answers, Suggestion, fails, no_data, not_applicable, passes

Array = NDArray[Any]

SAYS: Final = Answers(
    other_code=not_applicable("{code} is not counted by this policy"),
    supported=passes("{billed} units billed, {units} supported by {counted_minutes} min"),
    over=fails(
        "{billed} units billed, but {counted_minutes} min support {units}",
        remedy="bill {units} units, or correct the minutes if the record shows more",
        suggestion=Suggestion("bill {units} units", {"set_units": "{units}"}, safe=True),
    ),
    under=fails(
        "{billed} units billed, but {counted_minutes} min support {units}",
        action=Action.INFORM,
        remedy="bill {units} units; {left} units of the service are left unbilled",
        suggestion=Suggestion("bill {units} units", {"set_units": "{units}"}, safe=True),
    ),
    no_units=no_data(
        "no units billed; {counted_minutes} min support {units}",
        missing="units",
        remedy="bill {units} units",
        suggestion=Suggestion("bill {units} units", {"set_units": "{units}"}, safe=True),
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


def compare(counted: Array, billed: Array, units: Array, gaps: tuple[tuple[Array, int], ...] = ()) -> Array:
    """One answer per line: the units billed against the units supported; `gaps` come before."""
    return SAYS.choose(
        len(counted),
        SAYS.supported,
        (~counted, SAYS.other_code),
        *gaps,
        (billed < 0, SAYS.no_units),
        (billed > units, SAYS.over),
        (billed < units, SAYS.under),
    )
