"""`scrubjay pack new`: the beginnings of a pack, or of a distribution that holds one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from scrubjay.cli.common import engine_options, format_option, make_engine, print_json
from scrubjay.scaffold import ScaffoldError, plan, write


@click.command(epilog="Example: scrubjay pack new harbor-mutual")
@click.argument("dir", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--extends",
    default="",
    metavar="PACK",
    help="Build on this pack, from its version to the end of its year.",
)
@click.option("--distribution", is_flag=True, help="Write a Python distribution that holds the pack.")
@click.option(
    "--kind", default="", metavar="ID", help="With --distribution: also a kind of policy of your own."
)
@format_option
@engine_options
def new(
    dir: Path,
    extends: str,
    distribution: bool,
    kind: str,
    form: str,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Write a small pack into DIR, a new or empty folder after which it is named.

    Its one policy is an example, and says so; with --extends it has none of its own. Lint and tests pass
    from the start; what remains to be said is in the README.md beside it.
    """
    engine = make_engine(packs, without)
    try:
        made = plan(
            dir,
            engine.catalogue,
            datetime.now(UTC).date(),
            extends=extends,
            distribution=distribution,
            kind=kind,
            kinds=engine.host.kinds,
        )
        write(made)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from error
    files = [str(dir / name) for name in sorted(made.files)]
    if form == "json":
        print_json({"pack": str(made.pack), "files": files})
        return
    for file in files:
        click.echo(file)
    click.echo(f"next: scrubjay pack lint {made.pack} && scrubjay pack test {made.pack}")
