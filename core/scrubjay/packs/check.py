"""Does a TOML document fit its schema? Faults in TOML words, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault
from scrubjay.packs.schema import Schema, shipped
from scrubjay.packs.wording import problems


def check(document: Document, schema: str) -> list[Fault]:
    """What in a document does not fit the schema that ships as `schema`."""
    return _faults(document, (), document.data, _shipped_validator(schema))


def check_part(document: Document, place: Place, data: object, schema: Schema) -> list[Fault]:
    """What in one part of a document, standing at `place`, does not fit a schema."""
    return _faults(document, place, data, _Validator(schema))


def _faults(document: Document, base: Place, data: object, validator: Any) -> list[Fault]:
    return [
        document.fault(problem.code, problem.place, problem.message, problem.remedy)
        for error in validator.iter_errors(data)
        for problem in problems(base, error)
    ]


@cache
def _shipped_validator(name: str) -> Any:
    names = ("pack", "policies", "tests", "selector")
    resources = [Resource.from_contents(shipped(f"pack/v1/{each}.schema.json")) for each in names]
    registry: Registry[Schema] = Registry()
    registry = registry.with_resources((str(each.id()), each) for each in resources)
    return _Validator(shipped(name), registry=registry)


def _type(validator: Any, types: Any, instance: object, schema: Mapping[str, Any]) -> Iterator[Any]:
    """TOML has dates, which JSON Schema writes as text: here a date is a date, and nothing else is one."""
    if schema.get("format") != "date":
        yield from Draft202012Validator.VALIDATORS["type"](validator, types, instance, schema)
    elif isinstance(instance, datetime) or not isinstance(instance, date):
        yield ValidationError("not a date")


def _is_integer(_: object, instance: object) -> bool:
    """TOML tells 15 from 15.0; JSON Schema does not."""
    return isinstance(instance, int) and not isinstance(instance, bool)


_Validator: Final[Any] = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"type": _type},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)
