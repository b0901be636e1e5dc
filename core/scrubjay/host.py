"""The plugin host: finds plugins, loads each in isolation, and asks them through hooks.

There is no global plugin manager; every `Host` has its own. A plugin that breaks is reported by name,
version and cause, and takes nothing else down.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pluggy
from attrs import define, field

from scrubjay import hooks
from scrubjay._version import __version__
from scrubjay.adapter import describe
from scrubjay.formats import Reader, Writer
from scrubjay.hooks import HookError
from scrubjay.kinds import Kind, KindError, kind_of
from scrubjay.tables import Table

GROUP: Final = "scrubjay"
ONLY: Final = "SCRUBJAY_PLUGINS"
_LISTS: Final[Mapping[str, type]] = {
    "scrubjay_kinds": type,
    "scrubjay_packs": Path,
    "scrubjay_tables": Table,
    "scrubjay_readers": Reader,
    "scrubjay_writers": Writer,
    "scrubjay_lints": object,
}
"""The hooks that give lists, and what each member is."""


@define
class Plugin:
    """A plugin and how it fared: `loaded`, `disabled` or `failed`, with the cause and the traceback."""

    name: str
    distribution: str = ""
    version: str = ""
    state: str = "loaded"
    cause: str = ""
    remedy: str = ""
    trace: str = ""
    kinds: list[str] = field(factory=list)

    def fail(self, cause: str, trace: str = "", remedy: str = "") -> None:
        """Record that the plugin broke; the first cause is kept."""
        if self.state == "failed":
            return
        out = f", or leave it out (--without {self.name})" if self.distribution else ""
        self.remedy = remedy or f"mend or upgrade {self.distribution or 'it'}{out}"
        self.state, self.cause, self.trace = "failed", cause, trace

    @property
    def took_part(self) -> bool:
        """Is it loaded, or do kinds of its rule although another of its hooks broke?"""
        return self.state == "loaded" or bool(self.kinds)

    @property
    def label(self) -> str:
        """The name with the distribution and its version."""
        return f"{self.name} ({self.distribution} {self.version})" if self.distribution else self.name

    @property
    def report(self) -> str:
        """How it fared in one line, for people: who, why, and what to do about it."""
        why = "; ".join(filter(None, (self.cause, self.remedy)))
        state = "failed" if self.state == "failed" else f"is {self.state}"
        return f"plugin {self.label} {state}" + (f": {why}" if why else "")


class Host:
    """The plugins of one engine and the kinds they register.

    `without` names plugins to leave out, before anything of theirs is imported; so does the environment
    variable `SCRUBJAY_PLUGINS`, a comma-separated list of the only ones to load, where it is set; a name
    in it that no installed plugin has is reported as a plugin that failed. `extra` holds modules to
    register besides the installed plugins.
    """

    def __init__(self, without: Iterable[str] = (), extra: Iterable[ModuleType] = ()) -> None:
        self.context = hooks.Context(__version__)
        self.plugins: list[Plugin] = []
        self._manager = pluggy.PluginManager(hooks.PROJECT)
        self._manager.add_hookspecs(hooks)
        self._modules: list[tuple[Plugin, object]] = []
        left_out, only = frozenset(without), _only()
        found = [(distribution(entry), entry) for entry in entry_points(group=GROUP)]
        for origin, entry in sorted(found, key=_order):
            if entry.name in left_out:
                self._add(entry.name, *origin, disabled="it is left out by name")
            elif only is not None and entry.name not in only:
                self._add(entry.name, *origin, disabled=f"{ONLY} does not name it")
            else:
                self._load(self._add(entry.name, *origin), entry)
        self._report_unknown(only or ())
        for module in extra:
            self._register(self._add(module.__name__), module)
        self.kinds: dict[str, Kind] = {}
        self._gather_kinds()

    def plugin(self, name: str) -> Plugin | None:
        """The plugin called `name`, however it fared."""
        return next((plugin for plugin in self.plugins if plugin.name == name), None)

    @property
    def absent(self) -> tuple[str, ...]:
        """Of each plugin that took no part, which it is and why."""
        return tuple(plugin.report for plugin in self.plugins if not plugin.took_part)

    def ask(self, hook: str, **arguments: Any) -> Iterator[tuple[Plugin, Any]]:
        """Each loaded plugin's answer to a hook. One that raises is recorded as failed and left out."""
        for plugin, module in self._modules:
            others = [other for _, other in self._modules if other is not module]
            caller = self._manager.subset_hook_caller(hook, others)
            if not caller.get_hookimpls():
                continue
            try:
                answers = [answer for answer in caller(**arguments) if answer is not None]
                if hook in _LISTS:
                    answers = [_members(hook, answer) for answer in answers]
            except HookError as error:
                plugin.fail(str(error), traceback.format_exc())
            except (Exception, SystemExit) as error:
                plugin.fail(f"{hook} raised {describe(error)}", traceback.format_exc())
            else:
                yield from ((plugin, answer) for answer in answers)

    def hears(self, hook: str) -> bool:
        """Does any plugin implement this hook?"""
        return bool(getattr(self._manager.hook, hook).get_hookimpls())

    def _add(self, name: str, distribution: str = "", version: str = "", disabled: str = "") -> Plugin:
        plugin, other = Plugin(name, distribution, version), self.plugin(name)
        self.plugins.append(plugin)
        if disabled:
            plugin.state, plugin.cause = "disabled", disabled
        elif other is not None:
            plugin.fail(f"the name is taken by {other.label}", remedy="uninstall one of the two")
        return plugin

    def _load(self, plugin: Plugin, entry: EntryPoint) -> None:
        if plugin.state != "loaded":
            return
        try:
            module = entry.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            plugin.fail(f"importing {entry.value} raised {describe(error)}", traceback.format_exc())
        else:
            self._register(plugin, module)

    def _register(self, plugin: Plugin, module: object) -> None:
        if plugin.state != "loaded":
            return
        try:
            for other, known in self._modules:
                if known is module:
                    raise HookError(f"it is the same module as plugin {other.label}")
            hooks.check(module)
            self._manager.register(module, plugin.name)
            self._manager.check_pending()
        except Exception as error:
            if self._manager.get_plugin(plugin.name) is module:
                self._manager.unregister(module)
            plugin.fail(str(error), traceback.format_exc())
        else:
            self._modules.append((plugin, module))

    def _report_unknown(self, names: Iterable[str]) -> None:
        known = [plugin.name for plugin in self.plugins]
        for name in sorted(set(names).difference(known)):
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
            self.plugins.append(Plugin(name))
            cause = f"{ONLY} names it, and no installed plugin is called that"
            self.plugins[-1].fail(cause, remedy=hint)

    def _gather_kinds(self) -> None:
        owners: dict[str, Plugin] = {}
        for plugin, classes in self.ask("scrubjay_kinds", context=self.context):
            try:
                found = _kinds(classes, owners)
            except (HookError, KindError) as error:
                plugin.fail(str(error), traceback.format_exc())
                continue
            self.kinds.update(found)
            owners.update(dict.fromkeys(found, plugin))
            plugin.kinds = sorted(found)


