"""The engine and its rivals over the same encounters: proved equal first, then timed in turn."""

import gc
import os
from collections.abc import Callable, Mapping
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

    return _of_arrays(run, lambda found: found, ruleset, load)


def frames(ruleset: Ruleset, load: Workload) -> Rival:
    """On one core, as all others are."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from benchmarks.rivals.frames.rule import result, run

    return _of_arrays(run, result, ruleset, load)


def database(ruleset: Ruleset, load: Workload) -> Rival:
    from benchmarks.rivals.database import result, run

    return _of_arrays(run, result, ruleset, load)


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
    """Rivals that are written for the same policies, each with the package that it needs."""

    policies: tuple[str, ...]
    rivals: Mapping[str, tuple[Make, str]]


HEATS: Final[dict[str, Heat]] = {
    "all": Heat(
        POLICIES,
        {
            ENGINE: (engine, "numpy"),
            "engine, with facts": (with_facts, "numpy"),
            "loop over objects": (loop, "numpy"),
            "loop, collector off": (loop_eased, "numpy"),
            "compiled kernel": (kernel, "numba"),
            "Polars": (frames, "polars"),
            "DuckDB": (database, "duckdb"),
        },
    ),
    "expressions": Heat(
        ("fee-schedule", "coinsurance", "sequestration"),
        {ENGINE: (engine, "numpy"), "ZEN": (decisions, "zen")},
    ),
}


def prove(heat: Heat, ruleset: Ruleset, load: Workload) -> dict[str, list[str]]:
    """What each rival says otherwise than the engine, of those whose package is installed."""
    ours = engine(_only(ruleset, heat.policies), load)
    wanted = ours.found(ours.run())
    return {
        name: list(differences(wanted, rival.found(rival.run()), heat.policies))
        for name, rival in _made(heat, ruleset, load).items()
    }


def _only(ruleset: Ruleset, policies: tuple[str, ...]) -> Ruleset:
    mine = tuple(each for each in ruleset.policies if each.id.partition(":")[2] in policies)
    return evolve(ruleset, policies=mine)


def _made(heat: Heat, ruleset: Ruleset, load: Workload) -> dict[str, Rival]:
    """The rivals, ready to run; but for the engine they take their figures from the whole ruleset."""
    some = _only(ruleset, heat.policies)
    return {
        name: make(some if make in (engine, with_facts) else ruleset, load)
        for name, (make, needs) in heat.rivals.items()
        if find_spec(needs) is not None
    }


def measure(encounters: int, rounds: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Microseconds for three lines, by processor and by the clock. Raises `RuntimeError` if one differs."""
    ruleset = Engine().ruleset(payer)
    found = {}
    for label, heat in HEATS.items():
        for oddity in (1.0, 9.0):
            for name, told in prove(heat, ruleset, claims(3_000, oddity=oddity)).items():
                if told:
                    raise RuntimeError(f"{name} does not say what the engine says: {told[0]}")
        found[label] = _race(heat, ruleset, claims(encounters), rounds)
    return found


def _race(heat: Heat, ruleset: Ruleset, load: Workload, rounds: int) -> dict[str, Any]:
    made = _made(heat, ruleset, load)
    for rival in made.values():
        rival.run()
    spent = [{name: _tidily(rival.run) for name, rival in made.items()} for _ in range(rounds)]
    scale = AN_ENCOUNTER / len(load) * 1e6
    return {
        "policies": len(heat.policies),
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
