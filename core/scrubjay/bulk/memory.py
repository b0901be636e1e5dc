"""What a process of a run asks of the C library's memory, and of the kernel's."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

TRIM_THRESHOLD: Final = -1
TOP_PAD: Final = -2
MMAP_THRESHOLD: Final = -3
"""The numbers of glibc's M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD."""

HUGE_PAGES: Final = 14
"""The number of Linux's MADV_HUGEPAGE."""

HUGE_PAGE: Final = 1 << 21
AHEAD: Final = 1 << 29
"""So many bytes of address space are asked for at once; memory is only taken where it is written to."""


def keep_freed_memory() -> None:
    """Have glibc keep up to a gigabyte that is freed, in huge pages where the kernel gives them on request.

    A ruling makes and frees columns by the thousand. Handed back and asked for anew, each of them would be
    cleared page by page, which took up to a third of the time of ruling; in pages of four kilobytes, finding
    them took 7 % of it. Arrow takes its memory from there too, for its own allocator hands back after a
    second what the next batch asks for again. Where another library serves memory, or another system,
    nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "mallopt"):
        return
    libc.mallopt(MMAP_THRESHOLD, 1 << 25)
    libc.mallopt(TRIM_THRESHOLD, 1 << 30)
    libc.mallopt(TOP_PAD, AHEAD)
    _grow(libc)
    for start, end in _heap():
        start = -(-start // HUGE_PAGE) * HUGE_PAGE
        if start < end:
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), HUGE_PAGES)
    pa.set_memory_pool(pa.system_memory_pool())


def _grow(libc: Any) -> None:
    """Have the heap grow, so that what is asked for ahead is there."""
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes, libc.free.argtypes = [ctypes.c_size_t], [ctypes.c_void_p]
    libc.free(libc.malloc(1 << 24))


def _heap() -> list[tuple[int, int]]:
    """Where the heap of this process begins and ends; nothing where that cannot be read."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
    except OSError:
        return []
    ranges = [line.split()[0].split("-") for line in lines if line.endswith("[heap]")]
    return [(int(start, 16), int(end, 16)) for start, end in ranges]
