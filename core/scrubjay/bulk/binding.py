"""Which columns of a table are which of ours, found or refused before anything is read."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

import pyarrow as pa
from attrs import frozen

from scrubjay.bulk.errors import RunError
from scrubjay.bulk.known import COLUMNS, MODIFIERS, WORDS, Known, is_accumulator, known
from scrubjay.bulk.mapping import LINES
from scrubjay.packs.faults import close

Path = tuple[str, ...]
Leaves = dict[str, tuple[Path, pa.DataType]]

_BY_CLOSENESS: Final = 0.75


@frozen
class Bound:
    """One of our columns, and the way to it in their table (within a service line, where those nest)."""

    known: Known
    path: Path

    @property
    def theirs(self) -> str:
        """The column's name in their table."""
        return ".".join(self.path)


@frozen
class Binding:
    """The columns of one table: ours and theirs, the list of `lines` where they nest, and what is unread.

    `hints` are columns that are not read and look like one of ours that is not there.
    """

    columns: tuple[Bound, ...]
    lines: Path | None
    unread: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def needs(self) -> list[str]:
        """The columns of the table, as it names them, that must be read."""
        tops = [self.lines[0]] if self.lines else []
        tops += [each.path[0] for each in self.columns if not (self.lines and each.known.line)]
        return list(dict.fromkeys(tops))


def bind(
    schema: pa.Schema, maps: Mapping[str, str], where: str, *, textual: bool = False, payer: bool = False
) -> Binding:
    """Find our columns in a table called `where`.

    `textual`: it holds nothing but text; `payer`: one is named for all encounters. Raises `RunError` with
    every column that is missing or of another type, and the nearest name there is.
    """
    top = _leaves(schema, ())
    lines, inner = _nested(top, maps, where)
    leaves = {True: inner if lines else top, False: top}
    faults: list[str] = []
    bound: list[Bound] = []
    for column in _wanted(maps, top):
        choice = leaves[column.line]
        theirs = maps.get(column.name, column.name)
        if theirs not in choice:
            needed = column.required and not (column.name == "payer" and payer)
            needed = needed or (column.name == "id" and lines is None)
            if needed or column.name in maps:
                faults.append(_missing(column, theirs, choice, where))
        elif why := _mistyped(column.type, choice[theirs][1], textual):
            faults.append(f"{where}: column {theirs!r} is {why}, not {WORDS[column.type]}; cast it in a copy")
        else:
            bound.append(Bound(column, choice[theirs][0]))
    if faults or (faults := list(_twice(bound, where))):
        raise RunError("\n".join(faults))
    return Binding(tuple(bound), lines, *_left(bound, top, inner, lines))


def _wanted(maps: Mapping[str, str], top: Leaves) -> Iterator[Known]:
    yield from COLUMNS.values()
    for name in dict.fromkeys([*maps, *top]):
        if is_accumulator(name) and (column := known(name)) is not None:
            yield column


def _leaves(schema: pa.Schema | pa.StructType, before: Path) -> Leaves:
    """Every column by its dotted name; an object's fields are columns of their own."""
    found: Leaves = {}
    for field in schema:
        path = (*before, field.name)
        if pa.types.is_struct(field.type):
            found |= _leaves(field.type, path)
        else:
            found[".".join(path)] = path, field.type
    return found


def _nested(top: Leaves, maps: Mapping[str, str], where: str) -> tuple[Path | None, Leaves]:
    name = maps.get(LINES, LINES)
    if name not in top:
        if LINES in maps:
            raise RunError(f"{where}: there is no column {name!r}; {_nearest(name, top)}")
        return None, {}
    path, type = top[name]
    if not (_is_list(type) and pa.types.is_struct(type.value_type)):
        raise RunError(f"{where}: column {name!r} is {type}, not a list of service lines (STRUCT)")
    return path, _leaves(type.value_type, ())


def _is_list(type: pa.DataType) -> bool:
    return bool(pa.types.is_list(type) or pa.types.is_large_list(type))


def is_text(type: pa.DataType) -> bool:
    """Is it text, in any of Arrow's ways to hold it?"""
    if pa.types.is_dictionary(type):
        type = type.value_type
    return bool(pa.types.is_string(type) or pa.types.is_large_string(type) or pa.types.is_string_view(type))


def _mistyped(due: str, type: pa.DataType, textual: bool) -> str:
    """The type as it is, where it will not do; a column of nothing but nulls always does."""
    if pa.types.is_null(type):
        return ""
    good = {
        "text": is_text(type),
        "count": pa.types.is_integer(type) or (textual and is_text(type)),
        "flag": pa.types.is_boolean(type) or (textual and is_text(type)),
        "date": pa.types.is_date(type) or is_text(type),
        "money": (pa.types.is_decimal(type) and 0 <= type.scale <= 2) or is_text(type),
        "words": is_text(type)
        or (_is_list(type) and (is_text(type.value_type) or pa.types.is_null(type.value_type))),
    }[due]
    return "" if good else str(type)


def _missing(column: Known, theirs: str, choice: Leaves, where: str) -> str:
    near = get_close_matches(theirs, list(choice), 1)
    if near:
        use = shlex.join(["--map", f"{column.name}={near[0]}"])
        return f"{where}: there is no column {theirs!r}; is it {near[0]!r}? ({use})"
    use = "" if theirs != column.name else f"; name it with --map {column.name}=NAME"
    return f"{where}: there is no column {theirs!r}; {_nearest(theirs, choice)}{use}"


def _nearest(name: str, choice: Leaves) -> str:
    if found := close(name, choice):
        return found
    shown = ", ".join(list(choice)[:12]) + (", …" if len(choice) > 12 else "")
    return f"there are {shown}" if choice else "there are none"


def _twice(bound: Sequence[Bound], where: str) -> Iterator[str]:
    names = {each.known.name for each in bound}
    if "modifiers" in names and names.intersection(MODIFIERS):
        yield f"{where}: modifiers are in 'modifiers' and in 'modifier_1' too; leave one of the two out"


def _left(
    bound: Sequence[Bound], top: Leaves, inner: Leaves, lines: Path | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    used = {(each.known.line and lines is not None, each.theirs) for each in bound}
    unread = [name for name in top if (False, name) not in used and name != ".".join(lines or ())]
    unread += [name for name in inner if (True, name) not in used]
    absent = [name for name in COLUMNS if name not in {each.known.name for each in bound}]
    hints = []
    for name in unread:
        if near := get_close_matches(name.lower(), absent, 1, _BY_CLOSENESS):
            use = shlex.join(["--map", f"{near[0]}={name}"])
            hints.append(f"column {name!r} is not read; is it {near[0]!r}? ({use})")
    return tuple(unread), tuple(hints)
