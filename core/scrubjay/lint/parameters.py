"""Parameters checked in a pack that does not load, so that one fault elsewhere hides none of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scrubjay.kinds import Kind
from scrubjay.making import stated_faults
from scrubjay.packs.documents import Place, read_document
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.schema import kind_schema


def parameter_faults(root: Path, kinds: Mapping[str, Kind]) -> Iterator[Fault]:
    """What does not fit in the parameters of policies whose kind and shape are clear."""
    for file in sorted((root / "policies").glob("*.toml")):
        try:
            document = read_document(file)
        except PackError:
            continue  # reported by the loader
        for place, policy in _tables(document.data, "policy", ()):
            kind = kinds.get(str(policy.get("kind")))
            if kind is None or not _usable(kind):
                continue
            for stands, version in _tables(policy, "version", place):
                if isinstance(params := version.get("params"), dict):
                    yield from stated_faults(kind, document, (*stands, "params"), params)


def _usable(kind: Kind) -> bool:
    """A kind that cannot be used is reported once the pack loads."""
    try:
        kind_schema(kind)
    except Exception:
        return False
    return True


def _tables(table: Mapping[str, Any], key: str, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    found = table.get(key)
    for number, each in enumerate(found if isinstance(found, list) else ()):
        if isinstance(each, dict):
            yield (*place, key, number), each
