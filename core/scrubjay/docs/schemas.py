"""Pages of the JSON Schemas that ship: every key with its type, whether it must be there, and its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scrubjay.docs.markdown import code, link, page, plain, prose, table
from scrubjay.packs.schema import shipped

Schema = Mapping[str, Any]

_PAGES: Final = {
    "encounter.md": "encounter/v1/encounter.schema.json",
    "evaluation.md": "evaluation/v1/evaluation.schema.json",
    "card.md": "card/v1/card.schema.json",
    "pack-files/pack.md": "pack/v1/pack.schema.json",
    "pack-files/policies.md": "pack/v1/policies.schema.json",
    "pack-files/selector.md": "pack/v1/selector.schema.json",
    "pack-files/tests.md": "pack/v1/tests.schema.json",
}
_TYPES: Final = {"object": "object", "array": "list", "string": "text", "integer": "whole number"}


def schema_pages() -> dict[str, str]:
    """One page a schema."""
    return {path: schema_page(name) for path, name in _PAGES.items()}


def schema_page(name: str) -> str:
    """The page of the schema that ships as `name`."""
    schema = shipped(name)
    defs = schema.get("$defs", {})
    parts = [
        prose(schema.get("description", "")),
        f"Schema: `{name}`, JSON Schema Draft 2020-12. Print it with `scrubjay schema {name}`.",
        _keys(schema, defs),
    ]
    for key, each in defs.items():
        if _is_object(each):
            parts += [f"## {plain(key)}", prose(each.get("description", "")), _keys(each, defs)]
    return page(schema["title"], *parts)


def _keys(schema: Schema, defs: Schema) -> str:
    rows = list(_rows(schema, defs, ""))
    open_ended = schema.get("additionalProperties", True) is not False
    note = "" if not open_ended else "\n\nOther keys are allowed too, as the description says."
    return table(("key", "type", "required", "default", "meaning"), rows) + note


def _rows(schema: Schema, defs: Schema, prefix: str) -> Iterator[tuple[str, str, str, str, str]]:
    for key, each in schema.get("properties", {}).items():
        target = defs.get(str(each.get("$ref", "")).removeprefix("#/$defs/"), {})
        default = code(_literal(each["default"])) if each.get("default") not in (None, []) else ""
        needed = "yes" if key in schema.get("required", ()) else ""
        meaning = prose(each.get("description") or target.get("description", ""))
        yield code(prefix + key), words(each, defs), needed, default, meaning
        inner = each.get("items", each) if each.get("type") == "array" else each
        if _is_object(inner):
            mark = "[]" if inner is not each else ""
            yield from _rows(inner, defs, f"{prefix}{key}{mark}.")


def words(schema: Schema, defs: Schema) -> str:
    """What a value must be, as Markdown."""
    if "x-expected" in schema:
        return plain(schema["x-expected"])
    if "$ref" in schema:
        return _reference(schema["$ref"], defs)
    if "const" in schema:
        return code(_literal(schema["const"]))
    if "enum" in schema:
        return " or ".join(code(_literal(each)) for each in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(words(each, defs) for each in schema[several])
    if schema.get("type") == "array":
        inner = schema.get("items", {})
        return "list" if _is_object(inner) or not inner else f"list of: {words(inner, defs)}"
    return _type(schema, defs)


def _type(schema: Schema, defs: Schema) -> str:
    kinds = schema.get("type", "anything")
    named = " or ".join(_TYPES.get(each, each) for each in ([kinds] if isinstance(kinds, str) else kinds))
    limits = [
        f"{word} {schema[key]}"
        for key, word in (("minimum", "at least"), ("maximum", "at most"))
        if key in schema
    ]
    if schema.get("format") == "date":
        return "date as text, `YYYY-MM-DD`"
    if isinstance(values := schema.get("additionalProperties"), Mapping):
        limits.append(f"of any key to: {words(values, defs)}")
    return ", ".join([named, *limits])


def _reference(target: str, defs: Schema) -> str:
    file, _, place = target.partition("#")
    name = place.removeprefix("/$defs/")
    if file:
        return link(name or "selector", file.replace(".schema.json", ".md") + (f"#{name}" if name else ""))
    if _is_object(defs[name]):
        return link(name, f"#{name}")
    return words(defs[name], defs)


def _is_object(schema: Any) -> bool:
    return isinstance(schema, Mapping) and bool(schema.get("properties"))


def _literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)
