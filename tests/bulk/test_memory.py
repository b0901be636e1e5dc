"""A process of a run keeps the memory that it frees."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = """
import resource, sys
import numpy as np
from scrubjay.bulk.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()

def columns():
    return [np.ones(100_000) for _ in range(20)]

columns()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    columns()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


HEAP = """
import sys
import numpy as np
from pathlib import Path
from scrubjay.bulk.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
columns = [np.ones(100_000) for _ in range(20)]
heap = False
for line in Path("/proc/self/smaps").read_text().splitlines():
    heap = line.endswith("[heap]") or (heap and ":" in line.split()[0])
    if heap and line.startswith("VmFlags:") and "hg" in line.split():
        print("huge")
"""

ONLY_GLIBC = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"),
    reason="only glibc is asked",
)


def asked(script: str, how: str) -> str:
    untuned = {
        name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))
    }
    command = [sys.executable, "-c", script, how]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=untuned).stdout


def page_faults(how: str) -> int:
    return int(asked(FAULTS, how))


@ONLY_GLIBC
@pytest.mark.skipif(
    not Path("/sys/kernel/mm/transparent_hugepage").is_dir(), reason="the kernel has no huge pages"
)
def test_the_heap_asks_for_huge_pages() -> None:
    assert asked(HEAP, "as it is") == ""
    assert asked(HEAP, "kept").splitlines() == ["huge"]


@ONLY_GLIBC
def test_freed_columns_are_used_again_instead_of_being_asked_for_anew() -> None:
    pages = 20 * 20 * 100_000 * 8 // 4096
    assert page_faults("as it is") > pages // 2
    assert page_faults("kept") < pages // 20
