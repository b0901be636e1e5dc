"""The tests of a pack, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final

from attrs import frozen

from scrubjay.packs.model import OverrideEntry, Pack, PolicyEntry, PolicyTest

OWN_KEYS: Final = frozenset({"name", "expect", "cites", "encounter", "supply"})
"""The keys of a test that are not those of an encounter."""


@frozen(eq=False)
class PackTest:
    """One test of a pack: an example beside a policy or an override, or (`about` None) a scenario."""

    pack: Pack
    entry: PolicyTest
    about: PolicyEntry | OverrideEntry | None = None

    @property
    def subject(self) -> str:
        """What is tested: a policy's id, an override's label, or the name of the scenario's file."""
        match self.about:
            case PolicyEntry():
                return self.about.id
            case OverrideEntry():
                return self.about.label
        return self.entry.document.file.name

    @property
    def id(self) -> str:
        """`pack::policy::name`, `pack::override::name`, or `pack::file::name` of a scenario."""
        return f"{self.pack.id}::{self.subject}::{self.entry.name}"

    @property
    def line(self) -> int:
        """The line of the file at which the test stands."""
        return self.entry.document.position(self.entry.place).line

    @property
    def tables(self) -> list[Mapping[str, Any]]:
        """The table of each encounter: several where a scenario lists them, with its own keys in each."""
        data = self.entry.data
        if self.about is not None or "encounter" not in data:
            return [data]
        shared = {key: value for key, value in data.items() if key not in OWN_KEYS}
        return [{**shared, **each} for each in data["encounter"]]

    def result(self, messages: tuple[str, ...]) -> TestResult:
        """What came of the test."""
        file = self.entry.document.file
        return TestResult(self.pack.id, self.subject, self.entry.name, file, self.line, messages)


@frozen
class TestResult:
    """What came of one test: it passed, or `messages` say what was expected and what came."""

    __test__: ClassVar[bool] = False  # it is no test class, whatever its name says to pytest

    pack: str
    subject: str
    name: str
    file: Path
    line: int
    messages: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Did all come as expected?"""
        return not self.messages

    @property
    def id(self) -> str:
        """`pack::policy::name`, or `pack::file::name` of a scenario."""
        return f"{self.pack}::{self.subject}::{self.name}"

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}: {self.id}"
        return "\n  ".join((head, *(message.replace("\n", "\n  ") for message in self.messages)))


def pack_tests(pack: Pack, select: str = "") -> list[PackTest]:
    """The tests of a pack whose id holds `select`, in whatever case: examples first, then scenarios."""
    return [test for test in _all(pack) if select.casefold() in test.id.casefold()]


def _all(pack: Pack) -> Iterator[PackTest]:
    beside: list[PolicyEntry | OverrideEntry] = [*pack.policies.values(), *pack.overrides.values()]
    for about in beside:
        for entry in about.tests:
            yield PackTest(pack, entry, about)
    for entry in pack.scenarios:
        yield PackTest(pack, entry)
