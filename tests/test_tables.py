"""Tables of figures: looked up by whole columns, and read from files that must be as declared."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

import scrubjay
from scrubjay import Answers, Batch, Engine, Fact, PackError, Ruling, kind, no_data, param, passes
from scrubjay.columns import Coded
from scrubjay.lint import lint_pack
from scrubjay.tables import Table
from scrubjay.timeline import Interval

DAY = date(2026, 1, 1)
codes = st.sampled_from(["97110", "97112", "97140", "97530"])
days = st.integers(0, 20).map(lambda days: DAY + timedelta(days=days))


def table(rows: list[tuple[Any, ...]], names: tuple[str, ...], key: tuple[str, ...], **more: Any) -> Table:
    def read() -> dict[str, Any]:
        columns: dict[str, Any] = {}
        for place, name in enumerate(names):
            cells = [row[place] for row in rows]
            if name in ("effective", "until"):
                columns[name] = np.array(
                    [np.datetime64(cell or "NaT", "D") for cell in cells], "datetime64[D]"
                )
            elif cells and isinstance(cells[0], int):
                columns[name] = np.array(cells, np.int64)
            else:
                columns[name] = Coded.of(cells)
        return columns

    return Table("test:t", "r1", key, read, **more)


@given(st.lists(st.tuples(codes, codes), unique=True, min_size=1), st.lists(st.tuples(codes, codes)))
def test_a_pair_finds_its_own_row_and_no_other(
    rows: list[tuple[str, str]], wanted: list[tuple[str, str]]
) -> None:
    pairs = table([(*row, number) for number, row in enumerate(rows)], ("a", "b", "n"), ("a", "b"))
    found = pairs.find(Coded.of(a for a, _ in wanted), Coded.of(b for _, b in wanted))
    numbers = pairs.numbers("n", found, -1).tolist()
    assert numbers == [rows.index(each) if each in rows else -1 for each in wanted]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, date, date | None]]:
    rows: list[tuple[str, date, date | None]] = []
    for code in draw(st.lists(codes, unique=True, min_size=1)):
        bounds = sorted(draw(st.lists(days, unique=True, min_size=2, max_size=6)))
        spans = list(zip(bounds[::2], bounds[1::2], strict=False))
        rows += [(code, first, last) for first, last in spans]
        if draw(st.booleans()):
            rows.append((code, DAY + timedelta(days=30), None))
    return draw(st.permutations(rows))


@given(histories(), st.lists(st.tuples(codes, days), min_size=1))
def test_the_date_selects_the_row_that_holds_both_ends_included(
    rows: list[tuple[str, date, date | None]], wanted: list[tuple[str, date]]
) -> None:
    dated = table(
        [(code, str(first), str(last or ""), number) for number, (code, first, last) in enumerate(rows)],
        ("code", "effective", "until", "n"),
        ("code",),
        effective="effective",
        until="until",
    )
    on = np.array([str(day) for _, day in wanted], "datetime64[D]")
    found = dated.numbers("n", dated.find(Coded.of(code for code, _ in wanted), on=on), -1).tolist()
    slow = [
        next(
            (
                n
                for n, (c, first, last) in enumerate(rows)
                if c == code and first <= day <= (last or date.max)
            ),
            -1,
        )
        for code, day in wanted
    ]
    assert found == slow


def test_a_row_without_dates_holds_always() -> None:
    names = ("code", "effective", "until", "n")
    undated = table([("97110", "", "", 7)], names, ("code",), effective="effective", until="until")
    assert undated.find(Coded.of(["97110"]), on=np.array(["2026-01-01"], "datetime64[D]")).tolist() == [0]


def test_an_empty_table_finds_nothing() -> None:
    assert table([], ("code", "n"), ("code",)).find(Coded.of(["97110"])).tolist() == [-1]


def test_a_table_covers_the_dates_it_says() -> None:
    covering = table([("97110", 1)], ("code", "n"), ("code",), covers=Interval(DAY, DAY + timedelta(days=1)))
    dates = np.array(["2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03"], "datetime64[D]")
    assert covering.covered(dates).tolist() == [False, True, True, False]


def test_texts_and_numbers_do_not_pass_for_each_other() -> None:
    mixed = table([("97110", 1)], ("code", "n"), ("code",))
    with pytest.raises(TypeError, match="holds text"):
        mixed.numbers("code", np.array([0]), -1)
    with pytest.raises(TypeError, match="holds numbers"):
        mixed.texts("n", np.array([0]))
    assert [mixed.texts("code", np.array([0, -1]))[place] for place in (0, 1)] == ["97110", ""]


# A pack with a table ------------------------------------------------------------------------------------

SAYS = Answers(known=passes("it costs {fee}"), unknown=no_data("{code} is not in the table", missing="fee"))


@kind("test-tables.fee", stage="coding", answers=SAYS, facts={"fee": Fact("The fee.", "USD", "table")})
@frozen
class Fee:
    """Looks a fee up."""

    fees: Table = param("The fees.")

    def rule(self, batch: Batch) -> Ruling:
        rows = self.fees.find(batch.code, on=batch.date)
        fee = self.fees.numbers("fee", rows, 0)
        return Ruling(SAYS.choose(batch.lines, SAYS.known, (rows < 0, SAYS.unknown)), {"fee": fee})


def plugin(**hooks: Callable[..., Any]) -> ModuleType:
    module = ModuleType("test_tables_plugin")

    @scrubjay.hookimpl
    def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
        return [Fee]

    vars(module).update({"scrubjay_kinds": scrubjay_kinds, **hooks})
    return module


CSV = "code,effective,until,fee,remark\n97110,2026-01-01,,30.21,x\n97530,2026-01-01,2026-06-30,38.43,y\n"
TABLE = """
[[table]]
id = "fees"
file = "fees.csv"
release = "2026"
sha256 = "{digest}"
rows = 2
key = ["code"]
effective = "effective"
until = "until"
columns = {{ code = "text", effective = "date", until = "date", fee = "decimal-2" }}

