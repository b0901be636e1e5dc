"""One converter for each kind of field: it checks a raw value, normalises it, or says what was expected.

A converter takes any object and gives back the value that the model holds. It takes its own results back
unchanged, so that `attrs.evolve` works. What it cannot take it refuses with `Invalid`. Nothing is coerced
from one type to another: a number is not text, text is not a number, and `true` is not 1.
"""

from scrubjay.fields.codes import claim_form, code, diagnosis, modifier, place
from scrubjay.fields.figures import clock, count, date, days, flag, last_date, minutes, money, units
from scrubjay.fields.free import extra
from scrubjay.fields.invalid import Invalid, Part
from scrubjay.fields.members import (
    codes_listed,
    counts,
    diagnoses,
    documentation,
    elements,
    history,
    last_dates,
    modifiers,
    nested,
    several,
)
from scrubjay.fields.memory import checked
from scrubjay.fields.parties import carrier, locality, name, npi, text, tin, zip_code

__all__ = [
    "Invalid",
    "Part",
    "carrier",
    "checked",
    "claim_form",
    "clock",
    "code",
    "codes_listed",
    "count",
    "counts",
    "date",
    "days",
    "diagnoses",
    "diagnosis",
    "documentation",
    "elements",
    "extra",
    "flag",
    "history",
    "last_date",
    "last_dates",
    "locality",
    "minutes",
    "modifier",
    "modifiers",
    "money",
    "name",
    "nested",
    "npi",
    "place",
    "several",
    "text",
    "tin",
    "units",
    "zip_code",
]
