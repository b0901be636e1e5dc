"""The lint of packs: everything that can be said against one, with stable codes, places and formats.

    report = report_on(Path("payers/my_payer"), Engine())
    print(render([report], "text"))

A plugin adds checks through the hook `scrubjay_lints`, which returns `Check` values.
"""

from __future__ import annotations

from scrubjay.lint.checks import CHECKS
from scrubjay.lint.criteria import CRITERIA
from scrubjay.lint.exempting import Exempted
from scrubjay.lint.model import Check, Code, Severity, Subject, check
from scrubjay.lint.registry import CODES, codes, severity
from scrubjay.lint.render import FORMATS, render
from scrubjay.lint.report import Report
from scrubjay.lint.run import lint_pack, report_on
from scrubjay.lint.tiers import TIERS, Missing

__all__ = [
    "CHECKS",
    "CODES",
    "CRITERIA",
    "FORMATS",
    "TIERS",
    "Check",
    "Code",
    "Exempted",
    "Missing",
    "Report",
    "Severity",
    "Subject",
    "check",
    "codes",
    "lint_pack",
    "render",
    "report_on",
    "severity",
]
