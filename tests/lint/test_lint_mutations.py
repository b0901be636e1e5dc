"""However a pack is garbled, what is said about it are faults, never another exception."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubjay import Engine, PackError
from scrubjay.lint import FORMATS, lint_pack, render, report_on
from scrubjay.packs.load import read_pack

FILES = {
    "pack.toml": """
        id = "acme"
        version = "2026.1.0"
        title = "Acme Health"
        payers = ["acme-health", "acme"]
        line_of_business = "commercial"
        coverage = { from = 2024-01-01, through = 2030-12-31 }
        tier = "bronze"
        requires = [{ pack = "therapy-common", version = ">=2026.11,<2027" }]

        [[exempt]]
        code = "SJ106"
        policy = "series"
        reason = "Tests are on their way."
        until = 2026-12-31
        """,
    "policies/units.toml": """
        [[source]]
        id = "manual"
        title = "Provider manual"
        url = "https://acme.example/manual"
        retrieved = 2026-11-21
        note = "secondary"

        [[code_set]]
        id = "timed"
        codes = ["97110-97112", "others", "therapy-common:attended-modalities"]
        cites = [{ source = "manual" }]

        [[code_set]]
        id = "others"
        codes = ["97140"]

        [[code]]
        code = "97110"
        label = "exercise"

        [[policy]]
        id = "total-time"
        kind = "units.total-time"
        title = "Units by the total of timed minutes"
        action = "reduce"
        status = "stable"
        applies_to = { codes = "timed", codes_not = ["97140"], modifiers_any = ["GP"] }
        remit = { group = "CO", carc = "151", rarcs = ["N362"] }
        untranslatable = ["Only direct minutes count."]

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = "timed", unit_minutes = 15, minimum_minutes = 8 }

          [[policy.version]]
          effective = 2025-01-01
          until = 2026-12-31
          status = "deprecated"
          params = { codes = ["97110", "others"] }

          [[policy.test]]
          name = "23 minutes make two units"
          date = 2024-01-01
          lines = [{ code = "97110", minutes = 23, units = 2, modifiers = ["GP"] }]
          expect = [{ line = 1, outcome = "pass", units = 2 }]

        [[policy]]
        id = "series"
        kind = "units.series"
        title = "Cognitive work"

          [[policy.version]]
          effective = 2024-01-01
          params = { first = "97129", further = "97130", first_minutes = 15, further_minutes = 15 }
        """,
    "tests/visits.toml": """
        [[scenario]]
        name = "a visit"
        date = 2024-03-04
        lines = [{ code = "97110", minutes = 23, units = 2 }]
        expect = { outcome = "pass", totals = { allowed = "44.49" } }
        """,
}
PACK: dict[str, dict[str, Any]] = {name: tomllib.loads(text) for name, text in FILES.items()}

Place = tuple[str | int, ...]
WORDS = ["timed", "therapy-common:timed-15", "acme:timed", ":", "97112-97110", "97110", "", "A1234-97110"]
SCALARS = st.one_of(
    st.sampled_from([*WORDS, "2024-01-01", "units.series", "manual", ">=1,,", "~=2026", " ", "2480.00"]),
    st.text(max_size=4),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*place, key)
            yield from places(below, (*place, key))


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(each) for key, each in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value


@st.composite
def garbled(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    pack: dict[str, Any] = copied(PACK)
    for _ in range(draw(st.integers(1, 3))):
        *parents, key = draw(st.sampled_from([place for place in places(pack) if len(place) > 1]))
        table: Any = pack
        for step in parents:
            table = table[step]
        kind = draw(st.sampled_from(["delete", "rename", "change", "repeat"]))
        if kind == "delete":
            del table[key]
        elif kind == "change":
            table[key] = draw(VALUES)
        elif kind == "rename" and isinstance(key, str):
            table[draw(st.text(max_size=3) | st.just(f"{key}s"))] = table.pop(key)
        elif kind == "repeat" and isinstance(key, int):
            table.append(copied(table[key]))
    return pack


@cache
def engine() -> Engine:
    return Engine()


def write(pack: dict[str, dict[str, Any]], root: Path) -> None:
    for name, data in pack.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(tomli_w.dumps(data), "utf-8", newline="")


def test_the_pack_as_it_is_loads(tmp_path: Path) -> None:
    write(PACK, tmp_path)
    said = {fault.code for fault in lint_pack(tmp_path, engine())}
    assert said >= {"SJ101", "SJ102", "SJ104", "SJ105"}
    assert all(code > "SJ100" for code in said)


@settings(deadline=None, max_examples=300)
@given(garbled())
def test_a_garbled_pack_loads_or_has_faults(pack: dict[str, dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        write(pack, root)
        faults = lint_pack(root, engine())
        assert not any(fault.code == "SJ199" for fault in faults)
        assert all(fault.line >= 1 and fault.column >= 1 and "\n" not in fault.message for fault in faults)
        for format in FORMATS:
            assert render([report_on(root, engine(), date(2026, 11, 21))], format, root)
        try:
            read_pack(root)
        except PackError as error:
            assert set(error.faults) <= set(faults)
