"""What `scrubjay check --fix` writes: the encounters of a file with the safe suggestions applied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from attrs import evolve

from scrubjay.aside import aside
from scrubjay.fix import apply_safe
from scrubjay.intake import Item, structure, unstructure
from scrubjay.results import Evaluation


def refuse_to_fix(files: Sequence[str]) -> None:
    """Make sure that every fixed file is one of its own, and none of those that are read."""
    if "-" in files:
        raise click.UsageError("--fix writes beside the file it reads, and standard input has no place")
    read: dict[Path, str] = {}
    for name in files:
        if (whole := Path(name).absolute()) in read:
            raise click.UsageError(f"--fix: {name} is the same file as {read[whole]}; name it once")
        read[whole] = name
    for whole in read:
        if (target := _fixed(whole)) in read:
            raise click.UsageError(
                f"--fix: {read[target]} would be written over with what is made of {read[whole]}; "
                "rule them one after the other"
            )


def _fixed(path: Path) -> Path:
    return path.with_name(f"{path.stem}.fixed{path.suffix}")


def write_fixed(path: Path, ruled: Sequence[tuple[Item, Evaluation]], refused: int) -> None:
    """Write the encounters of a file, of which `refused` were not well formed, with safe suggestions applied.

    The file that is made has the shape of the one that was read. It is written whole or not at all.
    """
    fixed, changes = [], 0
    for item, evaluation in ruled:
        encounter, applied = apply_safe(evaluation)
        fixed.append(unstructure(evolve(encounter, payer=structure(item.raw).payer)))
        changes += applied
    shape = ruled[0][0].shape
    if shape == "lines":
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in fixed)
    else:
        text = json.dumps(fixed[0] if shape == "object" else fixed, ensure_ascii=False, indent=2) + "\n"
    target = _fixed(path)
    try:
        with aside(target) as written:
            written.write_text(text, "utf-8")
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror or error}") from error
    said = f"{target}: {changes} safe suggestion{'' if changes == 1 else 's'} applied"
    if refused:
        count = "1 encounter that is" if refused == 1 else f"{refused} encounters that are"
        said += f"; {count} not well formed stand{'s' if refused == 1 else ''} only in {path}"
    click.echo(said, err=True)
