"""`scrubjay pack`: keep packs true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scrubjay.cli.common import (
    PackRefused,
    engine_options,
    format_option,
    make_engine,
    print_json,
    relative_path,
)
from scrubjay.cli.exits import CLEAN, FAILED
from scrubjay.cli.packlock import keygen, lock, verify
from scrubjay.cli.packnew import new
from scrubjay.cli.showing import show
from scrubjay.lint import codes, lint_pack, render, severity
from scrubjay.packs.catalogue import pack_folders
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack
from scrubjay.testkit import TestResult, run_pack_tests

folders = click.argument("dirs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")


@click.group(epilog="Example: scrubjay pack lint my-pack")
def pack() -> None:
    """Begin, check, test, show, lock and sign payer packs."""


for command in (keygen, lock, new, show, verify):
    pack.add_command(command)


@pack.command(epilog="Example: scrubjay pack lint my-pack --format sarif > lint.sarif")
@folders
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@engine_options
def lint(dirs: Sequence[Path], form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """Say what is wrong with the packs in each DIR, with a code, file and line.

    Exit status: 0 no errors (there may be warnings), 1 errors, 2 bad usage.
    """
    roots = _roots(dirs)
    engine = make_engine([*packs, *filter(_usable, roots)], without)
    known = codes(engine.host)
    faults = [fault for root in roots for fault in lint_pack(root, engine)]
    click.echo(render(faults, form, codes=known), nl=False)  # type: ignore[arg-type]
    raise click.exceptions.Exit(
        FAILED if any(severity(each.code, known) == "error" for each in faults) else CLEAN
    )


@pack.command(epilog="Example: scrubjay pack test my-pack --select total-time")
@folders
@click.option(
    "--select", default="", metavar="TEXT", help="Only the tests whose name (pack::policy::test) holds this."
)
@format_option
@engine_options
def test(dirs: Sequence[Path], select: str, form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """Run the tests of the packs in each DIR: those beside policies, and whole encounters.

    Exit status: 0 all passed, 1 some failed, 2 a pack cannot be used.
    """
    results: list[TestResult] = []
    try:
        engine = make_engine([*packs, *dirs], without)
        for root in _roots(dirs):
            results += run_pack_tests(engine, read_pack(root), select)
    except PackError as error:
        raise PackRefused(error) from error
    if form == "json":
        print_json(
            [
                {
                    "test": each.id,
                    "file": relative_path(each.file),
                    "line": each.line,
                    "passed": each.passed,
                    "messages": list(each.messages),
                }
                for each in results
            ]
        )
    else:
        _print(results)
    raise click.exceptions.Exit(CLEAN if all(each.passed for each in results) else FAILED)


def _print(results: Sequence[TestResult]) -> None:
    failed = [each for each in results if not each.passed]
    for each in failed:
        click.echo(f"{relative_path(each.file)}:{each.line}: {each.id}")
        for message in each.messages:
            click.echo("  " + message.replace("\n", "\n  "))
    click.echo(
        f"{len(results) - len(failed)} passed, {len(failed)} failed"
        if results
        else "there is nothing to test"
    )


def _usable(root: Path) -> bool:
    """Can other packs build on this one? What is wrong with it is for the lint to say."""
    try:
        read_pack(root)
    except PackError:
        return False
    return True


def _roots(dirs: Sequence[Path]) -> list[Path]:
    roots = []
    for folder in dirs:
        found = pack_folders(folder)
        if not found:
            what = "holds no pack.toml" if folder.is_dir() else "is not a folder"
            raise click.UsageError(f"{folder} {what}; name the folder that holds pack.toml")
        roots += found
    return roots
