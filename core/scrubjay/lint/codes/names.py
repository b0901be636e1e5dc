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
        kind = "units.total-tme"
        ```

        **Good**

        ```toml
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
        params = { codes = "timed-15" }
        ```

        **Good**

        ```toml
        params = { codes = "therapy-common:timed-15" }
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
        cites = [{ source = "cms-manual", at = "§10.3" }]
        ```

        **Good**

        ```toml
        [[source]]
        id = "cms-100-04-ch5"
        title = "Medicare Claims Processing Manual, chapter 5"
        url = "https://www.cms.gov/"
        retrieved = 2026-11-21

        [[policy.version]]
        cites = [{ source = "cms-100-04-ch5", at = "§10.3" }]
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

        ```toml
        requires = [{ pack = "therapy-comon", version = ">=2026.11,<2027" }]
        ```

        **Good**

        ```toml
        requires = [{ pack = "therapy-common", version = ">=2026.11,<2027" }]
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
        params = { amount = { supplied = "dayly-maximum" } }
        ```

        **Good**

        ```toml
        [[supplied]]
        id = "daily-maximum"
        help = "The most that the plan allows a member and day, from your contract."

        [[policy.version]]
        params = { amount = { supplied = "daily-maximum" } }
        ```

        **Why** A value that goes nowhere, for want of a letter, leaves every line without data, and whoever
        supplied it believes that it holds.
        """,
    ),
)
