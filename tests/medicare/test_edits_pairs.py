"""Edits of pairs of codes against a slow reference that compares every line of a day with every other."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.batch import Batch
from scrubjay.columns import Coded
from scrubjay.findings import fact_at
from scrubjay.intake import structure
from scrubjay.tables import Table
from scrubjay.timeline import ALWAYS, Interval
from scrubjay.values import CodeSet, Modifier
from scrubjay_plugins.coding.pair_answers import FACTS, SAYS
from scrubjay_plugins.coding.pair_edits import PairEdits
from scrubjay_plugins.coding.pair_tables import PairTable

THE_SAME = ("general", "column2")
"""Facts that every line has: what is always the same, and its own code."""

SPECIFIC, GENERAL, OTHERS = ("XE", "XS"), "59", ("LT", "25")
START = date(2026, 1, 1)


class Row(NamedTuple):
    """A row of a table of edits, as its file has it."""

    column1: str
    column2: str
    indicator: int
    effective: date | None = None
    until: date | None = None


class Stated(NamedTuple):
    """A table of edits as a test states it."""

    rows: tuple[Row, ...]
    covers: Interval = ALWAYS
    among: frozenset[str] | None = None


def days_of(values: Sequence[date | None]) -> Any:
    return np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in values], "M8[D]")


def table_of(stated: Stated, number: int = 0) -> PairTable:
    rows = stated.rows
    columns = {
        "column1": Coded.of(row.column1 for row in rows),
        "column2": Coded.of(row.column2 for row in rows),
        "indicator": np.array([row.indicator for row in rows], np.int64),
        "effective": days_of([row.effective for row in rows]),
        "until": days_of([row.until for row in rows]),
    }
    table = Table(
        f"test:{number}",
        f"release {number}",
        ("column1", "column2"),
        lambda: columns,
        covers=stated.covers,
        effective="effective",
        until="until",
    )
    among = None if stated.among is None else CodeSet(stated.among)
    return PairTable(table, among, among)


def policy(tables: Sequence[Stated], *, either: bool = True) -> PairEdits:
    return PairEdits(
        tables=tuple(table_of(each, number) for number, each in enumerate(tables)),
        general=Modifier(GENERAL),
        specific=tuple(map(Modifier, SPECIFIC)),
        others=tuple(map(Modifier, OTHERS)),
        either_column=either,
    )


Visit = tuple[str, date, str, tuple[tuple[str, tuple[str, ...]], ...]]
"""Patient, date, provider, and lines of a code and its modifiers."""


def batch_of(visits: Sequence[Visit]) -> Batch:
    return Batch.of(
        [
            structure(
                {
                    "payer": "p",
                    "patient": {"id": patient},
                    "date": day.isoformat(),
                    "billing_provider": {"tin": provider},
                    "lines": [{"code": code, "modifiers": list(modifiers)} for code, modifiers in lines],
                }
            )
            for patient, day, provider, lines in visits
        ]
    )


def said(rule: PairEdits, batch: Batch) -> list[dict[str, Any]]:
    """What the policy says of each line: its answer, and the facts that differ from line to line."""
    ruling = rule.rule(batch)
    assert set(ruling.facts) == set(FACTS)
    told = []
    for line in range(batch.lines):
        facts = {name: fact_at(value, line, FACTS[name]) for name, value in ruling.facts.items()}
        told.append({"answer": SAYS.names[ruling.answer[line]]} | {key: facts.get(key) for key in FACTS})
    return [{key: value for key, value in each.items() if key not in THE_SAME} for each in told]


def expected(tables: Sequence[Stated], visits: Sequence[Visit], *, either: bool) -> list[dict[str, Any]]:
    """The same, line by line and pair by pair."""
    lines = [
        ((patient, day, provider), day, code, modifiers)
        for patient, day, provider, stated in visits
        for code, modifiers in stated
    ]
    of_day: dict[tuple[str, date, str], list[tuple[str, tuple[str, ...]]]] = {}
    for key, _, code, modifiers in lines:
        of_day.setdefault(key, []).append((code, modifiers))
    indexed = [(table, by_pair(table)) for table in tables]
    distinct = (*SPECIFIC, GENERAL)
    found = []
    for key, day, code, modifiers in lines:
        others = [(each, carried) for each, carried in of_day[key] if each != code]
        own = [each for each in modifiers if each in (*distinct, *OTHERS)]
        never, denied, unknown, lifted = set(), set(), set(), set()
        touched = False
        for other, carried in others:
            edit = look_up(indexed, other, code, day)
            touched |= edit != "free" or look_up(indexed, code, other, day) != "free"
            if edit == "unknown":
                unknown.add(other)
            elif edit[0] == 0:
                never.add(other)
            elif edit[0] == 1:
                lifts = own or (either and any(each in distinct for each in carried))
                (lifted if lifts else denied).add(other)
        answer: dict[str, Any] = {key: None for key in FACTS if key not in THE_SAME}
        answer["answer"] = "free" if others else "alone"
        for name, codes in (("never", never), ("denied", denied), ("unknown", unknown), ("lifted", lifted)):
            if codes:
                first = min(codes)
                answer |= {"answer": name, "column1": first}
                if name != "unknown":
                    indicator, number = look_up(indexed, first, code, day)
                    answer |= {"indicator": indicator, "release": f"release {number}"}
                if name == "lifted" and own:
                    answer |= {"modifier": own[0], "modifier_column": 2}
                elif name == "lifted":
                    there = [each for other, carried in others if other == first for each in carried]
                    answer |= {"modifier": min(set(there) & set(distinct), key=distinct.index)}
                    answer |= {"modifier_column": 1}
                break
        needless = [each for each in modifiers if each in distinct]
        if (others or len(of_day[key]) == 1) and not touched and needless:
            answer |= {"answer": "superfluous", "modifier": needless[0]}
        found.append(answer)
    return found


Indexed = tuple[Stated, dict[tuple[str, str], list[Row]]]


def by_pair(table: Stated) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in table.rows:
        found.setdefault((row.column1, row.column2), []).append(row)
    return found


def look_up(tables: Sequence[Indexed], column1: str, column2: str, day: date) -> Any:
    """Indicator and number of the table of an edit, "free" or "unknown"."""
    for number, (table, rows_of) in enumerate(tables):
        if day not in table.covers or (table.among is not None and not {column1, column2} <= table.among):
            continue
        indicators = [
            row.indicator
            for row in rows_of.get((column1, column2), ())
            if (row.effective is None or row.effective <= day)
            and (row.until is None or day <= row.until)
            and row.indicator in (0, 1)
        ]
        return (min(indicators), number) if indicators else "free"
    return "unknown"


CODES = ("97012", "97110", "97124", "97140", "97150", "97530")
dates = st.integers(0, 9).map(lambda days: START + timedelta(days))
rows = st.builds(
    Row,
    st.sampled_from(CODES),
    st.sampled_from(CODES),
    st.sampled_from((0, 1, 1, 9)),
    st.none() | dates,
    st.none() | dates,
)
spans = st.tuples(dates, dates).map(lambda pair: Interval(min(pair), max(pair)))
tables = st.lists(
    st.builds(
        Stated,
        st.lists(rows, max_size=12).map(tuple),
        st.just(ALWAYS) | spans,
        st.none() | st.frozensets(st.sampled_from(CODES), min_size=2),
    ),
    min_size=1,
    max_size=2,
)
modifiers = st.lists(
    st.sampled_from(("GP", "59", "XE", "XS", "LT", "25", "KX", "76")), max_size=3, unique=True
).map(tuple)
visits = st.lists(
    st.tuples(
        st.sampled_from(("A", "A", "B")),
        dates,
        st.sampled_from(("111111111", "222222222")),
        st.lists(st.tuples(st.sampled_from(CODES), modifiers), min_size=1, max_size=5).map(tuple),
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(tables, visits, st.booleans())
def test_every_line_gets_what_comparing_it_with_all_others_gives(
    stated: list[Stated], seen: list[Visit], either: bool
) -> None:
    assert said(policy(stated, either=either), batch_of(seen)) == expected(stated, seen, either=either)


@given(tables, visits, st.randoms())
def test_the_order_of_lines_and_encounters_decides_nothing(
    stated: list[Stated], seen: list[Visit], random: Random
) -> None:
    rule = policy(stated)
    before = said(rule, batch_of(seen))
    order = random.sample(range(len(seen)), len(seen))
    inner = [random.sample(range(len(seen[each][3])), len(seen[each][3])) for each in order]
    mixed = [
        (*seen[each][:3], tuple(seen[each][3][line] for line in lines))
        for each, lines in zip(order, inner, strict=True)
    ]
    starts = np.cumsum([0, *(len(each[3]) for each in seen)])
    places = [starts[each] + line for each, lines in zip(order, inner, strict=True) for line in lines]
    assert said(rule, batch_of(mixed)) == [before[place] for place in places]


@given(tables, visits)
def test_encounters_ruled_together_get_what_each_days_encounters_alone_get(
    stated: list[Stated], seen: list[Visit]
) -> None:
    rule = policy(stated)
    alone: list[dict[str, Any]] = []
    for visit in seen:
        day = [each for each in seen if each[:3] == visit[:3]]
        before = sum(len(each[3]) for each in day[: day.index(visit)])
        alone += said(rule, batch_of(day))[before : before + len(visit[3])]
    assert said(rule, batch_of(seen)) == alone


def test_hundreds_of_codes_in_one_batch_are_told_apart() -> None:
    random = Random(5)
    codes = [f"{number:05}" for number in range(10_000, 10_300)]
    known = tuple(Row(*random.sample(codes, 2), random.choice((0, 1, 1, 9))) for _ in range(9_000))
    stated = [Stated(known, among=frozenset(codes[:290]))]
    seen: list[Visit] = [
        (
            f"P{number}",
            START,
            "111111111",
            tuple(
                (
                    random.choice(codes),
                    tuple(random.sample(("59", "XS", "LT", "GP"), 1)) * random.randint(0, 1),
                )
                for _ in range(random.randint(1, 6))
            ),
        )
        for number in range(400)
    ]
    got = said(policy(stated), batch_of(seen))
    assert got == expected(stated, seen, either=True)
    assert {each["answer"] for each in got} == set(SAYS.names) - {"unpaid", "unbilled"}


def test_a_table_of_300_000_rows_says_what_its_rows_of_these_codes_say() -> None:
    random = np.random.default_rng(3)
    names = tuple(f"{number:05}" for number in range(20_000, 21_000))
    pairs = random.choice(len(names) ** 2, 300_000, replace=False)
    indicator = random.integers(0, 2, len(pairs))
    columns = {
        "column1": Coded(pairs // len(names), names),
        "column2": Coded(pairs % len(names), names),
        "indicator": indicator,
    }
    whole = PairTable(Table("test:0", "release 0", ("column1", "column2"), lambda: columns))
    used = [names[number] for number in random.choice(len(names), 40, replace=False)]
    rows_used = tuple(
        Row(names[first], names[second], int(which))
        for first, second, which in zip(
            (pairs // len(names)).tolist(), (pairs % len(names)).tolist(), indicator.tolist(), strict=True
        )
        if first != second and names[first] in used and names[second] in used
    )
    draw = Random(9)
    seen: list[Visit] = [
        (f"P{number}", START, "111111111", tuple((draw.choice(used), ()) for _ in range(4)))
        for number in range(200)
    ]
    rule = PairEdits((whole,), Modifier("59"), tuple(map(Modifier, SPECIFIC)))
    got = said(rule, batch_of(seen))
    assert len(rows_used) > 300
    assert got == said(policy([Stated(rows_used)]), batch_of(seen))
    assert {each["answer"] for each in got} >= {"free", "never", "denied"}


# One rule of the edits at a time -----------------------------------------------------------------------


def answers(
    stated: Sequence[Stated], *lines: tuple[str, ...], day: date = START, either: bool = True
) -> list[str]:
    visit = ("A", day, "111111111", tuple((code, tuple(carried)) for code, *carried in lines))
    return [each["answer"] for each in said(policy(stated, either=either), batch_of([visit]))]


def test_indicator_9_was_never_an_edit() -> None:
    gone = Row("97150", "97110", 9, START, START)
    assert answers([Stated((gone,))], ("97150",), ("97110",)) == ["free", "free"]


@pytest.mark.parametrize(("day", "answer"), [(-1, "free"), (0, "denied"), (4, "denied"), (5, "free")])
def test_the_first_and_the_last_day_of_an_edit_belong_to_it(day: int, answer: str) -> None:
    edit = Row("97150", "97110", 1, START, START + timedelta(4))
    on = START + timedelta(day)
    assert answers([Stated((edit,))], ("97150",), ("97110",), day=on) == ["free", answer]


def test_of_several_rows_of_a_pair_the_one_in_force_counts() -> None:
    spans_of_pair = (
        Row("97150", "97110", 0, None, START),
        Row("97150", "97110", 9, START + timedelta(1), START + timedelta(1)),
        Row("97150", "97110", 1, START + timedelta(2), None),
    )
    got = [
        answers([Stated(spans_of_pair)], ("97150",), ("97110",), day=START + timedelta(each))[1]
        for each in range(3)
    ]
    assert got == ["never", "free", "denied"]


def test_the_first_table_that_speaks_about_a_pair_decides() -> None:
    both = frozenset(("97150", "97110"))
    nothing, an_edit = Stated((), among=both), Stated((Row("97150", "97110", 1),))
    assert answers([nothing, an_edit], ("97150",), ("97110",)) == ["free", "free"]
    assert answers([an_edit, nothing], ("97150",), ("97110",)) == ["free", "denied"]


def test_outside_of_what_a_table_covers_a_pair_is_unknown_whatever_its_rows_say() -> None:
    table = Stated((Row("97150", "97110", 1),), Interval(START, START))
    assert answers([table], ("97150",), ("97110",), day=START + timedelta(1)) == ["unknown", "unknown"]


@pytest.mark.parametrize("modifier", ["GP", "GO", "GN", "KX", "CQ", "CO", "GA", "76", "77"])
@pytest.mark.parametrize("column", [0, 1])
def test_a_modifier_that_says_nothing_of_distinctness_lifts_nothing(modifier: str, column: int) -> None:
    lines = [["97150"], ["97110"]]
    lines[column].append(modifier)
    assert answers([Stated((Row("97150", "97110", 1),))], *map(tuple, lines)) == ["free", "denied"]


@pytest.mark.parametrize(
    ("modifier", "either", "answer"),
    list(product(("59", "XE", "XS"), (True,), ("lifted",)))
    + list(product(("59", "XE", "XS"), (False,), ("denied",)))
    + list(product(("LT", "25"), (True, False), ("denied",))),
)
def test_only_modifiers_of_distinctness_lift_from_column_1(modifier: str, either: bool, answer: str) -> None:
    table = Stated((Row("97150", "97110", 1),))
    assert answers([table], ("97150", modifier), ("97110",), either=either)[1] == answer
    assert answers([table], ("97150",), ("97110", modifier), either=either)[1] == "lifted"
