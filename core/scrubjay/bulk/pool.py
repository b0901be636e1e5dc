"""Tasks in several processes, or in this one; what they did is counted while they do it."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any, Final, TypeVar

from scrubjay.bulk.errors import RunError
from scrubjay.bulk.job import Job
from scrubjay.bulk.memory import keep_freed_memory

T = TypeVar("T")
Do = Callable[..., dict[str, Any]]
Shown = Callable[[int], None]

_EVERY: Final = 0.2
"""Seconds between two looks at what the other processes have done."""

_HERE: dict[str, Any] = {}
"""In a worker: the job, and the counter that it shares with the run."""


class Pool:
    """Where the tasks of a job are done."""

    def __init__(self, job: Job, executor: ProcessPoolExecutor | None, counter: Any) -> None:
        self._job, self._executor, self._counter = job, executor, counter

    def each(self, do: Do, tasks: Sequence[Any], *more: Any, shown: Shown) -> Iterator[dict[str, Any]]:
        """Do `do(job, task, *more, advance)` for each task; gives the results in order of the tasks.

        `shown` is told of the rows that were done. Raises what a task raises, and `RunError` for a worker
        that died.
        """
        if self._executor is None:
            for task in tasks:
                yield do(self._job, task, *more, shown)
            return
        futures: list[Future[dict[str, Any]]] = []
        try:
            for task in tasks:
                futures.append(self._submit(do, task, *more))
            yield from self._results(futures, shown)
        except BrokenProcessPool as error:
            raise RunError(
                "a process of this run was killed, perhaps for want of memory; what is done is kept: go on "
                "with --resume, and with fewer --processes"
            ) from error
        finally:
            for future in futures:
                future.cancel()

    def _submit(self, do: Do, task: Any, *more: Any) -> Future[dict[str, Any]]:
        assert self._executor is not None
        try:
            return self._executor.submit(_do, do, task, *more)
        except OSError as error:
            if error.errno is None:  # the executor closes its pipe while it finds out that a worker died
                raise BrokenProcessPool(str(error)) from error
            raise

    def _results(self, futures: Sequence[Future[dict[str, Any]]], shown: Shown) -> Iterator[dict[str, Any]]:
        seen = self._counter.value
        for future in futures:
            while not future.done():
                wait([future], _EVERY, FIRST_COMPLETED)
                shown(self._counter.value - seen)
                seen = self._counter.value
            yield future.result()
        shown(self._counter.value - seen)


@contextmanager
def pool_of(job: Job, processes: int) -> Iterator[Pool]:
    """Processes for a job's tasks; with one, they are done here."""
    if processes == 1:
        yield Pool(job, None, None)
        return
    context: Any = get_context("fork" if _may_fork() else "spawn")
    counter = context.Value("q", 0)
    executor = ProcessPoolExecutor(processes, context, _start, (job, counter))
    try:
        executor.submit(int)  # all begin now, before whoever looks on starts a thread
        yield Pool(job, executor, counter)
    finally:
        # What a task did is on the disk when it is done, so there is nothing that a worker should finish.
        for process in list((executor._processes or {}).values()):
            process.kill()
        executor.shutdown(cancel_futures=True)


def _may_fork() -> bool:
    """May workers begin as copies of this process, which has imported and planned everything already?

    Only where it has no second thread, which might hold a lock that no copy could ever release. A process
    that starts anew takes a second of processor time before it does anything.
    """
    threads = Path("/proc/self/task")
    return threads.is_dir() and len(list(threads.iterdir())) == 1


def _start(job: Job, counter: Any) -> None:
    """Make a worker ready: it leaves interrupts to the run, and does not outlive it."""
    import pyarrow as pa

    gc.freeze()  # what was imported and planned stays as long as the process, and need not be looked through
    keep_freed_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    _HERE.update(job=job, counter=counter)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _do(do: Do, task: Any, *more: Any) -> dict[str, Any]:
    return do(_HERE["job"], task, *more, _advance)


def _advance(rows: int) -> None:
    counter = _HERE["counter"]
    with counter.get_lock():
        counter.value += rows
