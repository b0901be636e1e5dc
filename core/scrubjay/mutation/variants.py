"""How a value of a pack can be slightly wrong, by its type: one more or less, one left out, another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from scrubjay.mutation.codes import with_other_codes
from scrubjay.packs.documents import Place
from scrubjay.tables import Table
from scrubjay.values import Code, CodeSet, Modifier, Money, ReasonCode, RemarkCode, Share

LEFT_OUT: Final = object()
"""In place of a member of a list: it is not there."""


@frozen
class Known:
    """Names that a pack's tests and labels use, from which another is taken where one is to be wrong."""

    codes: tuple[str, ...]
    modifiers: tuple[str, ...]


@frozen
class Variant:
    """A value at a place within another, and what stands there instead; `added` where nothing stood."""

    place: Place
    old: Any
    new: Any
    added: bool = False

    @property
    def words(self) -> tuple[str, str]:
        """The old and the new, as a pack writes them."""
        if self.added:
            return "not there", _word(self.new)
        return _word(self.old), "left out" if self.new is LEFT_OUT else _word(self.new)

    def put(self, value: Any) -> Any:
        """The whole value with the variant in place."""
        return _put(value, self.place, self.new)


def variants(hint: Any, value: Any, known: Known) -> Iterator[Variant]:
    """Every way in which a value of this type, as TOML has it, can be slightly wrong."""
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(value, Mapping) and "supplied" in value:
        return  # what stands there is stated by whoever uses the pack
    if origin in (Union, UnionType):
        (hint,) = (each for each in arguments if each is not NoneType)
        yield from variants(hint, value, known)
    elif hint is CodeSet:
        yield from _codes(value, known) if isinstance(value, list) else ()
    elif origin is tuple:
        yield from _members(arguments[0], value, known)
    elif origin is Literal:
        place = arguments.index(value)
        yield Variant((), value, arguments[(place + 1) % len(arguments)])
    elif attrs.has(hint) and hint is not Table:
        yield from fields(hint, value, known)
    else:
        for other in _others(hint, value, known):
            yield Variant((), value, other)


def fields(cls: type, table: Mapping[str, Any], known: Known) -> Iterator[Variant]:
    """The variants of each key of a table of a class's fields."""
    hints = get_type_hints(cls)
    for key, value in table.items():
        for each in variants(hints[key], value, known):
            yield attrs.evolve(each, place=(key, *each.place))


def _codes(members: Sequence[str], known: Known) -> Iterator[Variant]:
    for place, new in with_other_codes(members, known.codes):
        if place == len(members):
            yield Variant((place,), None, new, added=True)
        else:
            yield Variant((place,), members[place], LEFT_OUT if new is None else new)


def _members(hint: Any, members: Sequence[Any], known: Known) -> Iterator[Variant]:
    for place, member in enumerate(members):
        yield Variant((place,), member, LEFT_OUT)
        if attrs.has(hint):
            for each in variants(hint, member, known):
                yield attrs.evolve(each, place=(place, *each.place))


def _others(hint: Any, value: Any, known: Known) -> Iterator[Any]:
    if hint is bool:
        yield not value
    elif hint is int:
        yield from (value + 1, value - 1)
    elif hint is date:
        yield from nearby(value)
    elif hint in (Money, Decimal, Share):
        yield from _amounts(value)
    elif hint is Code:
        yield next(new for place, new in with_other_codes([value], known.codes) if place == 1)
    elif hint is Modifier:
        yield next((each for each in known.modifiers if each != value), "ZZ")
    elif hint in (ReasonCode, RemarkCode):
        letters = value.rstrip("0123456789")
        yield f"{letters}{int(value[len(letters) :]) + 1}"
    elif hint is str:
        yield str(int(value) + 1).zfill(len(value)) if value.isdecimal() else f"{value}x"


def nearby(day: date) -> Iterator[date]:
    """The day before and the day after."""
    if day > date.min:
        yield day - timedelta(days=1)
    if day < date.max:
        yield day + timedelta(days=1)


def _amounts(text: str) -> Iterator[str]:
    value = Decimal(text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    yield f"{value + step:f}"
    if value >= step:
        yield f"{value - step:f}"


def _put(value: Any, place: Place, new: Any) -> Any:
    if not place:
        return new
    step, *rest = place
    if isinstance(value, Mapping):
        return {**value, step: _put(value[step], tuple(rest), new)}
    changed = list(value)
    at = int(step)
    if at == len(changed):
        changed.append(new)
    elif not rest and new is LEFT_OUT:
        del changed[at]
    else:
        changed[at] = _put(changed[at], tuple(rest), new)
    return changed


def _word(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_word(each)}' for key, each in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_word, value))}]"
    return str(value)
