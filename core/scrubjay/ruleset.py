"""A payer's policies, compiled: parameters structured, versions on timelines, in the order of stages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from scrubjay.kinds import STAGES, Kind
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.check import check_part
from scrubjay.packs.codesets import CodeSets
from scrubjay.packs.faults import Fault, PackError, nearest
from scrubjay.packs.model import Pack, PolicyEntry, VersionEntry
from scrubjay.packs.schema import kind_schema
from scrubjay.packs.structure import structure
from scrubjay.packs.versions import spans
from scrubjay.rulings import Action, Outcome
from scrubjay.selector import Selector
from scrubjay.timeline import FOREVER, Interval, Timeline

Array = NDArray[Any]


@frozen(eq=False)
class Version:
    """A policy's rule over the dates on which it is in force.

    `about` holds the codes that the rule speaks about, None for all; it is shown no other lines.
    """

    interval: Interval
    rule: Any
    entry: VersionEntry
    cites: tuple[Mapping[str, str], ...] = ()
    about: frozenset[str] | None = field(init=False)

    @about.default
    def _codes_of_rule(self) -> frozenset[str] | None:
        codes = getattr(self.rule, "about", None)
        return None if codes is None else frozenset(codes)


@frozen(eq=False)
class Policy:
    """A compiled policy.

    `outcomes`, `actions` and `severities` are tables over answers, as unsigned bytes: the outcome, the
    `Action` that follows, and the outcome as it weighs on the encounter. What the kind does not declare,
    and `BROKE`, is an error.
    """

    id: str
    pack: Pack
    entry: PolicyEntry
    kind: Kind
    selector: Selector
    timeline: Timeline[Version]
    outcomes: Array = field(init=False)
    actions: Array = field(init=False)
    severities: Array = field(init=False)

    @outcomes.default
    def _outcomes(self) -> Array:
        return _table([answer.outcome for answer in self.kind.answers.items], Outcome.ERROR)

    @actions.default
    def _actions(self) -> Array:
        default = Action[self.entry.action.upper()]
        return _table([answer.follows(default) for answer in self.kind.answers.items], Action.NONE)

    @severities.default
    def _severities(self) -> Array:
        default = Action[self.entry.action.upper()]
        return _table([answer.weighs(default) for answer in self.kind.answers.items], Outcome.ERROR)


def _table(values: Sequence[int], other: int) -> Array:
    table = np.full(256, other, np.int8)
    table[: len(values)] = values
    return table


@frozen(eq=False)
class Step:
    """A policy on a span of dates, with its versions in force there; `whole`: one, throughout."""

    policy: Policy
    versions: tuple[Version, ...]
    whole: bool


@frozen(eq=False)
class Ruleset:
    """The policies of one payer, in the order in which they rule, and the packs they come from."""

    payer: str
    pack: Pack | None
    packs: tuple[Pack, ...]
    policies: tuple[Policy, ...]
    coverage: Interval
    absence: str = ""
    """Why there are no policies: no pack states the payer's."""
    _bounds: list[date] = field(init=False)
    _steps: dict[tuple[int, int], tuple[Step, ...]] = field(init=False, factory=dict)

    @_bounds.default
    def _all_bounds(self) -> list[date]:
        spans = [span for policy in self.policies for span, _ in policy.timeline]
        ends = [span.end + timedelta(days=1) for span in spans if span.end != FOREVER]
        return sorted({*(span.start for span in spans), *ends})

    def steps(self, first: date, last: date) -> tuple[Step, ...]:
        """The policies in order, with their versions in force from `first` to `last`; made once a span."""
        span = bisect_right(self._bounds, first), bisect_right(self._bounds, last)
        steps = self._steps.get(span)
        if steps is None:
            steps = self._steps[span] = tuple(_step(policy, first, last) for policy in self.policies)
        return steps


def _step(policy: Policy, first: date, last: date) -> Step:
    found = tuple(version for span, version in policy.timeline if span.start <= last and span.end >= first)
    whole = len(found) == 1 and first in found[0].interval and last in found[0].interval
    return Step(policy, found, whole)


