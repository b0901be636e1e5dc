"""Do the dates of policies and packs leave anything open?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from scrubjay.lint.model import Subject, check
from scrubjay.packs.faults import Fault


@check("SJ103", "Gap between versions")
def gap(subject: Subject) -> Iterator[Fault]:
    """There are dates between two versions of a policy on which none is in force.

    **Bad**

    ```toml
    [[policy.version]]
    effective = 2024-01-01
    until = 2024-12-30

    [[policy.version]]
    effective = 2025-01-01
    ```

    **Good**

    ```toml
    [[policy.version]]
    effective = 2024-01-01

    [[policy.version]]
    effective = 2025-01-01
    ```

    **Why** On such a date the policy answers `not_applicable`; an older version is never revived. Mostly a
    day was miscounted. Where a rule truly ended and came back, two policies say so better than one.
    """
    for policy in subject.policies:
        for open_dates in policy.timeline.gaps():
            after = next(version for span, version in policy.timeline if span.start > open_dates.end).entry
            yield after.document.fault(
                "SJ103",
                (*after.place, "effective"),
                f"no version of {policy.entry.id!r} is in force {open_dates}",
                "leave `until` out of the version before, or state two policies",
            )


@check("SJ109", "Version changes nothing", "warning")
def unchanged_version(subject: Subject) -> Iterator[Fault]:
    """A version follows another at once, with the same parameters and the same status.

    **Bad**

    ```toml
    [[policy.version]]
    effective = 2025-01-01
    params = { amount = "2410.00" }

    [[policy.version]]
    effective = 2026-01-01
    params = { amount = "2410.00" }
    ```

    **Good**

    ```toml
    [[policy.version]]
    effective = 2025-01-01
    params = { amount = "2410.00" }

    [[policy.version]]
    effective = 2026-01-01
    params = { amount = "2480.00" }
    ```

    **Why** A new version announces a change. Where there is none, a figure was perhaps copied and not yet
    brought up to date; or else the old version, with a later `verified_on`, says it all.
    """
    for policy in subject.policies:
        resumed = {each.end + timedelta(days=1) for each in policy.timeline.gaps()}
        for (_, before), (span, after) in pairwise(policy.timeline):
            old, new = before.entry, after.entry
            same = old is not new and old.params == new.params and old.status == new.status
            if same and span.start not in resumed:
                message = f"has the same parameters as the version of {old.effective}"
                remedy = "leave it out, or state what changed"
                yield new.document.fault("SJ109", (*new.place, "params"), message, remedy)


@check("SJ110", "No coverage")
def missing_coverage(subject: Subject) -> Iterator[Fault]:
    """A pack that states a payer's policies does not say for which dates of service.

    **Bad**

    ```toml
    payers = ["acme-health"]
    ```

    **Good**

    ```toml
    payers = ["acme-health"]
    coverage = { from = 2024-01-01 }
    ```

    **Why** Outside its coverage a pack answers "no data". Without any, a claim of 2009 is ruled by policies
    that nobody looked up for 2009, and finding nothing would look like a pass.
    """
    pack = subject.pack
    if pack.payers and pack.coverage_from is None:
        message = "the pack states a payer's policies and not for which dates of service"
        yield pack.manifest.fault("SJ110", ("payers",), message, "add coverage = { from = … }")
