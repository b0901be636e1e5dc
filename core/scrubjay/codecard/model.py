"""A card as values, and as JSON has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from scrubjay.card import CardEntry, CardPlace
from scrubjay.timeline import ALWAYS, Interval

Cites = tuple[Mapping[str, Any], ...]


@frozen
class CardTable:
    """A table of figures behind a policy: its release, the dates it covers, and where it comes from."""

    id: str
    release: str
    covers: Interval
    cites: Cites
    note: str

    def to_dict(self) -> dict[str, Any]:
        """The table as JSON has it."""
        return {
            "id": self.id,
            "release": self.release,
            "covers": None if self.covers == ALWAYS else str(self.covers),
            "cites": [dict(each) for each in self.cites],
            "note": self.note or None,
        }


@frozen
class CardPolicy:
    """A policy on a card: what it says about the code, and everything that stands behind it.

    `remedies` are what its kind advises where it is not met; what only a claim can tell stands in them as
    "<name>". `named` says whether it names the code, or speaks about every line; `error` how the kind broke
    when it was asked.
    """

    id: str
    kind: str
    title: str
    status: str
    version: date
    in_force: Interval
    verified_on: date | None
    named: bool
    applies_to: Mapping[str, Any]
    cites: Cites
    tables: tuple[CardTable, ...]
    remedies: tuple[str, ...]
    note: str
    untranslatable: tuple[str, ...]
    entries: tuple[CardEntry, ...] = ()
    error: str = ""

    @property
    def tells(self) -> bool:
        """Does it say something of this code, rather than rule it like any other?"""
        return bool(self.entries or self.error or self.named)

    def to_dict(self) -> dict[str, Any]:
        """The policy as JSON has it."""
        return {
            "policy": self.id,
            "kind": self.kind,
            "title": self.title,
            "status": self.status,
            "version": self.version.isoformat(),
            "in_force": str(self.in_force),
            "verified_on": self.verified_on.isoformat() if self.verified_on else None,
            "names_code": self.named,
            "applies_to": dict(self.applies_to),
            "cites": [dict(each) for each in self.cites],
            "tables": [each.to_dict() for each in self.tables],
            "entries": [each.to_dict() for each in self.entries],
            "remedies": list(self.remedies),
            "note": self.note or None,
            "untranslatable": list(self.untranslatable),
            "error": self.error or None,
        }


@frozen
class Card:
    """What one payer's pack says about a code.

    `code_sets` holds the id and label of each set with the code in it; `silent` the id and title of each
    policy that rules the code, but not on this date or claim, and why.
    """

    code: str
    label: str
    payer: str
    pack: str
    version: str
    title: str
    place: CardPlace
    code_sets: tuple[tuple[str, str], ...]
    policies: tuple[CardPolicy, ...]
    silent: tuple[tuple[str, str, str], ...]

    def only(self, sections: tuple[str, ...]) -> Card:
        """The card with the entries of these sections; a section goes by how its name begins."""
        parts = []
        for policy in self.policies:
            entries = tuple(entry for entry in policy.entries if entry.section.startswith(sections))
            if entries or policy.error:
                parts.append(attrs.evolve(policy, entries=entries))
        return attrs.evolve(self, policies=tuple(parts))

    def to_dict(self) -> dict[str, Any]:
        """The card as JSON has it."""
        place = attrs.asdict(self.place)
        return {
            "code": self.code,
            "label": self.label or None,
            "payer": self.payer,
            "pack": {"id": self.pack, "version": self.version, "title": self.title},
            **{name: value.isoformat() if name == "date" else value for name, value in place.items()},
            "code_sets": [{"id": id, "label": label or None} for id, label in self.code_sets],
            "policies": [each.to_dict() for each in self.policies],
            "silent": [{"policy": id, "title": title, "reason": reason} for id, title, reason in self.silent],
        }
