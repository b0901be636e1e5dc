"""The kinds of policy: what each does, its parameters, what it can say, and the facts that it records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import Any, Final

from scrubjay.docs.markdown import code, items, page, plain, prose, table
from scrubjay.docs.schemas import words
from scrubjay.kinds import STAGES, Kind
from scrubjay.packs.schema import kind_schema
from scrubjay.rulings import Answer, Outcome

_REACHES: Final = {"day": "one day", "year": "a calendar year", "ever": "any time"}


def kind_pages(kinds: Sequence[Kind]) -> dict[str, str]:
    """An index by stage, and one page a kind."""
    return {
        "kinds/index.md": _index(kinds),
        **{f"kinds/{kind.id}.md": _page(kind) for kind in kinds},
    }


def _index(kinds: Sequence[Kind]) -> str:
    intro = (
        "A kind is a type of policy. A pack names it and gives it parameters. The stages stand in the order "
        "in which they rule. `scrubjay kinds` lists what is installed on your machine, with the plugins of "
        "others."
    )
    parts = []
    for stage in STAGES:
        rows = [
            (f"[{plain(kind.id)}]({kind.id}.md)", prose(kind.summary))
            for kind in kinds
            if kind.stage == stage
        ]
        if rows:
            parts += [f"## Stage {stage}", table(("kind", "what it does"), rows)]
    return page("Kinds", intro, *parts)


def _page(kind: Kind) -> str:
    reach = _REACHES[kind.reach]
    about = [f"Stage: {kind.stage}.", f"It rules on: each {kind.speaks}.", f"Its sums run over: {reach}."]
    if kind.after:
        about.append(f"It rules after: {', '.join(map(code, kind.after))}.")
    return page(
        kind.id,
        prose(cleandoc(kind.doc)),
        items(about),
        "## Parameters",
        _parameters(kind),
        "## Answers",
        "What the kind can say. Names in braces are facts. Where no action stands, it is the policy's own.",
        table(("answer", "outcome", "action", "text"), _answers(kind)),
        "## Facts",
        _facts(kind),
    )


def _parameters(kind: Kind) -> str:
    schema = kind_schema(kind)
    required = schema.get("required", ())
    if not schema["properties"]:
        return "None."
    rows = [
        (
            code(name),
            words(each, {}) + _bounds(each),
            plain(each.get("x-unit", "")),
            "required" if name in required else _default(each),
            prose(each.get("description", "")),
        )
        for name, each in schema["properties"].items()
    ]
    return table(("parameter", "type", "unit", "default", "meaning"), rows)


def _bounds(schema: dict[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    return (f", at least {least}" if least is not None else "") + (
        f", at most {most}" if most is not None else ""
    )


def _default(schema: dict[str, Any]) -> str:
    default = schema.get("default")
    if isinstance(default, bool):
        return code(str(default).lower())
    return "none" if default in (None, []) else code(default)


def _answers(kind: Kind) -> Iterator[tuple[str, str, str, str]]:
    for name, answer in zip(kind.answers.names, kind.answers.items, strict=True):
        yield code(name), code(answer.outcome.word), _action(answer), _text(answer)


def _action(answer: Answer) -> str:
    return code(answer.action.word) if answer.outcome is Outcome.FAIL and answer.action is not None else ""


def _text(answer: Answer) -> str:
    parts = [plain(answer.text)]
    if answer.missing:
        parts.append(f"Missing: {plain(answer.missing)}.")
    if answer.remedy:
        parts.append(f"To do: {plain(answer.remedy)}.")
    if answer.suggestion is not None:
        how = "safe" if answer.suggestion.safe else "never applied by itself"
        parts.append(f"Suggestion ({how}): {plain(answer.suggestion.text)}.")
    return "<br>".join(parts)


def _facts(kind: Kind) -> str:
    if not kind.facts:
        return "None."
    rows = (
        (code(name), plain(fact.unit), plain(fact.origin), prose(fact.help))
        for name, fact in kind.facts.items()
    )
    return table(("fact", "unit", "origin", "meaning"), rows)
