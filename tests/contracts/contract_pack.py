"""What the tests of contract prices share: a small pack with a contract's fees, and a slow reference.

The reference looks at one line after another, computes in `fractions`, and ranks as the docstrings say.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from scrubjay import Engine

Raw = dict[str, Any]

PAYER = "contract"

FEES = {"97530": 4013, "97110": 3207, "97116": 3207, "97140": 2999, "97161": 9550, "97010": 701}
"""Made-up cents for one unit."""

VALUES = {
    "97530": (44, 65, 1),
    "97110": (45, 42, 1),
    "97116": (45, 42, 1),
    "97140": (43, 37, 1),
    "97161": (154, 143, 4),
    "97010": (6, 10, 1),
}
"""Made-up hundredths of work, practice expense and malpractice."""

MANIFEST = f"""
id = "{PAYER}"
version = "2026.1.0"
title = "A contract"
payers = ["{PAYER}"]
"""


def table(folder: Path, name: str, header: str, rows: Sequence[str], columns: str) -> str:
    text = "\n".join([header, *rows, ""])
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "tables" / f"{name}.csv").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"""
[[table]]
id = "{name}"
file = "{name}.csv"
release = "made up"
sha256 = "{digest}"
rows = {len(rows)}
key = ["code"]
columns = {{ {columns} }}
"""


def policy(id: str, kind: str, params: str, more: str = "") -> str:
    return f"""
[[policy]]
id = "{id}"
kind = "{kind}"
title = "{id}"
{more}
  [[policy.version]]
  effective = 2020-01-01
  params = {{ {params} }}
"""


CONTRACT = policy("fees", "pricing.contract-fees", 'fees = "fees", group = "CO", carc = "45"')


def engine(folder: Path, *policies: str) -> Engine:
    """An engine of one pack: a contract's fees and relative values as tables, and these policies."""
    fees = [f"{code},{cents // 100}.{cents % 100:02}" for code, cents in FEES.items()]
    values = [",".join([code, *(f"{each / 100:.2f}" for each in VALUES[code])]) for code in VALUES]
    tables = table(folder, "fees", "code,fee", fees, 'code = "text", fee = "decimal-2"')
    tables += table(
        folder,
        "rvu",
        "code,work,pe_nonfacility,mp",
        values,
        'code = "text", work = "decimal-2", pe_nonfacility = "decimal-2", mp = "decimal-2"',
    )
    (folder / "pack.toml").write_text(MANIFEST, "utf-8")
    (folder / "policies").mkdir()
    (folder / "policies" / "all.toml").write_text(tables + "".join(policies), "utf-8")
    return Engine([folder])


def half_up(amount: Fraction) -> int:
    return int((Decimal(amount.numerator) / amount.denominator).quantize(Decimal(1), ROUND_HALF_UP))


def reduced_fee(code: str, fee: int, of: str, reduction: Fraction) -> int:
    work, expense, malpractice = VALUES[code]
    share = Fraction(expense, work + expense + malpractice) if of == "practice-expense" else Fraction(1)
    return half_up(fee * (1 - reduction * share))


def lines_of(encounters: Sequence[Raw]) -> list[tuple[int, int]]:
    """Every line as (encounter, line), in order of the dates of service."""
    order = sorted(range(len(encounters)), key=lambda number: encounters[number]["date"])
    return [(number, line) for number in order for line in range(len(encounters[number]["lines"]))]


def allowed(
    encounters: Sequence[Raw], *, of: str, rank_by: str, each: str, reduction: Fraction, codes: set[str]
) -> dict[tuple[int, int], int]:
    """What is allowed for every line, day by day."""
    whole: dict[tuple[int, int], int] = {}
    days: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for number, line in lines_of(encounters):
        encounter, raw = encounters[number], encounters[number]["lines"][line]
        whole[number, line] = capped(raw, FEES[raw["code"]] * raw["units"])
        if raw["code"] in codes and raw["units"]:
            provider = encounter["billing_provider"]["npi"]
            days[encounter["patient"]["id"], encounter["date"], provider].append((number, line))
    total = dict(whole)
    for day in days.values():
        found = {where: encounters[where[0]]["lines"][where[1]] for where in day}
        allowance: dict[str, int] = defaultdict(int)
        for where, raw in found.items():
            allowance[raw["code"]] += whole[where]
        ranks = {
            "practice-expense": lambda raw: (VALUES[raw["code"]][1], FEES[raw["code"]]),
            "fee": lambda raw: (FEES[raw["code"]],),
            "allowance": lambda raw, known=allowance: (known[raw["code"]],),
        }
        first = max(day, key=lambda where: ranks[rank_by](found[where]))  # the first of equals
        for where, raw in found.items():
            fee, code = FEES[raw["code"]], raw["code"]
            low = reduced_fee(code, fee, of, reduction)
            if each == "code":
                rate = (fee if code == found[first]["code"] else low) * raw["units"]
            else:
                rate = low * raw["units"] + (fee - low if where == first else 0)
            total[where] = min(whole[where], rate)
    return total


def capped(raw: Raw, amount: int) -> int:
    charge = raw.get("charge")
    return amount if charge is None else min(amount, int(Decimal(charge) * 100))
