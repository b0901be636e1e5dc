"""All generated files, by their path, and writing them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from scrubjay.compiling import compile_ruleset
from scrubjay.docs.command_line import command_line
from scrubjay.docs.hooks import hooks_page
from scrubjay.docs.index import index
from scrubjay.docs.kinds import kind_pages
from scrubjay.docs.lints import Lint, lint_pages
from scrubjay.docs.packs import Surroundings, pack_index, pack_pages
from scrubjay.docs.python_api import python_api
from scrubjay.docs.runs import runs
from scrubjay.docs.schemas import schema_pages
from scrubjay.engine import Engine
from scrubjay.host import Host, Plugin
from scrubjay.kinds import Kind
from scrubjay.packs.catalogue import Catalogue, PackEntry
from scrubjay.packs.model import Pack
from scrubjay.packs.schema import kind_schema, schema_of
from scrubjay.selector import Selector

OURS: Final = "scrubjay"
"""The distribution that the reference describes; what others install is left out."""


def pages(commands: click.Group, lint: Lint) -> dict[str, str]:
    """Every reference page by its path within `docs/reference`.

    `commands` is the command line, which stands above this package, and `lint` what the pages show of the
    lint, which stands beside it.
    """
    engine = Engine()
    return {
        "index.md": index(),
        "command-line.md": command_line(commands),
        **schema_pages(),
        **kind_pages(our_kinds(engine.host)),
        "hooks.md": hooks_page(),
        **lint_pages(lint),
        **_packs(engine),
        "python.md": python_api(),
        "run.md": runs(),
    }


def _packs(engine: Engine) -> dict[str, str]:
    """The index of packs, and the pages of each in a folder of its own."""
    packs = our_packs(engine.catalogue)
    around = Surroundings(engine.catalogue, engine.host.kinds, kind_pages="../../../kinds/")
    made = {"packs/index.md": pack_index(packs)}
    for pack in packs:
        ruleset = compile_ruleset(pack.id, pack, engine.workshop)
        for name, text in pack_pages(pack, ruleset, around).items():
            made[f"packs/{pack.id}/{name}"] = text
    return made


def schemas() -> dict[str, str]:
    """The schemas that are made from code, by their path within `scrubjay_schemas`."""
    selector = "pack/v1/selector.schema.json"
    made: dict[str, Mapping[str, Any]] = {
        selector: schema_of(Selector, id=selector, title="Which lines a policy speaks about")
    }
    for kind in our_kinds(Engine().host):
        made[f"kind/v1/{kind.id}.schema.json"] = kind_schema(kind)
    return {name: json.dumps(each, ensure_ascii=False, indent=2) + "\n" for name, each in made.items()}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def stale(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The Markdown files below a folder that differ from `files`, are missing, or should not be there."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.md")}
    differ = [
        name for name, text in files.items() if name not in there or there[name].read_text("utf-8") != text
    ]
    return sorted({*differ, *(name for name in there if name not in files)})


def our_kinds(host: Host) -> list[Kind]:
    """The kinds that ship with ScrubJay, in order of their id."""
    ours: list[Plugin] = [plugin for plugin in host.plugins if plugin.distribution == OURS]
    return [host.kinds[id] for id in sorted(id for plugin in ours for id in plugin.kinds)]


def our_packs(catalogue: Catalogue) -> list[Pack]:
    """The packs that ship with ScrubJay, in order of their id."""
    return [entry.pack for entry in catalogue if _is_ours(entry)]


def _is_ours(entry: PackEntry) -> bool:
    return entry.origin.split(" ")[0] == OURS
