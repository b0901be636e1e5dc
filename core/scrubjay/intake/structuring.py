"""Raw values to encounters and back."""

import datetime as dt
from typing import Any

import attrs

from scrubjay.fields import Invalid, nested
from scrubjay.intake.explaining import faults
from scrubjay.intake.faults import EncounterError
from scrubjay.model import Encounter
from scrubjay.money import Cents, dollars


def structure(raw: object) -> Encounter:
    """Build an encounter from a mapping of the shape that JSON gives; an encounter is given back as it is.

    Raises `EncounterError` with every fault. The fast way is the classes' own constructors, which stop at the
    first fault; only then the value is walked again, with the same converters, to find them all.
    """
    try:
        return nested(Encounter, raw)
    except (Invalid, TypeError) as cause:
        found = faults(Encounter, raw)
        if not found:
            raise AssertionError("an encounter was refused, and no fault found in it") from cause
        raise EncounterError(found) from None


def unstructure(encounter: Encounter) -> dict[str, Any]:
    """Give the encounter back as a JSON object; what holds its default is left out."""
    return _plain_object(encounter)


def _plain_object(value: attrs.AttrsInstance) -> dict[str, Any]:
    plain = {}
    for attribute in attrs.fields(type(value)):
        member = getattr(value, attribute.name)
        if attribute.default is attrs.NOTHING or not _is_default(member, attribute.default):
            plain[attribute.name] = _plain(member)
    return plain


def _is_default(member: object, default: object) -> bool:
    """Is a field as it is when it is left out? An empty list says something where leaving it out does not."""
    return member is None or (default is not None and member in ((), {}))


def _plain(value: Any) -> Any:
    if isinstance(value, Cents):
        return dollars(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    return _plain_object(value) if attrs.has(type(value)) else value
