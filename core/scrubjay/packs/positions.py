"""Where each key and value of a TOML text stands.

``tomllib`` says what a text means but not where it says it. The scanner here runs over text ``tomllib``
has accepted, so it checks nothing again: it looks only for what opens, parts and closes things.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import count

import attrs

__all__ = ["Path", "Position", "nearest", "positions"]

Path = tuple[str | int, ...]
"""A place in a parsed document: the keys and array indices that lead to it."""


@attrs.frozen
class Position:
    """A line and a column, both counted from 1, the column in characters."""

    line: int
    column: int


def positions(text: str) -> dict[Path, Position]:
    """Find every table, key and array element of ``text``, which ``tomllib`` must have accepted.

    A key or table stands at its own part of the dotted key that first mentions it; an element of an array
    at its value's first character, or, written as ``[[a.b]]``, at the ``b`` of its header.
    """
    return _Scanner(text).document()


def nearest(found: Mapping[Path, Position], path: Path) -> Position:
    """Give the position of ``path`` or of its closest ancestor in ``found``; the root stands at 1, 1."""
    for length in range(len(path), 0, -1):
        if where := found.get(path[:length]):
            return where
    return Position(1, 1)


# What may follow at any point differs in its first character, so matching takes linear time.
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[\w-]+")
_SCALAR = re.compile(r"[^,\]}#\r\n]+")
_STRING = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}'
    r'|"[^"\\]*(?:\\.[^"\\]*)*"'
    r"|'''[^']*(?:'(?!'')[^']*)*'{3,5}"
    r"|'[^']*'",
    re.DOTALL,
)


class _Scanner:
    """One pass over one text. Every loop moves forward, so it comes to an end on any text."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[Path, Position] = {}
        self.newest: dict[Path, int] = {}  # of each array of tables, the index of its last element
        self.line, self.line_start, self.counted = 1, 0, 0

    def document(self) -> dict[Path, Position]:
        table: Path = ()
        while char := self.peek():
            if char == "[":
                table = self.header()
            else:
                self.pair(table)
        return self.found

    def header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]`` and give the table it opens."""
        brackets = 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        path, where = self.key(())
        self.at += brackets
        if brackets == 2:
            self.newest[path] = self.newest.get(path, -1) + 1
            path = self.current(path)
            self.found[path] = where
        return path

    def pair(self, table: Path) -> None:
        path, _ = self.key(table)
        self.at += 1  # the equals sign
        self.value(path)

    def key(self, path: Path) -> tuple[Path, Position]:
        """Read a dotted key below ``path``; give where it leads and where its last part stands."""
        while True:
            self.peek()
            where = self.here()
            quoted = self.skip(_STRING)
            part = next(iter(tomllib.loads(f"{quoted}=0"))) if quoted else self.skip(_BARE_KEY)
            path = (*self.current(path), part)
            self.found.setdefault(path, where)
            if self.peek() != ".":
                return path, where
            self.at += 1

    def current(self, path: Path) -> Path:
        """Step from an array of tables into its last element; any other path stays as it is."""
        return (*path, self.newest[path]) if path in self.newest else path

    def value(self, path: Path) -> None:
        match self.peek():
            case "[":
                for index in self.items():
                    self.found[*path, index] = self.here()
                    self.value((*path, index))
            case "{":
                for _ in self.items():
                    self.pair(path)
            case _:
                _ = self.skip(_STRING) or self.skip(_SCALAR)

    def items(self) -> Iterator[int]:
        """Stop at each item of the array or inline table that opens here, then pass its end."""
        for index in count():
            self.at += 1  # the opening bracket or a comma
            if self.peek() in "]}":
                break
            yield index
            if self.peek() != ",":
                break
        self.at += 1

    def peek(self) -> str:
        """Pass blanks, line ends and comments; give the next character, or nothing at the end."""
        self.skip(_BLANK)
        return self.text[self.at : self.at + 1]

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Pass what ``pattern`` matches here and give it, or nothing if it does not match."""
        match = pattern.match(self.text, self.at)
        passed = match[0] if match else ""
        self.at += len(passed)
        return passed

    def here(self) -> Position:
        """Give the position of the next character, counting only the lines since the last call."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.line_start = max(self.line_start, self.text.rfind("\n", self.counted, self.at) + 1)
        self.counted = self.at
        return Position(self.line, self.at - self.line_start + 1)
