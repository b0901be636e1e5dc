"""A run that is killed, interrupted, or runs out of room leaves nothing half, and goes on where it was."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from claimtables import ruled, said, write
from click.testing import Result
from test_run_results import encounters

from scrubjay import Engine

SCRIPT = Path(sys.executable).with_name("scrubjay")
DRAWN = encounters(21, 150, 20)
KILLER = """
import os, sys
import pyarrow as pa
import scrubjay.bulk.tasks, scrubjay.bulk.sources, scrubjay.bulk.reading, scrubjay.spool
left = int(sys.argv.pop(1))
scrubjay.bulk.tasks.LINES_A_TASK = 60
scrubjay.bulk.sources.UNIT_ROWS = 80
scrubjay.spool.IN_MEMORY = 40
def counted(real):
    def step(*arguments, **named):
        count()
        found = real(*arguments, **named)
        count()
        return found
    return step
def count():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
os.replace, os.rename, pa.OSFile = counted(os.replace), counted(os.rename), counted(pa.OSFile)
import scrubjay.cli
scrubjay.cli.main()
"""
"""A process that kills itself before or after the given one of the steps that change what is on the disk."""


def run(*arguments: object, code: str = KILLER, after: int = 0) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", code, str(after), "run", *map(str, arguments), "--processes", "1"]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def files_of(folder: Path) -> Mapping[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(DRAWN, tmp_path_factory.mktemp("claims") / "claims.parquet")


@pytest.fixture(scope="module")
def whole(claims: Path) -> Mapping[str, bytes]:
    """What a run leaves that nothing interrupts."""
    output = claims.parent / "whole"
    assert run(claims, "-o", output).returncode == 1
    return files_of(output)


@pytest.mark.parametrize("seed", range(2))
def test_a_run_that_is_killed_again_and_again_ends_as_if_it_never_was(
    claims: Path, whole: Mapping[str, bytes], tmp_path: Path, seed: int
) -> None:
    chance, output, resume = random.Random(seed), tmp_path / "ruled", []
    for _ in range(12):
        done = run(claims, "-o", output, *resume, after=chance.randrange(2, 90))
        if done.returncode != -9:
            break
        assert not output.exists() or files_of(output) == whole
        if output.exists():
            break
        resume = ["--resume"] if (tmp_path / ".ruled.scrubjay" / "plan.json").exists() else []
    if not output.exists():
        assert run(claims, "-o", output, *resume).returncode == 1
    assert files_of(output) == whole


KILLED = """
import concurrent.futures, multiprocessing, os, sys, threading
import scrubjay.cli
started, victim = sys.argv[1:3]
del sys.argv[1:3]
class Executor(concurrent.futures.ProcessPoolExecutor):
    def submit(self, do, *arguments):
        if arguments:
            worker = multiprocessing.active_children()[0]
            assert type(worker).__name__ == started, worker
            os.kill(os.getpid() if victim == "run" else worker.pid, 9)
            if victim == "worker, and it is known":
                self._executor_manager_thread.join()
        return super().submit(do, *arguments)
