"""TOML's values as JSON and back, dates as dates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

_DATE = "\0"
"""The one key of a table that stands for a date. No document has it: its keys can be printed."""


def to_json(data: Mapping[str, Any]) -> bytes | None:
    """Data as JSON; None where there is what JSON cannot hold exactly (a time of day, infinity)."""
    try:
        return json.dumps(data, default=_date, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError):
        return None


def from_json(raw: bytes) -> Any:
    """What `to_json` was given. Raises `ValueError` for what it did not make."""
    return json.loads(raw, object_hook=_table)


def _date(value: object) -> dict[str, str]:
    if type(value) is not date:
        raise TypeError(value)
    return {_DATE: value.isoformat()}


def _table(table: dict[str, Any]) -> object:
    return date.fromisoformat(table[_DATE]) if _DATE in table else table
