"""Codes of names: kinds, code sets, sources and packs that are not there."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.model import Code

NAMES: Final = (
    Code(
        "SJ006",
        "Unknown kind",
        "error",
        """
        No installed plugin contributes the kind that a policy names, or the one that does declares
        parameters that no pack could state. `scrubjay kinds` lists the kinds there are.

        **Bad**

        ```toml
        [[policy]]
        id = "total-time"
        kind = "units.total-tme"
        ```

        **Good**

        ```toml
        [[policy]]
        id = "total-time"
        kind = "units.total-time"
        ```

        **Why** A policy whose kind is unknown cannot be judged. Leaving it out in silence would let claims
        pass that it might have failed.
        """,
    ),
    Code(
        "SJ007",
        "Unknown code set",
        "error",
        """
        A code set is named that neither the pack nor a pack it requires states, or one that holds itself. A
        set of another pack is named `pack:set`, and that pack stands in `requires`.

        **Bad**

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = "timed" }
        ```

        **Good**

        ```toml
        [[code_set]]
        id = "timed"
        codes = ["97110", "97112"]

        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = "timed" }
        ```

        **Why** A policy over an empty set speaks about no line at all, and would look as if it were met.
        """,
    ),
    Code(
        "SJ010",
        "Unknown source",
        "error",
        """
        A citation names a source that the pack does not state in a `[[source]]`.

        **Bad**

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manul", at = "page 12" }]
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

        **Why** Every finding shows where its policy is written. A citation of nothing is worse than none.
        """,
    ),
    Code(
        "SJ011",
        "Required pack is not there",
        "error",
        """
        A pack in `requires` is not installed, or is installed in a version that will not do.

        **Bad**

        ```toml title="pack.toml"
        requires = [{ pack = "therapy-comon", version = ">=2020.1" }]
        ```

        **Good**

        ```toml title="pack.toml"
        requires = [{ pack = "therapy-common", version = ">=2020.1" }]
        ```

        **Why** Code sets decide which lines a policy speaks about. Those of another version may differ.
        """,
    ),
    Code(
        "SJ020",
        "Nothing of this name is supplied",
        "error",
        """
        A parameter refers to something that the pack does not declare in a `[[supplied]]`, or a `[[supply]]`
        gives a value for something that no pack here leaves to be supplied.

        **Bad**

        ```toml
        [[supplied]]
        id = "daily-maximum"
        help = "The most that the plan allows a member and day, from your contract."

        [[policy]]
        id = "fee"
        kind = "acme.fee"
        title = "What a day is paid"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 20" }]
          params = { amount = { supplied = "dayly-maximum" } }

          [[policy.test]]
          name = "the first day"
          date = 2024-01-01
          supply = { "acme:daily-maximum" = "180.00" }
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        **Good**

        ```toml
        [[supplied]]
        id = "daily-maximum"
        help = "The most that the plan allows a member and day, from your contract."

        [[policy]]
        id = "fee"
        kind = "acme.fee"
        title = "What a day is paid"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 20" }]
          params = { amount = { supplied = "daily-maximum" } }

          [[policy.test]]
          name = "the first day"
          date = 2024-01-01
          supply = { "acme:daily-maximum" = "180.00" }
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        **Why** A value that goes nowhere, for want of a letter, leaves every line without data, and whoever
        supplied it believes that it holds.
        """,
    ),
)
