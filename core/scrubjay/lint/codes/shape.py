"""Codes of files and keys: what cannot be read, is not known, or is missing."""

from __future__ import annotations

from typing import Final

from scrubjay.lint.model import Code

SHAPE: Final = (
    Code(
        "SJ001",
        "File cannot be read",
        "error",
        """
        A file of the pack is missing, is not TOML, or is not UTF-8 text. The message of a TOML fault is the
        parser's, and the place is where it stopped.

        **Bad**

        ```toml
        [[policy]
        id = "total-time"
        ```

        **Good**

        ```toml
        [[policy]]
        id = "total-time"
        ```

        **Why** Nothing of such a file can be trusted, so none of it is used, and the pack is not loaded
        without it.
        """,
    ),
    Code(
        "SJ002",
        "Unknown key",
        "error",
        """
        A table has a key that has no meaning there.

        **Bad**

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"], unit_minuts = 15 }
        ```

        **Good**

        ```toml
        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }]
          params = { codes = ["97110"], unit_minutes = 15 }
        ```

        **Why** A misspelt key that is passed over leaves a policy doing something else than its author wrote.
        """,
    ),
    Code(
        "SJ003",
        "Missing key",
        "error",
        """
        A table lacks a key that it must have. The message says what the key holds; the place is the table's.

        **Bad**

        ```toml
        [[source]]
        id = "letter"
        title = "Letter to providers, Acme Health"
        url = "https://acme.example/letter"
        standing = "primary"

        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }, { source = "letter" }]
          params = { codes = ["97110"] }
        ```

        **Good**

        ```toml
        [[source]]
        id = "letter"
        title = "Letter to providers, Acme Health"
        url = "https://acme.example/letter"
        retrieved = 2026-11-21
        standing = "primary"

        [[policy]]
        id = "total-time"

          [[policy.version]]
          effective = 2024-01-01
          verified_on = 2026-11-21
          cites = [{ source = "manual", at = "page 12" }, { source = "letter" }]
          params = { codes = ["97110"] }
        ```

        **Why** What is not stated is not guessed: a policy without a date or a kind has no meaning.
        """,
    ),
    Code(
        "SJ030",
        "Unsafe content",
        "error",
        """
        The pack holds what none may hold: a link, a device or a pipe; a file or a folder beyond the limits
        (4 MiB a file and 64 MiB together, tables apart; 512 MiB a table; 2000 files and folders); a control
        character or one that turns or hides text; a number of more than 64 bits.

        **Bad**

        ```toml
        [[policy]]
        id = "total-time"
        title = "Units by the total of timed minutes\\u001b[2J"
        ```

        **Good**

        ```toml
        [[policy]]
        id = "total-time"
        title = "Units by the total of timed minutes"
        ```

        **Why** A pack is data from others. It is shown in terminals and on pages, and read on machines that
        have other things to do.
        """,
    ),
    Code(
        "SJ031",
        "Not trusted",
        "error",
        """
        A trust policy is in force, and the pack is not what somebody who is trusted has signed: it has no
        `pack.lock`, a file was changed, added or removed since it was locked, too few of the trusted keys
        have signed the lock, or a signature does not fit.

        **Bad**

        ```console
        $ scrubjay check visit.json --pack my-pack --trust trust.toml
        my-pack/pack.lock:1:1: SJ031 is not there: the pack is not locked
        ```

        **Good**

        ```console
        $ scrubjay pack lock my-pack --sign my.key
        $ scrubjay check visit.json --pack my-pack --trust trust.toml
        ```

        **Why** Whoever can change a pack can change what is paid. Nothing of a pack that is not trusted is
        used.
        """,
    ),
)
