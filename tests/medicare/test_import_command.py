"""`scrubjay import`: what it prints, what it asks for, and its exit status."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import import_specimens as cms
import pytest
from click.testing import Result

from scrubjay.packs.load import read_pack

Run = Callable[..., Result]
MANIFEST = """\
id = "acme"
version = "2026.1.0"
title = "Acme"
payers = ["acme"]
coverage = { from = 2026-01-01 }
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("acme").mkdir()
    Path("acme", "pack.toml").write_text(MANIFEST)
    for name, text in {
        "ccipra-v323r0.txt": cms.ptp(),
        "ccipra-v323r0-f2.txt": cms.ptp(),
        "PPRRVU2026_Jul_nonQPP.csv": cms.rvu(),
        "PPRRVU26_JUL1.csv": cms.spreadsheet(cms.rvu()),
        "GPCI2026.csv": cms.gpci(),
    }.items():
        cms.text(Path(name), text)
    return Path("acme")


def test_it_says_what_it_made(pack: Path, sj: Run) -> None:
    result = sj("import", "ncci-ptp", "ccipra-v323r0.txt", "-o", pack, "--codes", "97110-97150, 97530")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "acme/tables/ptp_practitioner.csv: 4 rows, table ptp-practitioner, 2026Q4",
        "  dates of service 1996-01-01 to 2026-12-31",
        "  left out of 6 rows: 1 indicator 9; 1 other codes",
        "acme/policies/imported.toml: states it",
    ]
    again = sj("import", "ncci-ptp", "ccipra-v323r0.txt", "-o", pack, "--codes", "97110-97150, 97530")
    assert (
        again.stdout.splitlines()[-1] == "acme/policies/imported.toml: stated it already; nothing has changed"
    )


def test_zeros_that_were_put_back_are_told(pack: Path, sj: Run) -> None:
    result = sj("import", "rvu", "PPRRVU26_JUL1.csv", "-o", pack)
    assert "  leading zeros were put back in 1 of its keys" in result.stdout.splitlines()


def test_json_has_the_counts(pack: Path, sj: Run) -> None:
    result = sj(
        "import", "rvu", "PPRRVU2026_Jul_nonQPP.csv", "-o", pack, "--format", "json", "--table", "july"
    )
    told = json.loads(result.stdout)
    entry = read_pack(pack).tables["july"]
    assert (told.pop("sha256"), told["file"]) == (entry.sha256, "acme/tables/july.csv")
    assert told == {
        "kind": "rvu",
        "table": "july",
        "file": "acme/tables/july.csv",
        "declared": "acme/policies/imported.toml",
        "release": "RVU26C",
        "covers": {"from": "2026-07-01", "through": "2026-09-30"},
        "read": 6,
        "rows": 3,
        "dropped": {"codes not yet given": 1, "rows of a modifier": 2},
        "zeros_restored": 0,
        "changed": True,
        "sheets": ["PPRRVU2026_Jul_nonQPP.csv"],
        "warnings": [],
    }


def test_the_pack_can_be_used_and_linted(pack: Path, sj: Run) -> None:
    for kind, file in (("gpci", "GPCI2026.csv"), ("rvu", "PPRRVU2026_Jul_nonQPP.csv")):
        assert sj("import", kind, file, "-o", pack).exit_code == 0
    result = sj("pack", "lint", pack)
    said = set(re.findall("SJ[0-9]+", result.output))
    assert (result.exit_code, said) == (0, {"SJ123", "SJ126"}), "no policy names them, no README tells"


def test_codes_may_stand_in_a_file(pack: Path, sj: Run) -> None:
    Path("codes.txt").write_text("97530  # of ours\n71046,\n\n")
    sj("import", "rvu", "PPRRVU2026_Jul_nonQPP.csv", "-o", pack, "--codes", "codes.txt")
    rows = Path("acme/tables/rvu.csv").read_text().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["71046", "97530"]


def test_a_part_alone_is_warned_of(pack: Path, sj: Run) -> None:
    result = sj("import", "ncci-ptp", "ccipra-v323r0-f2.txt", "-o", pack)
    assert result.exit_code == 0
    assert "only f2 was read" in result.stderr


def test_a_folder_without_a_manifest_is_pointed_out(pack: Path, sj: Run) -> None:
    result = sj("import", "gpci", "GPCI2026.csv", "-o", "new")
    assert result.exit_code == 0
    assert "new has no pack.toml yet" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["rvu", "GPCI2026.csv"], "GPCI2026.csv:4: among the headings"),
        (["gpci", "GPCI2026.csv", "--release", "2025"], "'GPCI2026.csv' says 2026, not 2025"),
        (["gpci", "GPCI2026.csv", "--release", "soon"], "'soon' names no release"),
        (["gpci", "GPCI2026.csv", "--table", "My Table"], "'My Table' is no id"),
        (["gpci", "GPCI2026.csv", "--codes", "97110"], "--codes: gpci has no codes"),
        (["gpci", "GPCI2026.csv", "--service", "hospital"], "--service: gpci is the same for all services"),
        (["rvu", "PPRRVU2026_Jul_nonQPP.csv", "--codes", "none.txt"], "'none.txt' is no code such as 97110"),
        (["rvu", "PPRRVU2026_Jul_nonQPP.csv", "--codes", "97168-97161"], "runs backwards"),
        (["fees", "GPCI2026.csv"], "'fees' is not one of"),
        (["gpci", "gone.csv"], "'gone.csv' does not exist"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    arguments: list[str], why: str, pack: Path, sj: Run
) -> None:
    result = sj("import", *arguments, "-o", pack)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in " ".join(result.stderr.split())
    assert [file.name for file in pack.rglob("*")] == ["pack.toml"]


def test_a_terminal_is_shown_how_far_it_is(pack: Path) -> None:
    ours, theirs = pty.openpty()
    command = [Path(sys.executable).with_name("scrubjay"), "import", "gpci", "GPCI2026.csv", "-o", pack]
    environment = {**os.environ, "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
    os.close(ours)
    assert process.returncode == 0
    assert b"GPCI2026.csv" in shown
    assert b"100%" in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
