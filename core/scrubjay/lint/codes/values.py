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
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = "2024-01-01"
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
        [[policy]]
        id = "fee"
        kind = "acme.fee"
        title = "What a visit is paid"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 20" }]
          params = { amount = 24.80 }

          [[policy.test]]
          name = "a visit"
          date = 2024-01-01
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        **Good**

        ```toml
        [[policy]]
        id = "fee"
        kind = "acme.fee"
        title = "What a visit is paid"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 20" }]
          params = { amount = "24.80" }

          [[policy.test]]
          name = "a visit"
          date = 2024-01-01
          lines = [{ code = "97110", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
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
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"], unit_minutes = 8, minimum_minutes = 15 }
        ```

        **Good**

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"], unit_minutes = 15, minimum_minutes = 8 }
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
        id = "limits"
        file = "limits.csv"
        release = "January 2026"
        sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
        rows = 1
        key = ["code"]
        effective = "effective"
        columns = { code = "text", effective = "date" }
        cites = [{ source = "manual", at = "page 14" }]

        [[policy]]
        id = "listed"
        kind = "acme.listed"
        title = "Codes that the fee schedule lists"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 14" }]
          params = { table = "limits" }

          [[policy.test]]
          name = "a code of the table"
          date = 2024-01-01
          lines = [{ code = "97010", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        ```csv title="tables/limits.csv"
        code,status,effective
        97010,B,2026-01-01
        ```

        **Good**

        ```toml
        [[table]]
        id = "limits"
        file = "limits.csv"
        release = "January 2026"
        sha256 = "b62cbea2441ce5c5c70d58aac61b224954ed9d1bd336668a0136ca819acd29bd"
        rows = 1
        key = ["code"]
        effective = "effective"
        columns = { code = "text", effective = "date" }
        cites = [{ source = "manual", at = "page 14" }]

        [[policy]]
        id = "listed"
        kind = "acme.listed"
        title = "Codes that the fee schedule lists"
        untranslatable = []

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 14" }]
          params = { table = "limits" }

          [[policy.test]]
          name = "a code of the table"
          date = 2024-01-01
          lines = [{ code = "97010", units = 1 }]
          expect = [{ line = 1, outcome = "pass" }]
        ```

        ```csv title="tables/limits.csv"
        code,status,effective
        97010,B,2026-01-01
        ```

        **Why** A figure that was changed by hand, or by half a download, prices every claim wrong and looks
        like any other.
        """,
    ),
)
