"""A mutant: one figure of a pack, changed, and how to compile the pack that has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import field, frozen

from scrubjay.compiling import Workshop
from scrubjay.packs.documents import Document, Place, dotted
from scrubjay.packs.model import Pack


@frozen(eq=False)
class Remade:
    """The pack with a mutant in it, and where it is compiled: what changed may be a table or another pack."""

    pack: Pack
    workshop: Workshop


Remake = Callable[[], Remade]


@frozen(eq=False)
class Mutant:
    """A changed figure: where it stands, the old and the new in words; `remake` makes the pack."""

    file: Path
    line: int
    key: str
    old: str
    new: str
    remake: Remake = field(repr=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.old} -> {self.new}"

    def to_dict(self) -> dict[str, Any]:
        """The mutant as JSON has it, but for its file."""
        return {"line": self.line, "key": self.key, "old": self.old, "new": self.new}


def stated(document: Document, place: Place, old: str, new: str, remake: Remake) -> Mutant:
    """The mutant of a value at a place of a TOML file."""
    return Mutant(document.file, document.position(place).line, dotted(place), old, new, remake)
