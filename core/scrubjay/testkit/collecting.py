"""The tests of one pack as pytest collects, names, runs and reports them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from scrubjay.engine import Engine
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack
from scrubjay.testkit.bench import Bench
from scrubjay.testkit.cases import PackTest, TestResult, pack_tests
from scrubjay.testkit.run import no_test, run_test


class PackFile(pytest.File):
    """A `pack.toml`: the pack in its folder, with one engine that also knows the installed packs."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """The tests, below pack and policy; one failing item for a pack that cannot be used."""
        try:
            pack = read_pack(self.path.parent)
            mine = Bench(Engine(packs=[pack.root]), pack)
        except PackError as error:
            faults = tuple(fault.text(_short(fault.file, self.config)) for fault in error.faults)
            result = TestResult(self.path.parent.name, "pack.toml", "cannot be used", self.path, 1, faults)
            yield Told.from_parent(self, name=result.id, result=result)
            return
        if tests := pack_tests(pack):
            yield Subjects.from_parent(self, name=pack.id, bench=mine, tests=tests)
        for result in () if tests else no_test(pack):
            yield Told.from_parent(self, name=result.id, result=result)


class Subjects(pytest.Collector):
    """The subjects of a pack's tests: its policies, and its files of scenarios."""

    def __init__(self, *, bench: Bench, tests: Sequence[PackTest], **rest: Any) -> None:
        super().__init__(**rest)
        self.bench, self.tests = bench, tests

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """A collector for each."""
        for subject, tests in groupby(self.tests, lambda test: test.subject):
            yield Subject.from_parent(self, name=subject, bench=self.bench, tests=list(tests))


class Subject(Subjects):
    """The tests of one policy, or of one file of scenarios."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """An item for each."""
        for test in self.tests:
            yield Case.from_parent(self, name=test.entry.name, bench=self.bench, test=test)


class FailedTest(Exception):  # noqa: N818  (pytest names the kind of failure by it)
    """What came of a test that did not pass."""


class _Reported(pytest.Item):
    """An item whose failure is told in the words of its result, without a traceback."""

    def report(self, result: TestResult) -> None:
        """Fail, unless the test passed."""
        if not result.passed:
            raise FailedTest(str(evolve(result, file=_short(result.file, self.config))))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The result where that is what failed; whatever else it is, as pytest shows it."""
        if isinstance(excinfo.value, FailedTest):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class Case(_Reported):
    """One test of a pack."""

    def __init__(self, *, bench: Bench, test: PackTest, **rest: Any) -> None:
        super().__init__(**rest)
        self.bench, self.test = bench, test

    def runtest(self) -> None:
        """Run it."""
        self.report(run_test(self.bench, self.test))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.test.entry.document.file, self.test.line - 1, self.test.id


class Told(_Reported):
    """A failure that is known before anything runs."""

    def __init__(self, *, result: TestResult, **rest: Any) -> None:
        super().__init__(**rest)
        self.result = result

    def runtest(self) -> None:
        """Fail with it."""
        self.report(self.result)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.result.file, self.result.line - 1, self.result.id


def _short(file: Path, config: pytest.Config) -> Path:
    return file.relative_to(config.rootpath) if file.is_relative_to(config.rootpath) else file