[[policy]]
id = "fee"
kind = "test-tables.fee"
title = "The fee"

  [[policy.version]]
  effective = 2020-01-01
  params = {{ fees = "{name}" }}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    def write(
        csv: str = CSV, name: str = "fees", digest: str = "", change: tuple[str, str] = ("", "")
    ) -> Path:
        root = tmp_path / "pack"
        for folder in ("policies", "tables"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        (root / "pack.toml").write_text(
            'id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n'
        )
        (root / "tables" / "fees.csv").write_text(csv)
        found = digest or hashlib.sha256(csv.encode()).hexdigest()
        text = TABLE.format(digest=found, name=name).replace(*change)
        (root / "policies" / "fees.toml").write_text(text)
        return root

    return write


def visit(day: str = "2026-03-02") -> dict[str, Any]:
    lines = [{"code": "97110"}, {"code": "97530"}, {"code": "97140"}]
    return {"payer": "acme", "date": day, "patient": {"id": "P-1"}, "lines": lines}


def test_a_kind_looks_figures_up_in_a_table_of_its_pack(pack: Callable[..., Path]) -> None:
    evaluation = Engine([pack()], plugins=[plugin()]).check(visit())
    assert [each.facts["fee"] for each in evaluation.trace] == ["30.21", "38.43", "0.00"]
    assert [each.outcome.word for each in evaluation.trace] == ["pass", "pass", "no_data"]
    (stamp,) = evaluation.to_dict()["receipt"]["tables"]
    assert stamp == {"id": "acme:fees", "release": "2026", "sha256": hashlib.sha256(CSV.encode()).hexdigest()}


def test_a_row_that_has_ended_is_not_found(pack: Callable[..., Path]) -> None:
    evaluation = Engine([pack()], plugins=[plugin()]).check(visit("2026-07-01"))
    assert [each.outcome.word for each in evaluation.trace] == ["pass", "no_data", "no_data"]


def test_a_plugin_may_hand_over_a_table(pack: Callable[..., Path]) -> None:
    @scrubjay.hookimpl
    def scrubjay_tables(context: scrubjay.Context) -> list[Table]:
        rows = [("97110", "2026-01-01", "", 100)]
        made = table(
            rows, ("code", "effective", "until", "fee"), ("code",), effective="effective", until="until"
        )
        return [made]

    engine = Engine([pack(name="test:t")], plugins=[plugin(scrubjay_tables=scrubjay_tables)])
    assert engine.check(visit()).trace[0].facts["fee"] == "1.00"


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        (
            {"name": "fess"},
            "SJ007 policy[0].version[0].params.fees: no table of acme is called 'fess'; did you",
        ),
        ({"name": "other:fees"}, "SJ007 policy[0].version[0].params.fees: acme requires no pack 'other'"),
        (
            {"change": ('"fees.csv"', '"../fees.csv"')},
            "SJ004 table[0].file: '../fees.csv' is not the name of a",
        ),
        (
            {"change": ('fee = "decimal-2"', 'fee = "float"')},
            "SJ004 table[0].columns.fee: 'float' is not a type",
        ),
    ],
)
def test_a_table_that_is_not_well_declared_is_refused(
    pack: Callable[..., Path], how: dict[str, Any], fault: str
) -> None:
    with pytest.raises(PackError) as error:
        Engine([pack(**how)], plugins=[plugin()]).ruleset("acme")
    assert fault in str(error.value)


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ({"digest": "0" * 64}, "SJ014 table[0].sha256: fees.csv is not the file that was declared"),
        ({"change": ("rows = 2", "rows = 3")}, "SJ014 table[0].rows: fees.csv has 2 rows, not 3"),
        ({"change": ("fee = ", "fees = ")}, "SJ014 table[0].columns: fees.csv has no column 'fees'; did"),
        ({"change": ("decimal-2", "decimal-1")}, "fees.csv:2:1: SJ014 fee: '30.21' is not an exact decimal"),
        ({"csv": CSV.replace("2026-06-30", "June")}, "fees.csv:3:1: SJ014 until: 'June' is not a date"),
        ({"csv": CSV + "97140\n"}, "fees.csv:4:1: SJ014 1 cells, not 5"),
    ],
)
def test_a_file_that_is_not_as_declared_is_found_by_the_lint_and_prices_nothing(
    pack: Callable[..., Path], how: dict[str, Any], fault: str
) -> None:
    root = pack(**how)
    engine = Engine([root], plugins=[plugin()])
    assert any(fault in str(each) for each in lint_pack(root, engine))
    assert {each.outcome.word for each in engine.check(visit()).trace} == {"error"}


