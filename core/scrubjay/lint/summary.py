"""The end of a report in text: what is accepted and up to when, the tier, and what the next one asks for."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date

from scrubjay.lint.report import Report
from scrubjay.lint.tiers import lacking_for, next_tier

WIDTH = 80


def summary(report: Report) -> Iterator[str]:
    """The lines of one pack; none for one that does not load, which its faults say."""
    if not report.loads:
        return
    grouped: dict[tuple[str, date, str], int] = {}
    for each in report.exempted:
        key = each.by.code, each.by.until, each.by.reason
        grouped[key] = grouped.get(key, 0) + 1
    for (code, until, reason), count in grouped.items():
        yield from _wrapped(f"{report.pack}: {count} × {code} accepted until {until}: {reason}")
    above = next_tier(report.tier)
    held = f" (declared: {report.declared})" if report.declared else ""
    yield f"{report.pack}: {report.tier or 'no tier yet'}{held}" + (f"; for {above}:" if above else "")
    if above:
        for lacking in lacking_for(above, report.missing):
            yield from _wrapped(f"  - {lacking}", "    ")


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
