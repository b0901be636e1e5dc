"""The command line: each command in its own module, imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import Final

import click

from scrubjay._version import __version__
from scrubjay.cli.exits import BAD_INPUT, CLEAN, INTERNAL, INTERRUPTED, READER_GONE

COMMANDS: Final = {
    "check": "check",
    "code": "code",
    "explain": "explain",
    "import": "importing",
    "kinds": "listing",
    "pack": "pack",
    "packs": "listing",
    "plugins": "listing",
    "replay": "replay",
    "run": "run",
    "schema": "schema",
}
"""Each command and the module of this package that holds it."""


SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 80}
"""How every command shows its help."""


class _ReaderGone(Exception):  # noqa: N818  (nothing went wrong)
    """Whoever reads standard output has stopped reading."""


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"scrubjay.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, f"{name}_" if iskeyword(name) else name)
        for each in (command, *getattr(command, "commands", {}).values()):
            each.context_settings = SETTINGS
        return command


@click.group(
    cls=_Commands,
    context_settings=SETTINGS,
    epilog="Example: scrubjay check encounter.json",
)
@click.version_option(__version__, prog_name="scrubjay")
def cli() -> None:
    """Rule therapy claims: units, edits, prices and thresholds, each with its citation."""


def main() -> None:
    """Run the command line; what goes wrong inside is reported without a traceback."""
    # NumPy starts a thread for each processor, for products of matrices, of which there are none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = cli(prog_name="scrubjay", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except (_ReaderGone, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_GONE)
    except Exception as error:
        from scrubjay.adapter import describe

        click.echo(f"scrubjay: internal error: {describe(error)}", err=True)
        if os.environ.get("SCRUBJAY_DEBUG"):
            raise
        click.echo("Set SCRUBJAY_DEBUG=1 to see where, and please report it.", err=True)
        sys.exit(INTERNAL)
    sys.exit(status if isinstance(status, int) else CLEAN)
