"""The checks of packs that load, each a function, in order of code."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.checks.citations import uncited_version, unused_source, unverified_version
from scrubjay.lint.checks.dates import ended_without_reason, gap, missing_coverage, unchanged_version
from scrubjay.lint.checks.examples import no_boundary_test, no_failing_test, no_passing_test, untested_disable
from scrubjay.lint.checks.figures import uncited_figures, undated_table
from scrubjay.lint.checks.freshness import future_date, stale_version
from scrubjay.lint.checks.standing import (
    experimental_without_reason,
    no_standing,
    odd_address,
    stable_on_secondary,
)
from scrubjay.lint.checks.telling import no_readme, same_title, untranslatable_unstated
from scrubjay.lint.checks.unused import unused_code_set, unused_table
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
    stale_version,
    future_date,
    unused_code_set,
    unused_table,
    stable_on_secondary,
    no_standing,
    no_readme,
    untranslatable_unstated,
    undated_table,
    odd_address,
    same_title,
    ended_without_reason,
    experimental_without_reason,
    uncited_figures,
)
"""The checks that ScrubJay has of its own."""
