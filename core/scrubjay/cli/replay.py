"""`scrubjay replay`: rule an encounter again and compare with what was said before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from scrubjay.cli.common import PackRefused, engine_options, format_option, make_engine, print_json
from scrubjay.cli.exits import BAD_INPUT, CLEAN, FAILED
from scrubjay.cli.inputs import items, report
from scrubjay.intake import EncounterError, decode
from scrubjay.packs.faults import PackError
from scrubjay.receipt import differences


@click.command(epilog="Example: scrubjay replay evaluation.json encounter.json")
@click.argument("evaluation", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("encounter")
@format_option
@engine_options
def replay(
    evaluation: Path, encounter: str, form: str, packs: Sequence[Path], without: Sequence[str]
) -> None:
    """Rule ENCOUNTER again and compare it, byte for byte, with EVALUATION (JSON of `check`).

    Exit status: 0 the same, 1 it differs or something that took part has changed, 2 bad input.
    """
    try:
        before = decode(evaluation.read_bytes())
    except EncounterError as error:
        raise click.ClickException(f"{evaluation}: {error}") from error
    if not isinstance(before, dict) or not isinstance(before.get("receipt"), dict):
        raise click.ClickException(
            f"{evaluation} holds no evaluation with a receipt; make one with check --format json"
        )
    engine = make_engine(packs, without)
    found = [item for _, item in items(engine, [encounter], None)]
    for item in found:
        report(item)
    if len(found) != 1 or found[0].encounter is None:
        raise click.exceptions.Exit(BAD_INPUT)
    try:
        ruled = engine.check(found[0].encounter)
    except PackError as error:
        raise PackRefused(error) from error
    quiet = ("pass", "not_applicable")
    try:
        after = ruled.to_dict(explain=any(each["outcome"] in quiet for each in before["findings"]))
        changes = differences(before["receipt"], after["receipt"])
    except (AttributeError, KeyError, TypeError) as error:
        raise click.ClickException(f"{evaluation} is not as check writes it: {error!r}") from error
    same = json.dumps(before, ensure_ascii=False) == json.dumps(after, ensure_ascii=False)
    if form == "json":
        print_json({"same": same, "changes": changes})
    else:
        for change in changes:
            click.echo(change)
        click.echo("the same evaluation, byte for byte" if same else "the evaluation differs")
    raise click.exceptions.Exit(CLEAN if same and not changes else FAILED)
