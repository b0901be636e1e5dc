"""What the edits of pairs of codes can say about a line."""

from __future__ import annotations

from typing import Final

from scrubjay.kinds import Fact
from scrubjay.rulings import Action, Answers, Suggestion, bypassed, fails, no_data, not_applicable, passes

SAYS: Final = Answers(
    free=passes("no edit makes {code} column 2 of another code of the day"),
    alone=not_applicable("the day has no other code that an edit could pair with {code}"),
    unpaid=not_applicable("the status of {code} keeps it from being paid, and it takes part in no edit"),
    unbilled=not_applicable("no unit of {code} is billed, and it takes part in no edit"),
    never=fails(
        "{column2} is column 2 of {column1} with indicator 0: it is never paid beside it on one day, and no "
        "modifier helps",
        remedy="leave {column2} out, or correct the code that was not furnished",
    ),
    denied=fails(
        "{column2} is column 2 of {column1} with indicator 1, and no modifier lifts the edit",
        remedy="put {general}, or a modifier that says more, on {column2}, but only if the record shows that "
        "it was distinct from {column1}",
        suggestion=Suggestion(
            "add {general} to {column2} if the record shows that it was distinct from {column1}",
            {"add_modifier": "{general}"},
        ),
    ),
    unknown=no_data(
        "no table of edits speaks about {column1} as column 1 of {column2} on this date",
        missing="edit table",
        remedy="give the edits of that quarter",
    ),
    lifted=bypassed(
        "{column2} is column 2 of {column1} with indicator 1; {modifier} on column {modifier_column} lifts "
        "the edit"
    ),
    superfluous=fails(
        "{modifier} says that {code} was distinct, and no edit between the day's codes asks for that",
        action=Action.INFORM,
        remedy="leave {modifier} off, unless it marks a repeated service",
    ),
)

FACTS: Final = {
    "column1": Fact("The code beside which the other is not paid.", origin="table"),
    "column2": Fact("The code that is not paid beside it: the line's own.", origin="encounter"),
    "indicator": Fact("0: nothing lifts the edit; 1: a modifier does.", origin="table"),
    "release": Fact("The release of the table that has the edit.", origin="table"),
    "modifier": Fact("The modifier that lifts an edit, or that no edit asks for.", origin="encounter"),
    "modifier_column": Fact("The column of the line that carries it."),
    "general": Fact("The modifier that says no more than that a service was distinct."),
}
