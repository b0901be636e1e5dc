"""The folder in which a run is made, beside its output: locked, compared with the plan, renamed at last."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scrubjay.bulk.errors import RunError
from scrubjay.bulk.job import read_json, write_json

PLAN = "plan.json"


def work_folder(output: Path) -> Path:
    """Where a run with this output is made."""
    return output.parent / f".{output.name}.scrubjay"


def may_resume(output: Path) -> bool:
    """Is there something with which `--resume` could go on?"""
    return (work_folder(output) / PLAN).exists()


def refuse_output(output: Path, work: Path, *, resume: bool) -> None:
    """Make sure that nothing is overwritten. Raises `RunError`."""
    if output.is_symlink() or (output.exists() and not (output.is_dir() and not any(output.iterdir()))):
        raise RunError(f"{output}: there is something here already; name another folder, or remove it")
    if resume and not (work / PLAN).exists():
        raise RunError(f"{output}: no run was interrupted here; leave --resume out")
    if not resume and (work / PLAN).exists():
        with working_in(work):  # which says so where it is not interrupted but going on
            pass
        raise RunError(
            f"{output}: a run was interrupted here; go on with --resume, or remove {work} to start anew"
        )


@contextmanager
def working_in(work: Path) -> Iterator[None]:
    """Make the folder and hold it alone. Raises `RunError` while another run does."""
    try:
        (work / "read").mkdir(parents=True, exist_ok=True)
        (work / "ruled").mkdir(exist_ok=True)
    except OSError as error:
        raise RunError(f"{work.parent}: {error.strerror}; name a folder that can be written") from error
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise RunError(f"{work}: another run is writing here; wait for it") from error
        yield


def keep_plan(work: Path, plan: Mapping[str, Any], *, resume: bool) -> None:
    """Note what the run is about, or make sure that it is the same. Raises `RunError` with what differs."""
    known = read_json(work / PLAN)
    if not resume or known is None:
        write_json(work / PLAN, plan)
        return
    changed = [name for name in {**known, **plan} if known.get(name) != plan.get(name)]
    if changed:
        raise RunError(
            f"--resume: {', '.join(sorted(changed))} changed since the run began, so its halves would not "
            f"belong together; give the same, or remove {work} to start anew"
        )


def finish(work: Path, made: Path, output: Path) -> None:
    """Give the finished folder its name, and remove what was only needed on the way."""
    if output.is_dir():
        output.rmdir()
    made.rename(output)
    shutil.rmtree(work, ignore_errors=True)
