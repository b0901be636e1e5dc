"""The hooks that a plugin may implement."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scrubjay import hooks
from scrubjay.docs.markdown import code, fenced, page, prose, table
from scrubjay.docs.source import defined, doc_of, members, signature

MODULE = "scrubjay.hooks"


def hooks_page() -> str:
    """The page of all hooks."""
    intro = (
        "A plugin is a module that an entry point of group `scrubjay` names. It marks its functions with "
        "`@scrubjay.hookimpl`. Hooks run at start-up and at batch boundaries, never for each line. A plugin "
        "may leave out arguments that it does not need. A misspelt hook, or an argument that a hook does not "
        "hand over, makes the plugin fail with a message that says so."
    )
    fields = members(defined(MODULE, "Context"))
    context = [
        "## Context",
        prose(doc_of(MODULE, "Context")),
        table(("field", "meaning"), ((code(each.written), prose(each.doc)) for each in fields)),
    ]
    return page("Hooks", intro, *(part for name in hooks.HOOKS for part in _hook(name)), *context)


def _hook(name: str) -> Iterator[str]:
    node = defined(MODULE, name)
    assert isinstance(node, ast.FunctionDef)
    yield f"## {name}"
    yield fenced(signature(node), "python")
    yield prose(doc_of(MODULE, name))
