"""Does a pack tell its readers what it is, what it leaves unsaid, and which of its parts is which?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrubjay.lint.model import Subject, check
from scrubjay.packs.documents import Document, Place
from scrubjay.packs.faults import Fault
from scrubjay.packs.readme import readme

Titled = tuple[str, Document, Place]


@check("SJ126", "No README", "warning")
def no_readme(subject: Subject) -> Iterator[Fault]:
    """The pack's folder has no `README.md`, or an empty one.

    **Bad**

    ```markdown title="README.md"
    ```

    **Good**

    ```markdown title="README.md"
    # Acme Health

    Covers how Acme Health counts units since 2024, by its provider manual. Says nothing about prices.
    ```

    **Why** TOML says what is ruled. What the pack covers, what it leaves out and how far its sources go is
    for people to read before they trust it.
    """
    if not readme(subject.pack.root).strip():
        message = f"there is no README.md beside {subject.pack.manifest.file.name}, or nothing in it"
        yield subject.pack.manifest.fault(
            "SJ126", (), message, "say what the pack covers, and what it does not"
        )


@check("SJ127", "Silent about what it cannot express", "warning")
def untranslatable_unstated(subject: Subject) -> Iterator[Fault]:
    """A policy does not state `untranslatable`, the list of what its source says and its parameters cannot.

    An empty list says that there is nothing of the kind.

    **Bad**

    ```toml
    [[policy]]
    id = "untimed"
    kind = "units.untimed"
    title = "Evaluations count once a day"

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
    id = "total-time"
    untranslatable = ["Only minutes of direct treatment count, which no line shows."]
    ```

    **Why** Nearly every rule has a clause that no parameter holds. Who reads a pass must see which clauses
    were not part of it, and silence would look as if there were none.
    """
    for policy in subject.pack.policies.values():
        if "untranslatable" not in policy.document.data["policy"][policy.place[-1]]:
            message = f"{policy.id!r} does not say what it cannot express"
            remedy = 'add untranslatable = ["…"], or [] if that is nothing'
            yield policy.document.fault("SJ127", (*policy.place, "id"), message, remedy)


@check("SJ130", "Same title twice", "warning")
def same_title(subject: Subject) -> Iterator[Fault]:
    """Two policies have the same title, two sources the same title and address, or two tests the same name.

    Tests are compared within their policy, and scenarios with each other. Case and spaces do not count.

    **Bad**

    ```toml
    [[source]]
    id = "manual-again"
    title = "Provider manual, Acme Health"
    url = "https://acme.example/manual"
    retrieved = 2026-11-21
    standing = "primary"

    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }, { source = "manual-again", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Good**

    ```toml
    [[source]]
    id = "annex"
    title = "Annex to the provider manual, Acme Health"
    url = "https://acme.example/manual"
    retrieved = 2026-11-21
    standing = "primary"

    [[policy]]
    id = "total-time"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "manual", at = "page 12" }, { source = "annex", at = "page 2" }]
      params = { codes = ["97110"] }
    ```

    **Why** Mostly an entry was copied and not yet made its own. Findings and reports show titles, and nobody
    can tell two of them apart.
    """
    pack = subject.pack
    policies, sources = pack.policies.values(), pack.sources.values()
    yield from _twice(((each.title, each.document, (*each.place, "title")) for each in policies), "title")
    yield from _twice(
        (
            (f"{each.title}\n{each.url or each.held_by}", each.document, (*each.place, "title"))
            for each in sources
        ),
        "title",
    )
    for tests in (pack.scenarios, *(each.tests for each in policies)):
        yield from _twice(((each.name, each.document, (*each.place, "name")) for each in tests), "name")


def _twice(titled: Iterable[Titled], what: str) -> Iterator[Fault]:
    first: dict[str, tuple[Document, Place]] = {}
    for title, document, place in titled:
        key = " ".join(title.casefold().split())
        if key in first:
            other, stands = first[key]
            line = other.position(stands).line
            message = f"is the {what} that stands at {other.file.name}:{line}, too"
            yield document.fault("SJ130", place, message, f"give each a {what} of its own")
        else:
            first[key] = document, place
