"""How long each verb of `Groups` takes, for a few lines (µs a call) and for millions of them (ms a call).

Run with `python benchmarks/groups_verbs.py [lines]`.
"""

import sys
from collections.abc import Callable
from time import perf_counter_ns

import numpy as np

from scrubjay.groups import Groups


def verbs(groups: Groups, values: np.ndarray) -> dict[str, Callable[[], object]]:
    mask = values > 90
    some = np.flatnonzero(values > 30)
    return {
        "total": lambda: groups.total(values),
        "count": groups.count,
        "any": lambda: groups.any(mask),
        "all": lambda: groups.all(mask),
        "maximum": lambda: groups.maximum(values),
        "minimum": lambda: groups.minimum(values),
        "first": lambda: groups.first(values),
        "position": groups.position,
        "rank": lambda: groups.rank(values),
        "running_total": lambda: groups.running_total(values),
        "pairs": groups.pairs,
        "split": lambda: groups.split(values % 20),
        "take": lambda: groups.take(some),
    }


def once(call: Callable[[], object]) -> float:
    start = perf_counter_ns()
    call()
    return (perf_counter_ns() - start) / 1e6


def repeated(call: Callable[[], object], times: int) -> float:
    start = perf_counter_ns()
    for _ in range(times):
        call()
    return (perf_counter_ns() - start) / 1e3 / times


def few(keys: list[int]) -> dict[str, float]:
    """Microseconds a call, with everything that depends on the keys alone already known."""
    column, values = np.array(keys), np.array([95, 38, 23, 8, 15, 60][: len(keys)])
    calls = {"of": lambda: Groups.of(column), "single": lambda: Groups.single(len(keys))}
    calls |= verbs(Groups.of(column), values)
    calls["scan"] = lambda: Groups.of(column).scan(lambda state, value: (state + value, state), 0, values)
    return {name: min(repeated(call, 20_000) for _ in range(3)) for name, call in calls.items()}


def many(keys: np.ndarray) -> dict[str, tuple[float, float]]:
    """Milliseconds of the first call on fresh groups, and of the best of three later calls."""
    values = np.random.default_rng(2).integers(0, 120, len(keys))
    found = {"of": (once(lambda: Groups.of(keys)), min(once(lambda: Groups.of(keys)) for _ in range(3)))}
    for name in verbs(Groups.single(0), values[:0]):
        call = verbs(Groups.of(keys), values)[name]
        found[name] = (once(call), min(once(call) for _ in range(3)))
    return found


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000
    print(f"{'3 lines, µs a call':24}{'one group':>12}{'three groups':>14}")
    one, three = few([7, 7, 7]), few([7, 3, 9])
    for name in one:
        print(f"{name:24}{one[name]:12.2f}{three[name]:14.2f}")

    random = np.random.default_rng(1)
    visits = np.repeat(np.arange(lines), random.integers(1, 7, lines))[:lines]
    contiguous, scattered = many(visits), many(random.permutation(visits))
    heads = "".join(f"{head:>18}{'again':>9}" for head in ("contiguous: first", "scattered: first"))
    print(f"\n{f'{lines:,} lines, ms':24}{heads}")
    for name in contiguous:
        print(f"{name:24}{contiguous[name][0]:18.1f}{contiguous[name][1]:9.1f}", end="")
        print(f"{scattered[name][0]:18.1f}{scattered[name][1]:9.1f}")


if __name__ == "__main__":
    main()
