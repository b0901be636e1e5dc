"""How the coverage of a pack's tests is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from scrubjay.cli.common import print_table, wrapped
from scrubjay.testkit.coverage import PolicyCoverage, share


def print_coverage(found: Sequence[PolicyCoverage]) -> None:
    """Print a row for each policy, then what no test reaches, then the total."""
    click.echo()
    columns = ["policy", "versions", "answers", "dates", "overrides"]
    if not any(each.overrides.all for each in found):
        columns.pop()
    rows = [(each.policy, *map(str, each.parts.values()))[: len(columns)] for each in found]
    print_table(columns, rows, empty="there are no policies to reach")
    missed = [line for each in found for line in _missed(each)]
    if missed:
        click.echo("\nno test reaches")
        for line in missed:
            click.echo("\n".join(wrapped(line, 2)))
    if found:
        reached, all = share(found)
        click.echo(f"\n{reached} of {all} reached, {percent(found):.1f} %")


def percent(found: Sequence[PolicyCoverage]) -> float:
    """How much of what there is to reach is reached; all, where there is nothing."""
    reached, all = share(found)
    return 100 * reached / all if all else 100.0


def _missed(found: PolicyCoverage) -> Iterator[str]:
    for name, part in found.parts.items():
        if part.missed:
            yield f"{found.policy}: {name} {', '.join(part.missed)}"
