"""Is anything left out that a policy or a pack needs to have its say?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scrubjay.compiling import lacks_remit
from scrubjay.lint.model import Subject, check
from scrubjay.packs.faults import Fault

READ: Final = ("policies", "tests", "tables")
"""The folders whose files, not those of folders within, are read."""


@check("SJ107", "Denial without remittance codes")
def missing_remit(subject: Subject) -> Iterator[Fault]:
    """A policy denies or reduces lines, and states no `remit`.

    **Bad**

    ```toml
    [[policy]]
    id = "untimed"
    kind = "units.untimed"
    title = "Evaluations count once a day"
    action = "reduce"
    untranslatable = []

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 13" }]
      params = { codes = ["97161-97163"] }

      [[policy.test]]
      name = "once"
      date = 2024-01-01
      lines = [{ code = "97161", units = 1 }]
      expect = [{ line = 1, outcome = "pass" }]

      [[policy.test]]
      name = "twice"
      date = 2024-01-02
      lines = [{ code = "97161", units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Good**

    ```toml
    [[policy]]
    id = "untimed"
    kind = "units.untimed"
    title = "Evaluations count once a day"
    action = "reduce"
    remit = { group = "CO", carc = "151", rarcs = ["N362"] }
    untranslatable = []

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 13" }]
      params = { codes = ["97161-97163"] }

      [[policy.test]]
      name = "once"
      date = 2024-01-01
      lines = [{ code = "97161", units = 1 }]
      expect = [{ line = 1, outcome = "pass" }]

      [[policy.test]]
      name = "twice"
      date = 2024-01-02
      lines = [{ code = "97161", units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Why** Who reads a remittance advice looks for its codes, and every amount that is not paid has to
    balance under one. A reduction that leaves a line no unit denies it under them; without them nobody does,
    and the whole charge ends as if it had merely exceeded the fee.
    """
    yield from filter(None, (lacks_remit(each.terms, each.entry) for each in subject.policies))
    for policy, override in subject.overrides:
        for version in policy.versions:
            if version.override is override and version.rule is not None:
                yield from filter(None, [lacks_remit(version.terms, override.entry)])


@check("SJ111", "File that is never read")
def unread_file(subject: Subject) -> Iterator[Fault]:
    """A TOML file lies in the pack's folder where nothing reads it.

    **Bad**

    ```toml title="code_sets.toml"
    [[code_set]]
    id = "timed"
    codes = ["97110", "97112"]
    ```

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110", "97112"] }
    ```

    **Good**

    ```toml title="policies/code_sets.toml"
    [[code_set]]
    id = "timed"
    codes = ["97110", "97112"]
    ```

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = "timed" }
    ```

    **Why** Policies in such a file look as if they were in force, and are not.
    """
    root = subject.pack.root
    for file in sorted(root.rglob("*.toml")):
        *folders, _ = file.relative_to(root).parts
        hidden = any(part.startswith((".", "__")) for part in folders)
        if file != root / "pack.toml" and not hidden and tuple(folders) not in {(each,) for each in READ}:
            message = "this file is in none of the folders that are read"
            yield Fault(file, 1, 1, "SJ111", "", message, "move it to policies/ or tests/")
