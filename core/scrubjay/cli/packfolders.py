"""The folders of packs that commands are given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scrubjay.packs.catalogue import pack_folders


def roots(dirs: Sequence[Path]) -> list[Path]:
    """Each folder that holds a pack.toml, or the folders in it that do. Raises `UsageError` for none."""
    found: list[Path] = []
    for folder in dirs:
        here = pack_folders(folder)
        if not here:
            what = "holds no pack.toml" if folder.is_dir() else "is not a folder"
            raise click.UsageError(f"{folder} {what}; name the folder that holds pack.toml")
        found += here
    return found