def compile_ruleset(payer: str, pack: Pack, catalogue: Catalogue, kinds: Mapping[str, Kind]) -> Ruleset:
    """Compile a pack's policies for a payer. Raises `PackError` with everything that is wrong."""
    faults: list[Fault] = []
    code_sets = CodeSets(pack, catalogue, faults)
    code_sets.check()
    compiled = [
        policy
        for entry in pack.policies.values()
        if (policy := _policy(pack, entry, kinds, code_sets, faults)) is not None
    ]
    ordered = list(_in_order(compiled, faults))
    if faults:
        raise PackError(faults)
    coverage = Interval(pack.coverage_from or date.min, pack.coverage_through or FOREVER)
    return Ruleset(payer, pack, (pack, *code_sets.used), tuple(ordered), coverage)


def _policy(
    pack: Pack, entry: PolicyEntry, kinds: Mapping[str, Kind], code_sets: CodeSets, faults: list[Fault]
) -> Policy | None:
    kind = kinds.get(entry.kind)
    if kind is None:
        message = f"no kind is called {entry.kind!r}"
        faults.append(
            entry.document.fault("SJ006", (*entry.place, "kind"), message, nearest(entry.kind, kinds))
        )
        return None
    try:
        kind_schema(kind)
    except Exception as error:  # a plugin's class may declare what cannot be stated in a pack
        message = f"kind {kind.id!r} cannot be used: {error}"
        faults.append(entry.document.fault("SJ006", (*entry.place, "kind"), message))
        return None
    before = len(faults)
    place = (*entry.place, "applies_to")
    selector = structure(
        Selector, entry.applies_to, code_sets.resolver(entry.document, place, entry.applies_to)
    )
    ordered = sorted(entry.versions, key=lambda version: version.effective)
    intervals = spans(ordered, faults)
    rules = [_rule(kind, version, code_sets, faults) for version in ordered]
    if len(faults) > before:
        return None
    versions = map(Version, intervals, rules, ordered)
    timeline = Timeline[Version]((version.interval, version) for version in versions)
    return Policy(f"{pack.id}:{entry.id}", pack, entry, kind, selector, timeline)


def _cites(pack: Pack, version: VersionEntry) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {"source": cite.source, "at": cite.at, "url": pack.sources[cite.source].url} for cite in version.cites
    )


def _rule(kind: Kind, version: VersionEntry, code_sets: CodeSets, faults: list[Fault]) -> Any:
    place = (*version.place, "params")
    if found := check_part(version.document, place, version.params, kind_schema(kind)):
        faults.extend(found)
        return None
    resolve = code_sets.resolver(version.document, place, version.params)
    try:
        return structure(kind.params, version.params, resolve)
    except (TypeError, ValueError) as error:
        message = f"{kind.id} refuses these parameters: {error}"
    except Exception as error:  # a kind is a plugin's code, and takes nothing else down
        message = f"{kind.id} broke on these parameters: {type(error).__name__}: {error}"
    faults.append(version.document.fault("SJ012", place, message))
    return None


def _in_order(policies: list[Policy], faults: list[Fault]) -> Iterator[Policy]:
    """Policies by stage; within a stage by what their kinds must follow, then as the pack states them."""
    for stage in STAGES:
        here = [policy for policy in policies if policy.kind.stage == stage]
        graph = {
            number: [other for other, each in enumerate(here) if each.kind.id in policy.kind.after]
            for number, policy in enumerate(here)
        }
        sorter = TopologicalSorter(graph)
        try:
            sorter.prepare()
        except CycleError as error:
            circle = [here[number] for number in error.args[1]]
            words = " > ".join(policy.kind.id for policy in circle)
            message = f"each of these kinds must rule before the next: {words}"
            entry = circle[0].entry
            faults.append(entry.document.fault("SJ013", (*entry.place, "kind"), message))
            continue
        while sorter.is_active():
            ready = sorted(sorter.get_ready())
            yield from (here[number] for number in ready)
            sorter.done(*ready)
