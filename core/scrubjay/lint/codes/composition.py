"""Codes of packs over packs: what extends itself, and overrides that cannot hold."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.model import Code

COMPOSITION: Final = (
    Code(
        "SJ015",
        "Pack extends itself",
        "error",
        """
        Following `extends` from a pack leads back to it.

        **Bad**

        ```toml title="pack.toml"
        id = "acme"
        version = "2026.11.0"
        title = "Acme Health"
        payers = ["acme-health"]
        coverage = { from = 2024-01-01 }
        extends = [{ pack = "acme", version = ">=2026.1" }]
        ```

        **Good**

        ```toml title="pack.toml"
        id = "acme"
        version = "2026.11.0"
        title = "Acme Health"
        payers = ["acme-health"]
        coverage = { from = 2024-01-01 }
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        **Why** On one date one of two packs has the last word, and here each would have it over the other.
        """,
    ),
    Code(
        "SJ016",
        "Override of nothing",
        "error",
        """
        An override names a policy that no pack has that this one extends, or that more than one has, or that
        is not in force on any of the override's dates.

        **Bad**

        ```toml title="pack.toml"
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        ```toml
        [[override]]
        policy = "commercial-blocks:untmed"
        change = "replace"
        label = "twice"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        params = { codes = ["97161-97164"], units = 2 }

          [[override.test]]
          name = "two are paid"
          date = 2026-01-01
          lines = [{ code = "97161", units = 2 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "three are not"
          date = 2026-03-02
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "fail" }]
        ```

        **Good**

        ```toml title="pack.toml"
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        ```toml
        [[override]]
        policy = "commercial-blocks:untimed"
        change = "replace"
        label = "twice"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        params = { codes = ["97161-97164"], units = 2 }

          [[override.test]]
          name = "two are paid"
          date = 2026-01-01
          lines = [{ code = "97161", units = 2 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "three are not"
          date = 2026-03-02
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "fail" }]
        ```

        **Why** An override that changes nothing is one whose author believes that something has changed. It
        comes about too when the base drops or renames a policy.
        """,
    ),
    Code(
        "SJ017",
        "Overrides contradict each other",
        "error",
        """
        Two overrides of a policy can hold at once and lead to different results, and neither pack extends the
        other. Exceptions can hold at once where their dates meet and nothing in their `when` rules that out.

        **Bad**

        ```toml title="pack.toml"
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        ```toml
        [[override]]
        policy = "commercial-blocks:untimed"
        change = "exception"
        label = "at-home"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        when = { places_of_service = ["12"] }
        params = { codes = ["97161-97164"], units = 2 }

          [[override.test]]
          name = "two at home"
          date = 2026-01-01
          place_of_service = "12"
          lines = [{ code = "97161", units = 2 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "three at home"
          date = 2026-03-02
          place_of_service = "12"
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "fail" }]

        [[override]]
        policy = "commercial-blocks:untimed"
        change = "exception"
        label = "first"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        when = { codes = ["97161"] }
        params = { codes = ["97161-97164"], units = 3 }

          [[override.test]]
          name = "three of the first"
          date = 2026-01-01
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "four of the first"
          date = 2026-03-02
          lines = [{ code = "97161", units = 4 }]
          expect = [{ line = 1, outcome = "fail" }]
        ```

        **Good**

        ```toml title="pack.toml"
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        ```toml
        [[override]]
        policy = "commercial-blocks:untimed"
        change = "exception"
        label = "at-home"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        when = { places_of_service = ["12"], codes_not = ["97161"] }
        params = { codes = ["97161-97164"], units = 2 }

          [[override.test]]
          name = "two at home"
          date = 2026-01-01
          place_of_service = "12"
          lines = [{ code = "97162", units = 2 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "three at home"
          date = 2026-03-02
          place_of_service = "12"
          lines = [{ code = "97162", units = 3 }]
          expect = [{ line = 1, outcome = "fail" }]

        [[override]]
        policy = "commercial-blocks:untimed"
        change = "exception"
        label = "first"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        when = { codes = ["97161"] }
        params = { codes = ["97161-97164"], units = 3 }

          [[override.test]]
          name = "three of the first"
          date = 2026-01-01
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "four of the first"
          date = 2026-03-02
          lines = [{ code = "97161", units = 4 }]
          expect = [{ line = 1, outcome = "fail" }]
        ```

        **Why** Which of the two would decide could only depend on the order of files or of packs.
        """,
    ),
    Code(
        "SJ018",
        "Base has changed",
        "error",
        """
        An override says with `expects` which versions of the policy its author saw on its dates, and the base
        pack now has others.

        **Bad**

        ```toml title="pack.toml"
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        ```toml
        [[override]]
        policy = "commercial-blocks:untimed"
        change = "replace"
        label = "twice"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        expects = [2026-01-01]
        params = { codes = ["97161-97164"], units = 2 }

          [[override.test]]
          name = "two are paid"
          date = 2026-01-01
          lines = [{ code = "97161", units = 2 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "three are not"
          date = 2026-03-02
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "fail" }]
        ```

        **Good**

        ```toml title="pack.toml"
        extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
        ```

        ```toml
        [[override]]
        policy = "commercial-blocks:untimed"
        change = "replace"
        label = "twice"
        effective = 2026-01-01
        reason = "The contract says so."
        verified_on = 2026-11-21
        cites = [{ source = "manual", at = "page 30" }]
        expects = [2020-01-01]
        params = { codes = ["97161-97164"], units = 2 }

          [[override.test]]
          name = "two are paid"
          date = 2026-01-01
          lines = [{ code = "97161", units = 2 }]
          expect = [{ line = 1, outcome = "pass" }]

          [[override.test]]
          name = "three are not"
          date = 2026-03-02
          lines = [{ code = "97161", units = 3 }]
          expect = [{ line = 1, outcome = "fail" }]
        ```

        **Why** What was written against the figures of one year would silently stand for those of the next.
        """,
    ),
)
