"""The annual threshold as rivals compute it with tables is the fold that it stands for."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.rivals import database
from benchmarks.rivals.marks import GO, KX

from scrubjay.money import MISSING

THRESHOLD = 100
LINES = st.lists(
    st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 60)), st.booleans()), max_size=30
)
USED = st.lists(st.one_of(st.none(), st.integers(0, 110)), min_size=3, max_size=3)


def fold(lines: list[tuple[int, int | None, bool]], used: list[int | None]) -> list[tuple[str, int | None]]:
    """One line after the other: above the threshold without KX, a line is denied and does not accrue."""
    sums, hidden, said = list(used), [False] * 3, []
    for year, amount, kx in lines:
        total = sums[year]
        if total is None or amount is None or hidden[year]:
            hidden[year] = hidden[year] or total is not None
            said.append(("unknown", None))
        elif amount and total + amount > THRESHOLD and not kx:
            said.append(("denied", total))
        else:
            sums[year] = total + amount
            said.append(("pass", total + amount))
    return said


@settings(deadline=None)
@given(lines=LINES, used=USED)
def test_denials_in_rounds_are_those_of_the_fold(
    lines: list[tuple[int, int | None, bool]], used: list[int | None]
) -> None:
    pl = pytest.importorskip("polars")
    from benchmarks.rivals.frames.year import denied_of

    said = fold(lines, used)
    known = [place for place, (word, _) in enumerate(said) if word != "unknown"]
    members = pl.DataFrame(
        {
            "line": known,
            "patient_year": [lines[place][0] for place in known],
            "threshold": [THRESHOLD] * len(known),
            "begun": [used[lines[place][0]] for place in known],
            "amount": [lines[place][1] for place in known],
            "kx": [lines[place][2] for place in known],
        },
        schema={
            **dict.fromkeys(("line", "patient_year", "threshold", "begun", "amount"), pl.Int64),
            "kx": pl.Boolean,
        },
    )
    denied = [place for place, (word, _) in enumerate(said) if word == "denied"]
    assert sorted(denied_of(members)["line"].to_list()) == denied


@settings(deadline=None, max_examples=40)
@given(lines=LINES.filter(bool), used=USED)
def test_the_statement_of_a_threshold_is_the_fold(
    lines: list[tuple[int, int | None, bool]], used: list[int | None]
) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = [
        (place, year, THRESHOLD, GO | (KX if kx else 0), database.THRESHOLDS["threshold_ot"]["ON"],
         MISSING if used[year] is None else used[year], True, amount)
        for place, (year, amount, kx) in enumerate(lines)
    ]  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE lines (line BIGINT, patient_year BIGINT, threshold BIGINT, bits BIGINT, "
            "in_force BIGINT, used_ot BIGINT)"
        )
        connection.execute("CREATE TABLE after_pt_slp (line BIGINT, open BOOLEAN, allowed BIGINT)")
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", [row[:6] for row in rows])
        connection.executemany(
            "INSERT INTO after_pt_slp VALUES (?, ?, ?)", [(row[0], *row[6:]) for row in rows]
        )
        connection.execute(database.statements(42)[database.STAGES.index("threshold_ot")])
        found = connection.execute(
            "SELECT unknown, denied, up_to FROM kx_threshold_ot_lines ORDER BY line"
        ).fetchall()
    words = {(True, False): "unknown", (False, True): "denied", (False, False): "pass"}
    assert [(words[unknown, denied], sum_) for unknown, denied, sum_ in found] == fold(lines, used)
