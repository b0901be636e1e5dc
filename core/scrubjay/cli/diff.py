"""`scrubjay pack diff`: what an upgrade of a pack changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from attrs import evolve

from scrubjay.cli.common import PackRefused, engine_options, format_option, make_engine
from scrubjay.cli.difftext import write_json, write_text
from scrubjay.cli.exits import BAD_INPUT, CLEAN, FAILED, gravest
from scrubjay.cli.inputs import items, report
from scrubjay.cli.progress import Progress, counted, progress_bars
from scrubjay.diff import EncounterDiff, PackDiff, Totals, diff_evaluations, diff_rulesets
from scrubjay.engine import Engine
from scrubjay.model import Encounter
from scrubjay.packs.catalogue import pack_folders
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_manifest
from scrubjay.packs.model import Pack
from scrubjay.ruleset import Ruleset

STAND_IN = "no-payer"
"""The payer for which a pack is compiled that states none."""

_FOLDER = click.Path(path_type=Path)


@click.command(epilog="Example: scrubjay pack diff medicare-part-b ./medicare-2027 --encounters visits.jsonl")
@click.argument("old")
@click.argument("new")
@click.option(
    "--encounters",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Also rule these by both, and list those that come out differently.",
)
@click.option(
    "--old-pack", "old_packs", multiple=True, type=_FOLDER, metavar="DIR", help="Like --pack, for OLD only."
)
@click.option(
    "--new-pack", "new_packs", multiple=True, type=_FOLDER, metavar="DIR", help="Like --pack, for NEW only."
)
@format_option
@engine_options
def diff(
    old: str,
    new: str,
    files: Sequence[str],
    old_packs: Sequence[Path],
    new_packs: Sequence[Path],
    form: str,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Say what differs between two versions of a pack: policies, keys, and the dates of service affected.

    OLD and NEW are ids of installed packs, or folders of packs: write ./NAME for a folder whose name is such
    an id. A pack that changes only through one on which it builds is named twice, with --old-pack or
    --new-pack. Exit status: 0 nothing differs, 1 something does, 2 bad input.
    """
    for file in files:
        if not Path(file).is_file():
            raise click.UsageError(f"--encounters {file}: is read twice, so it must be a file")
    (before, was), (after, now) = (
        _pack(name, (*packs, *more), without) for name, more in ((old, old_packs), (new, new_packs))
    )
    totals, statuses = Totals(), {CLEAN}
    try:
        found = list(_diffs(before, was, after, now))
        with progress_bars() as show:
            different = _different((before, after), files, totals, statuses, show) if files else None
            write = write_json if form == "json" else write_text
            write(found, different, totals)
    except PackError as error:
        raise PackRefused(error) from error
    if totals.different or not all(each.same for each in found):
        statuses.add(FAILED)
    raise click.exceptions.Exit(gravest(statuses))


def _pack(name: str, packs: Sequence[Path], without: Sequence[str]) -> tuple[Engine, Pack]:
    """The pack called `name`, else that in the folder of this name, with an engine in which it stands."""
    root = Path(name)
    try:
        if root.name == name or not root.is_dir():
            engine = make_engine(packs, without)
            called = next((entry for entry in engine.catalogue if entry.id == name), None)
            if called is not None and root.is_dir() and root.resolve() != called.root.resolve():
                click.echo(
                    f"scrubjay: {name} is the pack in {called.root}; write ./{name} for the folder", err=True
                )
            if called is not None or not root.is_dir():
                return engine, engine.catalogue.pack(name)
        if not (root / "pack.toml").is_file():
            held = ", ".join(str(folder) for folder in pack_folders(root))
            raise click.UsageError(
                f"{name} holds no pack.toml; name {f'one of {held}' if held else 'a pack'}"
            )
        engine = make_engine([*packs, root], without)
        return engine, engine.catalogue.pack(read_manifest(root).data["id"])
    except KeyError as error:
        raise click.UsageError(f"{error.args[0]}; or name a folder that holds pack.toml") from error
    except PackError as error:
        raise PackRefused(error) from error


def _diffs(before: Engine, old: Pack, after: Engine, new: Pack) -> Iterator[PackDiff]:
    """The diff of the pack, or, where it only holds what others use, those of the packs that build on it."""
    if old.policies or new.policies:
        yield diff_rulesets(_ruleset(before, old), _ruleset(after, new))
        return
    users = _users(after, new.id)
    for id, was in _users(before, old.id).items():
        if id in users:
            yield diff_rulesets(was, users[id])


def _users(engine: Engine, id: str) -> dict[str, Ruleset]:
    found = {}
    for entry in engine.catalogue:
        try:
            ruleset = _ruleset(engine, entry.pack)
        except PackError:
            if entry.named:
                raise
            continue
        if entry.id != id and any(pack.id == id for pack in ruleset.packs):
            found[entry.id] = ruleset
    return found


def _ruleset(engine: Engine, pack: Pack) -> Ruleset:
    return engine.compiled(pack.payers[0] if pack.payers else STAND_IN, pack)


def _different(
    engines: tuple[Engine, Engine], files: Sequence[str], totals: Totals, statuses: set[int], show: Progress
) -> Iterator[EncounterDiff]:
    """The encounters that come out differently, in order; each file is read once for each engine."""
    before, after = engines
    old = before.check_many(counted(_encounters(before, files), "ruled by the old", show))
    new = after.check_many(counted(_encounters(after, files, statuses), "ruled by the new", show))
    for was, now in zip(old, new, strict=True):
        found = diff_evaluations(was, now)
        totals.add(found)
        if found is not None:
            yield found


def _encounters(
    engine: Engine, files: Sequence[str], statuses: set[int] | None = None
) -> Iterator[Encounter]:
    """The encounters of files; with `statuses`, those that are not well formed are reported."""
    for _, item in items(engine, files, None):
        if item.encounter is not None:
            yield item.encounter if item.encounter.id else evolve(item.encounter, id=item.where)
        elif statuses is not None:
            report(item)
            statuses.add(BAD_INPUT)
