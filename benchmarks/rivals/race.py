"""The engine and its rivals over the same encounters: proved equal, and timed in turn."""

import gc
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from benchmarks import table
from benchmarks.claims import claims
from benchmarks.rivals import pair
from benchmarks.rivals.entries import ENGINE, HEATS, Heat
from benchmarks.rivals.proof import differences
from benchmarks.workload import Workload
from scrubjay.engine import Engine
from scrubjay.ruleset import Ruleset

AN_ENCOUNTER: Final = 3
"""Lines of the encounter that times are given for."""
AT_ONCE: Final = 200_000
"""More encounters are made, ruled and forgotten in parts, so that memory does not grow with them."""

WARM: Final = 10_000
"""Odd encounters that all are asked about first; as many as the engine needs to take its loops for many."""


def measure(encounters: int, rounds: int, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Microseconds for three lines, on one core and on two. Raises `RuntimeError` if a rival differs."""
    ruleset = Engine().ruleset(payer)
    found = {label: _race(heat, ruleset, encounters, rounds) for label, heat in HEATS.items()}
    return found | {"two cores": summary(pair.measure(parts(encounters), rounds))}


def prove(heat: Heat, ruleset: Ruleset, load: Workload) -> dict[str, list[str]]:
    """What each rival says otherwise than the engine, of those whose package is installed."""
    made = heat.made(ruleset, load)
    found = ((name, rival.found(rival.run())) for name, rival in made.items())
    _, wanted = next(found)
    return {name: list(differences(wanted, theirs, heat.policies)) for name, theirs in found}


def parts(encounters: int) -> list[int]:
    """How many encounters each part has."""
    count = -(-encounters // AT_ONCE)
    return [encounters // count + (number < encounters % count) for number in range(count)]


def _race(heat: Heat, ruleset: Ruleset, encounters: int, rounds: int) -> dict[str, Any]:
    for name, told in prove(heat, ruleset, claims(WARM, oddity=9.0)).items():
        _refuse(name, told)
    counts = parts(min(encounters, heat.most))
    times = rounds if len(counts) == 1 else 1
    spent = [
        {"lines": lines, "policies": len(heat.policies), "rivals": row}
        for number, count in enumerate(counts)
        for lines, row in _part(heat, ruleset, claims(count, number), number, times)
    ]
    return summary(spent)


def _part(
    heat: Heat, ruleset: Ruleset, load: Workload, number: int, rounds: int
) -> Iterator[tuple[int, dict[str, tuple[float, float]]]]:
    """What each rival takes, round by round; what they find in the first one is compared.

    Who goes first finds memory that the system has yet to give, so that is somebody else in every round.
    """
    made = heat.made(ruleset, load, number == 0)
    for again in range(rounds):
        row, found = {}, {}
        for name in _turned(list(made), number + again):
            row[name], result = timed(made[name].run)
            if again == 0:
                found[name] = made[name].found(result)
            del result
        for name, theirs in found.items():
            _refuse(name, list(differences(found[ENGINE], theirs, heat.policies)))
        yield len(load), {name: row[name] for name in made}


def _turned(names: list[str], by: int) -> list[str]:
    return [*names[by % len(names) :], *names[: by % len(names)]]


def _refuse(name: str, told: list[str]) -> None:
    if told:
        raise RuntimeError(f"{name} does not say what the engine says: {told[0]}")


def timed(run: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Seconds by processor and by the clock, without clearing up what came before; and the result."""
    gc.collect()
    clock, cpu = perf_counter(), process_time()
    result = run()
    return (process_time() - cpu, perf_counter() - clock), result


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians over rounds, or over parts, for three lines; ratios to the engine are taken within a round."""
    rivals = {}
    for name in rows[0]["rivals"]:
        mine = [each for each in rows if name in each["rivals"]]
        costs = [
            [1e6 * AN_ENCOUNTER / each["lines"] * seconds for seconds in each["rivals"][name]]
            for each in mine
        ]
        ratios = [
            [one / other for one, other in zip(each["rivals"][name], each["rivals"][ENGINE], strict=True)]
            for each in mine
        ]
        rivals[name] = {
            "lines": max(each["lines"] for each in mine) if len(mine) == 1 else sum(e["lines"] for e in mine),
            "processor": median(each[0] for each in costs),
            "clock": median(each[1] for each in costs),
            "ratio": median(each[0] for each in ratios),
            "ratio_by_clock": median(each[1] for each in ratios),
        }
    return {"policies": rows[0]["policies"], "rounds": rows, "rivals": rivals}


def report(found: dict[str, Any]) -> str:
    return "\n".join(_report(label, each) for label, each in found.items())


def _report(label: str, found: dict[str, Any]) -> str:
    cores = "two cores" if label == "two cores" else "one core"
    lines = sum(each["lines"] for each in found["rounds"])
    head = (
        f"rivals, {cores}: {found['policies']} policies, {len(found['rounds'])} rounds of "
        f"{lines // len(found['rounds']):,} lines"
    )
    body = [
        [
            name,
            f"{each['processor']:.2f}",
            f"{each['clock']:.2f}",
            f"{each['ratio']:.2f}",
            f"{each['ratio_by_clock']:.2f}",
        ]
        for name, each in found["rivals"].items()
    ]
    heads = ["µs for 3 lines, medians", "processor", "by clock", "ratio", "by clock"]
    return f"{table.heading(head)}\n{table.columns(heads, body)}"
