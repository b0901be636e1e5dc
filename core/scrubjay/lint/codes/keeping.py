"""Codes of what a pack says about its own findings: exemptions, and the tier that it is held to."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.model import Code

KEEPING: Final = (
    Code(
        "SJ134",
        "Exemption has expired",
        "error",
        """
        The last day of an `[[exempt]]` of `pack.toml` has passed. What it accepted is reported again.

        **Bad**

        ```toml title="pack.toml"
        [[exempt]]
        code = "SJ131"
        policy = "total-time"
        reason = "The contract of 2026 is being read."
        until = 2026-06-30
        ```

        **Good**

        ```toml title="pack.toml"
        [[exempt]]
        code = "SJ131"
        policy = "total-time"
        reason = "The contract of 2026 is being read."
        until = 2027-06-30
        ```

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

        **Why** An exemption is a promise to come back. One without an end would be a way to switch a check
        off, and nobody would remember.
        """,
    ),
    Code(
        "SJ135",
        "Exemption without use",
        "warning",
        """
        An `[[exempt]]` accepts nothing that the lint finds: it was mended, or the code or the policy is
        another. Faults that keep a pack from loading, checks that did not run, and what is said about
        exemptions and tiers cannot be accepted.

        **Bad**

        ```toml title="pack.toml"
        [[exempt]]
        code = "SJ131"
        policy = "total-time"
        reason = "The contract of 2026 is being read."
        until = 2027-06-30
        ```

        **Good**

        ```toml title="pack.toml"
        [[exempt]]
        code = "SJ125"
        reason = "Whether the manual on this page is the payer's own is being asked."
        until = 2027-06-30
        ```

        ```toml
        [[source]]
        id = "manual"
        title = "Provider manual, Acme Health"
        url = "https://acme.example/manual"
        retrieved = 2026-11-21
        ```

        **Why** It would accept, unseen, the next fault of that code.
        """,
    ),
    Code(
        "SJ136",
        "Tier is not met",
        "error",
        """
        The pack declares a `tier` in `pack.toml`, and something that the tier asks for is missing. The
        message names it; `scrubjay pack lint` prints it for the next tier too.

        **Bad**

        ```toml title="pack.toml"
        tier = "gold"
        ```

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          status = "experimental"
          note = "The annex was not seen."
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"] }
        ```

        **Good**

        ```toml title="pack.toml"
        tier = "silver"
        ```

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          status = "experimental"
          note = "The annex was not seen."
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"] }
        ```

        **Why** Whoever uses a pack may choose it by its tier, and an edit must not lower it in silence.
        """,
    ),
)
