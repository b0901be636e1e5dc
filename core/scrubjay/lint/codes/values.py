"""Codes of values: wrong ones, floats, and parameters that a kind refuses."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.model import Code

VALUES: Final = (
    Code(
        "SJ004",
        "Wrong value",
        "error",
        """
        A value has the wrong type or form, lies out of bounds, stands twice in a list, or ends before it
        begins. The message says what was expected.

        **Bad**

        ```toml
        effective = "2026-01-01"
        params = { codes = ["97168-97161"], unit_minutes = 0 }
        ```

        **Good**

        ```toml
        effective = 2026-01-01
        params = { codes = ["97161-97168"], unit_minutes = 15 }
        ```

        **Why** A value that is read in another sense than it was written in changes what a payer is said
        to do. TOML has dates, numbers and text of their own; each is taken as it is and never converted.
        """,
    ),
    Code(
        "SJ005",
        "Float where an exact figure is due",
        "error",
        """
        An amount of money, or another figure that must be exact, is written as a float.

        **Bad**

        ```toml
        params = { amount = 2480.00 }
        ```

        **Good**

        ```toml
        params = { amount = "2480.00" }
        ```

        **Why** A binary float cannot hold most decimal amounts, and what it holds instead shows up as a cent
        here and there. Exact figures are strings, and are computed as whole cents.
        """,
    ),
    Code(
        "SJ012",
        "Parameters that the kind refuses",
        "error",
        """
        Each parameter is well formed, but together they make no sense to the policy's kind.

        **Bad**

        ```toml
        params = { codes = "therapy-common:timed-15", unit_minutes = 8, minimum_minutes = 15 }
        ```

        **Good**

        ```toml
        params = { codes = "therapy-common:timed-15", unit_minutes = 15, minimum_minutes = 8 }
        ```

        **Why** A kind knows what its own parameters mean. It says so when the pack is loaded, not in the
        middle of a batch of claims.
        """,
    ),
    Code(
        "SJ014",
        "Table that is not as declared",
        "error",
        """
        The file of a `[[table]]` cannot be read, is not the one whose digest is declared, or does not have
        the columns, types or number of rows that are declared.

        **Bad**

        ```toml
        [[table]]
        id = "fees"
        file = "fees.csv"
        sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
        ```

        **Good** (what `sha256sum tables/fees.csv` prints)

        ```toml
        sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        ```

        **Why** A figure that was changed by hand, or by half a download, prices every claim wrong and looks
        like any other.
        """,
    ),
)
