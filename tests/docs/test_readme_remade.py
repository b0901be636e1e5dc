"""The README of a pack is Markdown of somebody else's: shown, and never more than that."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hostile import TEXTS, seen
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubjay.docs.readme import remade
from scrubjay.packs.readme import readme

PIECES = st.sampled_from(
    [
        *TEXTS,
        "# ",
        "- ",
        "  - ",
        "1. ",
        "> ",
        "```",
        "```python\n",
        "    ",
        "\n",
        "\n\n",
        "**",
        "*",
        "`",
        "|",
        "| - |",
    ]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "frame", ["{}", "a\n\n{}\n\nb", "- {}", "> {}", "```\n{}\n```", "# {}", "|a|\n|-|\n|{}|", "    {}"]
)
def test_nothing_in_it_is_taken_for_more_than_text(text: str, frame: str, tmp_path: Path) -> None:
    seen(remade("# Title\n\n" + frame.format(text)), tmp_path)


@settings(deadline=None, max_examples=200)
@given(MARKDOWN)
def test_whatever_it_holds(text: str) -> None:
    with TemporaryDirectory() as folder:
        seen(remade(text), Path(folder))


def test_its_title_is_left_out_and_other_headings_are_below_the_page(tmp_path: Path) -> None:
    assert remade("# Title\n\nText\n\n# Again\n\n### Deep") == "Text\n\n## Again\n\n### Deep"
    assert remade("Text\n\n# Later") == "Text\n\n## Later"


def test_lists_code_tables_and_emphasis_are_kept() -> None:
    bullets, numbers, code = "- a **b**\n- c", "1. d\n2. e", "```toml\na = 1\n```"
    table = "| x | y |\n| --- | --- |\n| `1` | *2* |"
    assert remade("\n\n".join((bullets, numbers, table, code))) == "\n\n".join(
        (bullets, "<!-- -->", numbers, table, code)
    )


def test_a_list_within_a_list(tmp_path: Path) -> None:
    assert remade("- a\n  - b\n- c") == "- a\n\n    - b\n\n- c"


def test_only_links_to_the_web_are_links() -> None:
    assert remade("[a](https://a.test/b) [c](../x.md) [d](#e) <https://f.test>") == (
        "[a](https://a.test/b) c d [https://f.test](https://f.test)"
    )


def test_there_is_none(tmp_path: Path) -> None:
    assert readme(tmp_path) == remade("") == ""


def test_only_a_file_of_the_pack_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "README.md").symlink_to(tmp_path / "secret")
    assert readme(pack) == ""
    (pack / "README.md").unlink()
    (pack / "README.md").mkdir()
    assert readme(pack) == ""


def test_what_is_not_utf_8_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(b"a\xffb")
    assert readme(tmp_path) == "a\ufffdb"
