"""What a plugin declares to read encounters from, or write evaluations to, another format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, TextIO

from attrs import frozen

from scrubjay.intake import Item

if TYPE_CHECKING:
    from scrubjay.results import Evaluation


@frozen
class Reader:
    """Reads encounters from files whose names end in one of `suffixes`.

    `read(stream, name)` yields one `Item` per encounter and reports faults in them; it never raises for
    what the file holds.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[BinaryIO, str], Iterator[Item]]


@frozen
class Style:
    """How the person or program at the other end wants it."""

    shape: str = "lines"
    """How the encounters came: one `object`, an `array`, or `lines`; several files are `lines`."""
    explain: bool = False
    """Also what passed and what did not apply."""
    color: bool = False
    width: int = 80


@frozen
class Writer:
    """Writes evaluations to text, as they come: `write(evaluations, out, style)`."""

    name: str
    write: Callable[[Iterable[Evaluation], TextIO, Style], None]
