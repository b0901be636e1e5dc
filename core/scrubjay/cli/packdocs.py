"""`scrubjay pack docs`: what a pack states, as pages for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scrubjay.aside import aside
from scrubjay.cli.common import (
    PackRefused,
    engine_options,
    format_option,
    make_engine,
    print_json,
    relative_path,
)
from scrubjay.compiling import compile_ruleset
from scrubjay.docs.packs import NOTICE, Surroundings, pack_pages
from scrubjay.engine import Engine
from scrubjay.packs.catalogue import pack_folders
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack
from scrubjay.packs.model import Pack


@click.command(epilog="Example: scrubjay pack docs my-pack -o site/my-pack")
@click.argument("name", metavar="PACK")
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where to write the pages; made if it is not there.",
)
@format_option
@engine_options
def docs(name: str, folder: Path, form: str, packs: Sequence[Path], without: Sequence[str]) -> None:
    """Write what a pack states as Markdown pages: policies, figures, sources, changes by date of service.

    PACK is the folder of a pack, or the id of one that is installed. Pages that were made before are written
    anew, and those that are no longer made are deleted; no other file in FOLDER is touched.

    Exit status: 0 the pages are written, 2 the pack cannot be used, or FOLDER cannot be written to.
    """
    root = Path(name)
    engine = make_engine([*packs, root] if pack_folders(root) else packs, without)
    try:
        pack = read_pack(root) if (root / "pack.toml").is_file() else _installed(engine, name)
        ruleset = compile_ruleset(pack.id, pack, engine.workshop)
        made = pack_pages(pack, ruleset, Surroundings(engine.catalogue, engine.host.kinds))
    except PackError as error:
        raise PackRefused(error) from error
    try:
        _write(folder, made)
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or folder}: cannot be written: {error.strerror}"
        ) from error
    if form == "json":
        print_json({"pack": pack.id, "version": pack.version, "folder": str(folder), "pages": sorted(made)})
    else:
        click.echo(f"{len(made)} pages of {pack.id} {pack.version} in {relative_path(folder)}")


def _installed(engine: Engine, name: str) -> Pack:
    try:
        return engine.catalogue.pack(name)
    except KeyError as error:
        raise click.UsageError(f"{error.args[0]}; or name the folder that holds pack.toml") from error


def _write(folder: Path, made: dict[str, str]) -> None:
    """Write all pages, or none where a file of somebody else's stands in place of one."""
    for name in made:
        path = folder / name
        if path.exists() and not _ours(path):
            raise click.ClickException(
                f"{path} was not made by this command; move it, or name another folder"
            )
    before = [path for path in folder.rglob("*.md") if _ours(path)] if folder.is_dir() else []
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside(path) as written:
            written.write_text(text, "utf-8", newline="\n")
    for path in before:
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()


def _ours(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.readline().rstrip() == NOTICE.encode()
