"""Puts an imported table into its pack: the file, and what is stated of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from scrubjay.aside import aside
from scrubjay.importing import files
from scrubjay.importing.declaring import Declarations, Entry
from scrubjay.importing.errors import FileError
from scrubjay.importing.reader import Reader
from scrubjay.importing.release import Release
from scrubjay.importing.rows import Column
from scrubjay.timeline import Interval


@frozen(kw_only=True)
class Imported:
    """A table that was imported: where it is, what it holds, and what was counted."""

    kind: str
    table: str
    file: Path
    declared: Path
    release: str
    covers: Interval
    rows: int
    dropped: Mapping[str, int]
    zeros_restored: int
    sha256: str
    changed: bool
    sheets: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def read(self) -> int:
        """How many rows the files have."""
        return self.rows + sum(self.dropped.values())

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind,
            "table": self.table,
            "file": str(self.file),
            "declared": str(self.declared),
            "release": self.release,
            "covers": {"from": str(self.covers.start), "through": str(self.covers.end)},
            "read": self.read,
            "rows": self.rows,
            "dropped": dict(self.dropped),
            "zeros_restored": self.zeros_restored,
            "sha256": self.sha256,
            "changed": self.changed,
            "sheets": list(self.sheets),
            "warnings": list(self.warnings),
        }


def write(
    pack: Path,
    table: str,
    reader: Reader,
    columns: Mapping[str, Column],
    releases: Sequence[Release],
    sheets: tuple[str, ...],
) -> Imported:
    """Write a table and state it in `policies/imported.toml`. Raises `FileError`, and nothing is changed."""
    rows = len(columns[reader.shape.key[0]].values)
    if not rows:
        raise FileError(sheets[-1], 0, "no row is left of what was read")
    named = [reader.release_text(each) for each in releases]
    release = named[0] if len(named) == 1 else f"{named[0]} to {named[-1]}"
    target = pack / "tables" / (table.replace("-", "_") + files.suffix(rows))
    try:
        declarations = Declarations(pack)
        declarations.refuse_others(table, target.name)
        for folder in (target.parent, declarations.file.parent):
            folder.mkdir(parents=True, exist_ok=True)
        before = declarations.table(table)
        with aside(target) as written:
            digest = files.write_table(written, columns, reader.shape.columns, npz=target.suffix == ".npz")
            entry = _entry(table, target.name, release, digest, rows, reader, releases)
            source = _source(table, release, reader, sheets)
            text = declarations.stated(entry, source, datetime.now(UTC).date())
            with aside(declarations.file) as stated:
                stated.write_text(text, "utf-8")
        if before.get("file", target.name) != target.name:
            (target.parent / before["file"]).unlink(missing_ok=True)
    except OSError as error:
        raise FileError(
            str(error.filename or pack), 0, f"cannot be written: {error.strerror or error}"
        ) from error
    return Imported(
        kind=reader.layout.kind,
        table=table,
        file=target,
        declared=declarations.file,
        release=release,
        covers=reader.covers(releases),
        rows=rows,
        dropped=dict(reader.dropped),
        zeros_restored=sum(len(reader.texts[name].mended) for name in reader.shape.key[:1]),
        sha256=digest,
        changed=text != declarations.text,
        sheets=sheets,
        warnings=tuple(reader.warnings(sheets)),
    )


def _entry(
    table: str,
    file: str,
    release: str,
    digest: str,
    rows: int,
    reader: Reader,
    releases: Sequence[Release],
) -> Entry:
    shape, covers = reader.shape, reader.covers(releases)
    dates = {"effective": shape.effective, "until": shape.until} if shape.effective else {}
    subset = f" Only rows of {len(reader.wanted)} codes were kept." if reader.wanted is not None else ""
    return {
        "id": table,
        "file": file,
        "release": release,
        "sha256": digest,
        "rows": rows,
        "key": list(shape.key),
        **dates,
        "note": f"Imported from the files of CMS; columns of words were left out.{subset}",
        "columns": dict(shape.columns),
        "covers": {"from": covers.start, "through": covers.end},
        "cites": [{"source": f"imported-{table}"}],
    }


def _source(table: str, release: str, reader: Reader, sheets: Sequence[str]) -> Entry:
    service = f", {reader.service} services" if reader.service else ""
    names = ", ".join(Path(name).name for name in sheets)
    return {
        "id": f"imported-{table}",
        "title": f"{reader.layout.title}{service}, {release} (CMS)",
        "url": reader.layout.url,
        "standing": "primary",
        "note": f"Read from {names}"[:2000],
    }
