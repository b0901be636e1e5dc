"""A process of a run keeps the memory that it frees."""

import ctypes
import os
import subprocess
import sys

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


def page_faults(how: str) -> int:
    untuned = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", FAULTS, how]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=untuned)
    return int(ran.stdout)


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"),
    reason="only glibc is asked",
)
def test_freed_columns_are_used_again_instead_of_being_asked_for_anew() -> None:
    pages = 20 * 20 * 100_000 * 8 // 4096
    assert page_faults("as it is") > pages // 2
    assert page_faults("kept") < pages // 20
