"""The summary of a run as tables for people."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click

from scrubjay.cli.common import print_table

_MOST: Final = 12
"""Rows of each table that are shown; the receipt has all."""


def print_summary(receipt: dict[str, Any], output: Path) -> None:
    """Print what came of a run: how many, what failed, what could not be judged and why, and the money."""
    encounters, lines = receipt["encounters"], receipt["lines"]
    outcomes = receipt["outcomes"]
    clean = outcomes["pass"] + outcomes["bypassed"]
    click.echo(
        f"{output}: {_many(lines['ruled'], 'line')} of {_many(encounters['ruled'], 'encounter')} ruled"
    )
    parts = {"clean": clean, "failed": outcomes["fail"], "not judged": outcomes["no_data"]}
    parts |= {name: count for name, count in {"broken": outcomes["error"]}.items() if count}
    click.echo("  " + ", ".join(f"{count:,} {name}" for name, count in parts.items()))
    if encounters["rejected"]:
        click.echo(
            f"  {_many(encounters['rejected'], 'encounter')} rejected, {_many(lines['rejected'], 'line')}; "
            f"the reasons are in {output}/rejected"
        )
    for each in receipt["unread"]:
        part = f", {each['part']}" if each["part"] else ""
        click.echo(f"  not read: {each['file']}{part}: {each['reason']}")
    _findings("failed", receipt, ("fail", "error"), "action")
    _findings("not judged", receipt, ("no_data",), "missing")
    _money(receipt)


def _findings(what: str, receipt: dict[str, Any], outcomes: Iterable[str], column: str) -> None:
    found = [each for each in receipt["findings"] if each["outcome"] in outcomes]
    if not found:
        return
    found.sort(key=lambda each: -each["count"])
    click.echo()
    rows = [[each["policy"], each[column] or "-", f"{each['count']:,}"] for each in found[:_MOST]]
    if len(found) > _MOST:
        rows.append(
            [f"and {len(found) - _MOST} more", "", f"{sum(each['count'] for each in found[_MOST:]):,}"]
        )
    print_table([what, column, "findings"], rows, empty="")


def _money(receipt: dict[str, Any]) -> None:
    money = receipt["money"]["priced"]
    rows = [["charges", f"{money['lines']:,}", _amount(money["base"])]]
    for each in receipt["adjustments"]:
        if each["priced"]:
            name = f"  adjusted {each['group']}-{each['carc']}"
            rows.append([name, f"{each['lines']:,}", _amount(each["amount"], -1)])
    rows.append(["paid", "", _amount(money["paid"])])
    unpriced = receipt["money"]["not_priced"]
    if unpriced["lines"]:
        rows.append(["charges not priced", f"{unpriced['lines']:,}", _amount(unpriced["charge"])])
    click.echo()
    print_table(["money", "lines", "dollars"], rows, empty="")


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _amount(text: str, sign: int = 1) -> str:
    return f"{sign * Decimal(text):,.2f}"
