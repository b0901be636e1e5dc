"""Have figures that stand in tables, and sets that other packs use, a source and dates?"""

from __future__ import annotations

from collections.abc import Iterator

from scrubjay.lint.model import Subject, check
from scrubjay.packs.faults import Fault


@check("SJ128", "Table without dates", "warning")
def undated_table(subject: Subject) -> Iterator[Fault]:
    """A `[[table]]` has neither `covers` nor a column of first dates (`effective`), so it holds for ever.

    **Bad**

    ```toml
    [[table]]
    id = "limits"
    file = "limits.csv"
    release = "January 2026"
    sha256 = "b62cbea2441ce5c5c70d58aac61b224954ed9d1bd336668a0136ca819acd29bd"
    rows = 1
    key = ["code"]
    columns = { code = "text" }
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
    covers = { from = 2024-01-01 }
    columns = { code = "text" }
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

    **Why** Published figures belong to a time: a year, a quarter, a survey. Without one they are put to
    claims of every date, and the answer for a date that nobody looked up should be `no_data`.
    """
    for table in subject.pack.tables.values():
        if table.covers_from is None and not table.effective:
            message = f"nothing says for which dates of service table {table.id!r} holds"
            remedy = "add covers = { from = … }, or name the column of first dates as effective"
            yield table.document.fault("SJ128", (*table.place, "id"), message, remedy)


@check("SJ133", "Uncited figures")
def uncited_figures(subject: Subject) -> Iterator[Fault]:
    """A `[[table]]` cites no source, or a code set does not in a pack that others build on.

    **Bad**

    ```toml
    [[table]]
    id = "limits"
    file = "limits.csv"
    release = "January 2026"
    sha256 = "b62cbea2441ce5c5c70d58aac61b224954ed9d1bd336668a0136ca819acd29bd"
    rows = 1
    key = ["code"]
    covers = { from = 2024-01-01 }
    columns = { code = "text" }

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
    covers = { from = 2024-01-01 }
    columns = { code = "text" }
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

    **Why** Every figure in a table decides about money, and every code in a shared set about which lines are
    ruled at all, in packs whose authors never saw where it came from.
    """
    pack = subject.pack
    shared = () if pack.payers else pack.code_sets.values()
    for entry in (*pack.tables.values(), *shared):
        if not entry.cites:
            message = f"{entry.id!r} cites no source"
            remedy = 'add cites = [{ source = "…", at = "…" }]'
            yield entry.document.fault("SJ133", (*entry.place, "id"), message, remedy)
