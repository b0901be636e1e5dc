"""The slow way through a raw value: everything that is wrong with it, at once."""

import difflib
from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any, Final

import attrs

from scrubjay.fields import Invalid, Part
from scrubjay.fields.members import MAX_LINES
from scrubjay.intake.faults import Fault, shown, step
from scrubjay.model import ServiceLine, conflicts

MAX_FAULTS: Final = 1000
"""How many faults of one encounter are reported."""


def faults(cls: type[attrs.AttrsInstance], raw: object, path: str = "$") -> list[Fault]:
    """Find every fault of a raw value that should be an object of `cls`; none means that it is one."""
    return list(islice(_object(cls, raw, path), MAX_FAULTS))


def _object(cls: type[attrs.AttrsInstance], raw: object, path: str) -> Iterator[Fault]:
    if type(raw) is cls:
        return
    if not isinstance(raw, dict):
        yield Fault(path, shown(raw), f"an object ({_noun(cls)})", "write its fields in braces")
        return
    known = attrs.fields_dict(cls)
    good = dict.fromkeys(known)
    for name, attribute in known.items():
        if name in raw:
            yield from _member(attribute, raw[name], path + step(name), good)
        elif attribute.default is attrs.NOTHING:
            yield Fault(path + step(name), None, f'"{name}"', f"{_noun(cls)} needs it")
    for key in raw:
        if key not in known:
            yield _unknown(cls, key, list(known), path)
    if cls is ServiceLine:
        for part in conflicts(SimpleNamespace(**good)):
            yield from _parts((part,), path)


def _member(attribute: Any, value: object, path: str, good: dict[str, Any]) -> Iterator[Fault]:
    """Find the faults of one field; a value without any is kept in `good`, under its name."""
    inner, each = attribute.metadata.get("of"), attribute.metadata.get("each")
    if inner and not (value is None and attribute.default is None):
        yield from _object(inner, value, path)
    elif each and isinstance(value, list | tuple) and 0 < len(value) <= MAX_LINES:
        for index, member in enumerate(value):
            yield from _object(each, member, path + step(index))
    else:
        try:
            good[attribute.name] = attribute.converter(value)
        except Invalid as problem:
            yield from _problem(problem, value, path)


def _problem(problem: Invalid, value: object, path: str) -> Iterator[Fault]:
    if problem.parts:
        yield from _parts(problem.parts, path)
    else:
        yield Fault(path, shown(value), problem.expected, problem.remedy)


def _parts(parts: tuple[Part, ...], path: str) -> Iterator[Fault]:
    for at, value, problem in parts:
        yield from _problem(problem, value, path + step(at))


def _unknown(cls: type, key: object, known: list[str], path: str) -> Fault:
    near = difflib.get_close_matches(key.lower()[:40], known, n=1) if isinstance(key, str) else []
    remedy = f'did you mean "{near[0]}"?' if near else f"the known keys are {', '.join(known)}"
    return Fault(path + step(key), shown(key), f"a key of {_noun(cls)}", remedy)


def _noun(cls: type) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in cls.__name__).strip()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