@pytest.mark.parametrize("content", [b"", b"PK no archive", b"code,fee\n"])
def test_an_archive_that_is_none_is_refused(pack: Callable[..., Path], content: bytes) -> None:
    root = pack(change=('"fees.csv"', '"fees.npz"'), digest=hashlib.sha256(content).hexdigest())
    (root / "tables" / "fees.npz").write_bytes(content)
    faults = [str(each) for each in lint_pack(root, Engine([root], plugins=[plugin()]))]
    assert any("SJ014 table[0].file: fees.npz is no archive of plain arrays" in each for each in faults)


def test_an_archive_of_arrays_is_a_table(pack: Callable[..., Path], tmp_path: Path) -> None:
    file = tmp_path / "fees.npz"
    nat = np.datetime64("NaT", "D")
    np.savez(
        file,
        **{
            "code": np.array([0, 1], np.int32),
            "code.names": np.array(["97110", "97530"]),
            "effective": np.array(["2026-01-01", "2026-01-01"], "datetime64[D]"),
            "until": np.array([nat, nat]),
            "fee": np.array([3021, 3843]),
        },
    )
    root = pack(change=('"fees.csv"', '"fees.npz"'), digest=hashlib.sha256(file.read_bytes()).hexdigest())
    file.rename(root / "tables" / "fees.npz")
    evaluation = Engine([root], plugins=[plugin()]).check(visit())
    assert [each.facts["fee"] for each in evaluation.trace] == ["30.21", "38.43", "0.00"]
