"""A run says what `check_many` says, to the cent and finding for finding, whatever holds the encounters."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from claimtables import Raw, due, ruled, said, table, write
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import scrubjay.bulk.tasks
import scrubjay.spool
from scrubjay import Engine

NPIS = ("1234567893", "1679576722")
PAYERS = ("medicare-part-b", "commercial-midpoint", "commercial-blocks", "nobody")
CODES = ("97110", "97530", "97140", "97161", "97035", "G0283", "92507", "97129", "97130", "99213")
SHAPES = ("claims.parquet", "claims.nested.parquet", "claims.csv", "claims.jsonl")


def maybe(chance: random.Random, value: Any, share: float = 0.8) -> Any:
    return value if chance.random() < share else None


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def line(chance: random.Random) -> Raw:
    start, minutes = chance.randrange(480, 1000), chance.randrange(0, 61)
    timed = chance.random() < 0.3
    return {
        "code": chance.choice(CODES),
        "minutes": maybe(chance, minutes, 0.95),
        "units": maybe(chance, chance.randrange(0, 5), 0.95),
        "modifiers": chance.sample(("GP", "GO", "GN", "KX", "59", "CQ"), chance.randrange(0, 3)),
        "charge": maybe(chance, f"{chance.randrange(0, 300)}.{chance.randrange(100):02}", 0.9),
        "assistant_minutes": maybe(chance, chance.randrange(0, minutes + 1), 0.5),
        "rendering_npi": maybe(chance, chance.choice(NPIS)),
        "diagnoses": chance.sample(("M25.561", "M54.50", "S83.511A"), chance.randrange(0, 3)),
        "start": clock(start) if timed else None,
        "stop": clock(start + chance.randrange(1, 90)) if timed else None,
    }


def encounter(chance: random.Random, number: int, patients: int) -> Raw:
    day = f"{chance.choice((2019, 2024, 2026))}-0{chance.randrange(1, 4)}-{chance.randrange(1, 29):02}"
    lines = [line(chance) for _ in range(chance.randrange(1, 5))]
    carrier = {"carrier": "01112", "number": "05"}
    return {
        "id": f"V-{number}",
        "payer": chance.choice(PAYERS),
        "date": day,
        "patient": {"id": f"P-{chance.randrange(patients)}"},
        "billing_provider": {
            "npi": maybe(chance, chance.choice(NPIS)),
            "tin": maybe(chance, "123456789"),
            "participating": maybe(chance, chance.random() < 0.8),
            "qp": maybe(chance, chance.random() < 0.2),
        },
        "claim_form": maybe(chance, chance.choice(("professional", "institutional"))),
        "place_of_service": maybe(chance, "11"),
        "locality": maybe(chance, carrier),
        "zip": maybe(chance, "94110", 0.3),
        "history": {
            name: f"{chance.randrange(0, 2600)}.50"
            for name in ("pt_slp_allowed", "ot_allowed", "deductible_met")
            if chance.random() < 0.8
        },
        "counts": {"pt_visits": chance.randrange(40)} if chance.random() < 0.5 else {},
        "last_dates": {"pt_evaluation": chance.choice(("never", "2026-01-15"))}
        if chance.random() < 0.5
        else {},
        "benefit_year_from": maybe(chance, f"{day[:4]}-01-01", 0.5),
        "authorizations": maybe(
            chance, [{"number": "A-1", "codes": ["97110"], "units": 4}] * chance.randrange(2), 0.5
        ),
        "plan_of_care": {
            "certified_from": maybe(chance, "2024-01-01"),
            "certified_through": maybe(chance, "2026-02-15"),
            "last_progress_report": maybe(chance, "2026-01-20"),
            "treatment_days_since_report": maybe(chance, chance.randrange(0, 14)),
        },
        "documentation": {
            each["code"]: chance.sample(("activity", "goal", "minutes"), chance.randrange(0, 4))
            for each in lines
            if chance.random() < 0.4
        },
        "lines": lines,
    }


def encounters(seed: int, count: int, patients: int) -> list[Raw]:
    chance = random.Random(seed)
    return [encounter(chance, number, patients) for number in range(count)]


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=6, phases=(Phase.generate,))
@given(seed=st.integers(0, 2**32), count=st.integers(1, 40), patients=st.integers(1, 12))
def test_a_run_says_what_check_many_says(
    installed: Engine, shape: str, seed: int, count: int, patients: int
) -> None:
    drawn = encounters(seed, count, patients)
    with tempfile.TemporaryDirectory() as name:
        output, receipt = ruled(installed, Path(name), write(drawn, Path(name, shape)))
        assert said(output) == due(installed, drawn)
    assert receipt["encounters"] == {"in": count, "ruled": count, "rejected": 0}


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_thousand_encounters_are_ruled_as_check_many_rules_them(
    installed: Engine, tmp_path: Path, shape: str
) -> None:
    drawn = encounters(7, 10_000 if shape == "claims.parquet" else 300, 1_500)
    output, _ = ruled(installed, tmp_path, write(drawn, tmp_path / shape))
    assert said(output) == due(installed, drawn)


@pytest.mark.parametrize("processes", [1, 2])
def test_many_encounters_are_parted_as_check_many_parts_them(
    installed: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    """More than fit in memory go through partitions, here and there by the same rule."""
    drawn = encounters(11, 400, 90)
    source = write(drawn, tmp_path / "claims.parquet")
    if processes == 1:
        monkeypatch.setattr(scrubjay.spool, "IN_MEMORY", 100)
        monkeypatch.setattr(scrubjay.engine, "IN_MEMORY", 100)
        monkeypatch.setattr(scrubjay.bulk.tasks, "LINES_A_TASK", 300)
    output, _ = ruled(installed, tmp_path, source, processes=processes)
    assert said(output) == due(installed, drawn)
    assert (len(list((output / "lines").iterdir())) > 2) == (processes == 1)


def test_rows_of_an_encounter_may_stand_anywhere_and_a_patients_encounters_in_any_order(
    installed: Engine, tmp_path: Path
) -> None:
    drawn = encounters(3, 60, 5)
    whole = [row for each in drawn for row in _rows(each)]
    first = sorted(range(len(whole)), key=lambda place: whole[place][1])
    import pyarrow as pa
    import pyarrow.parquet as pq
    from claimtables import flat

    rows = flat(drawn).take(pa.array(first))
    pq.write_table(rows, tmp_path / "apart.parquet", row_group_size=11)
    output, _ = ruled(installed, tmp_path, tmp_path / "apart.parquet")
    assert said(output) == due(installed, drawn)


def _rows(encounter: Raw) -> list[tuple[str, int]]:
    """Places of lines, so that all first lines can stand before all second ones."""
    return [(encounter["id"], place) for place, _ in enumerate(encounter["lines"])]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_every_format_of_output_holds_the_same(installed: Engine, tmp_path: Path, form: str) -> None:
    drawn = encounters(5, 50, 9)
    source = write(drawn, tmp_path / "claims.parquet")
    wanted, _ = ruled(installed, tmp_path, source)
    output, _ = ruled(installed, tmp_path, source, form=form)
    for name in ("lines", "adjustments"):
        assert [_texts(row) for row in table(output, name)] == [_texts(row) for row in table(wanted, name)]


def _texts(row: Raw) -> dict[str, str]:
    return {name: "" if value is None else f"{value}" for name, value in row.items()}


def test_money_is_exact_in_every_format(installed: Engine, tmp_path: Path) -> None:
    drawn = encounters(5, 1, 1)
    drawn[0] |= {"lines": [{"code": "97110", "minutes": 15, "units": 1, "charge": "9999999999.99"}]}
    for shape in SHAPES:
        output, receipt = ruled(installed, tmp_path, write(drawn, tmp_path / shape))
        assert [str(row["charge"]) for row in table(output, "lines")] == ["9999999999.99"]
        money = receipt["money"]
        assert "9999999999.99" in (money["priced"]["charge"], money["not_priced"]["charge"])


def test_findings_of_one_policy_are_kept_and_all_policies_rule(installed: Engine, tmp_path: Path) -> None:
    drawn = encounters(9, 80, 9)
    source = write(drawn, tmp_path / "claims.parquet")
    whole, _ = ruled(installed, tmp_path, source)
    output, _ = ruled(installed, tmp_path, source, policies=("total-time",))
    found = table(output, "findings")
    assert found
    assert found == [row for row in table(whole, "findings") if row["policy"] == "medicare-part-b:total-time"]
    for name in ("lines", "adjustments"):
        assert table(output, name) == table(whole, name)


def test_a_payer_may_be_named_for_all(installed: Engine, tmp_path: Path) -> None:
    drawn = encounters(13, 30, 4)
    for shape in SHAPES:
        output, _ = ruled(installed, tmp_path, write(drawn, tmp_path / shape), payer="commercial-midpoint")
        assert said(output) == due(installed, [{**each, "payer": "commercial-midpoint"} for each in drawn])


def test_what_breaks_a_policy_is_an_error_of_that_policy_alone(
    engine_of: Callable[..., Engine], tmp_path: Path
) -> None:
    from attrs import frozen

    from scrubjay import Answers, Batch, Ruling, kind, passes

    @kind("test-run.breaks", stage="limits", answers=Answers(fine=passes("fine")))
    @frozen
    class Breaks:
        """Breaks."""

        def rule(self, batch: Batch) -> Ruling:
            raise RuntimeError("by design")

    engine = engine_of([Breaks], [{"id": "breaks", "kind": "test-run.breaks"}])
    drawn = [{**each, "payer": "acme"} for each in encounters(1, 5, 2)]
    output, receipt = ruled(engine, tmp_path, write(drawn, tmp_path / "claims.parquet"))
    found = table(output, "findings")
    assert {row["outcome"] for row in found} == {"error"}
    assert all("by design" in row["facts"] for row in found)
    assert receipt["outcomes"]["error"] == 5
