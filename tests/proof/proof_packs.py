"""A small pack of three policies and a table, each figure of which can be stated otherwise."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from attrs import field, frozen

from scrubjay import Engine
from scrubjay.ruleset import Ruleset

Row = tuple[str, int, int, str, str]

ROWS: tuple[Row, ...] = (
    ("97110", 6, 3, "2025-01-01", "2025-12-31"),
    ("97110", 8, 3, "2026-01-01", ""),
    ("97140", 4, 2, "2025-01-01", ""),
)


@frozen
class Figures:
    """What the pack states; the defaults are those of its tests."""

    id: str = "acme"
    version: str = "2026.1.0"
    payers: Sequence[str] = ("acme",)
    coverage: str = "{ from = 2025-01-01 }"
    codes: Sequence[str] = ("97110", "97112")
    minimum: int = 8
    action: str = "reduce"
    carc: str = "151"
    since: date = date(2026, 1, 1)
    changed: int | None = 10
    rows: Sequence[Row] = field(default=ROWS)
    note: str = ""


def pack_text(figures: Figures) -> tuple[str, str, str]:
    """The manifest, the policies and the table."""
    table = "code,units,mai,effective,until\n" + "".join(
        ",".join(map(str, row)) + "\n" for row in figures.rows
    )
    manifest = f"""
id = "{figures.id}"
version = "{figures.version}"
title = "A payer for tests"
payers = {list(figures.payers)}
coverage = {figures.coverage}
"""
    later = f"""
  [[policy.version]]
  effective = {figures.since}
  params = {{ codes = "timed", unit_minutes = 15, minimum_minutes = {figures.changed} }}
"""
    policies = f"""{figures.note}
[[code_set]]
id = "timed"
codes = {list(figures.codes)}

[[table]]
id = "limits"
file = "limits.csv"
release = "of a test"
sha256 = "{hashlib.sha256(table.encode()).hexdigest()}"
rows = {len(figures.rows)}
key = ["code"]
columns = {{ code = "text", units = "integer", mai = "integer", effective = "date", until = "date" }}
effective = "effective"
until = "until"

[[policy]]
id = "blocks"
kind = "units.per-code"
title = "Units of each code"
action = "{figures.action}"
remit = {{ group = "CO", carc = "{figures.carc}" }}

  [[policy.version]]
  effective = 2025-01-01
  params = {{ codes = "timed", unit_minutes = 15, minimum_minutes = {figures.minimum} }}
{later if figures.changed is not None else ""}
[[policy]]
id = "most"
kind = "limits.units-per-day"
title = "Units of a day"
action = "deny"
remit = {{ group = "CO", carc = "151" }}

  [[policy.version]]
  effective = 2025-01-01
  params = {{ table = "limits" }}
"""
    return manifest, policies, table


def write(folder: Path, figures: Figures | None = None, tests: str = "", **changes: object) -> Path:
    """Write the pack to a folder, `tests` as scenarios."""
    figures = figures or Figures(**changes)  # type: ignore[arg-type]
    manifest, policies, table = pack_text(figures)
    files = {"pack.toml": manifest, "policies/all.toml": policies, "tables/limits.csv": table}
    if tests:
        files["tests/all.toml"] = tests
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def ruleset(folder: Path) -> Ruleset:
    """The pack of a folder, compiled."""
    engine = Engine(packs=[folder])
    (pack,) = (each.pack for each in engine.catalogue if each.named)
    return engine.compiled("acme", pack)
