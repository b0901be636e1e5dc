"""Lint one pack: what keeps it from loading or, where it loads, what every check finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from scrubjay.compiling import compile_ruleset
from scrubjay.host import Host, Plugin
from scrubjay.lint.checks import CHECKS
from scrubjay.lint.model import Check, Subject
from scrubjay.lint.parameters import parameter_faults
from scrubjay.lint.registry import CODES, plugin_checks
from scrubjay.packs.faults import Fault, PackError
from scrubjay.packs.load import read_pack
from scrubjay.packs.model import Pack
from scrubjay.packs.tablefile import read_table

if TYPE_CHECKING:
    from scrubjay.engine import Engine


def lint_pack(root: Path, engine: Engine) -> list[Fault]:
    """Everything that is wrong with the pack in the folder `root`, in order of place.

    `engine` has the kinds, and the packs that this one may require. The checks of `CHECKS` and of plugins
    run only over a pack that loads; one that raises is a fault of its own, and the others still run.
    """
    try:
        pack = read_pack(root)
    except PackError as error:
        return sorted({*error.faults, *parameter_faults(root, engine.host.kinds)})
    try:
        ruleset = compile_ruleset(pack.id, pack, engine.workshop)
    except PackError as error:
        return list(error.faults)
    return sorted({*_checked(Subject(pack, ruleset), engine.host), *_tables(pack)})


def _tables(pack: Pack) -> Iterator[Fault]:
    """What is wrong with the files of the pack's tables, those too that no policy uses."""
    for entry in pack.tables.values():
        try:
            read_table(pack.root / "tables" / entry.file, entry)
        except PackError as error:
            yield from error.faults


def _checked(subject: Subject, host: Host) -> Iterator[Fault]:
    for check in CHECKS:
        yield from _run(check, subject, "scrubjay")
    taken = dict.fromkeys(CODES, "scrubjay")
    for plugin, given in plugin_checks(host):
        if not isinstance(given, Check):
            yield _broken(subject, f"plugin {plugin.label} gives {given!r} as a check", "give Check values")
        elif given.code in taken:
            message = f"plugin {plugin.label} gives a check {given.code}, as {taken[given.code]} does"
            yield _broken(subject, message, "choose another code")
        else:
            taken[given.code] = plugin.label
            yield from _run(given, subject, f"plugin {plugin.label}")
    yield from (_silent(subject, plugin) for plugin in host.plugins if _failed(plugin))


def _run(check: Check, subject: Subject, owner: str) -> Iterable[Fault]:
    try:
        return list(check.run(subject))
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        return [_broken(subject, f"check {check.code} ({check.title}) of {owner} raised {cause}")]


def _failed(plugin: Plugin) -> bool:
    return plugin.state == "failed" and plugin.cause.startswith("scrubjay_lints ")


def _silent(subject: Subject, plugin: Plugin) -> Fault:
    return _broken(subject, f"plugin {plugin.label} gives no checks: {plugin.cause}")


def _broken(subject: Subject, message: str, remedy: str = "") -> Fault:
    return subject.pack.manifest.fault("SJ199", (), message, remedy or "the pack was not checked for it")
