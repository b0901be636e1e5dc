"""Codes of things that are each right and cannot stand together, and of checks that broke."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.model import Code

WHOLES: Final = (
    Code(
        "SJ008",
        "Stated twice",
        "error",
        """
        Two policies, sources, code sets or labels of a pack share an id, or two packs share an id or a
        payer. The message names the other place.

        **Bad**

        ```toml
        [[source]]
        id = "letter"
        title = "Letter to providers, Acme Health"
        url = "https://acme.example/letter"
        retrieved = 2026-11-21
        standing = "primary"

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

        **Why** Which of two would count could only depend on the order of files, and nobody reads that.
        """,
    ),
    Code(
        "SJ009",
        "Versions overlap",
        "error",
        """
        Two versions of a policy are in force on the same date. A version without `until` ends on the day
        before the next one starts; one with `until` ends there, inclusive.

        **Bad**

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          until = 2026-06-30
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"] }

          [[policy.version]]
          effective = 2026-01-01
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
          effective = 2026-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110", "97112"] }
        ```

        **Why** One date of service has one set of parameters. There is no rule by which one could win.
        """,
    ),
    Code(
        "SJ013",
        "Kinds wait for each other",
        "error",
        """
        The kinds of two or more policies each ask to rule after the other.

        **Bad**

        ```python
        from attrs import frozen

        from scrubjay import kind


        @kind("acme.first", stage="coding", answers=SAYS, after=("acme.second",))
        @frozen
        class First(Passes):
            pass


        @kind("acme.second", stage="coding", answers=SAYS, after=("acme.first",))
        @frozen
        class Second(Passes):
            pass
        ```

        ```toml
        [[policy]]
        id = "first"
        kind = "acme.first"
        title = "What rules first"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 15" }]
          params = {}

          [[policy.test]]
          name = "is met"
          date = 2024-01-01
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]

        [[policy]]
        id = "second"
        kind = "acme.second"
        title = "What rules second"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 15" }]
          params = {}

          [[policy.test]]
          name = "is met"
          date = 2024-01-01
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        **Good**

        ```python
        from attrs import frozen

        from scrubjay import kind


        @kind("acme.first", stage="coding", answers=SAYS)
        @frozen
        class First(Passes):
            pass


        @kind("acme.second", stage="coding", answers=SAYS, after=("acme.first",))
        @frozen
        class Second(Passes):
            pass
        ```

        ```toml
        [[policy]]
        id = "first"
        kind = "acme.first"
        title = "What rules first"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 15" }]
          params = {}

          [[policy.test]]
          name = "is met"
          date = 2024-01-01
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]

        [[policy]]
        id = "second"
        kind = "acme.second"
        title = "What rules second"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 15" }]
          params = {}

          [[policy.test]]
          name = "is met"
          date = 2024-01-01
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        **Why** There is no order in which both would hold, and the results would depend on the order chosen.
        """,
    ),
    Code(
        "SJ199",
        "Check did not run",
        "error",
        """
        A check raised, or a plugin gave something that is no check, or one under a code that is taken. The
        message names the plugin, the check and the cause. All other checks have run.

        **Bad**

        ```python
        from scrubjay.lint import check


        @check("ACME001", "No line of business", "warning")
        def no_line_of_business(subject):
            if not subject.pack.owner:
                yield subject.pack.manifest.fault("ACME001", (), "no line of business is stated")
        ```

        **Good**

        ```python
        from scrubjay.lint import check


        @check("ACME001", "No line of business", "warning")
        def no_line_of_business(subject):
            if not subject.pack.line_of_business:
                yield subject.pack.manifest.fault("ACME001", (), "no line of business is stated")
        ```

        ```toml title="pack.toml"
        line_of_business = "commercial"
        ```

        **Why** A check that fell out in silence would look as if it had found nothing.
        """,
    ),
)
