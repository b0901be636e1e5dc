"""What `--map` says: under which name a table has each column."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scrubjay.bulk.errors import RunError
from scrubjay.bulk.known import COLUMNS, known
from scrubjay.packs.faults import nearest

LINES = "lines"
"""The name of the list of service lines, where each row of a table is an encounter."""


def read_maps(given: Iterable[str]) -> dict[str, str]:
    """Our names and theirs, from texts that are `ours=theirs` or name a TOML file of such pairs.

    Raises `RunError` for a file that cannot be read, a name that is not ours, and one that is given twice.
    """
    found: dict[str, str] = {}
    for text in given:
        ours, equals, theirs = text.partition("=")
        pairs = {ours: theirs} if equals else _of_file(Path(text))
        for name, column in pairs.items():
            if name != LINES and known(name) is None:
                raise RunError(
                    f"--map {text}: no column is called {name!r}; {nearest(name, [*COLUMNS, LINES])}"
                )
            if not column:
                raise RunError(f"--map {text}: {name!r} is given no name; write {name}=NAME")
            if found.setdefault(name, column) != column:
                raise RunError(f"--map {text}: {name!r} is {found[name]!r} already; name it once")
    return found


def _of_file(file: Path) -> Mapping[str, str]:
    try:
        pairs = _flat(tomllib.loads(file.read_text("utf-8")), "")
    except OSError as error:
        raise RunError(f"--map {file}: {error.strerror}; write ours=theirs, or name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RunError(f'--map {file}: {error}; write lines such as code = "HCPCS"') from error
    for name, column in pairs.items():
        if not isinstance(column, str):
            raise RunError(f"--map {file}: {name!r} is {column!r}, not the name of a column in quotes")
    return pairs


def _flat(table: Mapping[str, Any], before: str) -> dict[str, Any]:
    """Tables within tables by their dotted names, so that patient.id needs no quotes."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value}
    return flat
