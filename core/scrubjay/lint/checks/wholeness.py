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
    action = "deny"
    ```

    **Good**

    ```toml
    action = "deny"
    remit = { group = "CO", carc = "119" }
    ```

    A policy that can deny is refused outright; one that can only reduce rules all the same.

    **Why** Who reads a remittance advice looks for its codes, and every amount that is not paid has to
    balance under one.
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

    ```
    my_payer/pack.toml
    my_payer/units.toml
    ```

    **Good**

    ```
    my_payer/pack.toml
    my_payer/policies/units.toml
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
