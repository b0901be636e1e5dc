"""GoRules ZEN: what of the policies its expressions can say about one encounter at a time.

The fee schedule, once the host has looked the fee up, coinsurance and sequestration. Grouping by patient,
day and year, and tables of three million rows, are outside of what a decision is given.
"""

import json
from itertools import pairwise
from typing import Any, Final

import numpy as np
import zen

from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.flat import flat_lines
from benchmarks.rivals.marks import ABSENT, PAID
from benchmarks.rivals.names import NO_DATA, PASS
from scrubjay.money import MISSING

POLICIES: Final = ("fee-schedule", "coinsurance", "sequestration")
STEPS: Final = {
    "totals": "map(lines, {charge: #.charge, withheld: #.withheld, total: #.units == 0 ? 0 : "
    "(#.fee == null or #.units == null ? null : #.fee * #.units)})",
    "prices": "map($.totals, {charge: #.charge, withheld: #.withheld, allowed: #.total == null ? null : "
    "(#.charge == null ? #.total : min([#.charge, #.total]))})",
    "shares": "map($.prices, {allowed: #.allowed, withheld: #.withheld, "
    "base: #.charge == null ? #.allowed : #.charge, owed: #.allowed == null ? 0 : "
    "floor((40 * #.allowed + 100) / 200), taken: #.allowed == null or #.charge == null ? 0 : "
    "#.charge - #.allowed})",
    "found": "map($.shares, {allowed: #.allowed, owed: #.owed, adjusted: #.allowed == null ? 0 : "
    "#.taken + #.owed + floor((2 * #.withheld * (#.base - #.taken - #.owed) + 100) / 200)})",
}


def decision() -> Any:
    """The steps as a decision of one node of expressions."""
    place = {"x": 0, "y": 0}
    steps = [{"id": key, "key": key, "value": value} for key, value in STEPS.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": place},
        {
            "id": "do",
            "type": "expressionNode",
            "name": "do",
            "position": place,
            "content": {"expressions": steps},
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": place},
    ]
    edges = [
        {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
        for one, other in (("in", "do"), ("do", "out"))
    ]
    content = {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    return zen.ZenEngine().create_decision(json.dumps(content))


def questions(book: Book, claims: Columns) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
    """What ZEN is asked about each encounter, with the fees looked up, and the flat table of the lines."""
    flat = flat_lines(book, claims)
    told = (flat["standing"] != ABSENT) & ((flat["office"] == flat["facility"]) | (flat["site"] >= 0))
    known = told & (flat["standing"] == PAID) & (flat["place"] >= 0) & (flat["factor"] != 0)
    practice = np.where(flat["site"] == 1, flat["facility"], flat["office"]) * flat["practice_index"]
    fee = (2 * flat["factor"] * (flat["work"] + practice) + 10**7) // (2 * 10**7)
    lines = [
        {
            "fee": cents if priced else None,
            "units": None if units < 0 else units,
            "charge": None if charge == MISSING else charge,
            "withheld": withheld,
        }
        for cents, priced, units, charge, withheld in zip(
            *(each.tolist() for each in (fee, known, flat["units"], flat["charge"], flat["withheld"])),
            strict=True,
        )
    ]
    starts = claims.visits[:, 0].tolist()
    asked = [{"lines": lines[low:high]} for low, high in pairwise(starts)]
    return asked, flat


def found_of(answers: list[Any], flat: dict[str, np.ndarray], claims: Columns) -> Found:
    """The result in the terms of all rivals; on dates without a policy nothing is asked for."""
    lines = [line for each in answers for line in each["result"]["found"]]
    in_force = flat["in_force"] != 0
    priced = np.array([line["allowed"] is not None for line in lines]) & in_force
    allowed = [MISSING if line["allowed"] is None else int(line["allowed"]) for line in lines]
    said = np.where(priced, PASS, np.where(in_force, NO_DATA, 0)).astype(np.int8)
    worst = np.where(in_force, said, NO_DATA)
    columns = (
        np.full(len(lines), -1),
        flat["units"],
        np.zeros(len(lines)),
        np.where(in_force, allowed, MISSING),
        ~priced & in_force,
        np.where(priced, [int(line["adjusted"]) for line in lines], 0),
        np.where(priced, [int(line["owed"]) for line in lines], 0),
    )
    return Found(
        outcome=np.stack([said, priced, priced], axis=1).astype(np.int8),
        of_encounter=np.zeros((len(answers), len(POLICIES)), np.int8),
        worst=np.maximum.reduceat(worst, claims.visits[:-1, 0]).astype(np.int8),
        results=np.array([np.asarray(each, np.int64) for each in columns]).T,
    )
