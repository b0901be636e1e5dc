"""What is wrong with a table: in what the pack states of it, or at a row of its file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.model import TableEntry


def refused(entry: TableEntry, key: str, message: str, remedy: str = "") -> PackError:
    """A file that is not as the pack states under `key`."""
    return PackError([entry.document.fault("SJ014", (*entry.place, key), message, remedy)])


def wrong(file: Path, line: int, message: str, remedy: str = "") -> PackError:
    """A line of a table's file that cannot be read."""
    return PackError([Fault(file, line, 1, "SJ014", "", message, remedy)])


_TEXT: Final = r"(?![=@+\t\r]|-[^0-9])[^\x00-\x08\x0a-\x1f\x7f-\x9f]*"


def unreadable_text(texts: Sequence[str]) -> str | None:
    """The first text that a spreadsheet would take for a formula, or a terminal for a command."""
    fits = re.compile(_TEXT).fullmatch
    return next((text for text in texts if not fits(text)), None)
