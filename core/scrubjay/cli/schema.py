"""`scrubjay schema`: the JSON Schemas, for editors and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from scrubjay.cli.common import engine_options, make_engine, print_json
from scrubjay.packs.faults import nearest
from scrubjay.packs.schema import combined, kind_schema, shipped, shipped_names


@click.command(epilog="Example: scrubjay schema > policies.schema.json")
@click.argument("name", required=False)
@engine_options
def schema(name: str | None, packs: Sequence[Path], without: Sequence[str]) -> None:
    """Print one schema of policies/*.toml with the parameters of every installed kind.

    With NAME print that schema instead: one that ships, such as encounter/v1/encounter.schema.json, or the
    parameters of a kind, such as units.total-time.
    """
    engine = make_engine(packs, without)
    if name is None:
        print_json(combined(engine.host.kinds))
    elif name in engine.host.kinds:
        print_json(kind_schema(engine.host.kinds[name]))
    elif name in shipped_names():
        print_json(shipped(name))
    else:
        raise click.UsageError(
            f"no schema is called {name}; {nearest(name, [*shipped_names(), *engine.host.kinds])}"
        )
