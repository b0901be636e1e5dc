"""What the kind of assistants' modifiers can say about a line, and the facts behind it."""

from __future__ import annotations

from typing import Final

from scrubjay.kinds import Fact
from scrubjay.rulings import Action, Answers, Suggestion, fails, no_data, not_applicable, passes

_TALLY: Final = "{modifier} is due on {due} of the {units} of {code}, and stands on {marked}"
_WHO: Final = ": an assistant furnished {assistant}, a therapist {therapist}"
_SPLIT: Final = "bill {due} with {modifier} on a line of their own, and the rest without"

SAYS: Final = Answers(
    not_given=not_applicable("no assistant minutes are given of {code}"),
    no_modifier=not_applicable("the line's plan of care has no modifier for assistants"),
    therapist_only=passes("an assistant furnished none of it"),
    agreed=passes(_TALLY),
    missing=fails(
        _TALLY + _WHO,
        remedy="add {modifier}",
        suggestion=Suggestion("add {modifier}", {"add_modifier": "{modifier}"}, safe=False),
    ),
    mixed=fails(
        _TALLY + _WHO,
        remedy=_SPLIT,
        suggestion=Suggestion(_SPLIT, {"split_units": "{due}", "add_modifier": "{modifier}"}, safe=False),
    ),
    excess=fails(
        _TALLY + _WHO,
        action=Action.WARN,
        remedy=_SPLIT + ": it may lower the payment",
        suggestion=Suggestion(_SPLIT, {"split_units": "{due}", "add_modifier": "{modifier}"}, safe=False),
    ),
    needless=fails(
        _TALLY + _WHO,
        action=Action.WARN,
        remedy="take {modifier} off: it may lower the payment",
        suggestion=Suggestion("take {modifier} off", {"remove_modifier": "{modifier}"}, safe=False),
    ),
    no_assistant=no_data(
        "an assistant took part in {code}, and the line does not say for how many minutes",
        missing="assistant_minutes",
        remedy="give the assistant's minutes, 0 for none",
    ),
    other_assistant=no_data(
        "an assistant took part in {code}, and another line of it does not say for how many minutes",
        missing="assistant_minutes",
        remedy="give the assistant's minutes on every line of the code, 0 for none",
    ),
    no_minutes=no_data(
        "an assistant furnished {assistant} of {code}, and the minutes of a line of it are missing",
        missing="minutes",
        remedy="give the treatment minutes of every line of the code",
    ),
    uncounted=no_data(
        "therapist and assistant shared {code}, and how many units its minutes support is not known",
        missing="minutes",
        remedy="give the treatment minutes of every line of the day",
    ),
    no_units=no_data(
        "an assistant took part in {code}, and its units are neither given nor known from the minutes",
        missing="units",
        remedy="give the units of every line of the code",
    ),
    no_plan=no_data(
        "an assistant took part in {code}, and under whose plan of care cannot be told",
        missing="discipline",
        remedy="put the modifier of the plan of care on every line of the day",
    ),
)

FACTS: Final = {
    "modifier": Fact("The modifier of assistants under the line's plan of care."),
    "assistant": Fact("Minutes of the code that an assistant furnished apart from the therapist.", "min"),
    "therapist": Fact("Minutes of the code that a therapist furnished.", "min", "encounter"),
    "units": Fact("Units of the code that are billed and supported.", "units", "encounter"),
    "due": Fact("How many of these must carry the modifier.", "units"),
    "marked": Fact("How many of these carry it.", "units"),
    "left": Fact("Units of the code beyond the full blocks of each clinician.", "units"),
    "therapist_rest": Fact("The therapist's minutes beyond full blocks.", "min"),
    "assistant_rest": Fact("The assistant's minutes beyond full blocks.", "min"),
}

SILENT: Final = {"therapist": -1, "units": -1}
"""What facts are where no assistant took part in the code, if not 0: unknown, for nobody added them up."""
