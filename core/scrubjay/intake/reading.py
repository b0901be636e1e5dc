"""The encounters of one file, whichever of three ways it holds them."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from scrubjay.intake.arrays import members
from scrubjay.intake.decoding import EMPTY, decode, explained
from scrubjay.intake.faults import EncounterError, Fault
from scrubjay.intake.items import Item, Shape, item
from scrubjay.intake.lines import TOO_LONG, lines
from scrubjay.intake.sniffing import is_lines

MAX_DOCUMENT_BYTES: Final = 256 * 2**20
"""The longest file read as one JSON object or array; a longer one belongs in JSON Lines."""

_TOO_BIG: Final = Fault(
    "$",
    "the file",
    f"one of at most {MAX_DOCUMENT_BYTES // 2**20} MiB",
    "write one encounter on each line (JSON Lines)",
)
_NONE: Final = Fault("$", "the list is empty", "", "put encounters into it")
_BOM: Final = b"\xef\xbb\xbf"
_PEEK: Final = 2**16

Numbered = tuple[int, bytes | None]


def read(stream: BinaryIO, name: str) -> Iterator[Item]:
    """Give the encounters of a file, in its order; `name` is what the items call the file.

    The content decides how the file is read: a bracket begins an array; an object that is complete on the
    first line, with more to follow, begins JSON Lines; anything else is one object. JSON Lines are read with
    one line in memory; an object or an array is held whole, up to `MAX_DOCUMENT_BYTES`. What is wrong with
    the content is in the items, a bad one leaves the others alone, and only the stream's errors are raised.
    """
    number, begun = _beginning(stream)
    if not begun:
        yield Item(where=name, shape="object", faults=(EMPTY,))
    elif begun.lstrip().startswith(b"["):
        yield from _array(stream, name, number, begun)
    else:
        ahead: list[Numbered] = []
        following = lines(stream, number, begun)
        if is_lines(following, ahead):
            yield from _lines(chain(ahead, following), name)
        else:
            yield from _object(stream, name, ahead)


def _beginning(stream: BinaryIO) -> tuple[int, bytes]:
    """Skip blank lines; give the number of the first other one, and the beginning of it."""
    number, begun = 1, stream.readline(_PEEK).removeprefix(_BOM)
    while begun.isspace():
        number += begun.endswith(b"\n")
        begun = stream.readline(_PEEK)
    return number, begun


def _rest(stream: BinaryIO, parts: Iterable[bytes]) -> bytes:
    """Read the rest of a document that begins with `parts`; raises `EncounterError` if it is too long."""
    begun = b"".join(parts)
    text = begun + stream.read(MAX_DOCUMENT_BYTES + 1 - len(begun))
    if len(text) > MAX_DOCUMENT_BYTES:
        raise EncounterError([_TOO_BIG])
    return text


def _array(stream: BinaryIO, name: str, number: int, begun: bytes) -> Iterator[Item]:
    try:
        text = _rest(stream, [begun]).decode()
    except UnicodeDecodeError as failure:
        yield Item(where=name, shape="array", faults=(explained(failure),))
        return
    except EncounterError as error:
        yield Item(where=name, shape="array", faults=error.faults)
        return
    index = -1
    for index, (raw, fault) in enumerate(members(text, number)):
        where = f"{name}[{index}]"
        if fault:
            yield Item(where=where, shape="array", faults=(fault,))
        else:
            yield item(raw, where, "array")
    if index < 0:
        yield Item(where=name, shape="array", faults=(_NONE,))


def _lines(numbered: Iterable[Numbered], name: str) -> Iterator[Item]:
    for number, line in numbered:
        where = f"{name}:{number}"
        if line is None:
            yield Item(where=where, shape="lines", faults=(TOO_LONG,))
        elif not line.isspace():
            yield _decoded(line.rstrip(b"\r\n"), where, "lines", number)


def _object(stream: BinaryIO, name: str, ahead: list[Numbered]) -> Iterator[Item]:
    try:
        text = _rest(stream, [line for _, line in ahead if line is not None])
    except EncounterError as error:
        yield Item(where=name, shape="object", faults=error.faults)
    else:
        yield _decoded(text, name, "object", ahead[0][0])


def _decoded(text: bytes, where: str, shape: Shape, number: int) -> Item:
    try:
        raw = decode(text, line=number)
    except EncounterError as error:
        return Item(where=where, shape=shape, faults=error.faults)
    return item(raw, where, shape)
