"""What is said of a file that is not what it says."""

from __future__ import annotations


class FileError(ValueError):
    """A file is not what it says, and nothing was written. `line` counts from 1; 0 is the whole file."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file = file
        self.line = line
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")
