"""What an integrator does in the vendor's story is run in an environment of its own, after the rest.

`SCRUBJAY_MEND_DOCS=1 pytest tests/docs` puts what came into the page.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from docpages import Mismatch, Page, blocks, mended, normal

ROOT = Path(__file__).parents[2]
STORY = ROOT / "docs/how-to/vendor-story.md"
HERE = Path(__file__).relative_to(ROOT).as_posix()


def _run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _integrator(folder: Path) -> Path:
    """Make an environment with ScrubJay from its wheel; gives the folder of its commands.

    Pip and what ScrubJay needs are those of the environment that runs the tests: nothing is fetched.
    """
    venv.EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(folder)
    binaries = folder / ("Scripts" if os.name == "nt" else "bin")
    (site,) = folder.glob("**/site-packages")
    shared = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    (site / "shared.pth").write_text("\n".join(shared) + "\n", "utf-8")
    built = folder / "built"
    _run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", built, ROOT)
    (wheel,) = built.iterdir()
    _run(binaries / "python", "-m", "pip", "install", "--no-index", "--no-deps", "--ignore-installed", wheel)
    return binaries


def test_what_the_integrator_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "SCRUBJAY_PLUGINS", "SCRUBJAY_DEBUG", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "dumb")
    vendor = tmp_path / "vendor"
    shutil.copytree(ROOT / "examples", vendor / "examples")
    text = STORY.read_text("utf-8")
    list(Page(vendor).run(text))  # what it should print is for the test of all pages
    integrator = Page(vendor, _integrator(tmp_path / "integrator"))
    theirs = [block for block in blocks(text) if block.mark == "not run" and HERE in block.argument]
    assert theirs
    mismatches = [
        Mismatch(block, came)
        for block in theirs
        if normal(came := integrator.console(block.text)) != normal(block.text)
    ]
    if mismatches and os.environ.get("SCRUBJAY_MEND_DOCS"):
        STORY.write_text(mended(text, mismatches), "utf-8")
        pytest.fail(f"{STORY.name} is mended; read what changed")
    for mismatch in mismatches:
        assert normal(mismatch.text) == normal(mismatch.block.text), f"{STORY.name}:{mismatch.block.line}"
