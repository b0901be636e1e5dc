"""What came of a run, as JSON: how many, what failed and why, what could not be judged, and the money."""

from __future__ import annotations

from typing import Any

from scrubjay.bulk.tally import Tally
from scrubjay.money import dollars
from scrubjay.rulings import Outcome


def summary_of(tally: Tally) -> dict[str, Any]:
    """The counts and sums of a run; amounts in dollars as text."""
    return {
        "encounters": {name: tally.of("encounters", name) for name in ("in", "ruled", "rejected")},
        "lines": {name: tally.of("lines", name) for name in ("in", "ruled", "rejected")},
        "outcomes": {outcome.word: tally.of("outcome", outcome.word) for outcome in Outcome},
        "findings": _findings(tally),
        "money": {name.replace(" ", "_"): _money(tally, name) for name in ("priced", "not priced")},
        "adjustments": _adjustments(tally),
    }


def clean_of(summary: dict[str, Any]) -> int:
    """How many encounters are clean."""
    return int(summary["outcomes"]["pass"] + summary["outcomes"]["bypassed"])


def _findings(tally: Tally) -> list[dict[str, Any]]:
    """By policy, the graver first: how often it failed or could not be judged, and for want of what."""
    found = [
        {
            "policy": policy,
            "outcome": outcome,
            "action": action or None,
            "missing": missing or None,
            "count": count,
        }
        for (policy, outcome, action, missing), count in tally.below("finding").items()
    ]
    return sorted(found, key=lambda each: (-Outcome[each["outcome"].upper()], each["policy"], -each["count"]))


def _money(tally: Tally, name: str) -> dict[str, Any]:
    sums = {
        part: dollars(tally.of("money", name, part)) for part in ("charge", "base", "adjusted", "patient")
    }
    if name == "priced":
        sums["paid"] = dollars(tally.of("money", name, "paid"))
    return {"lines": tally.of("money", name, "lines"), **sums}


def _adjustments(tally: Tally) -> list[dict[str, Any]]:
    keys = dict.fromkeys(key[:-1] for key in tally.below("adjustment"))
    return [
        {
            "priced": name == "priced",
            "group": group,
            "carc": carc,
            "lines": tally.of("adjustment", name, group, carc, "lines"),
            "amount": dollars(tally.of("adjustment", name, group, carc, "amount")),
        }
        for name, group, carc in keys
    ]
