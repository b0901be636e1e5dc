"""The codes with which faults of packs are reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from scrubjay.docs.markdown import code, page, plain, prose, table


class LintCode(Protocol):
    """What the page needs of a code of `scrubjay.lint`, which this package stands beside."""

    @property
    def code(self) -> str:
        """The stable code."""

    @property
    def title(self) -> str:
        """What is wrong, in a few words."""

    @property
    def severity(self) -> str:
        """How grave it is."""

    @property
    def doc(self) -> str:
        """Markdown that says what it means."""


def lints(codes: Iterable[LintCode]) -> str:
    """The page of all lint codes."""
    ordered = sorted(codes, key=lambda each: each.code)
    intro = (
        "`scrubjay pack lint` reports each fault with its file, line, column and one of these codes. A code "
        "never changes its meaning."
    )
    rows = ((code(each.code), plain(each.severity), plain(each.title)) for each in ordered)
    parts = [part for each in ordered for part in _one(each)]
    return page("Lint codes", intro, table(("code", "severity", "what is wrong"), rows), *parts)


def _one(each: LintCode) -> Iterator[str]:
    yield f"## {plain(each.code)}: {plain(each.title)}"
    yield f"Severity: {plain(each.severity)}."
    yield _deeper(each.doc)


def _deeper(doc: str) -> str:
    """Markdown of our own; what is fenced is left as it is, and HTML elsewhere is text."""
    parts = doc.split("```")
    return "```".join(part if place % 2 else prose(part) for place, part in enumerate(parts))
