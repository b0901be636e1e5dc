"""Lists and mappings of fields, and objects within objects.

JSON null stands for an empty list or mapping, as absence does.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, TypeVar

from scrubjay.fields.codes import code, diagnosis, modifier
from scrubjay.fields.figures import count, last_date, money
from scrubjay.fields.invalid import Invalid, Part
from scrubjay.fields.parties import name
from scrubjay.fields.remembering import remembering, remembering_lists
from scrubjay.money import Cents

T = TypeVar("T")

MAX_MODIFIERS: Final = 4
MAX_DIAGNOSES: Final = 12
MAX_ELEMENTS: Final = 100
MAX_LINES: Final = 1000


def modifiers(value: object) -> tuple[str, ...]:
    """Read up to four different modifiers, in the order of the claim; upper-cased."""
    listed = _listed(value, modifier, MAX_MODIFIERS, "modifiers", '["GP", "59"]')
    if len(set(listed)) < len(listed):
        raise Invalid("a list", "mend its members", _again(listed, enumerate(listed)))
    return listed


def diagnoses(value: object) -> tuple[str, ...]:
    """Read up to twelve ICD-10 codes, in the order of the claim."""
    return _listed(value, diagnosis, MAX_DIAGNOSES, "diagnoses", '["M25.561"]')


def elements(value: object) -> tuple[str, ...]:
    """Read the names of what a note documents, at most 100."""
    return _listed(value, name, MAX_ELEMENTS, "documentation elements", '["activity", "goal"]')


def codes_listed(value: object) -> tuple[str, ...]:
    """Read HCPCS or CPT codes, at most 100; upper-cased."""
    return _listed(value, code, MAX_ELEMENTS, "codes", '["97110", "97530"]')


_name, _code, _money, _elements = (
    remembering(name),
    remembering(code),
    remembering(money),
    remembering_lists(elements),
)


def history(value: object) -> Mapping[str, Cents]:
    """Read accumulators: lowercase names with amounts of dollars; kept in cents."""
    return _mapped(value, _name, _money, '{"deductible_met": "283.00"}')


def counts(value: object) -> Mapping[str, int]:
    """Read counters: lowercase names with whole numbers."""
    return _mapped(value, _name, count, '{"pt_visits": 12}')


def last_dates(value: object) -> Mapping[str, dt.date | Literal["never"]]:
    """Read when services were last furnished: lowercase names with dates, or "never"."""
    return _mapped(value, _name, last_date, '{"pt_evaluation": "2026-01-15"}')


def documentation(value: object) -> Mapping[str, tuple[str, ...]]:
    """Read which elements the note documents, for each code."""
    return _mapped(value, _code, _elements, '{"97530": ["activity", "goal"]}')


def nested(cls: type[T], value: object) -> T:
    """Take an object of `cls`, or build it from a mapping of its fields."""
    if type(value) is cls:
        return value
    if isinstance(value, dict):
        return cls(**value)
    raise Invalid("an object", "write its fields in braces")


def several(cls: type[T], value: object, *, least: int = 1) -> tuple[T, ...]:
    """Take a list of at least `least` and at most 1000 objects of `cls`, or of mappings of its fields."""
    if isinstance(value, list | tuple) and least <= len(value) <= MAX_LINES:
        return tuple([cls(**member) if type(member) is dict else nested(cls, member) for member in value])
    raise Invalid(
        f"a list of {least} to {MAX_LINES} objects", "put each object in braces, all of them in one list"
    )


def _listed(
    value: object, read: Callable[[object], str], most: int, what: str, example: str
) -> tuple[str, ...]:
    """Read each member of a list with `read`; every bad member is a part of what is raised."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > most:
        raise Invalid(f"a list of at most {most} {what}", f"write a list, such as {example}")
    try:
        return tuple([read(member) for member in value])
    except Invalid:
        raise Invalid("a list", "mend its members", _bad(enumerate(value), read)) from None


def _mapped(
    value: object, read_key: Callable[[object], str], read: Callable[[object], T], example: str
) -> Mapping[str, T]:
    """Read each key and value of a mapping; every bad one is a part of what is raised."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid("an object", f"write an object, such as {example}")
    try:
        mapped = {read_key(key): read(member) for key, member in value.items()}
    except Invalid:
        keys = _bad(((key, key) for key in value), read_key)
        raise Invalid("an object", "mend its members", [*keys, *_bad(value.items(), read)]) from None
    if len(mapped) < len(value):
        again = _again([read_key(key) for key in value], ((key, key) for key in value))
        raise Invalid("an object", "mend its members", again)
    return mapped


def _bad(members: Iterable[tuple[str | int, object]], read: Callable[[object], object]) -> list[Part]:
    """Collect the members that `read` refuses."""
    bad: list[Part] = []
    for at, member in members:
        try:
            read(member)
        except Invalid as fault:
            bad.append((at, member, fault))
    return bad


def _again(listed: Iterable[str], members: Iterable[tuple[str | int, object]]) -> list[Part]:
    """Collect the members that mean the same as an earlier one."""
    again: list[Part] = []
    seen: set[str] = set()
    for one, (at, member) in zip(listed, members, strict=True):
        if one in seen:
            again.append(
                (at, member, Invalid("named only once", "keep one; upper and lower case are the same"))
            )
        seen.add(one)
    return again
