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
        id = "cms-100-04-ch5"

        [[source]]
        id = "cms-100-04-ch5"
        ```

        **Good**

        ```toml
        [[source]]
        id = "cms-100-04-ch5"

        [[source]]
        id = "cms-100-02-ch15"
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
        [[policy.version]]
        effective = 2024-01-01
        until = 2026-06-30

        [[policy.version]]
        effective = 2026-01-01
        ```

        **Good**

        ```toml
        [[policy.version]]
        effective = 2024-01-01

        [[policy.version]]
        effective = 2026-01-01
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
        @kind("acme.first", stage="coding", answers=SAYS, after=("acme.second",))
        @kind("acme.second", stage="coding", answers=SAYS, after=("acme.first",))
        ```

        **Good**

        ```python
        @kind("acme.first", stage="coding", answers=SAYS)
        @kind("acme.second", stage="coding", answers=SAYS, after=("acme.first",))
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

        ```toml
        id = "acme-east"
        extends = [{ pack = "acme", version = ">=2026.1,<2027" }]    # and acme extends acme-east
        ```

        **Good**

        ```toml
        id = "acme-east"
        extends = [{ pack = "acme", version = ">=2026.1,<2027" }]    # and acme does not
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

        ```toml
        [[override]]
        policy = "medicare-part-b:total-tme"
        ```

        **Good**

        ```toml
        [[override]]
        policy = "medicare-part-b:total-time"
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

        ```toml
        [[override]]
        label = "home"
        change = "exception"
        when = { places_of_service = ["12"] }

        [[override]]
        label = "evaluations"
        change = "exception"
        when = { codes = ["97161-97164"] }    # an evaluation at home?
        ```

        **Good**

        ```toml
        [[override]]
        label = "home"
        change = "exception"
        when = { places_of_service = ["12"], codes_not = ["97161-97164"] }

        [[override]]
        label = "evaluations"
        change = "exception"
        when = { codes = ["97161-97164"] }
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

        ```toml
        [[override]]
        effective = 2026-01-01
        expects = [2026-01-01]    # and the base has a version of 2027-01-01 now
        ```

        **Good**

        ```toml
        [[override]]
        effective = 2026-01-01
        until = 2026-12-31
        expects = [2026-01-01]
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
        @check("ACME001", "No owner")
        def no_owner(subject):
            return subject.pack.owner.faults
        ```

        **Good**

        ```python
        @check("ACME001", "No line of business", "warning")
        def no_line_of_business(subject):
            manifest = subject.pack.manifest
            if not subject.pack.line_of_business:
                yield manifest.fault("ACME001", (), "no line of business is stated")
        ```

        **Why** A check that fell out in silence would look as if it had found nothing.
        """,
    ),
)
