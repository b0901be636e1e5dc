"""One encounter in process, from a dict to its evaluation, and where the time goes."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter_ns
from typing import Any, Final
from unittest.mock import patch

from attrs import evolve

from benchmarks import table
from benchmarks.compare import refuse_broken, units_only
from scrubjay import engine as engine_module
from scrubjay import extract
from scrubjay.batch import Batch
from scrubjay.engine import Engine
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import Timeline

ENCOUNTER: Final = {
    "id": "V-1001",
    "payer": "medicare-part-b",
    "date": "2026-03-02",
    "patient": {"id": "P-77"},
    "billing_provider": {"npi": "1234567893", "tin": None, "participating": True, "qp": False},
    "claim_form": "professional",
    "place_of_service": "11",
    "locality": {"carrier": "01112", "number": "05"},
    "lines": [
        {"code": "97530", "minutes": 25, "units": 2, "modifiers": ["GP"], "charge": "180.00"},
        {"code": "97110", "minutes": 15, "units": 1, "modifiers": ["GP"], "charge": "85.00"},
        {"code": "97140", "minutes": 13, "units": 1, "modifiers": ["GP", "59"], "charge": "80.00"},
    ],
    "history": {"pt_slp_allowed": "1200.00", "ot_allowed": "0.00", "deductible_met": "283.00"},
}
PARTS: Final = ("structuring", "batch", "policies", "rest")


class Stopwatch:
    """Time spent in wrapped functions, by part; what a part spends inside another counts there alone."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._inner = 0

    def wrap(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            outer, self._inner = self._inner, 0
            start = perf_counter_ns()
            try:
                return function(*args, **named)
            finally:
                elapsed = perf_counter_ns() - start
                self.spent[part] += elapsed - self._inner
                self._inner = outer + elapsed

        return timed


class TimedRule:
    """A rule that times itself."""

    def __init__(self, watch: Stopwatch, rule: Any) -> None:
        name = "rule" if hasattr(rule, "rule") else "rule_encounter"
        setattr(self, name, watch.wrap("policies", getattr(rule, name)))
        self._timed = rule

    def __getattr__(self, name: str) -> Any:
        if name in ("rule", "rule_encounter"):
            raise AttributeError(name)
        return getattr(self._timed, name)


class Counting(Engine):
    """An engine of unit policies alone."""

    def ruleset(self, payer: str) -> Ruleset:
        return units_only(super().ruleset(payer))


def measure_both(calls: int) -> dict[str, Any]:
    """The figures of the unit policies alone, and of all policies of the payer."""
    return {"units": measure(calls, Counting()), "all": measure(calls, Engine())}


def measure(calls: int, engine: Engine, payer: str = "medicare-part-b") -> dict[str, Any]:
    """Median and 99th percentile in nanoseconds of `check`, of its parts, and of `check(...).to_dict()`."""
    encounter = ENCOUNTER | {"payer": payer}
    rulesets = {payer: engine.ruleset(payer)}
    engine.ruleset = rulesets.__getitem__  # type: ignore[method-assign, assignment]
    refuse_broken(engine.check(encounter).whole)
    whole = _times(lambda: engine.check(encounter), calls)
    written = _times(lambda: engine.check(encounter).to_dict(), calls // 4)
    parts = _parts(engine, encounter, calls // 4)
    return {
        "calls": calls,
        "policies": len(engine.ruleset(payer).policies),
        "check": {"median": table.quantile(whole, 0.5), "p99": table.quantile(whole, 0.99)},
        "check_to_dict": {"median": table.quantile(written, 0.5), "p99": table.quantile(written, 0.99)},
        "parts": {part: table.quantile(values, 0.5) for part, values in parts.items()},
    }


def _times(call: Callable[[], Any], calls: int) -> list[int]:
    for _ in range(min(calls, 200)):
        call()
    times = []
    for _ in range(calls):
        start = perf_counter_ns()
        call()
        times.append(perf_counter_ns() - start)
    return times


def _parts(engine: Engine, encounter: dict[str, Any], calls: int) -> dict[str, list[int]]:
    parts: dict[str, list[int]] = {part: [] for part in PARTS}
    with _watched(engine, encounter["payer"]) as watch:
        for _ in range(calls):
            watch.spent.clear()
            watch.wrap("rest", engine.check)(encounter)
            for part in PARTS:
                parts[part].append(watch.spent[part])
    return parts


@contextmanager
def _watched(engine: Engine, payer: str) -> Iterator[Stopwatch]:
    """Wrap the parts of `check` while the block runs."""
    watch = Stopwatch()
    ruleset = engine.ruleset(payer)
    timed = evolve(ruleset, policies=tuple(_timed(policy, watch) for policy in ruleset.policies))
    with ExitStack() as stack:
        for owner, name, part in (
            (engine_module, "structure", "structuring"),
            (extract, "line_column", "batch"),
            (extract, "encounter_column", "batch"),
        ):
            stack.enter_context(patch.object(owner, name, watch.wrap(part, getattr(owner, name))))
        stack.enter_context(patch.object(Batch, "of", staticmethod(watch.wrap("batch", Batch.of))))
        stack.enter_context(patch.object(engine, "ruleset", lambda payer: timed))
        yield watch


def _timed(policy: Policy, watch: Stopwatch) -> Policy:
    versions = [
        (interval, evolve(version, rule=TimedRule(watch, version.rule)))
        for interval, version in policy.timeline
    ]
    return evolve(policy, timeline=Timeline(versions))


def report_both(found: dict[str, Any]) -> str:
    return "\n\n".join(report(each) for each in found.values())


def report(found: dict[str, Any]) -> str:
    head = f"single: one encounter of three lines, {found['policies']} policies, {found['calls']:,} calls"
    figures = {
        "check(dict), median": table.micro(found["check"]["median"]),
        "check(dict), 99th percentile": table.micro(found["check"]["p99"]),
        **{f"  of the median: {part}": table.micro(found["parts"][part]) for part in PARTS},
        "check(dict).to_dict(), median": table.micro(found["check_to_dict"]["median"]),
        "check(dict).to_dict(), 99th percentile": table.micro(found["check_to_dict"]["p99"]),
    }
    return f"{table.heading(head)}\n{table.rows(figures)}"
