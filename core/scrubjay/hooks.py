"""The hooks that a plugin may implement, and what they are handed.

A plugin is a module named by an entry point of group `scrubjay`. It marks its functions:

    import scrubjay

    @scrubjay.hookimpl
    def scrubjay_kinds(context):
        return [MyKind]

Hooks run at start-up and at batch boundaries, never per line.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import pluggy
from attrs import frozen

if TYPE_CHECKING:
    from scrubjay.batch import Batch
    from scrubjay.formats import Reader, Writer
    from scrubjay.receipt import Receipt
    from scrubjay.tables import Table

F = TypeVar("F")

PROJECT: Final = "scrubjay"
PREFIX: Final = "scrubjay_"
_spec = pluggy.HookspecMarker(PROJECT)
_impl = pluggy.HookimplMarker(PROJECT)


def hookspec(function: F) -> F:
    """Mark a function as a hook."""
    return cast("F", _spec(cast("Any", function)))


def hookimpl(function: F) -> F:
    """Mark a plugin's function as an implementation of the hook whose name it has."""
    return cast("F", _impl(cast("Any", function)))


@frozen
class Context:
    """What every start-up hook is told. Fields may be added; a plugin reads those it knows."""

    version: str
    """The version of ScrubJay."""


@hookspec
def scrubjay_kinds(context: Context) -> Iterable[type]:  # type: ignore[empty-body]
    """Kinds of policy: classes decorated with `@kind`."""


@hookspec
def scrubjay_packs(context: Context) -> Iterable[Path]:  # type: ignore[empty-body]
    """Folders of payer packs, each with a `pack.toml` or holding folders that have one."""


@hookspec
def scrubjay_tables(context: Context) -> Iterable[Table]:  # type: ignore[empty-body]
    """Tables of figures, `scrubjay.tables.Table` values, that packs name by their ids ("owner:name")."""


@hookspec
def scrubjay_readers(context: Context) -> Iterable[Reader]:  # type: ignore[empty-body]
    """Formats in which encounters are read: `scrubjay.formats.Reader` values."""


@hookspec
def scrubjay_writers(context: Context) -> Iterable[Writer]:  # type: ignore[empty-body]
    """Formats in which evaluations are written: `scrubjay.formats.Writer` values."""


@hookspec
def scrubjay_lints(context: Context) -> Iterable[Any]:  # type: ignore[empty-body]
    """Checks for `scrubjay pack lint`: `scrubjay.lint.Check` values."""


@hookspec
def scrubjay_enrich(batch: Batch) -> Any:
    """Columns to add to a batch before it is ruled: a mapping of `history.*` names to columns, or None."""


@hookspec
def scrubjay_observe(receipt: Receipt) -> None:
    """Be told of an evaluation's receipt, after it is made."""


HOOKS: Final[dict[str, Callable[..., Any]]] = {
    name: hook for name, hook in globals().items() if name.startswith(PREFIX)
}


class HookError(ValueError):
    """A plugin uses a hook in a way that cannot work."""


def check(plugin: object) -> None:
    """Refuse a plugin whose hooks would not be called as it means them. Raises `HookError`."""
    found = False
    for name in dir(plugin):
        value = getattr(plugin, name, None)
        marked = inspect.isroutine(value) and hasattr(value, f"{PROJECT}_impl")
        if name in HOOKS and not inspect.ismodule(value):
            if not inspect.isroutine(value):
                raise HookError(f"{name} must be a function, and is of type {type(value).__name__}")
            if not marked:
                raise HookError(f"{name} is not marked with @scrubjay.hookimpl, so it would never be called")
            _check_arguments(name, value)
            found = True
        elif marked or (name.startswith(PREFIX) and inspect.isroutine(value)):
            known = {hook.removeprefix(PREFIX): hook for hook in HOOKS}
            near = get_close_matches(name.removeprefix(PREFIX), known, 1)
            hint = f"did you mean {known[near[0]]}?" if near else f"there are {', '.join(HOOKS)}"
            raise HookError(f"{name} is not a hook; {hint}")
    if not found:
        raise HookError(f"it implements no hook; there are {', '.join(HOOKS)}")


def _check_arguments(name: str, function: Callable[..., Any]) -> None:
    given = list(inspect.signature(HOOKS[name]).parameters)
    for argument in inspect.signature(function).parameters.values():
        named = argument.kind not in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD)
        if named and argument.default is argument.empty and argument.name not in given:
            raise HookError(
                f"{name} takes {argument.name!r}, which the hook does not hand over; "
                f"it hands over {', '.join(map(repr, given))}"
            )
