"""Do sources say what they are, do they bear what rests on them, and can their addresses be right?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from scrubjay.lint.model import Subject, check
from scrubjay.packs.faults import Fault

STRAY: Final = re.compile(r'[<>"{}|\\^`]|[^!-~]|[.,;:)\]\'*]$')
"""What stands in no address, and what clings to the end of one that was copied out of a sentence."""


@check("SJ124", "Stable on secondary sources")
def stable_on_secondary(subject: Subject) -> Iterator[Fault]:
    """A version is `stable`, and every source that it cites only reports what another says.

    **Bad**

    ```toml
    [[source]]
    id = "letter"
    title = "Newsletter of a billing company"
    url = "https://billing.example/newsletter"
    retrieved = 2026-11-21
    standing = "secondary"

    [[policy]]
    id = "untimed"
    kind = "units.untimed"
    title = "Evaluations count once a day"
    untranslatable = []

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "letter", at = "May 2024" }]
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
    [[source]]
    id = "letter"
    title = "Newsletter of a billing company"
    url = "https://billing.example/newsletter"
    retrieved = 2026-11-21
    standing = "secondary"

    [[policy]]
    id = "untimed"
    kind = "units.untimed"
    title = "Evaluations count once a day"
    status = "experimental"
    untranslatable = []

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      cites = [{ source = "letter", at = "May 2024" }]
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

    **Why** Whoever reads a finding takes it for the payer's own word, unless the finding says otherwise. It
    does so for what is experimental.
    """
    for name, version in subject.versions:
        standings = {subject.pack.sources[cite.source].standing for cite in version.cites}
        if version.status == "stable" and standings == {"secondary"}:
            message = f"the version of {version.effective} of {name!r} is stable on secondary sources alone"
            remedy = 'cite the payer\'s own document, or set status = "experimental"'
            yield version.document.fault("SJ124", (*version.place, "cites"), message, remedy)


@check("SJ125", "Source without standing", "warning")
def no_standing(subject: Subject) -> Iterator[Fault]:
    """A `[[source]]` does not say whether it makes the rule (`primary`) or reports it (`secondary`).

    What publishes a rule or a figure is primary, even where it was read in a copy; `note` says how it was
    read. What tells of it in words of its own is secondary.

    **Bad**

    ```toml
    [[source]]
    id = "manual"
    title = "Provider manual, Acme Health"
    url = "https://acme.example/manual"
    retrieved = 2026-11-21
    ```

    **Good**

    ```toml
    [[source]]
    id = "manual"
    title = "Provider manual, Acme Health"
    url = "https://acme.example/manual"
    retrieved = 2026-11-21
    standing = "primary"
    ```

    **Why** Only then can anybody see how far a figure is from the one who sets it.
    """
    for source in subject.pack.sources.values():
        if not source.standing:
            message = f"source {source.id!r} is not said to be primary or secondary"
            remedy = 'add standing = "primary" if it makes the rule, "secondary" if it reports it'
            yield source.document.fault("SJ125", source.place, message, remedy)


@check("SJ129", "Address that leads nowhere", "warning")
def odd_address(subject: Subject) -> Iterator[Fault]:
    """The address of a source cannot be right: no host with a dot, a user's name, or characters that stray.

    Whether something is published there is not tried: the lint uses no network.

    **Bad**

    ```toml
    [[source]]
    id = "manual"
    title = "Provider manual, Acme Health"
    url = "https://acme.example/manual)."
    retrieved = 2026-11-21
    standing = "primary"
    ```

    **Good**

    ```toml
    [[source]]
    id = "manual"
    title = "Provider manual, Acme Health"
    url = "https://acme.example/manual"
    retrieved = 2026-11-21
    standing = "primary"
    ```

    **Why** An address is mostly copied by hand, out of a sentence that goes on after it. Who follows a
    citation that leads nowhere cannot check it.
    """
    for source in subject.pack.sources.values():
        if source.url and (wrong := _wrong_with(source.url)):
            yield source.document.fault("SJ129", (*source.place, "url"), wrong, "copy the address again")


@check("SJ132", "Experimental without a reason", "warning")
def experimental_without_reason(subject: Subject) -> Iterator[Fault]:
    """A version is `experimental`, and nothing says why: no note, no secondary source, no note of a source.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"
    status = "experimental"
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"
    status = "experimental"

      [[policy.version]]
      effective = 2024-01-01
      verified_on = 2026-11-21
      note = "The manual of 2024 was read; whether its annex changes the codes is not known."
      cites = [{ source = "manual", at = "page 12" }]
      params = { codes = ["97110"] }
    ```

    **Why** Either the doubt is forgotten and its findings could be stable, or nobody can resolve it, because
    nobody knows what it was.
    """
    for policy in subject.pack.policies.values():
        for version in policy.versions:
            sources = [subject.pack.sources[cite.source] for cite in version.cites]
            told = version.note or any(each.note or each.standing == "secondary" for each in sources)
            if version.status == "experimental" and sources and not told:
                message = f"nothing says why {policy.id!r} is experimental from {version.effective} on"
                yield version.document.fault(
                    "SJ132", version.place, message, "add a note that says what is open"
                )


def _wrong_with(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "cannot be read as an address"
    if "." not in host.strip("."):
        return f"has no host with a dot in it: {host!r}"
    if parts.username is not None:
        return "holds the name of a user"
    if stray := STRAY.search(url):
        return f"holds {stray[0]!r}, which is no part of an address"
    return ""
