"""What the pricing tests share: the pack's prices without its other policies, and a slow reference of them.

The reference reads the pack's tables with `csv`, computes in `decimal`, lists every single unit of a day and
sorts, as the manual's words go (Pub. 100-04, chapter 5, §10.7; 42 USC 1395w-4, 1395l, 1395m(v)).
"""

import csv
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import scrubjay_payers
from scrubjay import Engine

PACK = Path(scrubjay_payers.__file__).parent / "medicare_part_b"
PAYER = "pricing-alone"
CENT = Decimal("0.01")

FACTORS = {
    "2020-01-01": "36.0896",
    "2021-01-01": "34.8931",
    "2022-01-01": "34.6062",
    "2023-01-01": "33.8872",
    "2024-01-01": "32.7442",
    "2024-03-09": "33.2875",
    "2025-01-01": "32.3465",
    "2026-01-01": "33.4009",
}
QP_FACTOR = Decimal("33.5675")
DEDUCTIBLES = {"2020": 198, "2021": 203, "2022": 233, "2023": 226, "2024": 240, "2025": 257, "2026": 283}

Raw = dict[str, Any]


def pricing_engine(folder: Path) -> Engine:
    """An engine of a pack that states prices and cost share as the Medicare pack does, and nothing else."""
    for part in ("policies", "tables"):
        (folder / part).mkdir()
    for name in ("sources", "tables", "pricing", "cost_share"):
        shutil.copy(PACK / "policies" / f"{name}.toml", folder / "policies")
    for table in (PACK / "tables").iterdir():
        shutil.copyfile(table, folder / "tables" / table.name)
    manifest = (PACK / "pack.toml").read_text("utf-8")
    lines = [line for line in manifest.splitlines() if not line.startswith(("id =", "payers =", "#:schema"))]
    stated = [f'id = "{PAYER}"', f'payers = ["{PAYER}"]', *lines]
    (folder / "pack.toml").write_text("\n".join(stated), "utf-8")
    return Engine(packs=[folder])


@cache
def table(name: str, key: str) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (PACK / "tables" / f"{name}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row[key]].append(row)
    return rows


def in_force(rows: Iterable[dict[str, str]], day: str) -> dict[str, str] | None:
    held = [row for row in rows if row["effective"] <= day and (not row["until"] or day <= row["until"])]
    assert len(held) < 2
    return held[0] if held else None


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def factor_on(day: str, qp: bool) -> Decimal:
    if qp and day >= "2026-01-01":
        return QP_FACTOR
    return Decimal(FACTORS[max(start for start in FACTORS if start <= day)])


@cache
def fees(
    code: str, locality: str, day: str, qp: bool = False, facility: bool = False
) -> tuple[Decimal, Decimal, Decimal]:
    """The fee of a unit, the fee with half the practice expense, and the practice expense."""
    values = in_force(table("rvu", "code")[code], day)
    indices = in_force(table("gpci", "locality")[locality], day)
    assert values is not None
    assert indices is not None
    expense = Decimal(values["pe_facility" if facility else "pe_nonfacility"])
    fixed = Decimal(values["work"]) * Decimal(indices["work"]) + Decimal(values["mp"]) * Decimal(
        indices["mp"]
    )
    practice = expense * Decimal(indices["pe"])
    factor = factor_on(day, qp)
    full, half = rounded((fixed + practice) * factor), rounded((fixed + practice / 2) * factor)
    return full, half, expense


def is_therapy(code: str, day: str) -> bool:
    row = in_force(table("rvu", "code")[code], day)
    return row is not None and row["multiple"] == "5"


def place_of(encounter: Raw) -> str:
    return f"{encounter['locality']['carrier']}-{encounter['locality']['number']}"


def lines_of(encounters: Sequence[Raw]) -> list[tuple[int, int]]:
    """Every line as (encounter, line), in order of the dates of service."""
    order = sorted(range(len(encounters)), key=lambda number: encounters[number]["date"])
    return [(number, line) for number in order for line in range(len(encounters[number]["lines"]))]


def allowed_amounts(encounters: Sequence[Raw]) -> dict[tuple[int, int], Decimal]:
    """What is allowed for every line, by a list of all single units of each day."""
    days: dict[object, list[tuple[Decimal, Decimal, int, tuple[int, int], Decimal]]] = defaultdict(list)
    total: dict[tuple[int, int], Decimal] = {}
    for place, (number, line) in enumerate(lines_of(encounters)):
        encounter, raw = encounters[number], encounters[number]["lines"][line]
        provider = encounter["billing_provider"]
        full, half, expense = fees(raw["code"], place_of(encounter), encounter["date"], provider["qp"])
        if not provider["participating"]:
            full, half = rounded(full * Decimal("0.95")), rounded(half * Decimal("0.95"))
        total[number, line] = full * raw["units"]
        if is_therapy(raw["code"], encounter["date"]):
            total[number, line] = Decimal(0)
            day = (encounter["patient"]["id"], encounter["date"], provider["npi"])
            days[day] += [(-expense, -full, place, (number, line), half)] * raw["units"]
    for units in days.values():
        for rank, (_, full, _, where, half) in enumerate(sorted(units)):
            total[where] += -full if rank == 0 else half
    for number, line in total:
        charge = encounters[number]["lines"][line].get("charge")
        if charge is not None:
            total[number, line] = min(total[number, line], Decimal(charge))
    return total


def shares(encounters: Sequence[Raw]) -> dict[tuple[int, int], dict[str, Decimal]]:
    """Deductible, coinsurance, what is taken off for assistants, sequestration and payment of every line."""
    allowed = allowed_amounts(encounters)
    left: dict[object, Decimal] = {}
    shared = {}
    for number, line in lines_of(encounters):
        encounter, raw = encounters[number], encounters[number]["lines"][line]
        day = encounter["date"]
        year = (encounter["patient"]["id"], day[:4])
        if year not in left:
            met = Decimal(encounter["history"]["deductible_met"])
            left[year] = max(DEDUCTIBLES[day[:4]] - met, Decimal(0))
        deductible = min(left[year], allowed[number, line])
        left[year] -= deductible
        coinsurance = rounded((allowed[number, line] - deductible) * Decimal("0.20"))
        payment = allowed[number, line] - deductible - coinsurance
        assisted = day >= "2022-01-01" and bool({"CQ", "CO"} & set(raw.get("modifiers", ())))
        assistant = rounded(payment * Decimal("0.15")) if assisted else Decimal(0)
        withheld = rounded((payment - assistant) * sequestration_on(day))
        shared[number, line] = {
            "allowed": allowed[number, line],
            "patient": deductible + coinsurance,
            "paid": payment - assistant - withheld,
        }
    return shared


def sequestration_on(day: str) -> Decimal:
    if "2020-05-01" <= day <= "2022-03-31":
        return Decimal(0)
    return Decimal("0.01") if "2022-04-01" <= day <= "2022-06-30" else Decimal("0.02")
