"""The command line: each command in its own module, imported when it is called."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from pathlib import Path
from typing import Any, Final

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


_NOTHING: Final = re.compile(r"(--[a-z-]+=)?").fullmatch
"""An argument that is empty, or an option that is given nothing: in no command does it mean anything."""


class _ReaderGone(Exception):  # noqa: N818  (nothing went wrong)
    """Whoever reads standard output has stopped reading."""


@contextmanager
def _read() -> Iterator[None]:
    """Let a reader that goes away end the command our way: click would with 1, which means otherwise."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGone from error


class _Commands(click.Group):
    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _read():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _read():
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for place, each in enumerate(args):
            if _NOTHING(each):
                before = " ".join(["scrubjay", *args[:place], each]).rstrip()
                ctx.fail(f"nothing stands after {before!r}; is a variable of the script not set?")
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in COMMANDS and (near := get_close_matches(args[0], COMMANDS, n=1)):
            ctx.fail(f"no command is called {args[0]!r}; did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

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
    _open_streams()
    try:
        status = cli(prog_name="scrubjay", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted")
        sys.exit(INTERRUPTED)
    except (_ReaderGone, BrokenPipeError):
        _drop_output()
        sys.exit(READER_GONE)
    except OSError as error:
        _drop_output()
        _tell(f"Error: {error.filename or 'the output cannot be written'}: {error.strerror or error}")
        if os.environ.get("SCRUBJAY_DEBUG"):
            raise
        sys.exit(BAD_INPUT)
    except Exception as error:
        from scrubjay.adapter import describe

        _tell(f"scrubjay: internal error: {describe(error)}")
        if os.environ.get("SCRUBJAY_DEBUG"):
            raise
        _tell("Set SCRUBJAY_DEBUG=1 to see where, and please report it.")
        sys.exit(INTERNAL)
    sys.exit(status if isinstance(status, int) else CLEAN)


def _open_streams() -> None:
    """Write UTF-8 whatever the locale, and nowhere where whoever called has closed a stream."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  (for good)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Let what is still to be written go nowhere, so that ending does not fail on it again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(text: str) -> None:
    """Say something on standard error, as long as it takes it: the status says it too."""
    with suppress(OSError):
        click.echo(text, err=True)
