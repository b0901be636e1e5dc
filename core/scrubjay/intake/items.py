"""What the reader gives: one encounter of a file, or what is wrong with it."""

from typing import Literal

from attrs import frozen

from scrubjay.intake.faults import EncounterError, Fault
from scrubjay.intake.structuring import structure
from scrubjay.model import Encounter

Shape = Literal["object", "array", "lines"]
"""How a file holds its encounters: one JSON object, a JSON array of them, or one on each line."""


@frozen(kw_only=True)
class Item:
    """One encounter of a file."""

    where: str
    """Its place: `visit.json`, `visits.json[2]` (members count from 0) or `visits.jsonl:3` (lines from 1)."""
    shape: Shape
    """How the file holds its encounters; the same on all items of a file."""
    raw: object | None = None
    """The JSON value as it was written, or None if it could not be decoded."""
    encounter: Encounter | None = None
    """The encounter, or None if there are faults."""
    faults: tuple[Fault, ...] = ()
    """Everything that is wrong with it."""


def item(raw: object, where: str, shape: Shape) -> Item:
    """Structure one decoded value."""
    try:
        return Item(where=where, shape=shape, raw=raw, encounter=structure(raw))
    except EncounterError as error:
        return Item(where=where, shape=shape, raw=raw, faults=error.faults)
