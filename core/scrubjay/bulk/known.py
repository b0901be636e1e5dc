"""The columns that a table of claims can have: their names, types and level.

A column is named as the encounter's JSON names the field, with a point between object and field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final, Literal

from attrs import frozen

from scrubjay import fields
from scrubjay.extract import authorization_text
from scrubjay.fields.members import several
from scrubjay.model import Authorization

Type = Literal["text", "count", "money", "flag", "date", "words"]

WORDS: Final[Mapping[Type, str]] = {
    "text": "text",
    "count": "whole numbers",
    "money": "a DECIMAL of two places, or text such as 180.00",
    "flag": "booleans",
    "date": "dates, or text such as 2026-03-02",
    "words": "a list of text, or text with blanks between",
}
"""What a column of each type holds, for people."""


def authorizations(value: object) -> str:
    """Read authorisations, as JSON has them in a text, into the text that a column of a batch holds."""
    try:
        listed = several(Authorization, json.loads(value) if isinstance(value, str) else value, least=0)
    except (TypeError, ValueError) as error:
        remedy = str(error) if isinstance(error, fields.Invalid) else "write a list, as encounters have it"
        raise fields.Invalid("authorisations as JSON", remedy) from None
    return authorization_text(listed)


@frozen
class Known:
    """A column: its name, type, the converter that the field of the encounter has, and where it belongs."""

    name: str
    type: Type
    read: Callable[[object], object]
    line: bool = False
    required: bool = False


def _on_lines(name: str, type: Type, read: Callable[[object], object], required: bool = False) -> Known:
    return Known(name, type, read, line=True, required=required)


COLUMNS: Final[Mapping[str, Known]] = {
    known.name: known
    for known in (
        Known("id", "text", fields.text),
        Known("payer", "text", fields.text, required=True),
        Known("date", "date", fields.date, required=True),
        Known("patient.id", "text", fields.text, required=True),
        Known("billing_provider.npi", "text", fields.npi),
        Known("billing_provider.tin", "text", fields.tin),
        Known("billing_provider.participating", "flag", fields.flag),
        Known("billing_provider.qp", "flag", fields.flag),
        Known("benefit_year_from", "date", fields.date),
        Known("authorizations", "text", authorizations),
        Known("claim_form", "text", fields.claim_form),
        Known("place_of_service", "text", fields.place),
        Known("locality.carrier", "text", fields.carrier),
        Known("locality.number", "text", fields.locality),
        Known("zip", "text", fields.zip_code),
        Known("plan_of_care.certified_from", "date", fields.date),
        Known("plan_of_care.certified_through", "date", fields.date),
        Known("plan_of_care.last_progress_report", "date", fields.date),
        Known("plan_of_care.treatment_days_since_report", "count", fields.days),
        _on_lines("code", "text", fields.code, required=True),
        _on_lines("minutes", "count", fields.minutes),
        _on_lines("units", "count", fields.units),
        _on_lines("modifiers", "words", fields.modifiers),
        _on_lines("modifier_1", "text", fields.modifier),
        _on_lines("modifier_2", "text", fields.modifier),
        _on_lines("modifier_3", "text", fields.modifier),
        _on_lines("modifier_4", "text", fields.modifier),
        _on_lines("charge", "money", fields.money),
        _on_lines("assistant_minutes", "count", fields.minutes),
        _on_lines("rendering_npi", "text", fields.npi),
        _on_lines("diagnoses", "words", fields.diagnoses),
        _on_lines("start", "text", fields.clock),
        _on_lines("stop", "text", fields.clock),
        _on_lines("documentation", "words", fields.elements),
    )
}
"""Every column but the accumulators, which are called `history.` and their name."""

HISTORY: Final = "history."
ACCUMULATORS: Final[Mapping[str, tuple[Type, Callable[[object], object]]]] = {
    HISTORY: ("money", fields.money),
    "counts.": ("count", fields.count),
    "last_dates.": ("date", fields.last_date),
}
"""How columns begin whose names encounters choose themselves, and what they hold."""

MODIFIERS: Final = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
"""The columns of a claim form, in place of `modifiers`."""


def is_accumulator(name: str) -> bool:
    """Is the column one whose name an encounter chooses?"""
    return name.startswith(tuple(ACCUMULATORS))


def known(name: str) -> Known | None:
    """The column called `name`; an accumulator under any name that an encounter could give it."""
    for begin, (type, read) in ACCUMULATORS.items():
        if name.startswith(begin):
            try:
                fields.name(name.removeprefix(begin))
            except fields.Invalid:
                return None
            return Known(name, type, read)
    return COLUMNS.get(name)


def is_of_line(name: str) -> bool:
    """Does a column of this name belong to service lines?"""
    return name in COLUMNS and COLUMNS[name].line
