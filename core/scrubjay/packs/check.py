"""Does a TOML document fit its schema? Faults in TOML words, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import jsonschema
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault, nearest
from scrubjay.packs.schema import Schema, shipped

_FORMATS = FormatChecker(())


class _Date(str):
    """A TOML date, as the text that JSON Schema expects."""

    __slots__ = ()


@_FORMATS.checks("date")
def _is_date(value: object) -> bool:
    return isinstance(value, _Date) or not isinstance(value, str)


@cache
def _registry() -> Registry[Schema]:
    names = ("pack", "policies", "tests", "selector")
    resources = [Resource.from_contents(shipped(f"pack/v1/{name}.schema.json")) for name in names]
    return Registry().with_resources((str(each.id()), each) for each in resources)


@cache
def _shipped_validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(shipped(name), registry=_registry(), format_checker=_FORMATS)


def check(document: Document, schema: str, data: Mapping[str, Any] | None = None) -> list[Fault]:
    """What in a document does not fit the schema that ships as `schema`."""
    found = _shipped_validator(schema).iter_errors(_plain(document.data if data is None else data))
    return [fault for error in found for fault in _faults(document, (), error)]


def check_part(document: Document, place: Place, data: object, schema: Schema) -> list[Fault]:
    """What in one part of a document, standing at `place`, does not fit a schema."""
    validator = Draft202012Validator(schema, format_checker=_FORMATS)
    return [
        fault for error in validator.iter_errors(_plain(data)) for fault in _faults(document, place, error)
    ]


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return _Date(value.isoformat())
    return value


def _faults(document: Document, base: Place, error: ValidationError) -> Iterator[Fault]:
    place = (*base, *error.absolute_path)
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            for key in error.instance:
                if key not in known:
                    yield document.fault(
                        "SJ002", (*place, key), f"{key!r} is not a key here", nearest(key, known)
                    )
        case "required":
            missing = [key for key in error.validator_value if key not in error.instance]
            for key in missing:
                if error.message.startswith(repr(key)):
                    help = error.schema.get("properties", {}).get(key, {}).get("description", "")
                    yield document.fault("SJ003", place, f"{key!r} is missing", help.rstrip("."))
        case "enum":
            choices = [str(each) for each in error.validator_value]
            remedy = nearest(str(error.instance), choices)
            yield document.fault("SJ004", place, f"{_shown(error.instance)} is not one of them", remedy)
        case _:
            yield document.fault(*_wrong_value(place, error))


def _wrong_value(place: Place, error: ValidationError) -> tuple[str, Place, str, str]:
    expected = error.schema.get("x-expected", "")
    if error.validator in ("minimum", "maximum"):
        bound = "at least" if error.validator == "minimum" else "at most"
        return "SJ004", place, f"{error.instance} is not {bound} {error.validator_value}", ""
    if error.validator in ("minItems", "minProperties"):
        return "SJ004", place, "is empty", "give at least one"
    if error.validator == "uniqueItems":
        return "SJ004", place, f"{_shown(error.instance)} names something twice", ""
    if isinstance(error.instance, float) and ("money" in expected or "decimal" in expected):
        return (
            "SJ005",
            place,
            f"{error.instance} is a float, and binary floats are not exact",
            f"write {expected}",
        )
    return "SJ004", place, f"{_shown(error.instance)} is not {expected or _type_words(error)}", ""


def _type_words(error: ValidationError) -> str:
    words = {"object": "a table", "array": "a list", "string": "text", "integer": "a whole number"}
    return words.get(str(error.validator_value), "") or error.message


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, _Date) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def is_schema(schema: Schema) -> bool:
    """Is this a well-formed schema of our dialect?"""
    try:
        Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError:
        return False
    return True
