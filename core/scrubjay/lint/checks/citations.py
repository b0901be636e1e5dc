"""Is every version cited and compared with its source, and every source used?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scrubjay.lint.model import Subject, check
from scrubjay.packs.entries import citations
from scrubjay.packs.faults import Fault

UNVERIFIED: Final = "compare it with its source and set verified_on"


@check("SJ101", "Uncited version")
def uncited_version(subject: Subject) -> Iterator[Fault]:
    """A version of a policy says nowhere where its parameters are written.

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
      effective = 2026-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110", "97112"] }
    ```

    **Why** A finding may cost somebody money, and is only as good as what it can show for itself. Each
    version is cited on its own, because figures change while the rule around them stays.
    """
    for policy in subject.pack.policies.values():
        for version in policy.versions:
            if not version.cites:
                message = f"the version of {version.effective} of {policy.id!r} cites no source"
                yield version.document.fault(
                    "SJ101", version.place, message, 'add cites = [{ source = "…", at = "…" }]'
                )


@check("SJ102", "Unverified version")
def unverified_version(subject: Subject) -> Iterator[Fault]:
    """A version or an override has no `verified_on`, the day on which it was last compared with its source.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
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
    ```

    **Why** Sources change unseen. Only a date shows which figures have not been looked at for long.
    """
    for policy in subject.pack.policies.values():
        for version in policy.versions:
            if version.verified_on is None:
                message = f"the version of {version.effective} of {policy.id!r} was never verified"
                yield version.document.fault("SJ102", version.place, message, UNVERIFIED)
    for override in subject.pack.overrides.values():
        if override.version.verified_on is None:
            message = f"the override {override.label!r} was never verified"
            yield override.document.fault("SJ102", override.place, message, UNVERIFIED)


@check("SJ108", "Source is never cited", "warning")
def unused_source(subject: Subject) -> Iterator[Fault]:
    """A `[[source]]` is cited by no version, code set, example or scenario of the pack.

    **Bad**

    ```toml
    [[source]]
    id = "letter"
    title = "Letter to providers, Acme Health"
    url = "https://acme.example/letter"
    retrieved = 2026-11-21
    standing = "primary"
    ```

    **Good**

    ```toml
    [[source]]
    id = "letter"
    title = "Letter to providers, Acme Health"
    url = "https://acme.example/letter"
    retrieved = 2026-11-21
    standing = "primary"

    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }, { source = "letter" }]
      params = { codes = ["97110"] }
    ```

    **Why** Either a citation was forgotten or the source no longer matters; readers cannot tell which.
    """
    cited = {cite.source for cite, _, _ in citations(subject.pack)}
    for source in subject.pack.sources.values():
        if source.id not in cited:
            message = f"nothing cites source {source.id!r}"
            yield source.document.fault("SJ108", (*source.place, "id"), message, "cite it or leave it out")
