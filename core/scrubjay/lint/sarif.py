"""Faults as a SARIF 2.1.0 log, the format that code-scanning tools read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from scrubjay._version import __version__
from scrubjay.lint.model import Code
from scrubjay.lint.registry import severity
from scrubjay.packs.faults import Fault, standing

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(faults: Sequence[Fault], root: Path, codes: Mapping[str, Code]) -> dict[str, Any]:
    """The log of one run; its rules are the codes of these faults."""
    used = sorted({fault.code for fault in faults})
    driver = {
        "name": "scrubjay",
        "version": __version__,
        "rules": [_rule(code, codes) for code in used],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(fault, used.index(fault.code), root, codes) for fault in faults],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, codes: Mapping[str, Code]) -> dict[str, Any]:
    if code not in codes:
        return {"id": code}
    known = codes[code]
    return {
        "id": code,
        "shortDescription": {"text": known.title},
        "help": {"text": known.doc, "markdown": known.doc},
        "defaultConfiguration": {"level": known.severity},
    }


def _result(fault: Fault, rule: int, root: Path, codes: Mapping[str, Code]) -> dict[str, Any]:
    key = f"{fault.key}: " if fault.key else ""
    remedy = f"; {fault.remedy}" if fault.remedy else ""
    place = {
        "artifactLocation": {"uri": _uri(standing(fault.file), root)},
        "region": {"startLine": fault.line, "startColumn": fault.column},
    }
    return {
        "ruleId": fault.code,
        "ruleIndex": rule,
        "level": severity(fault.code, codes),
        "message": {"text": f"{key}{fault.message}{remedy}"},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: Path, root: Path) -> str:
    return quote(file.relative_to(root).as_posix()) if file.is_relative_to(root) else file.as_uri()
