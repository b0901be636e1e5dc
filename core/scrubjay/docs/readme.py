"""Markdown that others wrote, made anew: parsed without HTML, and written from the parts that are known.

What comes out has headings, paragraphs, lists, quotations, tables, emphasis, code, and links to the web.
Everything else is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from scrubjay.docs.markdown import beginning, code, escaped, fenced, linked, table

_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
_INDENT: Final = "    "


def remade(text: str) -> str:
    """The same Markdown, safe to show; without its title, which is the first heading of the first level.

    Other headings of the first level are of the second here.
    """
    root = SyntaxTreeNode(_PARSER.parse(text))
    nodes = list(root.children)
    if nodes and nodes[0].type == "heading" and nodes[0].tag == "h1":
        nodes = nodes[1:]
    return _joined(nodes)


def _joined(nodes: list[SyntaxTreeNode]) -> str:
    """Blocks with a blank line between, and something between two lists, which would be one."""
    parts: list[str] = []
    before = ""
    for node in nodes:
        if made := _block(node):
            if node.type.endswith("_list") and before.endswith("_list"):
                parts.append("<!-- -->")
            parts.append(made)
            before = node.type
    return "\n\n".join(parts)


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading":
            return "#" * max(2, int(node.tag[1:])) + " " + _inline(node)
        case "paragraph":
            return beginning(_inline(node))
        case "bullet_list" | "ordered_list":
            first = int(node.attrGet("start") or 1) if node.type == "ordered_list" else 0
            items = list(_items(node, first))
            return ("\n\n" if any("\n" in item for item in items) else "\n").join(items)
        case "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in _blocks(node).splitlines())
        case "fence" | "code_block":
            return fenced(node.content, node.info.split(" ")[0] if node.info else "text")
        case "hr":
            return "---"
        case "table":
            return _table(node)
    return beginning(escaped(" ".join(node.content.split()))) if node.content else _blocks(node)


def _blocks(node: SyntaxTreeNode) -> str:
    return _joined(node.children)


def _items(node: SyntaxTreeNode, first: int) -> Iterator[str]:
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if first else "- "
        head, *rest = _blocks(item).split("\n")
        yield "\n".join([mark + head, *(_INDENT + line if line else "" for line in rest)])


def _table(node: SyntaxTreeNode) -> str:
    head, *body = [
        [_inline(cell) for cell in row.children] for part in node.children for row in part.children
    ]
    return table(head, body)


def _inline(node: SyntaxTreeNode) -> str:
    text = ""
    for part in map(_part, node.children):
        if text.endswith("!") and part.startswith("["):  # a link: with the mark it were an image
            text = text[:-1] + "&#33;"
        text += part
    return text.strip()


def _part(node: SyntaxTreeNode) -> str:
    match node.type:
        case "inline":
            return _inline(node)
        case "text":
            return escaped(node.content)
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br>"
        case "code_inline":
            return code(node.content)
        case "em":
            return f"*{_inline(node)}*"
        case "strong":
            return f"**{_inline(node)}**"
        case "link":
            shown = _inline(node)
            address = str(node.attrGet("href") or "")
            return linked(shown, address) if address.lower().startswith(("http://", "https://")) else shown
        case "image":
            return escaped(" ".join(node.content.split()))
    return escaped(node.content) if node.content else _inline(node)
