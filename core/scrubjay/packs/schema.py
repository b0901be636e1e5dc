"""JSON Schemas: those that ship, and those made from the attrs classes of kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from scrubjay.kinds import Kind
from scrubjay.tables import Table
from scrubjay.values import Code, CodeSet, Modifier, Money, ReasonCode, RemarkCode, Share

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
BASE: Final = "https://scrubjay.dev/schemas/"

Schema = dict[str, Any]

_ONE_CODE = "([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})"
_SET_NAME = "([a-z0-9-]+:)?[a-z0-9]+(-[a-z0-9]+)*"
_TYPES: Final[Mapping[Any, Schema]] = {
    bool: {"type": "boolean", "x-expected": "true or false"},
    int: {"type": "integer", "x-expected": "a whole number"},
    str: {"type": "string", "minLength": 1, "x-expected": "text"},
    date: {"type": "string", "format": "date", "x-expected": "a date such as 2026-01-01, without quotes"},
    Money: {
        "type": "string",
        "pattern": r"^(0|[1-9][0-9]{0,9})\.[0-9]{2}$",
        "x-expected": 'money as a string with two decimals, such as "2480.00"',
    },
    Decimal: {
        "type": "string",
        "pattern": r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,8})?$",
        "x-expected": 'an exact decimal as a string, such as "33.4009"',
    },
    Share: {
        "type": "string",
        "pattern": r"^(0(\.[0-9]{1,5})?|1(\.0{1,5})?)$",
        "x-expected": 'a share from 0 to 1 as a string with at most five decimals, such as "0.20"',
    },
    Code: {
        "type": "string",
        "pattern": f"^{_ONE_CODE}$",
        "x-expected": 'a code of five characters such as "97530"',
    },
    Modifier: {"type": "string", "pattern": "^[0-9A-Z]{2}$", "x-expected": 'a modifier such as "GP"'},
    Table: {
        "type": "string",
        "pattern": f"^{_SET_NAME}$",
        "x-expected": 'the name of a table such as "rvu", or "medicare-part-b:rvu"',
    },
    CodeSet: {
        "anyOf": [
            {"type": "string", "pattern": f"^{_SET_NAME}$"},
            {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"type": "string", "pattern": f"^({_ONE_CODE}(-{_ONE_CODE})?|{_SET_NAME})$"},
            },
        ],
        "x-expected": 'the name of a code set such as "therapy-common:timed-15", or a list of codes, '
        'ranges ("97161-97168") and names of sets',
    },
}


@cache
def shipped(name: str) -> Schema:
    """The schema that ships as `name`, such as "pack/v1/pack.schema.json"."""
    text = files("scrubjay_schemas").joinpath(name).read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def shipped_names() -> list[str]:
    """The names of all schemas that ship."""
    root = files("scrubjay_schemas")
    return sorted(
        f"{kind.name}/{version.name}/{file.name}"
        for kind in root.iterdir()
        if kind.is_dir()
        for version in kind.iterdir()
        if version.is_dir()
        for file in version.iterdir()
        if file.name.endswith(".schema.json")
    )


def schema_of(cls: type, *, id: str = "", title: str = "") -> Schema:
    """The schema of an attrs class: its fields with types, defaults, units and help."""
    hints = get_type_hints(cls)
    properties, required = {}, []
    for attribute in attrs.fields(cls):
        properties[attribute.name] = _property(attribute, hints[attribute.name])
        if attribute.default is attrs.NOTHING:
            required.append(attribute.name)
    schema: Schema = {"$schema": DIALECT, "$id": BASE + id} if id else {}
    if title:
        schema["title"] = title
    schema |= {"type": "object", "additionalProperties": False, "properties": properties}
    if required:
        schema["required"] = required
    return schema


@cache
def kind_schema(kind: Kind) -> Schema:
    """The schema of a kind's parameters."""
    return schema_of(kind.params, id=f"kind/v1/{kind.id}.schema.json", title=f"Parameters of {kind.id}")


def combined(kinds: Mapping[str, Kind]) -> Schema:
    """One schema of `policies/*.toml` for editors: every installed kind's parameters within."""
    selector = {key: value for key, value in shipped("pack/v1/selector.schema.json").items() if key[0] != "$"}
    tests = shipped("pack/v1/tests.schema.json")
    schema: Schema = json.loads(
        json.dumps(shipped("pack/v1/policies.schema.json"))
        .replace('"selector.schema.json"', '"#/$defs/selector"')
        .replace('"tests.schema.json#/$defs/', '"#/$defs/tests/$defs/')
    )
    inner = json.loads(json.dumps(tests).replace('"#/$defs/', '"#/$defs/tests/$defs/'))
    schema["$id"] = BASE + "combined/policies.schema.json"
    schema["$defs"] |= {"selector": selector, "tests": {"$defs": inner["$defs"]}}
    policy = schema["$defs"]["policy"]
    policy["properties"]["kind"] = {"enum": sorted(kinds), "description": "The type of policy."}
    policy["allOf"] = [_parameters_of(kinds[name]) for name in sorted(kinds)]
    return schema


def _parameters_of(kind: Kind) -> Schema:
    params = {key: value for key, value in kind_schema(kind).items() if key[0] != "$"}
    stated = params["properties"].items()
    params = params | {"properties": {name: _or_supplied(value) for name, value in stated}}
    version = {"items": {"properties": {"params": params}}}
    return {
        "if": {"properties": {"kind": {"const": kind.id}}},
        "then": {"description": kind.summary, "properties": {"version": version}},
    }


def _or_supplied(schema: Schema) -> Schema:
    """The schema of a parameter whose value may instead be left to be supplied."""
    told = {key: schema[key] for key in ("description",) if key in schema}
    return told | {"anyOf": [schema, {"$ref": "#/$defs/reference"}]}


def _remit(hint: Any) -> Schema:
    """The schema of a code of the remittance advice: that of a policy's own `remit`."""
    stated = shipped("pack/v1/policies.schema.json")["$defs"]["remit"]["properties"]
    schema: Schema = stated["carc"] if hint is ReasonCode else stated["rarcs"]["items"]
    return {key: value for key, value in schema.items() if key != "description"}


def _property(attribute: attrs.Attribute[Any], hint: Any) -> Schema:
    meta = attribute.metadata
    schema = dict(_schema(hint))
    if meta.get("help"):
        schema["description"] = meta["help"]
    if meta.get("unit"):
        schema["x-unit"] = meta["unit"]
    if meta.get("least") is not None:
        schema["minimum"] = meta["least"]
    if meta.get("most") is not None:
        schema["maximum"] = meta["most"]
    default = attribute.default
    if default is not attrs.NOTHING and default is not None and not isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        schema["default"] = list(default) if isinstance(default, tuple) else default
    return schema


def _schema(hint: Any) -> Schema:
    if hint in _TYPES:
        return _TYPES[hint]
    if hint in (ReasonCode, RemarkCode):
        return _remit(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(arguments), "x-expected": "one of " + ", ".join(map(str, arguments))}
    if origin in (Union, UnionType):
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        return _schema(inner)
    if origin is tuple:
        return {"type": "array", "uniqueItems": True, "items": _schema(arguments[0]), "x-expected": "a list"}
    if attrs.has(hint):
        return schema_of(hint)
    raise TypeError(f"no pack can state a parameter of type {getattr(hint, '__name__', hint)}")
