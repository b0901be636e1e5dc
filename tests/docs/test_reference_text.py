"""What the generator makes of text that is not meant as markup, and of code."""

from collections.abc import Callable

import pytest

from scrubjay.docs.markdown import code, link, plain, table
from scrubjay.docs.source import defined, doc_of, members


def _html(markdown: str) -> str:
    render: Callable[..., str] = pytest.importorskip("markdown").markdown
    return render(markdown, extensions=["tables", "attr_list", "pymdownx.superfences"])


def test_plain_text_comes_out_as_it_went_in() -> None:
    assert (
        _html(plain("a_b *c* [d](e) `f` {g} 1 < 2 & 3")) == "<p>a_b *c* [d](e) `f` {g} 1 &lt; 2 &amp; 3</p>"
    )


def test_a_bar_does_not_end_a_cell() -> None:
    html = _html(table(("a", "b"), [(code("x|y"), plain("1|2"))]))
    assert html.count("<td>") == 2
    assert "<code>x&#124;y</code>" in html
    assert "<td>1&#124;2</td>" in html


def test_a_literal_may_hold_backticks() -> None:
    assert _html(code("a `b` c")) == "<p><code>a `b` c</code></p>"


def test_a_link_keeps_its_address_together() -> None:
    assert link("t", "https://a.test/x (1)") == "[t](https://a.test/x%20%281%29)"


def test_names_are_read_from_the_source() -> None:
    shown = {each.name: each for each in members(defined("scrubjay.formats", "Style"))}
    assert shown["explain"].written == "explain: bool"
    assert shown["explain"].doc == "Also what passed and what did not apply."
    assert doc_of("scrubjay.values", "Code") == "One HCPCS/CPT code."
    with pytest.raises(LookupError, match="does not define nothing"):
        defined("scrubjay.values", "nothing")
