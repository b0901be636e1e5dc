"""The first page of the reference."""

from __future__ import annotations

from scrubjay.docs.markdown import items, page


def index() -> str:
    """What the reference holds, and where it comes from."""
    return page(
        "Reference",
        "These pages are generated from the code, the schemas and the packs that they describe. A test fails "
        "when they are stale.",
        items(
            (
                "[Command line](command-line.md): every command with its options",
                "[Encounter](encounter.md): what you hand in",
                "[Evaluation](evaluation.md): what you get back",
                "[Cards of a code](card.md): what `scrubjay code` prints as JSON",
                "[Columns of a run](run.md): what `scrubjay run` reads and writes",
                "Pack files: [pack.toml](pack-files/pack.md), [policies](pack-files/policies.md), "
                "[selectors](pack-files/selector.md), [tests](pack-files/tests.md)",
                "[Kinds](kinds/index.md): the types of policy, with their parameters, answers and facts",
                "[Packs](packs/index.md): what each payer pack states, since when, and by which source",
                "[Hooks](hooks.md): what a plugin can contribute",
                "[Lint codes](lint/index.md): what can be wrong with a pack, a page each",
                "[Quality tiers](lint/tiers.md): what makes a pack bronze, silver or gold",
                "[Python](python.md): the public names of `scrubjay`",
            )
        ),
    )
