"""States an imported table in `policies/imported.toml` of its pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import tomli_w

from scrubjay.importing.errors import FileError
from scrubjay.packs.documents import Document, read_document
from scrubjay.packs.faults import PackError

FILE: Final = "imported.toml"
HEAD: Final = "# Written by `scrubjay import`, which writes it anew at every import.\n\n"

Entry = dict[str, Any]


class Declarations:
    """What a pack states of tables that were imported. Raises `FileError` for a file that is not TOML."""

    def __init__(self, pack: Path) -> None:
        self.file = pack / "policies" / FILE
        before = _read(self.file) if self.file.exists() else None
        self.text = before.text if before else ""
        self._data = before.data if before else {}

    def table(self, id: str) -> Entry:
        """What is stated of a table, if anything is."""
        return _of(self._data, "table").get(id, {})

    def refuse_others(self, id: str, name: str) -> None:
        """Raise `FileError` where another file of the pack states a table of this id or file name."""
        for file in sorted(self.file.parent.glob("*.toml")):
            if file == self.file:
                continue
            for other, stated in _of(_read(file).data, "table").items():
                if id == other or name == stated.get("file"):
                    message = f"already states table {other!r}; give another id with --table"
                    raise FileError(str(file), 0, message)

    def stated(self, table: Entry, source: Entry, today: date) -> str:
        """The text of the file with this table, and the source that it cites.

        A source that says what it said before keeps the day on which it was read.
        """
        sources, tables = _of(self._data, "source"), _of(self._data, "table")
        before = sources.get(source["id"], {})
        same = tables.get(table["id"]) == table and before == {**before, **source}
        sources[source["id"]] = {**source, "retrieved": before.get("retrieved", today) if same else today}
        tables[table["id"]] = table
        data = {**self._data, "source": _sorted(sources), "table": _sorted(tables)}
        return HEAD + tomli_w.dumps(data)


def _read(file: Path) -> Document:
    try:
        return read_document(file)
    except PackError as error:
        fault = error.faults[0]
        raise FileError(str(file), fault.line, fault.message) from error


def _of(data: Mapping[str, Any], name: str) -> dict[str, Entry]:
    """The entries of an array of tables by their ids."""
    listed = data.get(name)
    entries = listed if isinstance(listed, list) else []
    return {str(each.get("id")): each for each in entries if isinstance(each, dict)}


def _sorted(entries: Mapping[str, Entry]) -> list[Entry]:
    return [entries[id] for id in sorted(entries)]
