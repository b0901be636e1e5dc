"""The codes with which faults of packs are reported, a page each, and what the quality tiers ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from scrubjay.docs.markdown import code, fenced, items, link, page, plain, prose, table


class LintCode(Protocol):
    """What a page needs of a code of `scrubjay.lint`, which this package stands beside."""

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


class LintCriterion(Protocol):
    """What a page needs of a criterion of `scrubjay.lint`."""

    @property
    def tier(self) -> str:
        """The tier that asks for it."""

    @property
    def asks(self) -> str:
        """What it asks for."""


@frozen
class Lint:
    """What the pages show of `scrubjay.lint`: codes, criteria, and the pack that its examples change."""

    codes: Sequence[LintCode]
    criteria: Sequence[LintCriterion]
    example: Mapping[str, str]
    plugin: str


def lint_pages(lint: Lint) -> dict[str, str]:
    """An index, the page of tiers, and one page a code."""
    ordered = sorted(lint.codes, key=lambda each: each.code)
    return {
        "lint/index.md": _index(ordered, lint),
        "lint/tiers.md": _tiers(lint.criteria),
        **{f"lint/{each.code}.md": _page(each) for each in ordered},
    }


def _index(codes: Sequence[LintCode], lint: Lint) -> str:
    intro = (
        "`scrubjay pack lint` reports each fault with its file, line, column and one of these codes. A code "
        "never changes its meaning. `scrubjay pack lint --explain SJ103` prints the page of a code. An error "
        "makes the command fail; a warning does not."
    )
    rows = ((link(each.code, f"{each.code}.md"), plain(each.severity), plain(each.title)) for each in codes)
    laid = (
        "Every page shows what brings the code about and what mends it. Both are run by the tests. They are "
        "short because they are laid over a pack without fault, which stands here: a `[[policy]]` of an "
        "example changes the keys that it states, and any other entry stands in place of the one with its "
        "id. An example that shows the whole of a file stands in its place."
    )
    files = (
        part for name, text in lint.example.items() for part in (f"{code(name)}:", fenced(text, _word(name)))
    )
    plugin = ("A plugin of the same vendor has kinds of its own:", fenced(lint.plugin, "python"))
    parts = (table(("code", "severity", "what is wrong"), rows), "## The pack of the examples", laid)
    return page("Lint codes", intro, *parts, *files, *plugin)


def _word(name: str) -> str:
    return {"toml": "toml", "md": "markdown"}.get(name.rpartition(".")[2], "text")


def _tiers(criteria: Iterable[LintCriterion]) -> str:
    by_tier: dict[str, list[str]] = {}
    for each in criteria:
        by_tier.setdefault(each.tier, []).append(plain(each.asks))
    intro = (
        "`scrubjay pack lint` prints the quality tier of a pack and what is missing for the next. Each tier "
        "asks for all that those before it ask for. A pack that does not load has none. A pack that declares "
        '`tier = "silver"` in its `pack.toml` is held to it: the lint fails where it is not met.'
    )
    why = f"See {link('quality tiers and freshness', '../../explanation/tiers.md')}."
    parts = (part for tier, asks in by_tier.items() for part in (f"## {tier.capitalize()}", items(asks)))
    return page("Quality tiers", intro, why, *parts)


def _page(each: LintCode) -> str:
    return page(f"{each.code}: {each.title}", f"Severity: {plain(each.severity)}.", *_deeper(each.doc))


def _deeper(doc: str) -> Iterator[str]:
    """Markdown of our own; what is fenced is left as it is, and HTML elsewhere is text."""
    parts = doc.split("```")
    yield "```".join(part if place % 2 else prose(part) for place, part in enumerate(parts))
