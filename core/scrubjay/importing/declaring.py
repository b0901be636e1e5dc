"""States an imported table in `policies/imported.toml` of its pack."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import tomli_w

from scrubjay.importing.errors import FileError

FILE: Final = "imported.toml"
HEAD: Final = "# Written by `scrubjay import`, which writes it anew at every import.\n\n"

Entry = dict[str, Any]


class Declarations:
    """What a pack states of tables that were imported. Raises `FileError` for a file that is not TOML."""

    def __init__(self, pack: Path) -> None:
        self.file = pack / "policies" / FILE
        self._pack = pack
        self.text = self.file.read_text("utf-8") if self.file.exists() else ""
        self._data = _parsed(self.file, self.text)

    def table(self, id: str) -> Entry:
        """What is stated of a table, if anything is."""
        return _of(self._data, "table").get(id, {})

    def refuse_others(self, id: str, name: str) -> None:
        """Raise `FileError` where another file of the pack states a table of this id or file name."""
        for file in sorted(self.file.parent.glob("*.toml")):
            if file == self.file:
                continue
            for other, stated in _of(_parsed(file, file.read_text("utf-8")), "table").items():
                if id == other or name == stated.get("file"):
                    raise FileError(
                        str(file), 0, f"already states table {other!r}; give another id with --table"
                    )

    def stated(self, table: Entry, source: Entry, today: date) -> str:
        """The text of the file with this table, and the source that it cites.

        A source that says what it said before keeps the day on which it was read.
        """
        sources, tables = _of(self._data, "source"), _of(self._data, "table")
        before = sources.get(source["id"], {})
        same = tables.get(table["id"]) == table and {**before, "retrieved": None} == {
            **source,
            "retrieved": None,
        }
        sources[source["id"]] = {**source, "retrieved": before["retrieved"] if same else today}
        tables[table["id"]] = table
        data = {**self._data, "source": _sorted(sources), "table": _sorted(tables)}
        return HEAD + tomli_w.dumps(data)


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError(str(file), 0, f"is not TOML: {error}") from error


def _of(data: Mapping[str, Any], name: str) -> dict[str, Entry]:
    """The entries of an array of tables by their ids."""
    return {str(each.get("id")): each for each in data.get(name, ())}


def _sorted(entries: Mapping[str, Entry]) -> list[Entry]:
    return [entries[id] for id in sorted(entries)]
