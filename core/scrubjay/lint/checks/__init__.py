"""The checks of packs that load, each a function, in order of code."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.checks.citations import uncited_version, unused_source, unverified_version
from scrubjay.lint.checks.dates import gap, missing_coverage, unchanged_version
from scrubjay.lint.checks.examples import no_boundary_test, no_failing_test, no_passing_test, untested_disable
from scrubjay.lint.checks.wholeness import missing_remit, unread_file
from scrubjay.lint.model import Check

CHECKS: Final[tuple[Check, ...]] = (
    uncited_version,
    unverified_version,
    gap,
    no_passing_test,
    no_failing_test,
    no_boundary_test,
    missing_remit,
    unused_source,
    unchanged_version,
    missing_coverage,
    unread_file,
    untested_disable,
)
"""The checks that ScrubJay has of its own."""
