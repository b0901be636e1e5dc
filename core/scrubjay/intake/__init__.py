"""The intake: bytes to encounters, and everything that is wrong with those that are not."""

from scrubjay.intake.decoding import decode
from scrubjay.intake.faults import EncounterError, Fault
from scrubjay.intake.items import Item, Shape
from scrubjay.intake.lines import MAX_LINE_BYTES
from scrubjay.intake.reading import MAX_DOCUMENT_BYTES, read
from scrubjay.intake.structuring import structure, unstructure

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "MAX_LINE_BYTES",
    "EncounterError",
    "Fault",
    "Item",
    "Shape",
    "decode",
    "read",
    "structure",
    "unstructure",
]
