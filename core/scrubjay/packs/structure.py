"""From a pack's tables to a kind's parameters, and from names to the codes they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import cattrs
from attrs import frozen

from scrubjay import money
from scrubjay.tables import Table
from scrubjay.values import Code, CodeSet, Modifier, Money, ReasonCode, RemarkCode, Share

T = TypeVar("T")


@frozen
class Resolve:
    """What the names in a table of parameters stand for."""

    codes: Callable[[str | list[str]], CodeSet]
    """The codes of a set that is named, or of a list of members."""
    table: Callable[[str], Table]
    """The table of figures that is named."""


_resolve: ContextVar[Resolve] = ContextVar("resolve")
_converter = cattrs.Converter(detailed_validation=False)
_converter.register_structure_hook(Money, lambda value, _: Money(money.cents(value)))
_converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
_converter.register_structure_hook(Share, lambda value, _: Share(value))
_converter.register_structure_hook(Code, lambda value, _: value)
_converter.register_structure_hook(Modifier, lambda value, _: value)
_converter.register_structure_hook(ReasonCode, lambda value, _: value)
_converter.register_structure_hook(RemarkCode, lambda value, _: value)
_converter.register_structure_hook(date, lambda value, _: value)
_converter.register_structure_hook(CodeSet, lambda value, _: _resolve.get().codes(value))
_converter.register_structure_hook(Table, lambda value, _: _resolve.get().table(value))


def structure(cls: type[T], table: Mapping[str, Any], resolve: Resolve) -> T:
    """Make parameters of a table that has passed its schema.

    `resolve` finds what is named: code sets and tables of figures. What the class itself refuses is raised
    as it is.
    """
    token = _resolve.set(resolve)
    try:
        return _converter.structure(table, cls)
    finally:
        _resolve.reset(token)


def is_code(text: str) -> bool:
    """Does this have the form of a HCPCS/CPT code?"""
    return len(text) == 5 and text[1:4].isdigit() and text.isalnum() and text.upper() == text


def expand(member: str) -> list[str] | None:
    """The codes that a code or a range of codes stands for; None for the name of a set.

    Raises `ValueError` for a range that runs backwards or across forms of codes.
    """
    first, dash, last = member.partition("-")
    if not is_code(first) or (dash and not is_code(last)):
        return None
    if not dash:
        return [first]
    shape = _shape(first)
    if shape != _shape(last):
        raise ValueError(f"{member!r} runs between codes of different forms")
    prefix, low, suffix = shape[0], _number(first), shape[1]
    high = _number(last)
    if high < low:
        raise ValueError(f"{member!r} runs backwards")
    width = 5 - len(prefix) - len(suffix)
    return [f"{prefix}{number:0{width}}{suffix}" for number in range(low, high + 1)]


def _shape(code: str) -> tuple[str, str]:
    return ("" if code[0].isdigit() else code[0], "" if code[-1].isdigit() else code[-1])


def _number(code: str) -> int:
    return int("".join(letter for letter in code if letter.isdigit()))
