"""The pack of the examples, with changes to its text."""

from collections.abc import Iterable
from pathlib import Path

from scrubjay.lint.example import PACK


def write_pack(folder: Path, changes: Iterable[tuple[str, str]] = (), manifest: str = "") -> Path:
    """Write the pack with texts replaced in its policies, and lines added to its manifest."""
    for name, text in PACK.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == "policies/policies.toml":
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
        path.write_text(text + manifest * (name == "pack.toml"), "utf-8")
    return folder
