"""The command line: every command, with its arguments and options, as click knows them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from scrubjay.docs.markdown import code, fenced, page, plain, table


def command_line(commands: click.Group) -> str:
    """The page of all commands."""
    context = click.Context(commands, info_name="scrubjay", **commands.context_settings)
    intro = (
        "Output goes to standard output. Everything else goes to standard error. Colour is used only on a "
        "terminal, and never where `NO_COLOR` is set. `SCRUBJAY_PLUGINS`, a comma-separated list of names, "
        "limits which plugins are loaded. Every command has `--help`."
    )
    parts = [part for found in _walk(commands, context) for part in _command(*found)]
    return page("Command line", _help(commands), intro, *parts)


def _walk(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from _walk(command, inner)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}"
    yield fenced(f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}", "text")
    yield _help(command)
    options = [each for each in command.params if isinstance(each, click.Option)]
    if options and not isinstance(command, click.Group):
        yield table(("option", "default", "meaning"), (_option(each) for each in options))
    if command.epilog:
        yield plain(command.epilog.split(":")[0]) + ": " + code(command.epilog.partition(":")[2].strip())


def _option(option: click.Option) -> tuple[str, str, str]:
    metavar = "" if option.is_flag or option.count else " " + _metavar(option)
    names = ", ".join(code(name + metavar) for name in (*option.opts, *option.secondary_opts))
    shown = option.show_default and not option.is_flag
    return names, code(option.default) if shown else "", plain(option.help or "")


def _metavar(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices))
    return "NUMBER" if isinstance(option.type, click.types.IntParamType) else option.type.name.upper()


def _help(command: click.Command) -> str:
    """The help text; click marks a paragraph that it must not wrap with a lone backspace."""
    return "\n\n".join(
        fenced(block.removeprefix("\b\n"), "text") if block.startswith("\b\n") else plain(block)
        for block in inspect.cleandoc(command.help or "").split("\n\n")
    )
