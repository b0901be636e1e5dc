"""Run the tests of a pack."""

from __future__ import annotations

from scrubjay.engine import Engine
from scrubjay.intake import EncounterError
from scrubjay.packs.faults import PackError
from scrubjay.packs.model import Pack
from scrubjay.testkit.bench import Bench
from scrubjay.testkit.cases import PackTest, TestResult, pack_tests
from scrubjay.testkit.example import check_example
from scrubjay.testkit.scenario import check_scenario


def run_pack_tests(engine: Engine, pack: Pack, select: str = "") -> list[TestResult]:
    """Run the examples and scenarios of a pack whose id (`pack::policy::name`) holds `select`.

    The pack is as `read_pack` gives it; the one in an engine's catalogue was read without its examples.
    To run none is a failure of its own, unless the pack has neither policies nor scenarios. Raises
    `PackError` for a pack that does not compile.
    """
    bench = Bench(engine, pack)
    tests = pack_tests(pack, select)
    return [run_test(bench, test) for test in tests] or no_test(pack, select)


def run_test(bench: Bench, test: PackTest) -> TestResult:
    """Run one test. An encounter that is not well formed is a failure with its faults."""
    check = check_scenario if test.about is None else check_example
    try:
        return test.result(tuple(check(bench, test)))
    except EncounterError as error:
        return test.result(tuple(f"the encounter is refused: {fault}" for fault in error.faults))
    except PackError as error:
        return test.result(tuple(f"what the test supplies is refused: {fault}" for fault in error.faults))


def no_test(pack: Pack, select: str = "") -> list[TestResult]:
    """The failure of having run no test; nothing for a pack in which there is nothing to test."""
    if select:
        why = f"no test of {pack.id} has {select!r} in its name"
    elif pack.policies or pack.overrides:
        what, table = ("policies", "policy") if pack.policies else ("overrides", "override")
        why = f"{pack.id} has {what}, but no [[{table}.test]] and no [[scenario]]"
    else:
        return []
    file = pack.manifest.file
    return [TestResult(pack.id, file.name, "no test", file, 1, (f"no test was run: {why}",))]
