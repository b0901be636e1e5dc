"""What the source of a module says about its names: signatures as written, and the docs beside them.

Annotations are read from the source, because that is how they are meant to be read, and because they print
alike under every version of Python.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

from attrs import frozen

Function = ast.FunctionDef | ast.AsyncFunctionDef


@frozen
class Member:
    """A name of a module or class: how it is written and what its documentation says."""

    name: str
    written: str
    doc: str


@cache
def tree(module: str) -> ast.Module:
    """The syntax of a module."""
    return ast.parse(inspect.getsource(import_module(module)))


def defined(module: str, name: str) -> Any:
    """The statement that defines a name at the top of a module."""
    for node in tree(module).body:
        if isinstance(node, Function | ast.ClassDef) and node.name == name:
            return node
        if isinstance(node, ast.Assign | ast.AnnAssign) and name in _targets(node):
            return node
    raise LookupError(f"{module} does not define {name}")


def doc_of(module: str, name: str) -> str:
    """The docstring of a function or class, or the text that follows an assignment."""
    node = defined(module, name)
    if isinstance(node, Function | ast.ClassDef):
        return ast.get_docstring(node) or ""
    return dict(_assigned(tree(module).body)).get(name, "")


def signature(node: Function, *, bound: bool = False) -> str:
    """A function's signature as written, without decorators; `bound` leaves its first argument out."""
    arguments = node.args
    if bound and arguments.args:
        arguments = ast.arguments(
            posonlyargs=arguments.posonlyargs,
            args=arguments.args[1:],
            vararg=arguments.vararg,
            kwonlyargs=arguments.kwonlyargs,
            kw_defaults=arguments.kw_defaults,
            kwarg=arguments.kwarg,
            defaults=arguments.defaults,
        )
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(arguments)}){returns}"


def members(node: ast.ClassDef) -> Iterator[Member]:
    """The public fields, properties and methods of a class, in the order of its source."""
    docs = dict(_assigned(node.body))
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            name = each.target.id
            if not name.startswith("_"):
                yield Member(name, f"{name}: {ast.unparse(each.annotation)}", docs.get(name) or _help(each))
        elif isinstance(each, ast.Assign):
            for name in _targets(each):
                if name.isupper():
                    yield Member(name, f"{name} = {ast.unparse(each.value)}", docs.get(name, ""))
        elif isinstance(each, Function) and not each.name.startswith("_"):
            marks = [ast.unparse(mark) for mark in each.decorator_list]
            if any(mark.endswith(("validator", "overload", "setter")) for mark in marks):
                continue
            doc = ast.get_docstring(each) or ""
            if any(mark.endswith("property") for mark in marks):
                returns = f": {ast.unparse(each.returns)}" if each.returns else ""
                yield Member(each.name, f"{each.name}{returns}", doc)
            else:
                yield Member(each.name, signature(each, bound="staticmethod" not in marks), doc)


def initializer(node: ast.ClassDef) -> str | None:
    """How a class is called, where it states that itself."""
    for each in node.body:
        if isinstance(each, Function) and each.name in ("__init__", "__new__"):
            return f"{node.name}{signature(each, bound=True).removeprefix(each.name).split(' -> ')[0]}"
    return None


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Names that are assigned and followed by a text that documents them."""
    for each, following in pairwise(body):
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            for name in _targets(each):
                yield name, inspect.cleandoc(str(following.value.value))


def _targets(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.AnnAssign):
        targets: list[ast.expr] = [node.target]
    else:
        targets = node.targets if isinstance(node, ast.Assign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _help(node: ast.AnnAssign) -> str:
    """The help in the metadata of an attrs field: `metadata=_help("…")`."""
    if isinstance(node.value, ast.Call):
        for keyword in node.value.keywords:
            if keyword.arg == "metadata" and isinstance(keyword.value, ast.Call) and keyword.value.args:
                return str(ast.literal_eval(keyword.value.args[0]))
    return ""
