"""What a compiled policy does on a date, as values that can be compared key by key.

Only what can show in a result counts. Titles, citations, notes and tests do not; neither does an action
that every answer of the kind overrides, nor remittance codes with which nothing can be denied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

import attrs

from scrubjay.diff.states import State
from scrubjay.money import dollars
from scrubjay.policy import Version
from scrubjay.rulings import Action, Outcome
from scrubjay.tables import Table
from scrubjay.unsupplied import Unsupplied
from scrubjay.values import CodeSet, Money

Value = str | tuple[str, ...] | CodeSet | Table | None
"""A value as a pack writes it, without quotes; lists and sets by their members."""


def behaviour(state: State) -> Mapping[str, Value]:
    """Values by key, in the words of TOML: `action`, `applies_to.codes`, `params.amount`.

    Those of an exception stand under `override.LABEL`; one that disables the policy has none but its `when`.
    """
    values = dict(_version("", state.version)) if state.version is not None else {}
    for each in state.exceptions:
        values |= _exception(each)
    if state.exceptions:
        values["overrides"] = ", ".join(_label(each) for each in state.exceptions)
    return values


def _exception(version: Version) -> dict[str, Value]:
    prefix = f"override.{_label(version)}."
    stated = dict(_version(prefix, version)) if version.rule is not None else {}
    return stated | dict(_fields(f"{prefix}when", version.when))


def _label(version: Version) -> str:
    return version.override.entry.label if version.override is not None else ""


def _version(prefix: str, version: Version) -> Iterator[tuple[str, Value]]:
    terms = version.terms
    yield f"{prefix}kind", terms.kind.id
    yield f"{prefix}status", version.entry.status
    if any(answer.action is None and answer.outcome is Outcome.FAIL for answer in terms.kind.answers.items):
        yield f"{prefix}action", terms.action
    if terms.remit is not None and int(terms.actions.max()) >= Action.REDUCE:
        yield f"{prefix}remit.group", terms.remit.group
        yield f"{prefix}remit.carc", terms.remit.carc
        yield f"{prefix}remit.rarcs", terms.remit.rarcs
    yield from _fields(f"{prefix}applies_to", terms.selector)
    if isinstance(version.rule, Unsupplied):
        hints = _hints(terms.kind.params)
        for name, value in version.rule.known.items():
            yield from _value(f"{prefix}params.{name}", value, hints[name])
        yield f"{prefix}unsupplied", tuple(sorted(version.rule.missing))
    else:
        yield from _fields(f"{prefix}params", version.rule)


def _fields(prefix: str, value: Any) -> Iterator[tuple[str, Value]]:
    cls: Any = type(value)
    hints = _hints(cls)
    for attribute in attrs.fields(cls):
        if attribute.init:
            found = getattr(value, attribute.name)
            yield from _value(f"{prefix}.{attribute.name}", found, hints[attribute.name])


@cache
def _hints(cls: Callable[..., Any]) -> Mapping[str, Any]:
    return get_type_hints(cls)


def _value(key: str, value: Any, hint: Any) -> Iterator[tuple[str, Value]]:
    if value is None or isinstance(value, CodeSet | Table):
        yield key, value
    elif attrs.has(type(value)):
        yield from _fields(key, value)
    elif isinstance(value, tuple) and any(attrs.has(type(each)) for each in value):
        for number, each in enumerate(value):
            yield from _value(f"{key}[{number}]", each, None)
    elif isinstance(value, tuple):
        yield key, tuple(_written(each, is_money(hint)) for each in value)
    else:
        yield key, _written(value, is_money(hint))


def is_money(hint: Any) -> bool:
    """Is this the type of an amount, of one that may be left out, or of a list of them?"""
    return hint is Money or Money in get_args(hint)


def _written(value: Any, money: bool = False) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if money:
        return dollars(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
