"""Rows as claims: neighbours share a header, wherever an encounter's rows stand, and faults are told once."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from claimtables import due, flat, ruled, said, table
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from test_run_results import encounters

import scrubjay.bulk.sources
import scrubjay.bulk.spreading
import scrubjay.bulk.strays
import scrubjay.spool
from scrubjay import Engine
from scrubjay.bulk.binding import bind
from scrubjay.bulk.checking import _PRINTABLE, _are_plain
from scrubjay.bulk.facts import facts_json
from scrubjay.bulk.staging import stage_rows
from scrubjay.bulk.strays import PAIR, pairs_within, spans_for, strays_among
from scrubjay.columns import Coded
from scrubjay.findings import fact_at
from scrubjay.kinds import Fact
from scrubjay.money import MISSING

Run = Callable[..., Result]

HEAD = "id,payer,date,patient.id,code,minutes,units,modifiers,charge\n"


@pytest.mark.parametrize("seed", range(3))
def test_rows_may_stand_anywhere_in_any_number_of_pieces(
    installed: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Lines of an encounter keep their order, and all others' stand in between, in other files and pieces."""
    monkeypatch.setattr(scrubjay.spool, "IN_MEMORY", 25)
    monkeypatch.setattr(scrubjay.engine, "IN_MEMORY", 25)
    monkeypatch.setattr(scrubjay.bulk.sources, "UNIT_ROWS", 30)
    monkeypatch.setattr(scrubjay.bulk.spreading, "_OPEN", 2)
    drawn = encounters(seed, 90, 12)
    chance, rows = random.Random(seed), flat(drawn)
    owner = [number for number, each in enumerate(drawn) for _ in each["lines"]]
    mixed = chance.sample(owner, len(owner))
    order = np.argsort(np.argsort(mixed, kind="stable"), kind="stable")
    rows = rows.take(pa.array(order))
    pq.write_table(rows.slice(0, 70), tmp_path / "a.parquet", row_group_size=11)
    pq.write_table(rows.slice(70), tmp_path / "b.parquet", row_group_size=17)
    first = {number: place for place, number in reversed([*enumerate(mixed)])}
    as_they_come = [drawn[number] for number in sorted(first, key=lambda number: first[number])]
    output, _ = ruled(installed, tmp_path, tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert said(output) == due(installed, as_they_come)


def rejected(sj: Run, folder: Path, *rows: str) -> list[dict[str, Any]]:
    (folder / "claims.csv").write_text(HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    result = sj("run", folder / "claims.csv", "-o", folder / "ruled", "--processes", "1", "--json")
    receipt = json.loads(result.stdout)
    found = table(folder / "ruled", "rejected")
    assert receipt["lines"]["in"] == receipt["lines"]["ruled"] + receipt["lines"]["rejected"] == len(rows)
    return [{**row, "counted": receipt["encounters"]["rejected"]} for row in found]


def test_what_is_wrong_with_an_encounter_is_said_where_it_begins_and_once(sj: Run, tmp_path: Path) -> None:
    good = "V-1,medicare,2026-03-02,P-1,97110,15,1,GP,90.00"
    bad = "V-2,medicare,2026-03-32,P-1,{},15,1,GP,90.00"
    found = rejected(sj, tmp_path, good, bad.format("97110"), bad.format("97140"), good, bad.format("9"))
    assert [(row["row"], row["line"], row["column"]) for row in found] == [
        (2, None, "date"),
        (5, None, "date"),
        (5, 3, "code"),
    ]
    assert {row["counted"] for row in found} == {1}


def test_rows_without_an_id_are_encounters_of_their_own(sj: Run, tmp_path: Path) -> None:
    row = ",medicare,2026-03-02,P-1,97110,15,1,GP,90.00"
    found = rejected(sj, tmp_path, row, row, row)
    assert [(each["row"], each["column"], each["counted"]) for each in found] == [
        (number, "id", 3) for number in (1, 2, 3)
    ]


TEXTS = st.sampled_from([None, "", "a", "b"])


@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans() | st.none(), st.integers(0, 2)), max_size=30))
def test_neighbours_share_a_header_exactly_if_they_say_the_same(rows: list[tuple[Any, ...]]) -> None:
    columns = [*zip(*rows, strict=True)] or [()] * 4
    types = (pa.string(), pa.string(), pa.bool_(), pa.int32())
    names = ("id", "patient.id", "billing_provider.qp", "minutes")
    made = {name: pa.array(each, type) for name, each, type in zip(names, columns, types, strict=True)}
    for name in ("payer", "date", "code"):
        made[name] = pa.nulls(len(rows), pa.string()).dictionary_encode()
    whole = pa.table(made)
    claims = stage_rows(whole, pa.array(range(1, len(rows) + 1), pa.int64()), bind(whole.schema, {}, "it"))
    begins = [
        place
        for place, row in enumerate(rows)
        if place == 0 or row[0] is None or row[:3] != rows[place - 1][:3]
    ]
    assert claims.headers.column("row").to_pylist() == [place + 1 for place in begins]
    assert claims.sizes.sum() == len(claims.lines) == len(rows)
    assert claims.lines.column("minutes").to_pylist() == [row[3] for row in rows]
    order = np.random.default_rng(0).permutation(len(claims))
    assert sorted(claims.take(order).lines.column("row").to_pylist()) == [*range(1, len(rows) + 1)]


