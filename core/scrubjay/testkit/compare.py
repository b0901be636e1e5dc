"""What was expected against what came, in the words of packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from scrubjay.findings import Finding

MISSING_WORD: Final = "missing"
"""How a test says that there is no value, as TOML has no null."""


def same(expected: Any, got: Any) -> bool:
    """Is what came what was expected? `true` is not 1, and "missing" stands for no value."""
    if got is None:
        return bool(expected == MISSING_WORD)
    if isinstance(got, tuple):
        return bool(list(got) == expected)
    if isinstance(got, date):
        return str(expected) == str(got)
    return isinstance(expected, bool) == isinstance(got, bool) and bool(expected == got)


def difference(where: str, expected: Mapping[str, Any], got: Mapping[str, Any], said: str) -> list[str]:
    """One message that names every key on which the two differ, or none; `said` explains what came."""
    keys = [key for key, value in expected.items() if not same(value, got[key])]
    if not keys:
        return []
    why = f" ({said})" if said else ""
    return [f"{where}: expected {_shown(keys, expected)}; got {_shown(keys, got)}{why}"]


def reasons(findings: Iterable[Finding]) -> str:
    """What policies said, to stand behind a difference."""
    return "; ".join(f"{each.policy}: {each.message}" for each in findings)


def place(line: int | None) -> str:
    """What a policy or an expectation speaks of."""
    return "the encounter" if line is None else f"line {line}"


def line_beyond(line: int | None, lines: int) -> str:
    """Why there is no such line, or nothing where there is."""
    if line is None or line <= lines:
        return ""
    return f"line {line} is expected, but the encounter has {lines} line{'s' if lines > 1 else ''}"


def _shown(keys: Iterable[str], values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {_word(values[key])}" for key in keys)


def _word(value: Any) -> str:
    if value is None:
        return MISSING_WORD
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_word, value)) + "]"
    return str(value)
