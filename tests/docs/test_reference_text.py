"""What the generator makes of text that is not meant as markup, and of code."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from scrubjay.docs.markdown import code, link, plain, table
from scrubjay.docs.packs import pack_page
from scrubjay.docs.source import defined, doc_of, members
from scrubjay.engine import Engine

EVIL = "<script>alert('x')</script> | *a* [b](javascript:c) `d` {e} & # _f_"


def _html(markdown: str) -> str:
    render: Callable[..., str] = pytest.importorskip("markdown").markdown
    return render(markdown, extensions=["tables", "attr_list", "pymdownx.superfences"])


def _pack(folder: Path) -> Path:
    manifest = {"id": "evil", "version": "2026.1.0", "title": EVIL, "payers": ["evil"]}
    policy: dict[str, Any] = {
        "id": "p",
        "kind": "units.untimed",
        "title": EVIL,
        "untranslatable": [EVIL],
        "version": [
            {
                "effective": date(2026, 1, 1),
                "note": EVIL,
                "cites": [{"source": "s", "at": EVIL}],
                "params": {"codes": ["97161"]},
            }
        ],
    }
    source = {
        "id": "s",
        "title": EVIL,
        "url": "https://x.test/)\"<b>'",
        "retrieved": date(2026, 1, 1),
        "note": EVIL,
    }
    labels = [{"code": "97161", "label": EVIL}]
    sets = [{"id": "one", "label": EVIL, "codes": ["97161"]}]
    (folder / "policies").mkdir(parents=True)
    (folder / "pack.toml").write_text(tomli_w.dumps(manifest), "utf-8")
    stated = {"source": [source], "policy": [policy], "code": labels, "code_set": sets}
    (folder / "policies" / "all.toml").write_text(tomli_w.dumps(stated), "utf-8")
    return folder


def test_text_of_a_pack_is_never_markup(tmp_path: Path) -> None:
    engine = Engine(packs=[_pack(tmp_path / "evil")])
    html = _html(pack_page(engine.catalogue.pack("evil"), engine.catalogue))
    for mark in ("<script", "<em>", 'href="javascript', "<b>", "<strong>a"):
        assert mark not in html
    assert html.count("&lt;script&gt;") == 11
    assert 'href="https://x.test/%29%22%3Cb%3E%27"' in html


def test_plain_text_comes_out_as_it_went_in() -> None:
    assert (
        _html(plain("a_b *c* [d](e) `f` {g} 1 < 2 & 3")) == "<p>a_b *c* [d](e) `f` {g} 1 &lt; 2 &amp; 3</p>"
    )


def test_a_bar_does_not_end_a_cell() -> None:
    html = _html(table(("a", "b"), [(code("x|y"), plain("1|2"))]))
    assert html.count("<td>") == 2
    assert "<code>x&#124;y</code>" in html
    assert "<td>1|2</td>" in html


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
