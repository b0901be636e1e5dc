"""Receipts: versions and digests of everything that took part in an evaluation, enough to replay it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from scrubjay._version import __version__
from scrubjay.host import Host
from scrubjay.ruleset import Ruleset


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
    plugins: tuple[PluginStamp, ...]
    coverage: Mapping[str, int]
    scrubjay: str = __version__

    def to_dict(self) -> dict[str, Any]:
        """The receipt as JSON has it."""
        return {
            "scrubjay": self.scrubjay,
            "packs": [each.to_dict() for each in self.packs],
            "plugins": [each.to_dict() for each in self.plugins],
            "tables": [],
            "coverage": dict(self.coverage),
        }


def make_receipt(ruleset: Ruleset, host: Host, coverage: Mapping[str, int]) -> Receipt:
    """The receipt of an evaluation under `ruleset`."""
    return Receipt(
        packs=tuple(PackStamp(pack.id, pack.version, pack.sha256) for pack in ruleset.packs),
        plugins=tuple(
            PluginStamp(each.name, each.version) for each in host.plugins if each.state == "loaded"
        ),
        coverage=coverage,
    )


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What differs between two receipts (as JSON has them), in words; empty where a replay must agree."""
    found = []
    if old.get("scrubjay") != new.get("scrubjay"):
        found.append(f"scrubjay was {old.get('scrubjay')}, and is {new.get('scrubjay')}")
    found += _differences("pack", "id", old.get("packs", ()), new.get("packs", ()))
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
