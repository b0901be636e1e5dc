"""The engine and its rivals over the same encounters: proved equal first, then timed in turn."""

import gc
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any, Final

from attrs import frozen

from benchmarks import table
from benchmarks.bulk import seconds
from benchmarks.claims import claims
from benchmarks.compare import batch_of
from benchmarks.plain.objects import visits_of
from benchmarks.rivals.columns import Elements, Found, Places, columns_of
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
    from benchmarks.rivals.book import make_book
    from benchmarks.rivals.kernel import run

    places, elements = Places(ruleset), Elements.of(ruleset)
    book = make_book(ruleset, list(load.lines["code"].names), places.indices)
    return Rival(lambda: run(book, columns_of(load, book.bits, places, elements)), lambda found: found)


ENGINE: Final = "engine, no facts"
RIVALS: Final[dict[str, tuple[Make, str]]] = {
    ENGINE: (engine, "numpy"),
    "engine, with facts": (with_facts, "numpy"),
    "loop over objects": (loop, "numpy"),
    "loop, collector off": (loop_eased, "numpy"),
    "compiled kernel": (kernel, "numba"),
}
"""Each with the package that it needs."""


def available() -> dict[str, Make]:
    return {name: make for name, (make, needs) in RIVALS.items() if find_spec(needs) is not None}


def prove(ruleset: Ruleset, encounters: int, seed: int = 0, oddity: float = 1.0) -> dict[str, list[str]]:
    """What each rival says otherwise than the engine."""
    load = claims(encounters, seed, oddity)
    rivals = {name: make(ruleset, load) for name, make in available().items()}
    wanted = rivals[ENGINE].found(rivals[ENGINE].run())
    return {
        name: list(differences(wanted, rival.found(rival.run()), POLICIES)) for name, rival in rivals.items()
    }


def measure(encounters: int, rounds: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Microseconds for three lines, by processor and by the clock. Raises `RuntimeError` if one differs."""
    ruleset = Engine().ruleset(payer)
    for oddity in (1.0, 9.0):
        for name, found in prove(ruleset, 3_000, oddity=oddity).items():
            if found:
                raise RuntimeError(f"{name} does not say what the engine says: {found[0]}")
    load = claims(encounters)
    rivals = {name: make(ruleset, load) for name, make in available().items()}
    for rival in rivals.values():
        rival.run()
    spent = [{name: _tidily(rival.run) for name, rival in rivals.items()} for _ in range(rounds)]
    scale = AN_ENCOUNTER / len(load) * 1e6
    return {
        "encounters": encounters,
        "lines": len(load),
        "rounds": spent,
        "rivals": {
            name: {
                "processor": median(each[name][0] for each in spent) * scale,
                "clock": median(each[name][1] for each in spent) * scale,
                "ratio": median(each[name][0] / each[ENGINE][0] for each in spent),
            }
            for name in rivals
        },
    }


def _tidily(run: Callable[[], Any]) -> tuple[float, float]:
    """What a run takes, without clearing up what the one before it left behind."""
    gc.collect()
    return seconds(run)


def report(found: dict[str, Any]) -> str:
    head = f"rivals: {found['encounters']:,} encounters, all policies, µs an encounter of three lines"
    body = [
        [name, f"{each['processor']:.2f}", f"{each['clock']:.2f}", f"{each['ratio']:.2f}"]
        for name, each in found["rivals"].items()
    ]
    heads = ["medians", "processor", "by the clock", "ratio"]
    return f"{table.heading(head)}\n{table.columns(heads, body)}"
