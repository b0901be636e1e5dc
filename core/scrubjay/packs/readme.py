"""The README of a pack: text for people, which no claim depends on."""

from __future__ import annotations

from pathlib import Path


def readme(root: Path) -> str:
    """The text of the README.md in a pack's folder; "" where there is none.

    Only a file within the folder is read: not a device, and nothing that a link outside of it points to.
    What is not UTF-8 is replaced.
    """
    file = root / "README.md"
    try:
        if not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
            return ""
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
