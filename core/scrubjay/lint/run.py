"""Lint one pack: what keeps it from loading or, where it loads, what every check finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrubjay.compiling import compile_ruleset
from scrubjay.lint.checking import checked
from scrubjay.lint.criteria import Evidence
from scrubjay.lint.exempting import sift
from scrubjay.lint.model import Subject
from scrubjay.lint.parameters import parameter_faults
from scrubjay.lint.registry import codes
from scrubjay.lint.report import Report
from scrubjay.lint.tiers import TIERS, Missing, lacking_for, missing, reached
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.load import read_pack
from scrubjay.packs.model import Pack
from scrubjay.packs.tablefile import read_table

if TYPE_CHECKING:
    from scrubjay.engine import Engine


def lint_pack(root: Path, engine: Engine, as_of: date | None = None) -> list[Fault]:
    """Everything that is wrong with the pack in the folder `root`, in order of place.

    See `report_on`, which says more.
    """
    return list(report_on(root, engine, as_of).faults)


def report_on(root: Path, engine: Engine, as_of: date | None = None) -> Report:
    """Lint the pack in the folder `root`, and judge its quality tier.

    `engine` has the kinds, and the packs that this one may require. Ages are counted from `as_of`, today
    unless it is given; the lint alone looks at the clock. Checks run only over a pack that loads, its
    tables too; one that raises is a fault of its own, and the others still run.
    """
    try:
        pack = read_pack(root)
    except PackError as error:
        return Report(root, faults=tuple(sorted({*error.faults, *parameter_faults(root, engine.host.kinds)})))
    try:
        ruleset = compile_ruleset(pack.id, pack, engine.workshop)
    except PackError as error:
        return Report(root, pack.id, tuple(sorted(set(error.faults))))
    if broken := sorted(set(_tables(pack))):
        return Report(root, pack.id, tuple(broken))
    subject = Subject(pack, ruleset, as_of or datetime.now(UTC).date())
    known = codes(engine.host)
    found = sorted(set(checked(subject, engine.host)))
    sifted = sift(pack, found, subject.as_of, known)
    lacking = missing(Evidence(subject, sifted, known))
    faults = {*sifted.open, *sifted.amiss, *_below(pack, lacking)}
    return Report(
        root, pack.id, tuple(sorted(faults)), sifted.exempted, True, pack.tier, reached(lacking), lacking
    )


def _tables(pack: Pack) -> Iterator[Fault]:
    """What is wrong with the files of the pack's tables, those too that no policy uses."""
    for entry in pack.tables.values():
        try:
            read_table(pack.root / "tables" / entry.file, entry)
        except PackError as error:
            yield from error.faults


def _below(pack: Pack, lacking: tuple[Missing, ...]) -> Iterator[Fault]:
    if pack.tier in TIERS and (found := lacking_for(pack.tier, lacking)):
        message = f"{pack.tier} is not met: {'; '.join(map(str, found))}"
        remedy = "mend that, or declare a tier that is met"
        yield pack.manifest.fault("SJ136", ("tier",), message, remedy)
