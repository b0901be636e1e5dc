"""`scrubjay pack`: keep packs true."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
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
)
from scrubjay.cli.coverage import percent, print_coverage
from scrubjay.cli.diff import diff
from scrubjay.cli.exits import CLEAN, FAILED
from scrubjay.cli.mutate import mutate
from scrubjay.cli.packdocs import docs
from scrubjay.cli.packfolders import roots
from scrubjay.cli.packlint import lint
from scrubjay.cli.packlock import keygen, lock, verify
from scrubjay.cli.packnew import new
from scrubjay.cli.showing import show
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack
from scrubjay.testkit import Bench, TestResult, pack_tests, run_pack_tests
from scrubjay.testkit.coverage import PolicyCoverage, coverage

folders = click.argument("dirs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DIR...")


@click.group(epilog="Example: scrubjay pack lint my-pack")
def pack() -> None:
    """Begin, check, test, show, document, compare, lock and sign payer packs."""


for command in (diff, docs, keygen, lint, lock, mutate, new, show, verify):
    pack.add_command(command)


@pack.command(epilog="Example: scrubjay pack test my-pack --select total-time")
@folders
@click.option(
    "--select", default="", metavar="TEXT", help="Only the tests whose name (pack::policy::test) holds this."
)
@click.option(
    "--coverage", "covers", is_flag=True, help="Also show which versions, answers and dates no test reaches."
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="N",
    help="With --coverage: fail if less than N percent is reached.",
)
@format_option
@engine_options
def test(
    dirs: Sequence[Path],
    select: str,
    covers: bool,
    fail_under: float | None,
    form: str,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Run the tests of the packs in each DIR: those beside policies, and whole encounters.

    Exit status: 0 all passed, 1 some failed or --fail-under was missed, 2 a pack cannot be used.
    """
    if fail_under is not None and isnan(fail_under):
        raise click.UsageError("--fail-under nan: give a percentage from 0 to 100")
    if fail_under is not None and not covers:
        raise click.UsageError("--fail-under needs --coverage")
    results: list[TestResult] = []
    reached: list[PolicyCoverage] = []
    try:
        engine = make_engine([*packs, *dirs], without)
        for root in roots(dirs):
            read = read_pack(root)
            results += run_pack_tests(engine, read, select)
            reached += coverage(Bench(engine, read), pack_tests(read, select)) if covers else []
    except PackError as error:
        raise PackRefused(error) from error
    if form == "json":
        tests = [_result(each) for each in results]
        print_json({"tests": tests, "coverage": [each.to_dict() for each in reached]} if covers else tests)
    else:
        _print(results)
        if covers:
            print_coverage(reached)
    passed = all(each.passed for each in results)
    if fail_under is not None and percent(reached) < fail_under:
        click.echo(f"scrubjay: {percent(reached):.1f} % is reached, less than {fail_under:g} %", err=True)
        passed = False
    raise click.exceptions.Exit(CLEAN if passed else FAILED)


def _result(result: TestResult) -> dict[str, Any]:
    return {
        "test": result.id,
        "file": relative_path(result.file),
        "line": result.line,
        "passed": result.passed,
        "messages": list(result.messages),
    }


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
