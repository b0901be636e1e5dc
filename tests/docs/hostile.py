"""Markdown that came from others, made into HTML as the site does, and what must not be in it."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

EXTENSIONS = [
    "admonition",
    "attr_list",
    "tables",
    "toc",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.snippets",
]
TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("strong", "em", "code", "pre", "div", "span", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"class", "id", "href", "start", "style"}
TEXTS = [
    "<script>alert('x')</script>",
    '<img src=x onerror="alert(1)">',
    "| *a* [b](javascript:c) `d` {e} & # _f_",
    '[x](JaVaScRiPt:alert(1) "t")',
    '{: onclick="alert(1)" .x }',
    '--8<-- "SECRET"',
    "!!! danger",
    "- item",
    "1. item",
    "# heading",
    "===",
    "---",
    "??? note",
    ":::python",
    "\x1b[31mred\x07",
    "\u202egnp.exe\u2066",
    "`` ` ``",
    "~~~",
    "a\nb",
    "&lt;script&gt; &#106;avascript:",
    "![i](http://x.test/y.png)",
    "\\![i](http://x.test/y.png)",
    "<https://x.test>",
    "[r]: javascript:x",
    "*[HTML]: x",
    "\\`x\\`",
]


class Seen(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            if name == "href":
                assert value is not None
                assert value.startswith(("http://", "https://", "#")) or ":" not in value.split("/")[0], value
            if name == "style":
                assert tag in ("th", "td"), "only the alignment of cells"

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(markdown: str, folder: Path) -> str:
    """The text of a page, of which all tags and attributes are such as the renderer makes.

    A file called SECRET stands where pages may include files from.
    """
    (folder / "SECRET").write_text("the secret", "utf-8")
    render: Callable[..., str] = pytest.importorskip("markdown").markdown
    configs = {"pymdownx.snippets": {"base_path": [str(folder)], "check_paths": False}}
    html = render(markdown, extensions=EXTENSIONS, extension_configs=configs)
    reader = Seen()
    reader.feed(html)
    reader.close()
    assert "the secret" not in html
    assert "admonition" not in html
    return reader.text
