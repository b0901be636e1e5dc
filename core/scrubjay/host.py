"""The plugin host: finds plugins, loads each in isolation, and asks them through hooks.

There is no global plugin manager; every `Host` has its own. A plugin that breaks is reported by name,
version and cause, and takes nothing else down.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import Any, Final

import pluggy
from attrs import define, field

from scrubjay import hooks
from scrubjay._version import __version__
from scrubjay.kinds import Kind, kind_of

GROUP: Final = "scrubjay"
PREFIX: Final = "scrubjay_"
HOOKS: Final = tuple(name for name in vars(hooks) if name.startswith(PREFIX))


@define
class Plugin:
    """A plugin and how it fared: `loaded`, `disabled` or `failed`, with the cause and the traceback."""

    name: str
    distribution: str
    version: str
    state: str = "loaded"
    cause: str = ""
    trace: str = ""
    kinds: list[str] = field(factory=list)

    def fail(self, cause: str, trace: str = "") -> None:
        """Record that the plugin broke; the first cause is kept."""
        if self.state != "failed":
            self.state, self.cause, self.trace = "failed", cause, trace

    @property
    def label(self) -> str:
        """The name with the distribution and its version."""
        return f"{self.name} ({self.distribution} {self.version})" if self.distribution else self.name


class MisspeltHookError(ValueError):
    """A plugin defines a function that looks like a hook and is none."""


class Host:
    """The plugins of one engine and the kinds they register.

    `without` names plugins to leave out, before anything of theirs is imported; so does the environment
    variable `SCRUBJAY_PLUGINS`, a comma-separated list of the only ones to load, where it is set.
    `extra` holds modules to register besides the installed plugins.
    """

    def __init__(self, without: Iterable[str] = (), extra: Iterable[ModuleType] = ()) -> None:
        self.context = hooks.Context(__version__)
        self.plugins: list[Plugin] = []
        self._manager = pluggy.PluginManager(hooks.PROJECT)
        self._manager.add_hookspecs(hooks)
        self._modules: list[tuple[Plugin, object]] = []
        left_out, only = frozenset(without), _only()
        for entry in sorted(
            entry_points(group=GROUP), key=lambda entry: (entry.name != "builtin", entry.name)
        ):
            plugin = Plugin(entry.name, *_distribution(entry))
            self.plugins.append(plugin)
            if entry.name in left_out or (only is not None and entry.name not in only):
                plugin.state = "disabled"
            else:
                self._load(plugin, entry)
        for module in extra:
            self.plugins.append(Plugin(module.__name__, "", ""))
            self._register(self.plugins[-1], module)
        self.kinds: dict[str, Kind] = {}
        self._gather_kinds()

    def plugin(self, name: str) -> Plugin | None:
        """The plugin called `name`, however it fared."""
        return next((plugin for plugin in self.plugins if plugin.name == name), None)

    def ask(self, hook: str, **arguments: Any) -> Iterator[tuple[Plugin, Any]]:
        """Each loaded plugin's answer to a hook. One that raises is recorded as failed and left out."""
        for plugin, module in self._modules:
            others = [other for _, other in self._modules if other is not module]
            caller = self._manager.subset_hook_caller(hook, others)
            if not caller.get_hookimpls():
                continue
            try:
                answers = caller(**arguments)
                answers = [
                    list(answer) if hook in _LISTS else answer for answer in answers if answer is not None
                ]
            except Exception as error:
                plugin.fail(f"{hook} raised {type(error).__name__}: {error}", traceback.format_exc())
                continue
            for answer in answers:
                yield plugin, answer

    def hears(self, hook: str) -> bool:
        """Does any plugin implement this hook?"""
        return bool(getattr(self._manager.hook, hook).get_hookimpls())

    def _load(self, plugin: Plugin, entry: EntryPoint) -> None:
        try:
            module = entry.load()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            plugin.fail(
                f"importing {entry.value} raised {type(error).__name__}: {error}", traceback.format_exc()
            )
            return
        self._register(plugin, module)

    def _register(self, plugin: Plugin, module: object) -> None:
        try:
            _check_names(module)
            self._manager.register(module, plugin.name)
            self._manager.check_pending()
        except Exception as error:
            if self._manager.has_plugin(plugin.name):
                self._manager.unregister(name=plugin.name)
            plugin.fail(str(error), traceback.format_exc())
            return
        self._modules.append((plugin, module))

    def _gather_kinds(self) -> None:
        owners: dict[str, Plugin] = {}
        for plugin, classes in self.ask("scrubjay_kinds", context=self.context):
            found: dict[str, Kind] = {}
            try:
                for cls in classes:
                    made = kind_of(cls)
                    if made.id in owners:
                        raise ValueError(f"kind {made.id!r} is already registered by {owners[made.id].label}")
                    if made.id in found:
                        raise ValueError(f"kind {made.id!r} is registered twice")
                    found[made.id] = made
            except (TypeError, ValueError) as error:
                plugin.fail(str(error), traceback.format_exc())
                continue
            self.kinds.update(found)
            owners.update(dict.fromkeys(found, plugin))
            plugin.kinds = sorted(found)


_LISTS: Final = frozenset(
    {"scrubjay_kinds", "scrubjay_packs", "scrubjay_readers", "scrubjay_writers", "scrubjay_lints"}
)


def _only() -> frozenset[str] | None:
    named = os.environ.get("SCRUBJAY_PLUGINS")
    if named is None:
        return None
    return frozenset(name.strip() for name in named.split(",") if name.strip())


def _distribution(entry: EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist is not None else ("", "")


def _check_names(module: object) -> None:
    for name, value in vars(module).items():
        if not name.startswith(PREFIX) or not callable(value):
            continue
        if name not in HOOKS:
            near = get_close_matches(name, HOOKS, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(HOOKS)}"
            raise MisspeltHookError(f"{name} is not a hook; {hint}")
        if not hasattr(value, f"{hooks.PROJECT}_impl"):
            raise MisspeltHookError(f"{name} is not marked with @scrubjay.hookimpl, so it would never be called")