@given(st.lists(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 3))), max_size=4), st.data())
def test_ids_are_compared_in_parts_as_they_are_at_once(files: list[list[Any]], data: st.DataObject) -> None:
    import tempfile

    flat_pairs = [pair for file in files for pair in file]
    repeated = data.draw(st.lists(st.sampled_from(flat_pairs), max_size=9)) if flat_pairs else []
    files = [*files, [(id, patient % 2) for id, patient in repeated]]
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, f"{number}.npy") for number in range(len(files))]
        for path, file in zip(paths, files, strict=True):
            np.save(path, np.sort(np.array(file, PAIR), order="id", kind="stable"))
        parts = [pairs_within(paths, span) for span in spans_for(sum(map(len, files)), together=3)]
        strays = [stray for part in parts for stray in strays_among(part).tolist()]
    pairs = {(id, patient) for file in files for id, patient in file}
    ids = [id for id, _ in pairs]
    assert strays == sorted({id for id in ids if ids.count(id) > 1})
    assert {(id, patient) for part in parts for id, patient in part.tolist()} == pairs


@given(st.lists(st.text(st.characters(max_codepoint=300), max_size=130) | st.none(), max_size=5))
def test_what_is_taken_for_an_id_at_a_glance_is_one(texts: list[str | None]) -> None:
    names = pa.array(texts, pa.string())
    if _are_plain(names):
        assert False not in pc.match_substring_regex(names, _PRINTABLE).to_pylist()
    assert _are_plain(pa.array(["V-1", "~" * 128]))
    assert not _are_plain(pa.array(["V-1", "~" * 129]))


NUMBERS = st.sampled_from([0, 1, -1, 7, 999, 1000, 2**40, -(2**62), int(MISSING)])


