"""`scrubjay run`: rule a file or a folder of any size into a folder of tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click

from scrubjay.cli.common import PackRefused, engine_options, make_engine, print_json
from scrubjay.cli.exits import BAD_INPUT, CLEAN, FAILED, INTERNAL, NOT_JUDGED, gravest
from scrubjay.packs.faults import PackError


@click.command(
    epilog="Example: scrubjay run claims.parquet -o ruled --map code=HCPCS --payer medicare-part-b"
)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder to make; nothing is overwritten.",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="OURS=THEIRS|FILE",
    help="The name of a column in INPUT, or a TOML file of such names.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv", "jsonl"]),
    default="parquet",
    show_default=True,
    help="What to write.",
)
@click.option("--payer", metavar="ID", help="Rule every encounter by this payer's policies.")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="ID",
    help="Keep only this policy's findings; all policies rule. May be given several times.",
)
@click.option("--where", metavar="SQL", help="Only rows for which this holds, in DuckDB's SQL.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Only the first N rows, to try something out."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes; by default one for each processor.",
)
@click.option(
    "--engine",
    "on",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where to rule: here, or on the Spark cluster that is configured (Parquet only).",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--json", "as_json", is_flag=True, help="Print the receipt as JSON instead of a summary.")
@engine_options
def run(
    inputs: Sequence[str],
    output: Path,
    maps: Sequence[str],
    form: Any,
    payer: str | None,
    policies: Sequence[str],
    where: str | None,
    limit: int | None,
    processes: int | None,
    on: str,
    resume: bool,
    as_json: bool,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Rule all of INPUT: Parquet, CSV or JSON files, folders of them, or patterns such as 'claims/*.csv'.

    Writes tables of lines, findings, adjustments and rejected rows, and receipt.json. A row is a service
    line with its encounter's id, or an encounter with a list of lines; JSON holds encounters.

    Exit status: 0 all clean, 1 something failed, 3 something could not be judged, 2 bad input or rejected
    rows, 4 an internal error.
    """
    extra, needed = (
        ("bulk", ("duckdb", "pyarrow")) if on == "local" else ("spark", ("pyspark", "pandas", "pyarrow"))
    )
    _refuse_absent(needed, extra)
    local = {"--where": where, "--limit": limit, "--processes": processes, "--resume": resume}
    if on == "spark" and (given := [name for name, value in local.items() if value]):
        raise click.UsageError(f"{given[0]}: not with --engine spark, which leaves this to Spark")
    if on == "spark" and form != "parquet":
        raise click.UsageError(f"--format {form}: Spark writes Parquet here")
    # One of Arrow's allocators, which a run does not use, starts a thread, and then nothing may be forked.
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    engine = make_engine(packs, without)
    if on == "local":
        from scrubjay.bulk.imports import leave_pandas_out

        leave_pandas_out()
    from scrubjay.bulk.errors import RunError
    from scrubjay.bulk.mapping import read_maps
    from scrubjay.bulk.memory import keep_freed_memory
    from scrubjay.bulk.planning import Asked
    from scrubjay.bulk.run import run as run_all
    from scrubjay.bulk.work import may_resume
    from scrubjay.cli.runtext import print_summary
    from scrubjay.cli.watching import watching

    try:
        asked = Asked(
            inputs=tuple(inputs),
            output=output,
            maps=read_maps(maps),
            payer=payer,
            where=where,
            limit=limit,
            policies=tuple(policies),
            form=form,
            packs=tuple(packs),
            without=tuple(without),
        )
        if on == "spark":
            from scrubjay.spark.run import run_on_spark

            receipt = run_on_spark(asked, engine)
        else:
            keep_freed_memory()
            with watching(sys.stderr) as watch:
                receipt = run_all(asked, engine, watch, processes=processes or _processors(), resume=resume)
    except RunError as error:
        raise click.ClickException(str(error)) from error
    except PackError as error:
        raise PackRefused(error) from error
    except OSError as error:
        kept = f"; {_KEPT}" if may_resume(output) else ""
        text = f"{error.filename or output}: {error.strerror or error}{kept}"
        raise click.ClickException(text) from error
    except KeyboardInterrupt:
        click.echo(f"\n{_KEPT}" if may_resume(output) else "\nnothing was begun", err=True)
        raise
    if as_json:
        print_json(receipt)
    else:
        print_summary(receipt, output)
    if not (receipt["encounters"]["in"] or receipt["unread"]):
        rows = "no row for which --where holds" if where else "no encounter"
        click.echo(f"scrubjay: nothing was ruled: the input holds {rows}", err=True)
        raise click.exceptions.Exit(BAD_INPUT)
    raise click.exceptions.Exit(_status(receipt))


_KEPT: Final = "what is done is kept: go on with --resume"


def _refuse_absent(needed: Sequence[str], extra: str) -> None:
    if missing := [name for name in needed if find_spec(name) is None]:
        raise click.ClickException(f"this needs {' and '.join(missing)}: pip install 'scrubjay[{extra}]'")


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _status(receipt: dict[str, Any]) -> int:
    outcomes = receipt["outcomes"]
    held = {
        INTERNAL: outcomes["error"],
        BAD_INPUT: receipt["encounters"]["rejected"] or receipt["unread"],
        FAILED: outcomes["fail"],
        NOT_JUDGED: outcomes["no_data"],
    }
    return gravest(status for status, found in held.items() if found) or CLEAN
