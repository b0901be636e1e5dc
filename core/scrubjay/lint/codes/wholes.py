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
