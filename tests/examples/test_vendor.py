"""What is installed works: ScrubJay from wheel, sdist and editable, and a vendor's distribution beside it."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
VENDOR = EXAMPLES / "acme-payers"
CHECK = """
import json, pathlib, sys, scrubjay
evaluation = scrubjay.Engine().check(json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8")))
print(json.dumps([scrubjay.__file__, evaluation.clean, evaluation.receipt.to_dict()["packs"]]))
"""


def _run(*command: str | Path, cwd: Path, allowed: Sequence[int] = (0,)) -> str:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "SCRUBJAY_", "PYTEST"))
    }
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in allowed, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _build(project: Path, to: Path, *what: str) -> Path:
    """Build one distribution file of a project, by the build backend that runs the tests."""
    _run(sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", to, project, cwd=to.parent)
    (made,) = to.iterdir()
    return made


class Installed:
    """A fresh virtual environment with nothing of the one that runs the tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.holds = ""
        venv.EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(folder)
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")

    def pip(self, *arguments: str | Path) -> None:
        """Install into it."""
        _run(
            *(sys.executable, "-m", "pip", "--python", self.folder, "--disable-pip-version-check"),
            *("install", "--quiet", *arguments),
            cwd=self.folder,
        )

    def hold(self, form: str, *scrubjay: str | Path) -> None:
        """Make it hold ScrubJay in this form, whatever it held before."""
        if self.holds != form:
            self.pip("--force-reinstall", "--no-deps", "--no-build-isolation", *scrubjay)
            self.holds = form

    def python(self, *arguments: str | Path) -> Any:
        """Run Python in it, outside of the repository; gives the JSON that it prints."""
        return json.loads(_run(self.bin / "python", *arguments, cwd=self.folder))

    def scrubjay(self, *arguments: str | Path, allowed: Sequence[int] = (0,)) -> str:
        """Run the command in it, outside of the repository; gives standard output."""
        return _run(self.bin / "scrubjay", *arguments, cwd=self.folder, allowed=allowed)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(ROOT, tmp_path_factory.mktemp("wheel") / "dist", "--wheel")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Installed:
    """An environment with ScrubJay's dependencies, the vendor's wheel, and what builds ScrubJay."""
    made = Installed(tmp_path_factory.mktemp("installed") / "venv")
    vendor = _build(VENDOR, tmp_path_factory.mktemp("vendor") / "dist", "--wheel")
    made.pip(wheel, vendor, "hatchling>=1.26", "editables>=0.5")
    made.holds = "wheel"
    return made


@pytest.fixture
def fresh(installed: Installed, wheel: Path) -> Installed:
    """That environment with ScrubJay as a user gets it: from its wheel."""
    installed.hold("wheel", wheel)
    return installed


def _rules_the_example(installed: Installed, within: Path) -> None:
    where, clean, packs = installed.python("-W", "error", "-c", CHECK, EXAMPLES / "encounter.json")
    assert Path(where).is_relative_to(within)
    assert clean
    assert [pack["id"] for pack in packs] == ["medicare-part-b", "therapy-common"]


def test_the_wheel_finds_its_schemas_and_packs(fresh: Installed) -> None:
    _rules_the_example(fresh, fresh.folder)


def test_the_vendor_s_kinds_and_pack_are_found(fresh: Installed) -> None:
    script = Path(__file__).parent / "vendor_script.py"
    told = fresh.python("-W", "error", script, VENDOR / "visit.json")
    assert Path(told["where"]).is_relative_to(fresh.folder)
    assert told["origin"] == "acme-payers 1.0.0"
    assert told["policies"] == ["daily-limit", "diagnosis", "untimed", "whole-blocks"]
    assert told["imported_for_the_pack"] == []
    assert told["plugin"] == "plugin acme (acme-payers 1.0.0) is loaded"
    assert told["kinds"] == ["acme.daily-units", "acme.visit-needs-diagnosis"]
    _is_the_visit_s(told["evaluation"])


def test_the_command_rules_by_the_vendor_s_pack(fresh: Installed) -> None:
    printed = fresh.scrubjay("check", VENDOR / "visit.json", "--format", "json", "--explain", allowed=(1,))
    _is_the_visit_s(json.loads(printed))


def test_the_vendor_s_packs_have_no_faults_and_their_examples_hold(fresh: Installed) -> None:
    packs = VENDOR / "src/acme_payers/packs"
    fresh.scrubjay("pack", "lint", packs)
    printed = fresh.scrubjay("pack", "test", packs)
    assert printed.splitlines()[-1] == "22 passed, 0 failed"


def _is_the_visit_s(evaluation: dict[str, Any]) -> None:
    """Of six units the day's limit pays four: it denies the third line, which the diagnosis would hold."""
    said = {
        (each["policy"], each["line"]): (each["outcome"], each["action"], each["message"])
        for each in evaluation["findings"]
        if each["kind"].startswith("acme.")
    }
    limit, diagnosis = "acme-health:daily-limit", "acme-health:diagnosis"
    assert said == {
        (diagnosis, 1): ("pass", None, "M25.561 supports 97110"),
        (diagnosis, 2): ("pass", None, "M25.561 supports 97140"),
        (diagnosis, 3): ("fail", "hold", "no diagnosis on 97112 begins with M or S"),
        (limit, 1): ("pass", None, "3 units, after 0 units on earlier lines; 4 units are paid in a day"),
        (limit, 2): (
            "fail",
            "reduce",
            "2 units, after 3 units on earlier lines, but 4 units are paid in a day: 1 unit of this line",
        ),
        (limit, 3): (
            "fail",
            "reduce",
            "1 unit, after 5 units on earlier lines, but 4 units are paid in a day: 0 units of this line",
        ),
    }
    lines = [
        (line["units_billed"], line["units_supported"], line["units_payable"], line["status"])
        for line in evaluation["lines"]
    ]
    assert lines == [(3, 3, 3, "payable"), (2, 2, 1, "payable"), (1, 1, 0, "denied")]
    assert {"name": "acme", "version": "1.0.0"} in evaluation["receipt"]["plugins"]


def test_the_sdist_finds_its_schemas_and_packs(
    installed: Installed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    installed.hold("sdist", _build(ROOT, tmp_path_factory.mktemp("sdist") / "dist", "--sdist"))
    _rules_the_example(installed, installed.folder)


def test_an_editable_install_finds_its_schemas_and_packs(installed: Installed) -> None:
    installed.hold("editable", "--editable", ROOT)
    _rules_the_example(installed, ROOT / "core")
