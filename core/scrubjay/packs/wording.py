"""What a schema's error means, in the words of somebody who writes TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from scrubjay.packs.documents import Place, dotted
from scrubjay.packs.faults import close, nearest

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_TYPES: Final = {
    "object": "a table",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_MEMBER: Final = 'a code such as "97530", a range such as "97161-97168", or the name of a code set'


@frozen
class Problem:
    """A fault before its document is known."""

    code: str
    place: Place
    message: str
    remedy: str = ""


def problems(base: Place, error: ValidationError) -> Iterator[Problem]:
    """What one error of a validator says about the part of a document that stands at `base`."""
    place: Place = (*base, *error.absolute_path)
    schema, wanted = _schema(error), error.validator_value
    instance: Any = error.instance
    known = schema.get("properties", {})
    match error.validator:
        case "additionalProperties":
            for key in instance:
                if key not in known:
                    yield Problem("SJ002", (*place, key), f"{key!r} is not a key here", nearest(key, known))
        case "required":
            key = next(key for key in _list(wanted) if error.message.startswith(repr(key)))
            yield Problem("SJ003", place, f"{key!r} is missing", _add(known.get(key, {})))
        case "enum":
            choices = [str(each) for each in _list(wanted)]
            remedy = close(instance, choices) if isinstance(instance, str) else ""
            yield Problem("SJ004", place, f"{shown(instance)} is not one of {', '.join(choices)}", remedy)
        case "uniqueItems":
            number = twice(instance) or 0
            message = f"{shown(instance[number])} stands here twice"
            yield Problem("SJ004", (*place, number), message, "leave one of them out")
        case "anyOf":
            yield from _none_of(base, place, error)
        case _:
            yield Problem(*_wrong(place, error))


def twice(items: list[Any]) -> int | None:
    """The place of the first value that has stood before, found in one pass."""
    seen = set()
    for number, each in enumerate(items):
        plain = each if isinstance(each, str) else json.dumps(each, sort_keys=True, default=repr)
        if (type(each), plain) in seen:
            return number
        seen.add((type(each), plain))
    return None


def shown(value: object) -> str:
    """A value as TOML has it, cut where it is long."""
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = value.isoformat() if isinstance(value, date | time) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _none_of(base: Place, place: Place, error: ValidationError) -> Iterator[Problem]:
    """A list that is nearly right is wrong in some member: say which. Else say what would be right."""
    branches = error.context or []
    if isinstance(error.instance, list):
        within = [each for each in branches if each.relative_path or each.validator != "type"]
        if within:
            for each in within:
                yield from problems(base, each)
            return
    expected = _schema(error).get("x-expected") or " or ".join(dict.fromkeys(map(_expected, branches)))
    yield Problem("SJ004", place, f"{shown(error.instance)} is not {expected}")


def _wrong(place: Place, error: ValidationError) -> tuple[str, Place, str, str]:
    wanted, expected = error.validator_value, _expected(error)
    instance: Any = error.instance
    match error.validator:
        case "minimum" | "maximum":
            small = error.validator == "minimum"
            unit = _schema(error).get("x-unit", "")
            remedy = f"give {'at least' if small else 'at most'} {wanted} {unit}".rstrip()
            return "SJ004", place, f"{instance} is too {'small' if small else 'great'}", remedy
        case "minItems" | "minProperties" if not instance:
            return "SJ004", place, "is empty", "give at least one"
        case "minProperties":
            return "SJ004", place, f"has too few keys ({', '.join(instance)})", f"give at least {wanted}"
        case "minLength":
            return "SJ004", place, "is empty", f"write {expected}"
        case "maxLength":
            return "SJ004", place, f"is {len(instance)} characters long", f"use at most {wanted}"
    if isinstance(instance, float) and ("money" in expected or "decimal" in expected):
        message = f"{instance} is a float, and binary floats are not exact"
        return "SJ005", place, message, f"write {expected}"
    return "SJ004", place, f"{shown(instance)} is not {expected}", _remedy(place, instance, error)


def _remedy(place: Place, value: object, error: ValidationError) -> str:
    """How to write a value that is right but for its form."""
    schema = _schema(error)
    match value, schema.get("type"):
        case datetime(), "string" if "format" in schema:
            return f"write {value.date()}"
        case str(), "string" if "format" in schema and _is_date(value):
            return f"write {value}"
        case str(), "integer" | "boolean" if value.isdecimal() or value in ("true", "false"):
            return f"write {value} without quotes"
        case float(), "integer" if value.is_integer():
            return f"write {int(value)}"
        case int(), "string" if not isinstance(value, bool) and "format" not in schema:
            return f'write "{value}.00"' if "money" in _expected(error) else f'write "{value}"'
        case Mapping(), "array" if "properties" not in schema:
            words = dotted(tuple(step for step in place if isinstance(step, str)))
            return f"write [[{words}]] for each, or put it in brackets"
        case ((str() | int()), "array") if not isinstance(value, bool):
            return f"write [{json.dumps(value, ensure_ascii=False)}]"
    return ""


def _expected(error: ValidationError) -> str:
    schema = _schema(error)
    if words := schema.get("x-expected"):
        return str(words)
    if "const" in schema:
        return repr(schema["const"])
    return _MEMBER if "pattern" in schema else _TYPES.get(str(schema.get("type")), error.message)


def _add(schema: Mapping[str, Any]) -> str:
    """The description of a missing key, as an invitation to write it."""
    text = str(schema.get("description", "")).rstrip(".")
    if text.split(" ")[0].istitle():
        text = text[0].lower() + text[1:]
    return f"add it: {text}" if text else "add it"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _schema(error: ValidationError) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