@given(
    st.lists(
        st.tuples(NUMBERS, st.booleans(), st.none() | NUMBERS, st.sampled_from(["", "a\"'é"])), min_size=1
    ),
    st.booleans(),
    st.data(),
)
def test_facts_are_written_as_findings_show_them(rows: list[Any], many: bool, data: st.DataObject) -> None:
    rows = rows * 3
    money, flags, objects, texts = zip(*rows, strict=True)
    values = {
        "amount": np.array(money, np.int64),
        "flag": np.array(flags, np.bool_),
        "maybe": np.array([*objects, None], object)[:-1],
        "text": Coded.of(texts),
        "minutes": np.clip(np.array(money), -1, 999 + flags[0]).astype(np.int32),
        "computed": np.clip(np.array(money), -1 + flags[0], 999).astype(np.int32),
        "same": 5,
    }
    facts = {name: Fact("", unit="USD" if name == "amount" else "", origin="computed") for name in values}
    facts["minutes"] = Fact("", unit="min", origin="encounter")
    places = np.array(data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scrubjay.bulk.facts.FEW", 0 if many else 100)
        found = facts_json(values, facts, places).to_pylist()
    assert found == [
        json.dumps(
            {name: fact_at(value, at, facts[name]) for name, value in values.items()}, ensure_ascii=False
        )
        for at in places.tolist()
    ]


@given(st.lists(st.integers(-1, 3), min_size=60), st.sampled_from([np.int8, np.int32, np.int64]))
def test_numbers_that_recur_are_written_as_any_others(drawn: list[int], type: type) -> None:
    values = {
        "place": np.arange(len(drawn)) % 25,
        "a": np.array(drawn, type),
        "minutes": np.array(drawn, type),
    }
    facts = {"place": Fact(""), "a": Fact(""), "minutes": Fact("", unit="min", origin="encounter")}
    found = facts_json(values, facts, np.arange(len(drawn))).to_pylist()
    assert [json.loads(each) for each in found] == [
        {"place": place % 25, "a": each, "minutes": None if each < 0 else each}
        for place, each in enumerate(drawn)
    ]


@pytest.mark.parametrize(
    ("column", "type"),
    [
        ("id", pa.large_string()),
        ("id", pa.string_view()),
        ("id", pa.dictionary(pa.int8(), pa.string())),
        ("payer", pa.string_view()),
        ("zip", pa.null()),
        ("modifiers", pa.list_(pa.string_view())),
        ("date", pa.date64()),
        ("charge", pa.decimal128(20, 2)),
        ("history.pt_slp_allowed", pa.decimal256(40, 2)),
        ("units", pa.uint8()),
    ],
    ids=str,
)
def test_a_column_may_be_held_in_any_way_that_says_the_same(
    installed: Engine, tmp_path: Path, column: str, type: pa.DataType
) -> None:
    drawn = [{**each, "zip": None} for each in encounters(8, 20, 4)]
    whole = flat(drawn)
    place = whole.column_names.index(column)
    held = pa.nulls(len(whole)) if pa.types.is_null(type) else whole.column(column).cast(type)
    pq.write_table(whole.set_column(place, column, held), tmp_path / "held.parquet")
    output, _ = ruled(installed, tmp_path, tmp_path / "held.parquet")
    assert said(output) == due(installed, drawn)


def test_a_column_of_ids_that_holds_nothing_rejects_every_row(sj: Run, tmp_path: Path) -> None:
    whole = flat(encounters(8, 5, 4))
    whole = whole.set_column(whole.column_names.index("id"), "id", pa.nulls(len(whole)))
    pq.write_table(whole, tmp_path / "claims.parquet")
    result = sj("run", tmp_path / "claims.parquet", "-o", tmp_path / "ruled", "--processes", "1", "--json")
    assert json.loads(result.stdout)["encounters"] == {
        "in": len(whole),
        "ruled": 0,
        "rejected": len(whole),
    }


@pytest.mark.parametrize("dictionaries", [True, False, ["id"]])
def test_ids_are_the_same_however_the_file_holds_them(
    installed: Engine, tmp_path: Path, dictionaries: bool | list[str]
) -> None:
    drawn = encounters(29, 40, 9)
    source = tmp_path / "claims.parquet"
    pq.write_table(flat(drawn), source, row_group_size=25, use_dictionary=dictionaries)
    output, _ = ruled(installed, tmp_path, source)
    assert said(output) == due(installed, drawn)


def test_a_file_that_was_replaced_is_read_anew(installed: Engine, tmp_path: Path) -> None:
    source = tmp_path / "claims.parquet"
    for seed in (5, 6):
        drawn = encounters(seed, 30, 6)
        pq.write_table(flat(drawn), source, row_group_size=40)
        output, _ = ruled(installed, tmp_path, source)
        assert said(output) == due(installed, drawn)
