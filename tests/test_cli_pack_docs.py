"""`scrubjay pack docs` writes pages, and nothing over what it did not make."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scrubjay.cli import cli

Run = Callable[..., Result]


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, ["pack", "docs", *map(str, words)])


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_an_installed_pack_is_written(docs: Run, tmp_path: Path) -> None:
    result = docs("texas-medicaid", "-o", "site/texas")
    assert (result.exit_code, result.stderr) == (0, "")
    found = names(tmp_path / "site" / "texas")
    assert found >= {"index.md", "policies/units.md", "changes.md", "sources.md", "not-expressed.md"}
    assert result.stdout.startswith(f"{len(found)} pages of texas-medicaid ")
    assert result.stdout.endswith(" in site/texas\n")


def test_the_pages_are_listed_as_json(docs: Run, tmp_path: Path) -> None:
    shown = json.loads(docs("therapy-common", "-o", "out", "--format", "json").stdout)
    assert (shown["pack"], shown["folder"]) == ("therapy-common", "out")
    assert set(shown["pages"]) == names(tmp_path / "out")


def test_pages_are_written_anew_and_old_ones_are_deleted(docs: Run, tmp_path: Path) -> None:
    docs("therapy-common", "-o", "out")
    (tmp_path / "out" / "mine.md").write_text("mine", "utf-8")
    assert docs("texas-medicaid", "-o", "out").exit_code == 0
    found = names(tmp_path / "out")
    assert "labels.md" not in found
    assert "mine.md" in found
    before = (tmp_path / "out" / "index.md").read_bytes()
    assert docs("texas-medicaid", "-o", "out").exit_code == 0
    assert (tmp_path / "out" / "index.md").read_bytes() == before


def test_a_file_of_somebody_else_is_left_and_nothing_is_written(docs: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sources.md").write_text("# Mine", "utf-8")
    result = docs("texas-medicaid", "-o", "out")
    assert result.exit_code != 0
    assert "out/sources.md was not made by this command; move it, or name another folder" in result.stderr
    assert names(tmp_path / "out") == {"sources.md"}


def test_nor_is_anything_written_through_a_link(docs: Run, tmp_path: Path) -> None:
    docs("texas-medicaid", "-o", "out")
    page = tmp_path / "out" / "index.md"
    target = page.rename(tmp_path / "elsewhere.md")
    page.symlink_to(target)
    assert "was not made by this command" in docs("texas-medicaid", "-o", "out").stderr


def test_a_folder_that_is_a_file(docs: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    result = docs("texas-medicaid", "-o", "out")
    assert result.exit_code != 0
    assert "out: cannot be written" in result.stderr
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_an_unknown_pack(docs: Run, tmp_path: Path) -> None:
    result = docs("texas-medcaid", "-o", "out")
    assert result.exit_code == 2
    assert "no pack is called 'texas-medcaid'; did you mean 'texas-medicaid'?" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["bad-carc", "kind-unknown", "params-refused", "code-set-unknown"])
def test_a_pack_that_cannot_be_used_has_no_pages(docs: Run, tmp_path: Path, name: str) -> None:
    folder = Path(__file__).parent / "invalid" / "packs" / name
    result = docs(folder, "-o", "out")
    assert result.exit_code != 0
    assert "SJ0" in result.stderr
    assert not (tmp_path / "out").exists()
