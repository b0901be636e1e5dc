"""Is every code set and table of a payer's pack named somewhere in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from scrubjay.lint.model import Subject, check
from scrubjay.packs.documents import Document
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import Pack

PROSE: Final = ("id", "title", "label", "note", "name", "untranslatable", "test", "source")
"""Keys below which nothing names a code set or a table."""


@check("SJ122", "Code set is never used", "warning")
def unused_code_set(subject: Subject) -> Iterator[Fault]:
    """A code set of a payer's pack is named by no policy, condition or other code set of it.

    A pack without payers holds what other packs build on, and is not asked.

    **Bad**

    ```toml
    [[code_set]]
    id = "timed"
    codes = ["97110", "97112"]
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

    **Why** A policy was perhaps meant to name it, and lists codes of its own, which no longer agree.
    """
    used = _named(subject.pack)
    for entry in subject.pack.code_sets.values():
        if subject.pack.payers and not used & {entry.id, f"{subject.pack.id}:{entry.id}"}:
            message = f"nothing names code set {entry.id!r}"
            yield entry.document.fault("SJ122", (*entry.place, "id"), message, "name it or leave it out")


@check("SJ123", "Table is never used", "warning")
def unused_table(subject: Subject) -> Iterator[Fault]:
    """A table of a payer's pack is named by no policy of it.

    A pack without payers holds what other packs build on, and is not asked.

    **Bad**

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

    **Why** Its figures look as if they ruled claims, and rule none.
    """
    used = _named(subject.pack)
    for entry in subject.pack.tables.values():
        if subject.pack.payers and not used & {entry.id, f"{subject.pack.id}:{entry.id}"}:
            message = f"nothing names table {entry.id!r}"
            yield entry.document.fault("SJ123", (*entry.place, "id"), message, "name it or leave it out")


def _named(pack: Pack) -> set[str]:
    """Every text of the pack that could name a code set or a table: too many rather than too few."""
    documents: list[Document] = [each.document for each in pack.policies.values()]
    documents += [each.document for each in pack.overrides.values()]
    documents += [each.document for each in pack.supplies]
    documents += [each.document for each in pack.code_sets.values()]
    return {text for each in {id(each): each for each in documents}.values() for text in _texts(each.data)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in PROSE:
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