concurrent.futures.ProcessPoolExecutor = Executor
if started == "SpawnProcess":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
scrubjay.cli.main()
"""
"""A run that kills a worker, or itself; with a second thread, workers do not begin as copies."""

STARTED = [
    pytest.param("ForkProcess", marks=pytest.mark.skipif(sys.platform != "linux", reason="only there")),
    "SpawnProcess",
]


def kill(
    claims: Path, output: Path, started: str, victim: str, errors: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", KILLED, started, victim, "run", claims, "-o", output, "--processes", "2"]
    return subprocess.run(
        list(map(str, words)), stdout=subprocess.PIPE, stderr=errors, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("victim", ["worker", "worker, and it is known"])
@pytest.mark.parametrize("started", STARTED)
def test_a_worker_that_dies_is_reported_and_the_run_goes_on_later(
    claims: Path, tmp_path: Path, started: str, victim: str
) -> None:
    output = tmp_path / "ruled"
    done = kill(claims, output, started, victim)
    assert (done.returncode, output.exists()) == (2, False), done.stderr
    assert "a process of this run was killed" in done.stderr
    assert run(claims, "-o", output, "--resume").returncode == 1
    assert (output / "receipt.json").exists()


@pytest.mark.parametrize("started", STARTED)
def test_workers_do_not_outlive_the_run(claims: Path, tmp_path: Path, started: str) -> None:
    """They hold its standard output, which ends only with the last of them."""
    assert kill(claims, tmp_path / "ruled", started, "run").returncode == -9
    assert run(claims, "-o", tmp_path / "ruled", "--resume").returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="workers begin as copies only there")
def test_bars_on_a_terminal_start_after_the_workers(claims: Path, tmp_path: Path) -> None:
    terminal, errors = os.openpty()
    done = kill(claims, tmp_path / "ruled", "ForkProcess", "worker", errors)
    said = os.read(terminal, 2**16).decode()
    os.close(terminal)
    os.close(errors)
    assert (done.returncode, "a process of this run was killed" in said) == (2, True), said


def test_an_interrupt_leaves_no_output_and_says_how_to_go_on(
    claims: Path, whole: Mapping[str, bytes], tmp_path: Path
) -> None:
    """After a run that was whole: a first start also remembers packs, before it comes to the claims.

    A process that is started in the background may have been told to ignore interrupts.
    """
    heard = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code = heard + KILLER.replace("os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 2)")
    done = run(claims, "-o", tmp_path / "ruled", code=code, after=20)
    assert done.returncode == 130
    assert "--resume" in done.stderr
    assert not (tmp_path / "ruled").exists()


@pytest.fixture(scope="module")
def killed(claims: Path) -> Path:
    """What a run leaves that is killed after it has begun to rule."""
    assert run(claims, "-o", claims.parent / "ruled", after=60).returncode == -9
    return claims.parent / ".ruled.scrubjay"


@pytest.fixture
def begun(killed: Path, tmp_path: Path) -> Path:
    """The output of a run that was killed."""
    shutil.copytree(killed, tmp_path / killed.name)
    return tmp_path / "ruled"


Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--payer", "medicare"], "--payer"),
        (["--where", "minutes > 3"], "--where"),
        (["--limit", "5"], "--limit"),
        (["--format", "csv"], "--format"),
        (["--policy", "total-time"], "--policy"),
        (["--without", "builtin"], "a plugin"),
        (["--map", "zip=id"], "--map"),
    ],
)
def test_a_run_does_not_go_on_as_another(
    sj: Run, claims: Path, begun: Path, arguments: list[str], word: str
) -> None:
    result = sj("run", claims, "-o", begun, "--resume", *arguments, "--processes", "1")
    assert result.exit_code == 2
    assert f"{word} changed since the run began" in result.stderr
    assert not begun.exists()


def test_a_run_does_not_go_on_with_another_pack_or_input(
    sj: Run, claims: Path, begun: Path, write_pack: Callable[..., Path], tmp_path: Path
) -> None:
    pack = write_pack(tmp_path / "acme", [])
    result = sj("run", claims, "-o", begun, "--resume", "--pack", pack, "--processes", "1")
    assert (result.exit_code, "a pack changed" in result.stderr) == (2, True)
    other = write(DRAWN[1:], tmp_path / "claims.parquet")
    result = sj("run", other, "-o", begun, "--resume", "--processes", "1")
    assert (result.exit_code, "the input changed" in result.stderr) == (2, True)


def test_what_is_there_is_neither_overwritten_nor_forgotten(sj: Run, claims: Path, begun: Path) -> None:
    result = sj("run", claims, "-o", begun)
    assert result.exit_code == 2
    assert "go on with --resume, or remove" in result.stderr
    assert sj("run", claims, "-o", claims.parent).exit_code == 2
    result = sj("run", claims, "-o", claims.parent / "never", "--resume")
    assert "no run was interrupted here" in result.stderr


def test_two_runs_do_not_write_to_one_folder(sj: Run, claims: Path, begun: Path) -> None:
    import fcntl

    with (begun.parent / ".ruled.scrubjay" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = [sj("run", claims, "-o", begun, *resume) for resume in (["--resume"], [])]
    for result in results:  # also the one that did not ask: what is going on was not interrupted
        assert "another run is writing here; wait for it" in result.stderr
        assert "remove" not in result.stderr
    assert run(claims, "-o", begun, "--resume").returncode == 1


def test_a_link_that_leads_nowhere_is_something_already(sj: Run, claims: Path, tmp_path: Path) -> None:
    output = tmp_path / "ruled"
    output.symlink_to(tmp_path / "nowhere")
    result = sj("run", claims, "-o", output)
    assert (result.exit_code, "there is something here already" in result.stderr) == (2, True)
    assert [each.name for each in tmp_path.iterdir()] == ["ruled"]


def test_where_nothing_was_begun_nothing_is_said_to_be_kept(claims: Path, tmp_path: Path) -> None:
    early = """
import scrubjay.bulk.run
def interrupt(*_):
    raise KeyboardInterrupt
scrubjay.bulk.run.job_of = interrupt
"""
    done = run(claims, "-o", tmp_path / "ruled", code=early + KILLER)
    assert done.returncode == 130
    assert "nothing was begun" in done.stderr
    assert "--resume" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named_and_what_is_done_is_kept(
    claims: Path, whole: Mapping[str, bytes], tmp_path: Path
) -> None:
    """A limit on the size of files stands in for a disk that is full: both fail while a file is written."""
    limited = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
"""
    output = tmp_path / "ruled"
    done = run(claims, "-o", output, code=limited + KILLER)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {tmp_path}")
    assert "--resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()
    assert run(claims, "-o", output, "--resume").returncode == 1
    assert files_of(output) == whole


def test_several_processes_write_what_one_writes(installed: Engine, claims: Path, tmp_path: Path) -> None:
    one, receipt = ruled(installed, tmp_path, claims)
    two, other = ruled(installed, tmp_path, claims, processes=2)
    assert said(one) == said(two)
    assert json.dumps(receipt) == json.dumps(other)


def test_nothing_is_left_beside_the_output(installed: Engine, claims: Path, tmp_path: Path) -> None:
    output, _ = ruled(installed, tmp_path, claims)
    assert [each.name for each in tmp_path.iterdir()] == [output.name]
    assert not [each for each in output.rglob("*") if each.suffix == ".tmp"]