def _kinds(classes: Iterable[type], owners: Mapping[str, Plugin]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for cls in classes:
        made = kind_of(cls)
        if made.id in owners:
            raise HookError(f"kind {made.id!r} is already registered by {owners[made.id].label}")
        if made.id in found:
            raise HookError(f"kind {made.id!r} is registered twice")
        found[made.id] = made
    return found


def _members(hook: str, answer: Any) -> list[Any]:
    """What a hook gave, as a list of what it should give. Raises `HookError` for anything else."""
    due = _LISTS[hook]
    what = "classes" if due is type else f"{due.__name__} values"
    if not isinstance(answer, Iterable) or isinstance(answer, str | bytes):
        raise HookError(f"{hook} must give a list, and gave {_shown(answer)}")
    members = list(answer)
    for member in members:
        if not isinstance(member, due):
            raise HookError(f"{hook} must give a list of {what}, and one member is {_shown(member)}")
    return members


def _shown(value: object) -> str:
    text = repr(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f"{text}, of type {type(value).__name__}"


def _only() -> frozenset[str] | None:
    named = os.environ.get(ONLY)
    if named is None:
        return None
    return frozenset(name.strip() for name in named.split(",") if name.strip())


def _order(found: tuple[tuple[str, str], EntryPoint]) -> tuple[bool, str]:
    """The plugins of this distribution first, so that no other takes their names; then by name."""
    (name, _), entry = found
    return name != "scrubjay", entry.name


def distribution(entry: EntryPoint) -> tuple[str, str]:
    """The name and version of the distribution behind an entry point; empty where there is none."""
    if entry.dist is None:
        return "", ""
    metadata = entry.dist.metadata  # read once: each look at it parses the file anew
    return metadata["Name"], metadata["Version"]
