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
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      until = 2024-12-30
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }

      [[policy.version]]
      effective = 2025-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110", "97112"] }
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }

      [[policy.version]]
      effective = 2025-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110", "97112"] }
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
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }

      [[policy.version]]
      effective = 2026-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }

      [[policy.version]]
      effective = 2026-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110", "97112"] }
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

    ```toml title="pack.toml"
    id = "acme"
    version = "2026.11.0"
    title = "Acme Health"
    payers = ["acme-health"]
    ```

    **Good**

    ```toml title="pack.toml"
    id = "acme"
    version = "2026.11.0"
    title = "Acme Health"
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


@check("SJ131", "Ended without a reason", "warning")
def ended_without_reason(subject: Subject) -> Iterator[Fault]:
    """The last version of a policy has an `until`, and no `note` that says why it ended.

    One that ends with the pack's coverage needs no other reason.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      until = 2025-12-31
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      until = 2025-12-31
      verified_on = 2026-11-21
      note = "The contract of 2024 ran out; the one that follows was not seen."
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Why** After that day the policy says nothing about any line. Whether the payer dropped the rule, or
    nobody looked up how it went on, makes all the difference.
    """
    for policy in subject.policies:
        *_, (_, last) = policy.timeline
        until = last.entry.until
        if until is not None and until < subject.ruleset.coverage.end and not last.entry.note:
            message = f"nothing says why {policy.entry.id!r} ends"
            remedy = "add a note that says so, or leave `until` out"
            yield last.entry.document.fault("SJ131", (*last.entry.place, "until"), message, remedy)
