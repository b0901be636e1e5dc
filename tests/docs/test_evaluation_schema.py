"""Real evaluations fit the schema that says what an evaluation is."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scrubjay import Engine
from scrubjay.packs.schema import shipped

ROOT = Path(__file__).parents[2]
SCHEMA = shipped("evaluation/v1/evaluation.schema.json")


def _encounters() -> list[dict[str, Any]]:
    found = [
        json.loads((ROOT / "examples" / name).read_text()) for name in ("encounter.json", "overbilled.json")
    ]
    found += [json.loads(line) for line in (ROOT / "examples" / "day.jsonl").read_text().splitlines()]
    bare = {"payer": "medicare-part-b", "patient": {"id": "P"}}
    lines = [{"code": "97110", "minutes": 20, "units": 1}, {"code": "99213", "units": 1}]
    found += [
        {**bare, "date": "2026-03-02", "lines": lines},
        {**bare, "date": "2011-03-02", "lines": lines},
        {**bare, "payer": "nobody", "date": "2026-03-02", "lines": lines},
    ]
    return found


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("explain", [False, True])
def test_evaluations_fit_the_schema(explain: bool) -> None:
    validator = Draft202012Validator(SCHEMA)
    outcomes = set()
    for evaluation in Engine().check_many(_encounters()):
        shown = json.loads(json.dumps(evaluation.to_dict(explain=explain)))
        assert [error.message for error in validator.iter_errors(shown)] == []
        outcomes.add(shown["outcome"])
    assert outcomes >= {"pass", "fail", "no_data"}


def test_the_schema_allows_no_other_key() -> None:
    objects = [each for each in _objects(SCHEMA) if "properties" in each]
    assert len(objects) >= 9
    assert all(each["additionalProperties"] is False for each in objects)
    assert all(sorted(each["required"]) == sorted(each["properties"]) for each in objects)


def test_a_foreign_key_does_not_fit() -> None:
    shown = Engine().check(_encounters()[0]).to_dict()
    shown["lines"][0]["unit"] = 1
    assert not Draft202012Validator(SCHEMA).is_valid(shown)


def _objects(schema: Any) -> Any:
    if isinstance(schema, dict):
        yield schema
        for each in schema.values():
            yield from _objects(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from _objects(each)
