"""Run every check over a pack, those of plugins too; one that breaks takes nothing else down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scrubjay.host import Host, Plugin
from scrubjay.lint.checks import CHECKS
from scrubjay.lint.model import Check, Subject
from scrubjay.lint.registry import CODES, plugin_checks
from scrubjay.packs.faults import Fault


def checked(subject: Subject, host: Host) -> Iterator[Fault]:
    """What the checks of `CHECKS` and of plugins find, and what is wrong with the checks themselves."""
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
