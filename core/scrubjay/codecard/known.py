"""What a payer's packs know before any policy is asked: codes, sets of codes, and dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.names import Names
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import ALWAYS
from scrubjay.values import CodeSet


def code_sets(ruleset: Ruleset, catalogue: Catalogue) -> Iterator[tuple[CodeSet, str]]:
    """The named sets of codes of a payer's packs, with their labels."""
    for pack in ruleset.packs:
        names = Names(pack, catalogue, [])
        for entry in pack.code_sets.values():
            yield names.named(entry.id, entry.document, entry.place), entry.label


def ruled_codes(ruleset: Ruleset) -> frozenset[str]:
    """The codes that some policy of a payer names."""
    named: set[str] = set()
    for policy in ruleset.policies:
        for version in policy.versions:
            named |= (version.terms.selector.codes or frozenset()) | (version.about or frozenset())
    return frozenset(named)


def known_codes(ruleset: Ruleset, catalogue: Catalogue) -> frozenset[str]:
    """The codes that a payer's packs know: those that a policy or a set names, and those with a label."""
    labels = {code for pack in ruleset.packs for code in pack.labels}
    return ruled_codes(ruleset).union(labels, *(held for held, _ in code_sets(ruleset, catalogue)))


def newest(ruleset: Ruleset) -> date:
    """The last date from which a version of a policy, or a table, of a payer holds: no clock is asked."""
    starts = [version.entry.effective for policy in ruleset.policies for version in policy.versions]
    for table in ruleset.tables:
        if table.covers != ALWAYS:
            starts.append(table.covers.start)
        if table.effective:
            starts.append(np.nanmax(table.dates("effective")).item())
    return min(max(starts, default=ruleset.coverage.start), ruleset.coverage.end)
