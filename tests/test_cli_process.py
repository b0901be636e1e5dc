"""The `scrubjay` script as a process of its own: streams, terminals, pipes that close, what it imports."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(sys.executable).with_name("scrubjay")

FAILS: dict[str, Any] = {
    "id": "V-1",
    "payer": "medicare-part-b",
    "date": "2026-03-02",
    "patient": {"id": "P"},
    "lines": [{"code": "97530", "minutes": 25, "units": 3, "modifiers": ["GP"]}],
}


def run(*arguments: str, input: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *arguments],
        input=input,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture
def visit(tmp_path: Path) -> str:
    file = tmp_path / "visit.json"
    file.write_text(json.dumps(FAILS))
    return str(file)


def test_the_script_rules_a_file_and_standard_input_alike(visit: str) -> None:
    from_file = run("check", visit, "--format", "json")
    from_input = run("check", "-", "--format", "json", input=json.dumps(FAILS))
    assert from_file.stdout == from_input.stdout
    assert json.loads(from_file.stdout)["outcome"] == "fail"
    assert (from_file.returncode, from_file.stderr) == (1, "")


def test_what_explain_shows_of_parameters_is_in_words_and_the_same_in_every_process(visit: str) -> None:
    shown = [
        run("explain", visit, "--format", form, PYTHONHASHSEED=seed).stdout
        for form, seed in (("text", "1"), ("text", "2"), ("json", "1"), ("json", "2"))
    ]
    assert shown[0] == shown[1]
    assert shown[2] == shown[3]
    assert not any(word in each for each in shown for word in (" at 0x", "CodeSet(", "frozenset("))
    (modifier,) = (
        each for each in json.loads(shown[2])["trace"] if each["policy"].endswith(":plan-of-care-modifier")
    )
    (bound,) = (each["value"] for each in modifier["parameters"] if each["name"] == "bound")
    assert bound[0] == "modifier = GP; codes = therapy-common:pt-evaluations"


def test_bad_usage_and_bad_input_have_their_own_status(visit: str, tmp_path: Path) -> None:
    for arguments in (["check"], ["chekc"], ["check", visit, "--nope"], ["check", str(tmp_path)]):
        result = run(*arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr
        assert "Traceback" not in result.stderr


def on_terminal(arguments: Sequence[str], **environment: str) -> str:
    """What the script writes to a terminal."""
    keep = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [SCRIPT, *arguments],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env={**keep, "TERM": "xterm-256color", **environment},
    ):
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode()


@pytest.mark.parametrize("command", ["check", "explain"])
def test_there_is_colour_on_a_terminal_and_none_with_no_color(visit: str, command: str) -> None:
    assert "\x1b[" in on_terminal([command, visit])
    plain = on_terminal([command, visit], NO_COLOR="1")
    assert "medicare-part-b:total-time" in plain
    assert "\x1b" not in plain


def test_there_is_no_colour_on_a_dumb_terminal_nor_in_json(visit: str) -> None:
    assert "\x1b" not in on_terminal(["check", visit], TERM="dumb")
    assert "\x1b" not in on_terminal(["check", visit, "--format", "json"])


def test_no_figure_is_cut_on_a_narrow_terminal(visit: str) -> None:
    """Rows are whole, and the terminal breaks them where it is narrower."""
    wide, narrow = (on_terminal(["check", visit], NO_COLOR="1", COLUMNS=n).splitlines() for n in ("80", "40"))
    rows = [line for line in wide if line.split()[:2] in (["line", "code"], ["1", "97530"])]
    assert len(rows) == 2
    assert set(rows) <= set(narrow)


def test_lines_do_not_end_in_blanks(visit: str) -> None:
    for arguments in (["check", visit, "--explain"], ["explain", visit], ["packs"], ["kinds"]):
        lines = run(*arguments).stdout.splitlines()
        assert lines
        assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}])
def test_there_is_no_colour_in_a_pipe(visit: str, environment: dict[str, str]) -> None:
    assert "\x1b" not in run("check", visit, "--explain", **environment).stdout
    assert "\x1b" not in run("explain", visit, **environment).stdout


@pytest.mark.parametrize("many", [1, 400], ids=["one encounter", "many encounters"])
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_reader_that_goes_away_is_no_error_and_no_ruling(tmp_path: Path, many: int, form: str) -> None:
    clean = {**FAILS, "lines": [{"code": "97530", "minutes": 25, "units": 2, "modifiers": ["GP"]}]}
    file = tmp_path / "visits.jsonl"
    file.write_text("".join(json.dumps({**clean, "patient": {"id": str(n)}}) + "\n" for n in range(many)))
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as closed:
        result = subprocess.run(
            [SCRIPT, "check", str(file), "--format", form, "--explain"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.stderr == ""
    assert result.returncode not in (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["pack", "lint", "--help"], ["schema"]]
)
def test_a_help_text_that_nobody_reads_has_not_failed(arguments: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as closed:
        result = subprocess.run([SCRIPT, *arguments], stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (result.returncode, result.stderr) == (141, b"")


FULL = Path("/dev/full")
full = pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")


@full
@pytest.mark.parametrize(
    "arguments", [["--help"], ["packs"], ["check", "-"], ["check", "-", "--format", "json"]]
)
def test_output_that_cannot_be_written_is_an_error_in_words(arguments: list[str]) -> None:
    with FULL.open("w") as out:
        result = subprocess.run(
            [SCRIPT, *arguments],
            input=json.dumps(FAILS),
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    expected = "Error: the output cannot be written: No space left on device\n"
    assert (result.returncode, result.stderr) == (2, expected)


@full
@pytest.mark.parametrize("file", ["missing.json", "visit.json"])
def test_a_status_does_not_hang_on_whether_standard_error_can_be_written(tmp_path: Path, file: str) -> None:
    (tmp_path / "visit.json").write_text("{}")
    with FULL.open("w") as told:
        result = subprocess.run([SCRIPT, "check", tmp_path / file], stderr=told, check=False)
    assert result.returncode == 2


def test_streams_that_are_closed_are_not_written_to(visit: str) -> None:
    for closed, status in ((">&-", 1), (">&- 2>&-", 1), ("<&- >&- 2>&-", 1), ("--nope 2>&-", 2)):
        result = subprocess.run(f"{SCRIPT} check {visit} {closed}", shell=True, check=False)
        assert result.returncode == status


def test_the_package_is_run_as_the_script_is(visit: str) -> None:
    as_module = subprocess.run(
        [sys.executable, "-m", "scrubjay", "check", visit, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (as_module.returncode, as_module.stderr) == (1, "")
    assert as_module.stdout == run("check", visit, "--format", "json").stdout


def test_a_plugin_that_is_not_named_to_be_loaded_is_not(visit: str) -> None:
    result = run("plugins", "--format", "json", SCRUBJAY_PLUGINS="")
    states = {each["name"]: each["state"] for each in json.loads(result.stdout)}
    assert states["builtin"] == "disabled"
    without = run("explain", visit, SCRUBJAY_PLUGINS="")
    assert (without.returncode, without.stdout) == (2, "")
    assert "internal error" not in without.stderr


def test_output_is_utf_8_whatever_the_locale(visit: str) -> None:
    given = {**FAILS, "id": "Kœnig-Ω"}
    result = subprocess.run(
        [SCRIPT, "check", "-", "--format", "json"],
        input=json.dumps(given, ensure_ascii=False).encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert result.returncode == 1, result.stderr.decode()
    assert json.loads(result.stdout)["encounter"] == "Kœnig-Ω"


# A plugin of somebody else's, installed ---------------------------------------------------------------

PLUGIN = """
import numpy as np
from attrs import frozen
import scrubjay

