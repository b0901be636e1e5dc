"""Faults as text for people, JSON for programs and SARIF for code-scanning tools."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from scrubjay.lint.model import Code
from scrubjay.lint.registry import CODES, severity
from scrubjay.lint.sarif import sarif
from scrubjay.packs.faults import Fault

Format = Literal["text", "json", "sarif"]


def render(
    faults: Iterable[Fault],
    format: Format = "text",
    root: Path | None = None,
    codes: Mapping[str, Code] = CODES,
) -> str:
    """Write faults once each, in order of place, with paths relative to `root` where they are below it.

    `root` is the working folder unless it is given. `codes` gives titles and severities; the function
    `scrubjay.lint.codes` adds those of plugins.
    """
    return _WRITE[format](sorted(set(faults)), (root or Path.cwd()).resolve(), codes)


def _text(faults: Sequence[Fault], root: Path, codes: Mapping[str, Code]) -> str:
    lines = [fault.text(shortened(fault.file, root)) for fault in faults]
    warnings = sum(severity(fault.code, codes) == "warning" for fault in faults)
    counts = [(len(faults) - warnings, "error"), (warnings, "warning")]
    summary = ", ".join(f"{count} {word}{'s' * (count > 1)}" for count, word in counts if count)
    return "\n".join([*lines, summary or "no faults"]) + "\n"


def _json(faults: Sequence[Fault], root: Path, codes: Mapping[str, Code]) -> str:
    listed: list[dict[str, Any]] = [
        {
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
        for fault in faults
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def _sarif(faults: Sequence[Fault], root: Path, codes: Mapping[str, Code]) -> str:
    return json.dumps(sarif(faults, root, codes), indent=2, ensure_ascii=False) + "\n"


def shortened(file: Path, root: Path) -> str:
    """A path relative to `root` where it is below it, with forward slashes."""
    whole = file.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()


_WRITE: Final[Mapping[str, Callable[[Sequence[Fault], Path, Mapping[str, Code]], str]]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
}
FORMATS: Final[tuple[Format, ...]] = ("text", "json", "sarif")
"""The names of the formats."""
