"""Everything that the documentation shows is run.

`SCRUBJAY_MEND_DOCS=1 pytest tests/docs` puts what came into the pages.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docpages import Page, blocks, call, mended, normal

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "docs").rglob("*.md")
    if path.relative_to(ROOT / "docs").parts[0] not in ("reference", "decisions")
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SCRUBJAY_PLUGINS", "SCRUBJAY_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, folder: Path) -> None:
    text = (ROOT / name).read_text("utf-8")
    mismatches = list(Page(folder).run(text))
    if mismatches and os.environ.get("SCRUBJAY_MEND_DOCS"):
        (ROOT / name).write_text(mended(text, mismatches), "utf-8")
        pytest.fail(f"{name} is mended; read what changed")
    for mismatch in mismatches:
        assert normal(mismatch.text) == normal(mismatch.block.text), f"{name}:{mismatch.block.line}"


def test_python_of_the_readme(folder: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    shown = [block.text for block in blocks(text) if block.language == "python"]
    assert shown
    page = Page(folder)
    for each in shown:
        assert list(page.run(f"```python\n{each}\n```")) == []


def test_a_real_process_prints_the_same(folder: Path) -> None:
    arguments = ["check", "examples/overbilled.json"]
    out, err, status = call(arguments, folder)
    command = Path(sys.executable).parent / "scrubjay"
    done = subprocess.run([command, *arguments], cwd=folder, capture_output=True, check=False)
    assert (done.stdout.decode(), done.stderr.decode(), done.returncode) == (out, err, status)
    assert status == 1


@pytest.mark.parametrize("language", ["json", "toml", "text", ""])
def test_a_block_that_nobody_runs_is_refused(language: str, folder: Path) -> None:
    with pytest.raises(AssertionError, match="neither run nor written"):
        list(Page(folder).run(f"```{language}\nx = 1\n```"))


def test_wrong_output_is_noticed_and_mended(folder: Path) -> None:
    console = "```console\n$ echo a\nb\n$ (exit 3)\n$ echo $?\n3\n```\n\n"
    text = console + "```python\nprint(1)\n```\n\n```text\n2\n```\n"
    mismatches = list(Page(folder).run(text))
    assert [mismatch.block.line for mismatch in mismatches] == [1, 13]
    again = mended(text, mismatches)
    assert "$ echo a\na\n" in again
    assert list(Page(folder).run(again)) == []


def test_output_of_the_readme(folder: Path) -> None:
    """The command that the README has newcomers try prints what the README shows."""
    text = (ROOT / "README.md").read_text("utf-8")
    _, _, shown = text.partition("<!-- command: try -->")
    command, output = list(blocks(shown))[:2]
    tried = command.text.rpartition("/bin/scrubjay ")[2].split()
    assert tried[0] == "check"
    if not output.text.strip():
        pytest.skip("the README shows no output yet")
    out, err, _ = call(tried, folder)
    assert normal(err + out) == normal(output.text)
