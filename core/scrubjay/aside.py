"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A file beside `target` to write to, which takes its place when all went well."""
    written = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield written
        written.replace(target)
    finally:
        with suppress(FileNotFoundError):
            written.unlink()
