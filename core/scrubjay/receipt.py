"""Receipts: versions and digests of everything that took part in an evaluation, enough to replay it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scrubjay._version import __version__
from scrubjay.host import Host
from scrubjay.ruled import BatchEvaluation, counted
from scrubjay.rulings import Outcome

Array = NDArray[Any]


@frozen
class PackStamp:
    """A pack that took part: its id, version and the digest of its folder."""

    id: str
    version: str
    sha256: str

    def to_dict(self) -> dict[str, str]:
        """The stamp as JSON has it."""
        return {"id": self.id, "version": self.version, "sha256": self.sha256}


@frozen
class TableStamp:
    """A table of figures that took part: its id, the publisher's release and the digest of its file."""

    id: str
    release: str
    sha256: str

    def to_dict(self) -> dict[str, str]:
        """The stamp as JSON has it."""
        return {"id": self.id, "release": self.release, "sha256": self.sha256}


@frozen
class PluginStamp:
    """A plugin that was loaded: its name and the version of its distribution."""

    name: str
    version: str

    def to_dict(self) -> dict[str, str]:
        """The stamp as JSON has it."""
        return {"name": self.name, "version": self.version}


@frozen
class Receipt:
    """What took part in an evaluation, and how much of it was judged.

    `coverage` counts lines (`lines`), those that some policy spoke about (`covered`), and elements by
    outcome over all policies.
    """

    packs: tuple[PackStamp, ...]
    tables: tuple[TableStamp, ...]
    plugins: tuple[PluginStamp, ...]
    coverage: Mapping[str, int]
    scrubjay: str = __version__

    def to_dict(self) -> dict[str, Any]:
        """The receipt as JSON has it."""
        return {
            "scrubjay": self.scrubjay,
            "packs": [each.to_dict() for each in self.packs],
            "plugins": [each.to_dict() for each in self.plugins],
            "tables": [each.to_dict() for each in self.tables],
            "coverage": dict(self.coverage),
        }


def make_receipt(whole: BatchEvaluation, host: Host, encounter: int | None = None) -> Receipt:
    """The receipt of a batch's evaluation, or of that of one encounter in it."""
    return Receipt(
        packs=tuple(PackStamp(pack.id, pack.version, pack.sha256) for pack in whole.ruleset.packs),
        tables=tuple(TableStamp(each.id, each.release, each.sha256) for each in whole.ruleset.tables),
        plugins=tuple(
            PluginStamp(each.name, each.version) for each in host.plugins if each.state == "loaded"
        ),
        coverage=_coverage(whole, encounter),
    )


def _coverage(whole: BatchEvaluation, encounter: int | None) -> dict[str, int]:
    lines, encounters = slice(0, whole.batch.lines), slice(0, whole.batch.encounters)
    if encounter is not None:
        first, last = whole.batch.encounter.searchsorted([encounter, encounter + 1])
        lines, encounters = slice(int(first), int(last)), slice(encounter, encounter + 1)
    counts = np.zeros(len(Outcome), np.int64)
    for ruling in whole.rulings:
        mine = lines if ruling.policy.kind.speaks == "line" else encounters
        counts += ruling.counts if encounter is None else counted(ruling.outcome[mine])
    return {
        "lines": lines.stop - lines.start,
        "covered": lines.stop - lines.start - int(whole.uncovered[lines].sum()),
        **{outcome.word: int(counts[outcome]) for outcome in Outcome},
    }


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What differs between two receipts (as JSON has them), in words; empty where a replay must agree."""
    found = []
    if old.get("scrubjay") != new.get("scrubjay"):
        found.append(f"scrubjay was {old.get('scrubjay')}, and is {new.get('scrubjay')}")
    found += _differences("pack", "id", old.get("packs", ()), new.get("packs", ()))
    found += _differences("table", "id", old.get("tables", ()), new.get("tables", ()))
    found += _differences("plugin", "name", old.get("plugins", ()), new.get("plugins", ()))
    if old.get("input_sha256") != new.get("input_sha256"):
        found.append("the encounter is not the one that was ruled: its digest differs")
    return found


def _differences(
    what: str, key: str, old: Iterable[Mapping[str, str]], new: Iterable[Mapping[str, str]]
) -> list[str]:
    before, after = ({each[key]: each for each in listed} for listed in (old, new))
    found = [f"{what} {name} took part and is not there now" for name in before if name not in after]
    found += [f"{what} {name} is there now and took no part" for name in after if name not in before]
    for name in before:
        if name in after and before[name] != after[name]:
            was, now = before[name], after[name]
            if was.get("version") != now.get("version"):
                found.append(f"{what} {name} was {was.get('version')}, and is {now.get('version')}")
            else:
                found.append(f"{what} {name} {now.get('version')} has changed: its files' digest differs")
    return found
