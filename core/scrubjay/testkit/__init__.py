"""The pack test kit: runs the examples that stand beside policies, and scenarios of whole encounters.

    results = run_pack_tests(engine, read_pack(folder))
    failed = [result for result in results if not result.passed]

A test must be able to fail: one that never reaches its policy is refused. Names are imported when they are
first used, because pytest loads this package everywhere to find the plugin in it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrubjay.testkit.bench import Bench
    from scrubjay.testkit.cases import PackTest, TestResult, pack_tests
    from scrubjay.testkit.run import run_pack_tests, run_test

_HOME = {
    "Bench": "bench",
    "PackTest": "cases",
    "TestResult": "cases",
    "pack_tests": "cases",
    "run_pack_tests": "run",
    "run_test": "run",
}

__all__ = ["Bench", "PackTest", "TestResult", "pack_tests", "run_pack_tests", "run_test"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'scrubjay.testkit' has no attribute {name!r}")
    return getattr(import_module(f"scrubjay.testkit.{_HOME[name]}"), name)
