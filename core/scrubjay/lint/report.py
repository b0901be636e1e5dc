"""What the lint has to say about one pack."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from scrubjay.lint.exempting import Exempted
from scrubjay.lint.tiers import Missing
from scrubjay.packs.faults import Fault


@frozen
class Report:
    """The faults of one pack, those that it accepts for a while, and its quality tier.

    `faults` stand in order of place. `tier` is the tier that is reached, "" for none; `declared` the one that
    the pack is held to. `missing` is what keeps it from gold. A pack that does not load has neither.
    """

    root: Path
    pack: str = ""
    faults: tuple[Fault, ...] = ()
    exempted: tuple[Exempted, ...] = ()
    loads: bool = False
    declared: str = ""
    tier: str = ""
    missing: tuple[Missing, ...] = ()