@scrubjay.kind("acme.break", stage="units", answers=scrubjay.Answers(fine=scrubjay.passes("fine")))
@frozen
class Break:
    "Breaks."

    def rule(self, batch):
        raise RuntimeError("out of order")

@scrubjay.hookimpl
def scrubjay_kinds(context):
    return [Break]
"""

PACK = """
[[policy]]
id = "break"
kind = "acme.break"
title = "Breaks"
[[policy.version]]
effective = 2020-01-01
params = {}
"""


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A folder in which a distribution with one plugin is installed, and a pack that uses it."""
    site = tmp_path / "site"
    about = site / "acme_plugin-1.5.dist-info"
    about.mkdir(parents=True)
    (site / "acme_plugin.py").write_text(PLUGIN)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-plugin\nVersion: 1.5\n")
    (about / "entry_points.txt").write_text("[scrubjay]\nacme = acme_plugin\n")
    (site / "pack" / "policies").mkdir(parents=True)
    manifest = 'id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n'
    (site / "pack" / "pack.toml").write_text(manifest)
    (site / "pack" / "policies" / "all.toml").write_text(PACK)
    return site


def test_a_policy_that_breaks_is_an_internal_error_graver_than_bad_input(acme: Path) -> None:
    given = "".join(
        json.dumps(each) + "\n" for each in ({**FAILS, "payer": "acme"}, FAILS, {"payer": "nobody"})
    )
    pack = str(acme / "pack")
    result = run("check", "-", "--pack", pack, "--format", "json", input=given, PYTHONPATH=str(acme))
    outcomes = [json.loads(each)["outcome"] for each in result.stdout.splitlines()]
    assert (result.returncode, outcomes) == (4, ["error", "fail"])
    assert "RuntimeError: out of order" in result.stdout
    assert result.stderr.startswith("standard input:3: ")
    assert "Traceback" not in result.stderr


