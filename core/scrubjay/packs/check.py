"""Does a TOML document fit its schema? Faults in TOML words, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any

from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import MOST_FAULTS, Fault
from scrubjay.packs.schema import Schema, shipped
from scrubjay.packs.wording import problems, twice

# jsonschema takes longer to import than a small pack to check, so it is imported where there is a need.


def check(document: Document, schema: str) -> list[Fault]:
    """What in a document does not fit the schema that ships as `schema`."""
    return _faults(document, (), document.data, _shipped_validator(schema))


def check_part(document: Document, place: Place, data: object, schema: Schema) -> list[Fault]:
    """What in one part of a document, standing at `place`, does not fit a schema."""
    return _faults(document, place, data, _dialect()(schema))


def _faults(document: Document, base: Place, data: object, validator: Any) -> list[Fault]:
    found = (problem for error in validator.iter_errors(data) for problem in problems(base, error))
    return [
        document.fault(problem.code, problem.place, problem.message, problem.remedy)
        for problem in islice(found, MOST_FAULTS)
    ]


@cache
def _shipped_validator(name: str) -> Any:
    from referencing import Registry, Resource

    names = ("pack", "policies", "tests", "selector")
    resources = [Resource.from_contents(shipped(f"pack/v1/{each}.schema.json")) for each in names]
    registry: Registry[Schema] = Registry()
    registry = registry.with_resources((str(each.id()), each) for each in resources)
    return _dialect()(shipped(name), registry=registry)


@cache
def _dialect() -> Any:
    """JSON Schema as TOML needs it, and such that no text makes it slow."""
    from jsonschema import Draft202012Validator, validators

    return validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        {"type": _type, "pattern": _pattern, "uniqueItems": _unique_items},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
    )


def _type(validator: Any, types: Any, instance: object, schema: Mapping[str, Any]) -> Iterator[Any]:
    """TOML has dates, which JSON Schema writes as text: here a date is a date, and nothing else is one."""
    from jsonschema import Draft202012Validator, ValidationError

    if schema.get("format") != "date":
        yield from Draft202012Validator.VALIDATORS["type"](validator, types, instance, schema)
    elif isinstance(instance, datetime) or not isinstance(instance, date):
        yield ValidationError("not a date")


def _pattern(_: Any, pattern: str, instance: object, __: Mapping[str, Any]) -> Iterator[Any]:
    """The end of a pattern is the end of the text; in Python "$" would pass over a line feed."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError("does not match")


def _unique_items(_: Any, wanted: bool, instance: object, __: Mapping[str, Any]) -> Iterator[Any]:
    from jsonschema import ValidationError

    if wanted and isinstance(instance, list) and twice(instance) is not None:
        yield ValidationError("not unique")


def _is_integer(_: object, instance: object) -> bool:
    """TOML tells 15 from 15.0; JSON Schema does not."""
    return isinstance(instance, int) and not isinstance(instance, bool)
