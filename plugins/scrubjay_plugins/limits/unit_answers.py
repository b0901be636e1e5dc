"""What a limit of units can say about a line."""

from __future__ import annotations

from typing import Final

from scrubjay.kinds import Fact
from scrubjay.rulings import Answers, bypassed, fails, no_data, not_applicable, passes

SAYS: Final = Answers(
    within=passes("{billed} of {code} billed; the payer accepts {limit} at most"),
    unpaid=not_applicable("the status of {code} keeps it from being paid, whatever its units"),
    unlimited=not_applicable("no limit of {code} is published; some limits are confidential"),
    over_line=fails(
        "{billed} of {code} on one line, and the payer accepts {limit} at most: all of the line is denied",
        remedy="put what goes beyond {limit} on a line of its own with one of {separating}, if the record "
        "supports it",
    ),
    over_policy=fails(
        "{counted} of {code} on the day, and the payer accepts {limit} at most: all of them are denied; this "
        "limit is never overridden",
        remedy="correct the units; no modifier and no appeal raises the limit",
    ),
    over_clinical=fails(
        "{counted} of {code} on the day, and the payer accepts {limit} at most: all of them are denied; the "
        "denial may be appealed with records",
        remedy="correct the units, or appeal with the records of what was furnished; no modifier raises the "
        "limit",
    ),
    separated=bypassed(
        "{counted} of {code} on the day, and {limit} at most on one line; {modifier} marks a line of its own"
    ),
    no_units=no_data(
        "units of {code} are missing, here or on another line of the day",
        missing="units",
        remedy="give the units of every line",
    ),
    unknown=no_data(
        "the table of limits says nothing about {code} on this date",
        missing="unit limits",
        remedy="give the limits of that quarter",
    ),
)

FACTS: Final = {
    "billed": Fact("Units billed on the line.", "units", "encounter"),
    "counted": Fact(
        "Units of the code on the day; added up where all units of the day exceed the limit.", "units"
    ),
    "limit": Fact("The most units that the payer accepts.", "units", "table"),
    "mai": Fact(
        "Adjudication indicator: 1 a limit a line, 2 a day by policy, 3 a day by clinical benchmark.",
        origin="table",
    ),
    "release": Fact("The release of the table that has the limit.", origin="table"),
    "modifier": Fact("The modifier that makes the line one of its own.", origin="encounter"),
    "separating": Fact("The modifiers that do so."),
}
