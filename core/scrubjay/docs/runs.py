"""The columns that `scrubjay run` reads and writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scrubjay.bulk.known import COLUMNS, WORDS
from scrubjay.bulk.writing import TABLES
from scrubjay.docs.markdown import code, page, plain, table

_TABLES: Final = {
    "lines": "A row for each service line that was ruled.",
    "findings": "A row for everything that did not simply pass and was not out of a policy's scope.",
    "adjustments": "A row for each amount that a policy took off a line's charge.",
    "rejected": "A row for each reason for which an encounter was not ruled.",
}

_HELP: Final[Mapping[str, str]] = {
    "file": "the file of the input in which the encounter begins",
    "row": "the row of that file, from 1; with the file it is the encounter's key in all tables",
    "id": "the encounter's own id",
    "line": "the place of the line in its encounter, from 1; empty where the whole encounter is meant",
    "payer": "whose policies ruled",
    "date": "the date of service",
    "outcome": "lines: the gravest outcome of the encounter; findings: that of the policy",
    "code": "the procedure code",
    "units_billed": "units billed",
    "units_supported": "units that the minutes support; empty where unknown",
    "units_payable": "units that the payer will pay; empty where unknown",
    "status": "lines: payable, bundled, held or denied; findings: whether the policy is stable",
    "charge": "the charge",
    "allowed": "the allowed amount; empty where it could not be judged",
    "paid": "charge less all adjustments (without a charge: allowed less all adjustments)",
    "patient": "the patient's share of the adjustments",
    "remarks": "remark codes, with blanks between",
    "policy": "the policy, with its pack",
    "version": "the day from which the policy's version is in force",
    "override": "the override that stated the version, as pack:label; empty where it is the policy's own",
    "answer": "what the policy said, by its name in the reference of its kind",
    "action": "what follows from a failure: inform, warn, reduce, hold or deny",
    "missing": "what a policy lacked that could not judge",
    "group": "group code of the remittance",
    "carc": "claim adjustment reason code",
    "rarcs": "remark codes of the remittance, with blanks between",
    "cites": "sources of the policy's version and the places in them, with semicolons between",
    "facts": "what the policy computed, as a JSON object, where it failed; how it broke, where it did",
    "amount": "the amount, in dollars",
    "column": "the column at fault by the name that the input has for it; in JSON the path",
    "value": "what was found there, as JSON; empty where it is missing",
    "reason": "why it is refused, and what to do",
}


def runs() -> str:
    """The page of columns."""
    parts = []
    for name, schema in TABLES.items():
        rows = ((code(each.name), plain(_type(str(each.type))), plain(_HELP[each.name])) for each in schema)
        parts += [f"## {name}", _TABLES[name], table(("column", "type", "meaning"), rows)]
    known = (
        (code(each.name), "line" if each.line else "encounter", plain(WORDS[each.type]), _due(each.required))
        for each in COLUMNS.values()
    )
    intro = (
        "`scrubjay run` writes a folder for each of these tables, and `receipt.json` with what took part, "
        "what was counted and the sums of money. Amounts are decimals of two places in Parquet and CSV, and "
        "text in JSON Lines."
    )
    read = (
        "A table has an encounter a row, with objects and a list called `lines`, or a line a row, with the "
        "columns of its encounter on each. A field of an object may also be a column, named with a point. "
        "`id` is needed where a line is a row. `history.NAME` is an amount, `counts.NAME` a whole number and "
        "`last_dates.NAME` a date or `never`. `authorizations` is JSON in a text. `modifier_1` to "
        "`modifier_4` may stand in place of `modifiers`. A `documentation` of `-` says that nothing is "
        "documented."
    )
    heads = ("column", "belongs to", "holds", "needed")
    return page("Columns of a run", intro, *parts, "## What is read", read, table(heads, known))


def _due(required: bool) -> str:
    return "yes" if required else ""


def _type(arrow: str) -> str:
    if "string" in arrow:
        return "text"
    return {"decimal64(18, 2)": "DECIMAL(18,2)", "date32[day]": "date"}.get(arrow, "integer")