def test_a_plugin_that_cannot_be_loaded_is_reported_and_takes_nothing_down(acme: Path, visit: str) -> None:
    (acme / "acme_plugin.py").write_text("raise RuntimeError('not today')\n")
    result = run("check", visit, "--format", "json", PYTHONPATH=str(acme))
    assert json.loads(result.stdout)["outcome"] == "fail"
    assert result.returncode == 1
    assert "plugin acme (acme-plugin 1.5)" in result.stderr
    assert "not today" in result.stderr
    listed = run("plugins", "--format", "json", PYTHONPATH=str(acme))
    states = {each["name"]: (each["state"], each["version"]) for each in json.loads(listed.stdout)}
    assert states["acme"] == ("failed", "1.5")
    assert (listed.returncode, states["builtin"][0]) == (2, "loaded")


def test_a_plugin_that_is_left_out_is_not_even_imported(acme: Path, visit: str) -> None:
    (acme / "acme_plugin.py").write_text("raise RuntimeError('not today')\n")
    result = run("check", visit, "--without", "acme", PYTHONPATH=str(acme))
    assert (result.returncode, result.stderr) == (1, "")


LATER = """
import scrubjay

@scrubjay.hookimpl
def {hook}({argument}):
    raise RuntimeError('not today')
"""


@pytest.mark.parametrize(
    ("hook", "argument"),
    [
        ("scrubjay_enrich", "batch"),
        ("scrubjay_observe", "receipt"),
        ("scrubjay_readers", "context"),
        ("scrubjay_writers", "context"),
    ],
)
def test_a_plugin_that_fails_after_it_was_loaded_is_reported_too(
    acme: Path, visit: str, hook: str, argument: str
) -> None:
    (acme / "acme_plugin.py").write_text(LATER.format(hook=hook, argument=argument))
    result = run("check", visit, "--format", "json", PYTHONPATH=str(acme))
    assert (result.returncode, json.loads(result.stdout)["outcome"]) == (1, "fail")
    expected = f"scrubjay: plugin acme (acme-plugin 1.5) failed: {hook} raised RuntimeError: not today"
    assert result.stderr.startswith(expected)
    assert result.stderr.count("plugin acme") == 1


@pytest.mark.parametrize("processes", ["1", "2"])
def test_so_is_one_that_fails_in_a_process_of_a_run(
    acme: Path, visit: str, tmp_path: Path, processes: str
) -> None:
    (acme / "acme_plugin.py").write_text(LATER.format(hook="scrubjay_enrich", argument="batch"))
    output = str(tmp_path / "ruled")
    result = run("run", visit, "-o", output, "--processes", processes, PYTHONPATH=str(acme))
    assert result.returncode == 1
    assert result.stderr.count("scrubjay_enrich raised RuntimeError: not today") == 1


def test_what_a_plugin_prints_while_it_is_loaded_is_not_the_commands(acme: Path, visit: str) -> None:
    (acme / "acme_plugin.py").write_text("print('hello')\n" + LATER.format(hook="scrubjay_x", argument=""))
    result = run("check", visit, "--format", "json", PYTHONPATH=str(acme))
    assert json.loads(result.stdout)["outcome"] == "fail"
    assert result.stderr.startswith("hello\n")
