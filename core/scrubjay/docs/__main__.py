"""`python -m scrubjay.docs OUTDIR [SCHEMADIR]`: write the reference pages, and the generated schemas."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from scrubjay.docs.build import pages, schemas, stale, write
from scrubjay.docs.lints import Lint


@click.command()
@click.argument("outdir", type=click.Path(file_okay=False, path_type=Path))
@click.argument("schemadir", type=click.Path(file_okay=False, path_type=Path), required=False)
def main(outdir: Path, schemadir: Path | None) -> None:
    """Write the reference pages to OUTDIR and, where it is given, the generated schemas to SCHEMADIR.

    OUTDIR belongs to the generator: a page there that it does not write is deleted.
    """
    # The command line stands above this package and the lint beside it: they are handed over, not built on.
    lint, example = import_module("scrubjay.lint"), import_module("scrubjay.lint.example")
    shown = Lint(tuple(lint.CODES.values()), lint.CRITERIA, example.PACK, example.PLUGIN)
    made = pages(import_module("scrubjay.cli").cli, shown)
    for name in stale(outdir, made):
        (outdir / name).unlink(missing_ok=True)
    write(outdir, made)
    if schemadir is not None:
        write(schemadir, schemas())
    click.echo(f"{len(made)} pages")


if __name__ == "__main__":
    main()
