"""The committed reference pages and generated schemas are what the generator makes."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from scrubjay.cli import cli
from scrubjay.docs.__main__ import main
from scrubjay.docs.build import stale
from scrubjay.lint import CODES

ROOT = Path(__file__).parents[2]
COMMAND = "python -m scrubjay.docs docs/reference schemas/scrubjay_schemas"
REMEDY = f"stale; run: {COMMAND}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    result = CliRunner().invoke(main, [str(folder / "reference"), str(folder / "schemas")])
    assert result.exit_code == 0, result.output
    return folder


def _texts(folder: Path, pattern: str) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob(pattern)}


def test_reference_pages_are_fresh(made: Path) -> None:
    differ = stale(ROOT / "docs" / "reference", _texts(made / "reference", "*.md"))
    assert not differ, REMEDY


def test_generated_schemas_are_fresh(made: Path) -> None:
    committed = ROOT / "schemas" / "scrubjay_schemas"
    for name, text in _texts(made / "schemas", "*.json").items():
        assert (committed / name).is_file() and (committed / name).read_text("utf-8") == text, REMEDY
    kinds = {path.name for path in (committed / "kind" / "v1").iterdir()}
    assert kinds == {path.name for path in (made / "schemas" / "kind" / "v1").iterdir()}, REMEDY


def test_every_command_and_every_code_has_its_place(made: Path) -> None:
    text = (made / "reference" / "command-line.md").read_text("utf-8")
    for name in cli.commands or cli.list_commands(None):  # type: ignore[arg-type]
        assert f"## scrubjay {name}\n" in text
    index = (made / "reference" / "lint" / "index.md").read_text("utf-8")
    for code in CODES:
        assert f"[{code}]({code}.md)" in index
        page = (made / "reference" / "lint" / f"{code}.md").read_text("utf-8")
        assert f"# {code}: {CODES[code].title}\n" in page


def test_the_generator_deletes_a_page_that_it_does_not_make(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("old", "utf-8")
    assert CliRunner().invoke(main, [str(tmp_path)]).exit_code == 0
    assert not (tmp_path / "gone.md").exists()
    assert (tmp_path / "index.md").is_file()
