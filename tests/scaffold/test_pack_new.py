"""What `scrubjay pack new` writes is good from the start, and written over nothing."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from scrubjay import Engine
from scrubjay.lint import lint_pack
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.load import read_pack
from scrubjay.scaffold import ScaffoldError, plan, write
from scrubjay.scaffold.making import versions
from scrubjay.testkit import run_pack_tests

Run = Callable[..., Result]

AS_OF = ("--as-of", "2026-11-21")


def test_a_new_pack_has_no_faults_and_its_tests_hold(tmp_path: Path, sj: Run) -> None:
    assert sj("pack", "new", tmp_path / "harbor-mutual").exit_code == 0
    assert sj("pack", "lint", tmp_path / "harbor-mutual", *AS_OF).stdout.startswith("no faults\n")
    assert sj("pack", "test", tmp_path / "harbor-mutual").stdout == "3 passed, 0 failed\n"


@settings(max_examples=20)
@given(today=st.dates(date(2026, 1, 1), date(2099, 12, 31)))
def test_so_it_is_on_every_day(
    today: date, tmp_path_factory: pytest.TempPathFactory, installed: Engine
) -> None:
    root = tmp_path_factory.mktemp("new") / "harbor"
    write(plan(root, installed.catalogue, today))
    pack = read_pack(root)
    assert pack.coverage_from == date(today.year, 1, 1)
    engine = Engine([root])
    assert lint_pack(root, engine, date(2026, 11, 21)) == []
    assert all(result.passed for result in run_pack_tests(engine, pack))


def test_the_example_cites_what_the_medicare_pack_cites(tmp_path: Path, sj: Run, installed: Engine) -> None:
    sj("pack", "new", tmp_path / "harbor")
    mine = read_pack(tmp_path / "harbor")
    (source,) = mine.sources.values()
    theirs = installed.catalogue.pack("medicare-part-b")
    known = theirs.sources[source.id]
    assert (source.title, source.url, source.retrieved) == (known.title, known.url, known.retrieved)
    (example,) = mine.policies.values()
    assert example.versions[0].verified_on == theirs.policies["untimed"].versions[0].verified_on
    params = theirs.policies["untimed"].versions[0].params
    assert example.versions[0].params == {**params, "codes": params["codes"][0]}
    assert example.status == "experimental"


def run(*command: str | Path, cwd: Path, path: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(path), "SCRUBJAY_CACHE": "off"}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("options", "passed"),
    [
        ((), "4 passed"),
        (("--kind", "harbor.begun-blocks"), "8 passed"),
        (("--extends", "medicare-part-b"), "1 passed"),
    ],
)
def test_a_new_distribution_builds_and_what_is_installed_works(
    options: tuple[str, ...], passed: str, tmp_path: Path, sj: Run
) -> None:
    project, site = tmp_path / "harbor-payers", tmp_path / "site"
    assert sj("pack", "new", project, "--distribution", *options).exit_code == 0
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", ".", cwd=project, path=site)
    (wheel,) = (project / "dist").glob("*.whl")
    with ZipFile(wheel) as made:
        made.extractall(site)
    pack = "src/harbor_payers/packs/harbor_payers"
    command = (sys.executable, "-c", "from scrubjay.cli import main; main()")
    linted = run(*command, "pack", "lint", pack, *AS_OF, cwd=project, path=site)
    assert linted.startswith("no faults\n")
    told = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=project, path=site)
    assert passed in told


def test_a_pack_that_builds_on_another_does_as_that_one_does(tmp_path: Path, sj: Run) -> None:
    root = tmp_path / "harbor"
    assert sj("pack", "new", root, "--extends", "medicare-part-b").exit_code == 0
    assert sj("pack", "lint", root, *AS_OF).stdout.startswith("no faults\n")
    engine = Engine([root])
    mine, theirs = engine.ruleset("harbor"), engine.ruleset("medicare-part-b")
    assert [each.id for each in mine.policies] == [each.id for each in theirs.policies]


def test_what_is_asked_for_is_named_and_next_steps_too(tmp_path: Path, sj: Run) -> None:
    told = sj("pack", "new", tmp_path / "harbor").stdout.splitlines()
    assert [Path(line).is_file() for line in told[:-1]] == [True] * 4
    assert told[-1].startswith("next: scrubjay pack lint")


@pytest.mark.parametrize("name", ["file", "folder", "link"])
def test_nothing_is_written_over(name: str, tmp_path: Path, sj: Run) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    result = sj("pack", "new", tmp_path / name)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert (tmp_path / "file").read_text() == "mine"
    assert [each.name for each in (tmp_path / "folder").iterdir()] == ["mine"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_empty_folder_will_do(tmp_path: Path, sj: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "harbor").mkdir()
    monkeypatch.chdir(tmp_path / "harbor")
    assert sj("pack", "new", ".").exit_code == 0
    assert sj("pack", "lint", ".").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["Harbor"], "'Harbor' cannot be the name of a pack"),
        (["harbor--x"], "cannot be the name of a pack"),
        (["harbor\x1b"], "cannot be the name of a pack"),
        (["h" * 81], "cannot be the name of a pack"),
        (["class"], "cannot be the name of a pack"),
        (["scrubjay"], "cannot be the name of a pack"),
        (["medicare-part-b"], "there is a pack or payer 'medicare-part-b' already"),
        (["medicare"], "there is a pack or payer 'medicare' already"),
        (["therapy-common"], "there is a pack or payer 'therapy-common' already"),
        (["harbor", "--kind", "harbor.x"], "--kind needs --distribution"),
        (
            ["harbor", "--distribution", "--kind", "blocks"],
            "write it as word.name, such as harbor.begun-blocks",
        ),
        (["harbor", "--distribution", "--kind", "a.b.c"], "write it as word.name"),
        (
            ["harbor", "--distribution", "--kind", "units.total-time"],
            "there is a kind 'units.total-time' already; choose another name, such as harbor.begun-blocks",
        ),
        (["harbor", "--distribution", "--kind", 'a.b"'], "write it as word.name"),
        (["harbor", "--distribution", "--kind", "a.plugin"], "its last part has another meaning here"),
        (["harbor", "--distribution", "--kind", "a.class"], "its last part has another meaning here"),
        (["harbor", "--distribution", "--kind", "a.none"], "its last part has another meaning here"),
        (["harbor", "--distribution", "--kind", "a.batch"], "its last part has another meaning here"),
        (["harbor", "--extends", "medicare-part"], "did you mean 'medicare-part-b'?"),
        (["harbor", "--extends", "texas-medicaid", "--distribution", "--kind", "a.b"], "begin with one"),
        (["lost/../missing/x/../harbor/a b"], "cannot be the name of a pack"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    arguments: list[str], why: str, tmp_path: Path, sj: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = sj("pack", "new", *arguments)
    assert result.exit_code == 2
    assert why in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_the_common_code_sets_there_is_nothing_to_build_on(tmp_path: Path) -> None:
    with pytest.raises(ScaffoldError, match="no pack is called 'therapy-common'"):
        plan(tmp_path / "harbor", Catalogue([]), date(2026, 1, 1))


@given(st.integers(2000, 2099), st.integers(1, 12), st.integers(0, 999))
def test_the_versions_that_will_do_are_those_of_the_year_from_the_month_on(y: int, m: int, n: int) -> None:
    from packaging.specifiers import SpecifierSet

    will_do = SpecifierSet(versions(f"{y}.{m}.{n}"))
    assert f"{y}.{m}.{n}" in will_do
    assert f"{y + 1}.1.0" not in will_do
    assert (f"{y}.{m - 1}.99" in will_do) is False


def test_what_is_written_is_toml(tmp_path: Path, sj: Run) -> None:
    sj("pack", "new", tmp_path / "harbor", "--distribution", "--kind", "harbor.begun-blocks")
    for file in (tmp_path / "harbor").rglob("*.toml"):
        assert tomllib.loads(file.read_text("utf-8"))
        assert "$" not in file.read_text("utf-8").replace("$schema", "")
