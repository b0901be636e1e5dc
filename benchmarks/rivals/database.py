"""SQL: all policies in DuckDB, statement by statement, each from tables to a table."""

from pathlib import Path
from string import Template
from typing import Any, Final

import duckdb

from benchmarks.rivals import marks, names
from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.flat import (
    BY_LINE,
    RESULTS,
    column,
    flat_edits,
    flat_lines,
    flat_visits,
    found_of,
)
from benchmarks.rivals.weights import HEAVY, LIGHT
from scrubjay.money import MISSING

HERE: Final = Path(__file__).parent / "sql"
STAGES: Final = (
    "units",
    "assistants",
    "codes",
    "money",
    "threshold",
    "threshold_ot",
    "year",
    "advice",
    "result",
)
OUTCOMES: Final = ("PASS", "BYPASSED", "NO_DATA", "FAIL", "PAYABLE", "BUNDLED_LINE", "HELD", "DENIED")
THRESHOLDS: Final = {
    "threshold": {
        "NAME": "kx_threshold",
        "PRICED": "priced",
        "AFTER": "after_pt_slp",
        "USED": "used_pt_slp",
        "WANTED": marks.GP | marks.GN,
        "ON": 1 << names.KX,
    },
    "threshold_ot": {
        "NAME": "kx_threshold_ot",
        "PRICED": "after_pt_slp",
        "AFTER": "after_ot",
        "USED": "used_ot",
        "WANTED": marks.GO,
        "ON": 1 << names.KX_OT,
    },
}


def run(book: Book, claims: Columns, threads: int = 1) -> tuple[Any, Any]:
    """Rule a batch whose encounters stand in order of date of service: its lines, and its visits."""
    with duckdb.connect(config={"threads": threads}) as connection:
        for name, table in (
            ("lines", flat_lines(book, claims)),
            ("visits", flat_visits(book, claims)),
            ("edits", flat_edits(book)),
        ):
            connection.register(name, table)
        for statement in statements(len(book.kinds)):
            connection.execute(statement)
        wanted = ", ".join((*RESULTS, *map(column, BY_LINE)))
        lines = connection.execute(f"SELECT {wanted} FROM found ORDER BY line").fetchnumpy()
        visits = connection.execute("FROM found_visits ORDER BY encounter").fetchnumpy()
    return lines, visits


def result(tables: tuple[Any, Any]) -> Found:
    """What was found, in the terms of all rivals."""
    return found_of(*tables)


def statements(codes: int) -> list[str]:
    """The SQL of each stage, in order, with the numbers and bits of the policies in it."""
    words = _words(codes)
    texts = {
        stage: (HERE / f"{stage.removesuffix('_ot')}.sql").read_text(encoding="utf-8") for stage in STAGES
    }
    return [Template(text).substitute(words | THRESHOLDS.get(stage, {})) for stage, text in texts.items()]


def _words(codes: int) -> dict[str, object]:
    """`$NAME` stands for a mark or an outcome, and `$ON_NAME` for the bit of a policy that is in force."""
    numbers = {name: number for name, number in vars(names).items() if isinstance(number, int)}
    found: dict[str, object] = {
        f"ON_{name}": 1 << number for name, number in numbers.items() if name not in OUTCOMES
    }
    found |= {name: numbers[name] for name in OUTCOMES}
    found |= {name: mark for name, mark in vars(marks).items() if isinstance(mark, int)}
    lightly = (f"CASE {each} WHEN {names.FAIL} THEN {names.PASS} ELSE {each} END" for each in LIGHT)
    counted = (
        f"CASE WHEN unit_policy = {number} THEN said ELSE 0 END AS {column(name)}"
        for number, name in enumerate(names.POLICIES[: names.UNTIMED + 1])
    )
    return found | {
        "CODES": codes,
        "SERIES_POLICIES": names.SERIES_POLICIES,
        "MISSING": MISSING,
        "SAID": ", ".join(map(column, BY_LINE)),
        "HEAVY": ", ".join(HEAVY),
        "LIGHT": ", ".join(lightly),
        "COUNTED_BY_POLICY": ",\n    ".join(counted),
    }
