"""Reports as text for people, JSON for programs and SARIF for code-scanning tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from scrubjay.lint.model import Code
from scrubjay.lint.registry import CODES, severity
from scrubjay.lint.report import Report
from scrubjay.lint.sarif import sarif
from scrubjay.lint.summary import summary
from scrubjay.packs.faults import Fault, standing

Format = Literal["text", "json", "sarif"]


def render(
    reports: Iterable[Report],
    format: Format = "text",
    root: Path | None = None,
    codes: Mapping[str, Code] = CODES,
) -> str:
    """Write each fault once, in order of place, with paths relative to `root` where they are below it.

    `root` is the working folder unless it is given. `codes` gives titles and severities; the function
    `scrubjay.lint.codes` adds those of plugins.
    """
    return _WRITE[format](tuple(reports), (root or Path.cwd()).resolve(), codes)


def _faults(reports: Sequence[Report]) -> list[Fault]:
    return sorted({fault for report in reports for fault in report.faults})


def _text(reports: Sequence[Report], root: Path, codes: Mapping[str, Code]) -> str:
    faults = _faults(reports)
    lines = [fault.text(shortened(fault.file, root)) for fault in faults]
    warnings = sum(severity(fault.code, codes) == "warning" for fault in faults)
    accepted = sum(len(report.exempted) for report in reports)
    counts = [(len(faults) - warnings, "error"), (warnings, "warning")]
    counted = ", ".join(f"{count} {word}{'s' * (count > 1)}" for count, word in counts if count)
    counted = (counted or "no faults") + (f", {accepted} accepted by exemption" if accepted else "")
    return "\n".join([*lines, counted, *(line for report in reports for line in summary(report))]) + "\n"


def _json(reports: Sequence[Report], root: Path, codes: Mapping[str, Code]) -> str:
    shown = {
        "faults": [_fault(fault, root, codes) for fault in _faults(reports)],
        "packs": [_pack(report, root, codes) for report in reports],
    }
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def _pack(report: Report, root: Path, codes: Mapping[str, Code]) -> dict[str, Any]:
    return {
        "pack": report.pack or None,
        "folder": shortened(report.root, root),
        "loads": report.loads,
        "declared_tier": report.declared or None,
        "tier": report.tier or None,
        "missing": [
            {"tier": each.tier, "asks": each.asks, "lacking": list(each.lacking)} for each in report.missing
        ],
        "exempted": [
            {
                **_fault(each.fault, root, codes),
                "reason": each.by.reason,
                "until": each.by.until.isoformat(),
            }
            for each in report.exempted
        ],
    }


def _fault(fault: Fault, root: Path, codes: Mapping[str, Code]) -> dict[str, Any]:
    return {
        "code": fault.code,
        "title": codes[fault.code].title if fault.code in codes else "",
        "severity": severity(fault.code, codes),
        "file": shortened(fault.file, root),
        "line": fault.line,
        "column": fault.column,
        "key": fault.key,
        "message": fault.message,
        "remedy": fault.remedy,
    }


def _sarif(reports: Sequence[Report], root: Path, codes: Mapping[str, Code]) -> str:
    return json.dumps(sarif(_faults(reports), root, codes), indent=2, ensure_ascii=False) + "\n"


def shortened(file: Path, root: Path) -> str:
    """A path relative to `root` where it is below it, with forward slashes."""
    whole = standing(file)
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()


_WRITE: Final[Mapping[str, Callable[[Sequence[Report], Path, Mapping[str, Code]], str]]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
}
FORMATS: Final[tuple[Format, ...]] = ("text", "json", "sarif")
"""The names of the formats."""
