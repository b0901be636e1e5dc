"""`scrubjay pack mutate`: would anybody notice a wrong figure?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scrubjay.cli.common import (
    PackRefused,
    engine_options,
    format_option,
    make_engine,
    print_json,
    relative_path,
    wrapped,
)
from scrubjay.cli.exits import BAD_INPUT, CLEAN, FAILED
from scrubjay.cli.progress import counted, progress_bars
from scrubjay.mutation import FailingTestsError, Verdict, World, all_mutants, chosen, judge
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack

MOST = 2**31


@click.command(epilog="Example: scrubjay pack mutate my-pack --sample 200 --seed 7")
@click.argument("pack")
@click.option(
    "--sample", type=click.IntRange(1), metavar="N", help="Only so many mutants, at random; else all."
)
@click.option(
    "--seed", type=click.IntRange(0, MOST), metavar="N", help="What to draw by; else another each time."
)
@click.option(
    "--cells",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    metavar="N",
    help="How many cells of each table, among those that tests name.",
)
@click.option("--policy", metavar="ID", help="Only mutants of this policy, or of this override.")
@format_option
@engine_options
def mutate(
    pack: str,
    sample: int | None,
    seed: int | None,
    cells: int,
    policy: str | None,
    form: str,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Change the figures of PACK one at a time, and list the changes that no test notices.

    PACK is the folder of a pack, or the id of an installed one. Changed are dates by a day, numbers and
    amounts by the least there is, members of lists and code sets, modifiers, actions, remittance codes and
    cells of tables. Exit status: 0 every change was noticed, 1 some were not, 2 the pack cannot be used, or
    its tests fail.
    """
    seed = random.randrange(MOST) if seed is None else seed
    try:
        world = _world(pack, packs, without)
        mutants = list(all_mutants(world, cells, seed, policy))
        if sample is not None:
            mutants = chosen(mutants, sample, seed)
        with progress_bars() as show:
            verdicts = list(counted(judge(world, mutants), "mutants", show, len(mutants)))
    except FailingTestsError as error:
        for result in error.results:
            click.echo(f"{relative_path(result.file)}:{result.line}: {result.id} fails", err=True)
        click.echo("scrubjay: the tests must pass before anything is changed", err=True)
        raise click.exceptions.Exit(BAD_INPUT) from error
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from error
    except PackError as error:
        raise PackRefused(error) from error
    if form == "json":
        print_json(_json(verdicts, seed))
    else:
        _print(verdicts, seed)
    raise click.exceptions.Exit(FAILED if any(each.survived for each in verdicts) else CLEAN)


def _world(name: str, packs: Sequence[Path], without: Sequence[str]) -> World:
    root = Path(name)
    if not root.is_dir():
        engine = make_engine(packs, without)
        return World(engine, read_pack(engine.catalogue.pack(name).root))
    if not (root / "pack.toml").is_file():
        raise click.UsageError(f"{name} holds no pack.toml; name the folder that holds pack.toml")
    return World(make_engine([*packs, root], without), read_pack(root))


def _print(verdicts: Sequence[Verdict], seed: int) -> None:
    survivors = [each for each in verdicts if each.survived]
    file = None
    for each in survivors:
        mutant = each.mutant
        if mutant.file != file:
            file = mutant.file
            click.echo(relative_path(file))
        line = f"{mutant.line}: {mutant.key}: {mutant.old} -> {mutant.new}"
        click.echo("\n".join(wrapped(line, 2)))
    counts = Counter(each.how for each in verdicts)
    if survivors:
        click.echo()
    click.echo(
        f"{len(verdicts) - counts['same']} mutants: {counts['killed']} noticed by a test, "
        f"{counts['refused']} refused with the pack, {counts['survived']} survived"
    )
    if counts["same"]:
        do = "does" if counts["same"] == 1 else "do"
        click.echo(f"{counts['same']} more {do} the same as the pack on all dates that it covers")
    click.echo(f"seed {seed}")


def _json(verdicts: Sequence[Verdict], seed: int) -> dict[str, Any]:
    counts = Counter(each.how for each in verdicts)
    return {
        "seed": seed,
        "killed": counts["killed"],
        "refused": counts["refused"],
        "survived": counts["survived"],
        "same": counts["same"],
        "survivors": [
            {"file": relative_path(each.mutant.file), **each.mutant.to_dict(), "tests": each.seen}
            for each in verdicts
            if each.survived
        ],
    }
