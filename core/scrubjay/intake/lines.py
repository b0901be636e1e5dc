"""JSON Lines, one line in memory at a time."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from scrubjay.intake.faults import Fault

MAX_LINE_BYTES: Final = 16 * 2**20
"""The longest line of JSON Lines; a longer one is reported and skipped, and never held whole."""

TOO_LONG: Final = Fault(
    "$",
    "the line",
    f"one of at most {MAX_LINE_BYTES // 2**20} MiB",
    "no encounter is that long; look for a missing line break",
)

_CHUNK: Final = 2**20


def lines(stream: BinaryIO, number: int = 1, begun: bytes = b"") -> Iterator[tuple[int, bytes | None]]:
    """Give all lines, blank ones too, counting from `number`; None stands for one that is too long.

    `begun` is what was already read of the first line.
    """
    while line := _line(stream, begun):
        begun = b""
        if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            del line
            while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line
        number += 1


def _line(stream: BinaryIO, begun: bytes) -> bytes:
    if begun.endswith(b"\n"):
        return begun
    return begun + stream.readline(MAX_LINE_BYTES + 1 - len(begun))
