"""How a plugin declares a kind of policy: a parameter class and one pure function over a batch.

    @kind("units.per-code", stage="units", answers=SAYS, facts=FACTS)
    @frozen
    class PerCode:
        codes: CodeSet = param("Codes that this policy counts.")

        def rule(self, batch: Batch) -> Ruling: ...

A class may implement `rule_encounter(encounter, lines)` instead: see `scrubjay.adapter`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeVar

import attrs
from attrs import Factory, frozen

from scrubjay.rulings import Answers

Stage = Literal["units", "coding", "limits", "pricing", "thresholds", "cost-share", "advice"]
Speaks = Literal["line", "encounter"]
Reach = Literal["day", "year", "ever"]
Origin = Literal["encounter", "computed", "table", "history"]

STAGES: tuple[Stage, ...] = ("units", "coding", "limits", "pricing", "thresholds", "cost-share", "advice")

C = TypeVar("C", bound=type)

_ID: Final = re.compile(r"[a-z0-9-]+\.[a-z0-9-]+")


@frozen
class Fact:
    """A value that a ruling records: what it is, its unit ("USD" marks cents), where it comes from."""

    help: str
    unit: str = ""
    origin: Origin = "computed"


@frozen(eq=False)
class Kind:
    """A type of policy, as the engine and the documentation see it."""

    id: str
    stage: Stage
    params: type
    answers: Answers
    facts: Mapping[str, Fact]
    speaks: Speaks
    reach: Reach
    after: tuple[str, ...]
    publishes: Mapping[str, Fact] = Factory(dict)

    @property
    def doc(self) -> str:
        """The docstring of the parameter class: what the kind does and its source."""
        return (self.params.__doc__ or "").strip()

    @property
    def summary(self) -> str:
        """The first sentence of the docstring."""
        return self.doc.split("\n")[0]


class KindError(TypeError):
    """A class is not a well-made kind; the message says what is wrong with it."""


def kind(
    id: str,
    *,
    stage: Stage,
    answers: Answers,
    facts: Mapping[str, Fact] | None = None,
    speaks: Speaks = "line",
    reach: Reach = "day",
    after: tuple[str, ...] = (),
    publishes: Mapping[str, Fact] | None = None,
) -> Callable[[C], C]:
    """Declare an attrs class to be the kind `id` ("subject.name").

    `speaks` says whether it rules on lines or on encounters. `reach` says how far its groups go: a
    policy whose sums run over a calendar year must see the whole year, even where its version changed
    within it; one whose sums may run over any time must see all there is. `after` names kinds of the same
    stage that must have ruled before; `publishes` declares columns that its rulings hand to policies that
    rule later. Raises `KindError`.
    """

    def declare(cls: C) -> C:
        marked: type = cls
        if not _ID.fullmatch(id):
            raise KindError(f"kind {id!r}: an id is subject.name, in lower-case letters, digits and hyphens")
        if stage not in STAGES:
            raise KindError(f"kind {id!r}: no stage is named {stage!r}; there are {', '.join(STAGES)}")
        if not attrs.has(marked):
            raise KindError(f"kind {id!r}: {cls.__name__} is not an attrs class; decorate it with @frozen")
        if not (hasattr(cls, "rule") or hasattr(cls, "rule_encounter")):
            raise KindError(
                f"kind {id!r}: {cls.__name__} has neither rule(batch) nor rule_encounter(encounter, lines)"
            )
        for name, answer in zip(answers.names, answers.items, strict=True):
            if unknown := answer.placeholders - {"code", *(facts or {})}:
                told = f"answer {name!r} speaks of {{{min(unknown)}}}, which is no fact that is declared"
                raise KindError(f"kind {id!r}: {told}")
        made = Kind(id, stage, cls, answers, dict(facts or {}), speaks, reach, after, dict(publishes or {}))
        cls.__kind__ = made  # type: ignore[attr-defined]
        return cls

    return declare


def kind_of(cls: type) -> Kind:
    """The kind that a class declares. Raises `KindError` if it declares none."""
    found = cls.__dict__.get("__kind__")
    if not isinstance(found, Kind):
        raise KindError(f"{cls.__module__}.{cls.__qualname__} is not decorated with @kind(...)")
    return found


def param(
    help: str,
    *,
    default: Any = attrs.NOTHING,
    unit: str = "",
    least: int | None = None,
    most: int | None = None,
    columns: Mapping[str, str] | None = None,
) -> Any:
    """A parameter of a kind: an attrs field with its help, unit and bounds for schema and explanation.

    `columns` gives, for a table, the columns that it must have with their types: text, integer, date or
    decimal-N.
    """
    metadata = {"help": help, "unit": unit, "least": least, "most": most, "columns": columns or {}}
    return attrs.field(default=default, metadata=metadata)
