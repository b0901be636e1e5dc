"""What makes the converters cheap enough to run on every field of every encounter.

A clinic's codes, dates, charges and provider numbers recur by the million, and reading one again is a
dictionary look-up. What identifies a patient is never remembered.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import attrs
from attrs.converters import optional

from scrubjay.fields import codes, figures, members, parties
from scrubjay.fields.remembering import remembering, remembering_lists

_RECURRING: Final[frozenset[Callable[[object], object]]] = frozenset(
    {
        *(codes.code, codes.place, codes.claim_form),
        *(figures.clock, figures.date, figures.money),
        *(parties.carrier, parties.locality, parties.npi, parties.tin, parties.zip_code),
    }
)
"""Converters of text that recurs from encounter to encounter."""


def checked(_: type, attributes: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """An attrs `field_transformer`: None does where None is the default, and recurring text is remembered."""
    return [attribute.evolve(converter=_checked(attribute)) for attribute in attributes]


def _checked(attribute: "attrs.Attribute[Any]") -> Callable[[object], object]:
    plain = cast(Callable[[object], object], attribute.converter)
    read = optional(plain) if attribute.default is None else plain
    if plain in (members.modifiers, members.diagnoses):
        return remembering_lists(read)
    return remembering(read) if plain in _RECURRING else read
