"""What a pack states, as values: sources, code sets, policies, dated versions, overrides, their tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from attrs import Factory, field, frozen

from scrubjay.packs.documents import Document, Place
from scrubjay.settled import Remit


@frozen(eq=False)
class Source:
    """A document that policies cite."""

    id: str
    title: str
    retrieved: date
    document: Document
    place: Place
    url: str = ""
    held_by: str = ""
    """Who has it; for a source without an address, and only there."""
    note: str = ""
    standing: str = ""
    """"primary", "secondary", or "" where the pack does not say."""

    def cited(self, at: str) -> dict[str, str | None]:
        """A citation of a place in it, as JSON has it."""
        return {"source": self.id, "at": at, "url": self.url or None, "held_by": self.held_by or None}


@frozen
class Cite:
    """Where in a source a figure or rule stands."""

    source: str
    at: str = ""


@frozen
class Requirement:
    """Another pack that this one builds on, with the versions that will do (PEP 440 ranges)."""

    pack: str
    version: str


@frozen
class Exemption:
    """Findings of the lint that a pack accepts up to a day: of one code, about one policy or none."""

    code: str
    reason: str
    until: date
    policy: str = ""


@frozen(eq=False)
class CodeSetEntry:
    """A named set of codes; members are codes, ranges such as "97161-97168", or other sets."""

    id: str
    codes: tuple[str, ...]
    document: Document
    place: Place
    label: str = ""
    cites: tuple[Cite, ...] = ()


@frozen(eq=False)
class TableEntry:
    """A `[[table]]`: the file of figures, what its columns are, and where it comes from.

    `columns` gives each column's type: text, integer, date, or decimal-N (held as integers times 10^N).
    """

    id: str
    file: str
    release: str
    sha256: str
    rows: int
    key: tuple[str, ...]
    columns: Mapping[str, str]
    document: Document
    place: Place
    cites: tuple[Cite, ...] = ()
    covers_from: date | None = None
    covers_through: date | None = None
    effective: str = ""
    until: str = ""
    note: str = ""


@frozen(eq=False)
class SuppliedEntry:
    """A `[[supplied]]`: what the payer does not publish, and whoever uses the pack has to supply."""

    id: str
    help: str
    document: Document
    place: Place


@frozen(eq=False)
class SupplyEntry:
    """A `[[supply]]` of `pack`: a value for what some pack leaves to be supplied, named "pack:id".

    `place` is that of the value.
    """

    pack: str
    name: str
    value: Any
    effective: date
    document: Document
    place: Place
    until: date | None = None
    note: str = ""


@frozen
class CodeLabel:
    """A short label of our own for a code. It is no CPT descriptor."""

    code: str
    label: str


@frozen(eq=False)
class VersionEntry:
    """A policy's parameters from one date on, as the file states them."""

    effective: date
    params: Mapping[str, Any]
    document: Document
    place: Place
    until: date | None = None
    verified_on: date | None = None
    cites: tuple[Cite, ...] = ()
    status: str = "stable"
    note: str = ""


@frozen(eq=False)
class PolicyTest:
    """An example that stands beside its policy, with what is expected of it."""

    name: str
    data: Mapping[str, Any]
    document: Document
    place: Place
    cites: tuple[Cite, ...] = ()


@frozen(eq=False)
class PolicyEntry:
    """One policy, as the file states it."""

    id: str
    kind: str
    title: str
    action: str
    document: Document
    place: Place
    status: str = "stable"
    applies_to: Mapping[str, Any] = Factory(dict)
    remit: Remit | None = None
    untranslatable: tuple[str, ...] = ()
    versions: tuple[VersionEntry, ...] = ()
    tests: tuple[PolicyTest, ...] = ()


Change = Literal["disable", "replace", "exception"]


@frozen(eq=False)
class OverrideEntry:
    """What a pack changes of a policy of a pack that it extends, as the file states it.

    What it leaves out (None) of `action`, `remit`, `applies_to` and `untranslatable` is as the policy has it.
    `expects` lists the `effective` of each version that it was written against.
    """

    policy: str
    change: Change
    label: str
    reason: str
    version: VersionEntry
    """Its dates and citations and, unless it disables, its parameters."""
    when: Mapping[str, Any] | None = None
    expects: tuple[date, ...] = ()
    action: str | None = None
    remit: Remit | None = None
    applies_to: Mapping[str, Any] | None = None
    untranslatable: tuple[str, ...] | None = None
    tests: tuple[PolicyTest, ...] = ()

    @property
    def document(self) -> Document:
        """The file that states it."""
        return self.version.document

    @property
    def place(self) -> Place:
        """Where in the file it stands."""
        return self.version.place


@frozen(eq=False)
class Pack:
    """A folder of policies of one payer, read and checked against the schemas."""

    id: str
    version: str
    title: str
    root: Path
    manifest: Document
    sha256: str
    payers: tuple[str, ...] = ()
    line_of_business: str = ""
    coverage_from: date | None = None
    coverage_through: date | None = None
    extends: tuple[Requirement, ...] = ()
    requires: tuple[Requirement, ...] = ()
    sources: Mapping[str, Source] = Factory(dict)
    code_sets: Mapping[str, CodeSetEntry] = Factory(dict)
    tables: Mapping[str, TableEntry] = Factory(dict)
    labels: Mapping[str, str] = Factory(dict)
    supplied: Mapping[str, SuppliedEntry] = Factory(dict)
    supplies: tuple[SupplyEntry, ...] = ()
    policies: Mapping[str, PolicyEntry] = Factory(dict)
    overrides: Mapping[str, OverrideEntry] = Factory(dict)
    scenarios: tuple[PolicyTest, ...] = field(default=())
    tier: str = ""
    """The quality tier that the pack is held to: "bronze", "silver", "gold", or "" for none."""
    exemptions: tuple[Exemption, ...] = ()

    def at(self, document: Document, place: Place) -> str:
        """A place in one of its files, in words: "acme/policies/units.toml:12"."""
        file = document.file.relative_to(self.root).as_posix()
        return f"{self.id}/{file}:{document.position(place).line}"
