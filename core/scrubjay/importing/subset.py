"""The codes to keep, named one by one, by ranges, or in a file."""

from __future__ import annotations

import re
from pathlib import Path

from scrubjay.packs.structure import expand


def codes_of(text: str) -> frozenset[str]:
    """The codes of a file, or of a list such as "97110,97161-97168".

    In a file they stand apart by spaces, commas or lines; what follows a # is not read. Raises `ValueError`.
    """
    file = Path(text)
    if file.is_file():
        text = re.sub("#.*", "", file.read_text("utf-8"))
    codes: set[str] = set()
    for member in re.split(r"[\s,]+", text.strip(" ,\n\t\r")):
        found = expand(member)
        if found is None:
            raise ValueError(
                f"{member!r} is no code such as 97110, no range such as 97161-97168, and no file"
            )
        codes.update(found)
    return frozenset(codes)
