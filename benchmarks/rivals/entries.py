"""The engine and its rivals, ready to rule the same encounters from the same arrays."""

import gc
import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final

from attrs import evolve, frozen

from benchmarks.compare import batch_of
from benchmarks.plain.lines import Visit
from benchmarks.plain.objects import visits_of
from benchmarks.rivals.book import Book, make_book
from benchmarks.rivals.columns import Columns, Elements, Found, Places, columns_of
from benchmarks.rivals.loop import rule
from benchmarks.rivals.loop_pack import Pack
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.proof import engine_found, loop_found
from benchmarks.workload import Workload
from scrubjay.evaluate import evaluate
from scrubjay.ruleset import Ruleset

Make = Callable[[Ruleset, Workload], "Rival"]


@frozen
class Rival:
    """How it is run, from the form in which it takes encounters, and what it found then."""

    run: Callable[[], Any]
    found: Callable[[Any], Found]


def engine(ruleset: Ruleset, load: Workload) -> Rival:
    return Rival(lambda: evaluate(ruleset, batch_of(load), keep_facts=False), engine_found)


def with_facts(ruleset: Ruleset, load: Workload) -> Rival:
    return Rival(lambda: evaluate(ruleset, batch_of(load)), engine_found)


def loop(ruleset: Ruleset, load: Workload) -> Rival:
    pack, visits = Pack(ruleset), _visits(load)
    return Rival(lambda: rule(pack, visits), loop_found)


def loop_eased(ruleset: Ruleset, load: Workload) -> Rival:
    """The loop without Python's garbage collector."""
    pack, visits = Pack(ruleset), _visits(load)

    def run() -> Any:
        gc.disable()
        try:
            return rule(pack, visits)
        finally:
            gc.enable()

    return Rival(run, loop_found)


@lru_cache(maxsize=1)
def _visits(load: Workload) -> Sequence[Visit]:
    """The objects of a workload, which both loops read."""
    return visits_of(load)


def kernel(ruleset: Ruleset, load: Workload) -> Rival:
    """From the same arrays as the engine's, laid out as the kernel reads them."""
    from benchmarks.rivals.kernel import run

    return _of_arrays(run, lambda found: found, ruleset, load)


def frames(ruleset: Ruleset, load: Workload) -> Rival:
    """On one core, as all others are; where the environment says so, on more."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from benchmarks.rivals.frames.rule import result, run

    return _of_arrays(run, result, ruleset, load)


def database(ruleset: Ruleset, load: Workload, threads: int = 1) -> Rival:
    from benchmarks.rivals.database import result, run

    return _of_arrays(lambda book, columns: run(book, columns, threads), result, ruleset, load)


def decisions(ruleset: Ruleset, load: Workload) -> Rival:
    """Encounter by encounter, with the fees looked up beforehand."""
    from benchmarks.rivals.zen_rules import decision, found_of, questions

    book, columns = _arrays(ruleset, load)
    asked, flat = questions(book, columns())
    made = decision()
    return Rival(
        lambda: [made.evaluate(each) for each in asked], lambda found: found_of(found, flat, columns())
    )


def _of_arrays(
    run: Callable[[Book, Columns], Any], found: Callable[[Any], Found], ruleset: Ruleset, load: Workload
) -> Rival:
    book, columns = _arrays(ruleset, load)
    return Rival(lambda: run(book, columns()), found)


def _arrays(ruleset: Ruleset, load: Workload) -> tuple[Book, Callable[[], Columns]]:
    """The pack as arrays, and a function that lays the workload out in the same terms."""
    places, elements = Places(ruleset), Elements.of(ruleset)
    book = make_book(ruleset, list(load.lines["code"].names), places.indices)
    return book, lambda: columns_of(load, book.bits, places, elements)


ENGINE: Final = "engine, no facts"


@frozen
class Heat:
    """Rivals that hold the same policies, each with the package that it needs.

    The `slow` ones are asked only about the first of several parts; `most` bounds the encounters of all.
    """

    policies: tuple[str, ...]
    rivals: Mapping[str, tuple[Make, str]]
    slow: frozenset[str] = frozenset()
    most: int = 1 << 40

    def made(self, ruleset: Ruleset, load: Workload, first: bool = True) -> dict[str, Rival]:
        """Those whose package is installed; but for the engine they take their figures from all policies."""
        mine = [each for each in ruleset.policies if each.id.partition(":")[2] in self.policies]
        some = evolve(ruleset, policies=tuple(mine))
        return {
            name: make(some if make in (engine, with_facts) else ruleset, load)
            for name, (make, needs) in self.rivals.items()
            if find_spec(needs) is not None and (first or name not in self.slow)
        }


HEATS: Final[dict[str, Heat]] = {
    "all": Heat(
        POLICIES,
        {
            ENGINE: (engine, "numpy"),
            "engine, facts": (with_facts, "numpy"),
            "loop over objects": (loop, "numpy"),
            "loop, collector off": (loop_eased, "numpy"),
            "Polars": (frames, "polars"),
            "DuckDB": (database, "duckdb"),
            "compiled kernel": (kernel, "numba"),
        },
        slow=frozenset(("loop over objects", "loop, collector off")),
    ),
    "expressions": Heat(
        ("fee-schedule", "coinsurance", "sequestration"),
        {ENGINE: (engine, "numpy"), "ZEN": (decisions, "zen")},
        most=20_000,
    ),
}
"""The engine stands first: what it finds is what the others are compared with."""
