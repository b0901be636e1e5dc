"""The public names of `scrubjay`, with their signatures and docstrings as the source has them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Final

import scrubjay
from scrubjay.docs.markdown import code, fenced, page, prose, table
from scrubjay.docs.source import defined, doc_of, initializer, members, signature

_FIRST: Final = ("Engine", "Encounter", "ServiceLine", "Evaluation", "EncounterError", "PackError")
"""What a caller needs; the rest is for plugins."""


def python_api() -> str:
    """The page of `scrubjay.__all__`."""
    names = [name for name in scrubjay.__all__ if not name.startswith("__")]
    rest = [name for name in names if name not in _FIRST]
    intro = (
        "Everything here is imported from `scrubjay` itself, as in `from scrubjay import Engine`. "
        "`scrubjay.__version__` is the version, as text. Names that are not on this page may change."
    )
    return page(
        "Python",
        intro,
        "## For callers",
        *(part for name in _FIRST for part in _name(name)),
        "## For plugins",
        *(part for name in rest for part in _name(name)),
    )


def _name(name: str) -> Iterator[str]:
    module = getattr(scrubjay, name).__module__
    node = defined(module, name)
    yield f"### {name}"
    if isinstance(node, ast.ClassDef):
        inherited = [
            defined(base.__module__, base.__name__)
            for base in getattr(scrubjay, name).__mro__[1:]
            if base.__module__.startswith("scrubjay.")
        ]
        yield from _class(node, [each for each in inherited if isinstance(each, ast.ClassDef)])
        return
    if isinstance(node, ast.FunctionDef):
        yield fenced(signature(node), "python")
    else:
        yield fenced(ast.unparse(node), "python")
    yield prose(doc_of(module, name))


def _class(node: ast.ClassDef, inherited: Sequence[ast.ClassDef]) -> Iterator[str]:
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    yield fenced(initializer(node) or f"class {node.name}({bases})".replace("()", ""), "python")
    yield prose(ast.get_docstring(node) or "")
    every = [each for of in (node, *inherited) for each in members(of)]
    public = [each for each in every if each.doc or node.name not in _FIRST]
    rows = [(code(each.written), prose(each.doc)) for each in public]
    if rows:
        yield table(("member", "meaning"), rows)
