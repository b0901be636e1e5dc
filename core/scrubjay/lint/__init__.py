"""The lint of packs: everything that can be said against one, with stable codes, places and formats.

    faults = lint_pack(Path("payers/my_payer"), Engine())
    print(render(faults, "text"))

A plugin adds checks through the hook `scrubjay_lints`, which returns `Check` values.
"""

from __future__ import annotations

from scrubjay.lint.checks import CHECKS
from scrubjay.lint.model import Check, Code, Severity, Subject, check
from scrubjay.lint.registry import CODES, codes, severity
from scrubjay.lint.render import FORMATS, render
from scrubjay.lint.run import lint_pack

__all__ = [
    "CHECKS",
    "CODES",
    "FORMATS",
    "Check",
    "Code",
    "Severity",
    "Subject",
    "check",
    "codes",
    "lint_pack",
    "render",
    "severity",
]
