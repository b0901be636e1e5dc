"""The engine and its rivals over the same encounters: proved equal first, then timed in turn."""

import gc
import os
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any, Final

from attrs import evolve, frozen

from benchmarks import table
from benchmarks.bulk import seconds
from benchmarks.claims import claims
from benchmarks.compare import batch_of
from benchmarks.plain.objects import visits_of
from benchmarks.rivals.book import Book, make_book
from benchmarks.rivals.columns import Columns, Elements, Found, Places, columns_of
from benchmarks.rivals.flat import POLICIES as FLAT
from benchmarks.rivals.loop import rule
from benchmarks.rivals.loop_pack import Pack
from benchmarks.rivals.names import POLICIES
from benchmarks.rivals.proof import differences, engine_found, loop_found
from benchmarks.workload import Workload
from scrubjay.engine import Engine
from scrubjay.evaluate import evaluate
from scrubjay.ruleset import Ruleset

AN_ENCOUNTER: Final = 3
"""Lines of the encounter that times are given for."""

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
    pack, visits = Pack(ruleset), visits_of(load)
    return Rival(lambda: rule(pack, visits), loop_found)


def loop_eased(ruleset: Ruleset, load: Workload) -> Rival:
    """The loop without Python's garbage collector."""
    pack, visits = Pack(ruleset), visits_of(load)

    def run() -> Any:
        gc.disable()
        try:
            return rule(pack, visits)
        finally:
            gc.enable()

    return Rival(run, loop_found)


def kernel(ruleset: Ruleset, load: Workload) -> Rival:
    """From the same arrays as the engine's, laid out as the kernel reads them."""
    from benchmarks.rivals.kernel import run

    return _of_arrays(run, ruleset, load)


def frames(ruleset: Ruleset, load: Workload) -> Rival:
    """On one core, as all others are."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from benchmarks.rivals.frames import run

    return _of_arrays(run, ruleset, load)


def database(ruleset: Ruleset, load: Workload) -> Rival:
    from benchmarks.rivals.database import run

    return _of_arrays(run, ruleset, load)


def _of_arrays(run: Callable[[Book, Columns], Found], ruleset: Ruleset, load: Workload) -> Rival:
    places, elements = Places(ruleset), Elements.of(ruleset)
    book = make_book(ruleset, list(load.lines["code"].names), places.indices)
    return Rival(lambda: run(book, columns_of(load, book.bits, places, elements)), lambda found: found)


ENGINE: Final = "engine, no facts"
Rivals = dict[str, tuple[Make, str]]

ALL: Final[Rivals] = {
    ENGINE: (engine, "numpy"),
    "engine, with facts": (with_facts, "numpy"),
    "loop over objects": (loop, "numpy"),
    "loop, collector off": (loop_eased, "numpy"),
    "compiled kernel": (kernel, "numba"),
}
"""Each with the package that it needs: by all policies."""

SOME: Final[Rivals] = {
    ENGINE: (engine, "numpy"),
    "Polars": (frames, "polars"),
    "DuckDB": (database, "duckdb"),
}
"""Those that are written for the policies of `flat`; the engine rules by the same."""


def flat_only(ruleset: Ruleset) -> Ruleset:
    """The ruleset with the policies of `flat` alone."""
    mine = tuple(each for each in ruleset.policies if each.id.partition(":")[2] in FLAT)
    return evolve(ruleset, policies=mine)


def prove(rivals: Rivals, ruleset: Ruleset, load: Workload) -> dict[str, list[str]]:
    """What each rival says otherwise than the engine, of those whose package is installed."""
    policies = FLAT if rivals is SOME else POLICIES
    ours = engine(flat_only(ruleset) if rivals is SOME else ruleset, load)
    wanted = ours.found(ours.run())
    return {
        name: list(differences(wanted, rival.found(rival.run()), policies))
        for name, rival in _made(rivals, ruleset, load).items()
    }


def _made(rivals: Rivals, ruleset: Ruleset, load: Workload) -> dict[str, Rival]:
    """The rivals, ready to run; they take their figures from the whole ruleset."""
    found = {}
    for name, (make, needs) in rivals.items():
        if find_spec(needs) is not None:
            found[name] = make(flat_only(ruleset) if rivals is SOME and make is engine else ruleset, load)
    return found


def measure(encounters: int, rounds: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Microseconds for three lines, by processor and by the clock. Raises `RuntimeError` if one differs."""
    ruleset = Engine().ruleset(payer)
    found = {}
    for label, rivals in (("all", ALL), ("some", SOME)):
        for oddity in (1.0, 9.0):
            for name, told in prove(rivals, ruleset, claims(3_000, oddity=oddity)).items():
                if told:
                    raise RuntimeError(f"{name} does not say what the engine says: {told[0]}")
        found[label] = _race(rivals, ruleset, claims(encounters), rounds)
    return found


def _race(rivals: Rivals, ruleset: Ruleset, load: Workload, rounds: int) -> dict[str, Any]:
    made = _made(rivals, ruleset, load)
    for rival in made.values():
        rival.run()
    spent = [{name: _tidily(rival.run) for name, rival in made.items()} for _ in range(rounds)]
    scale = AN_ENCOUNTER / len(load) * 1e6
    return {
        "policies": len(FLAT if rivals is SOME else POLICIES),
        "lines": len(load),
        "rounds": spent,
        "rivals": {
            name: {
                "processor": median(each[name][0] for each in spent) * scale,
                "clock": median(each[name][1] for each in spent) * scale,
                "ratio": median(each[name][0] / each[ENGINE][0] for each in spent),
            }
            for name in made
        },
    }


def _tidily(run: Callable[[], Any]) -> tuple[float, float]:
    """What a run takes, without clearing up what the one before it left behind."""
    gc.collect()
    return seconds(run)


def report(found: dict[str, Any]) -> str:
    return "\n".join(_report(each) for each in found.values())


def _report(found: dict[str, Any]) -> str:
    head = f"rivals: {found['lines']:,} lines, {found['policies']} policies, µs an encounter of three lines"
    body = [
        [name, f"{each['processor']:.2f}", f"{each['clock']:.2f}", f"{each['ratio']:.2f}"]
        for name, each in found["rivals"].items()
    ]
    heads = ["medians", "processor", "by the clock", "ratio"]
    return f"{table.heading(head)}\n{table.columns(heads, body)}"
