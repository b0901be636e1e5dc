"""The pack as it is, with its tests: what every mutant is compared with, and compiled from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import evolve

from scrubjay.compiling import Workshop, compile_ruleset
from scrubjay.engine import Engine
from scrubjay.kinds import Kind
from scrubjay.mutation.looking import Looking
from scrubjay.mutation.model import Remade
from scrubjay.mutation.settings import Setting, compiled
from scrubjay.mutation.variants import Known
from scrubjay.packs.model import OverrideEntry, Pack, PolicyEntry
from scrubjay.ruleset import Ruleset
from scrubjay.tables import Table
from scrubjay.testkit import Bench, TestResult, pack_tests, run_test


class FailingTestsError(ValueError):
    """The tests of the pack fail as it is, so that nothing can be learned from them."""

    def __init__(self, results: list[TestResult]) -> None:
        super().__init__(f"{len(results)} tests fail before anything is changed")
        self.results = results


class World:
    """A pack, its tests (all of which pass), and its policies compiled.

    `pack` is as `read_pack` gives it, with examples. Raises `PackError` for a pack that does not compile and
    `FailingTestsError` for one whose tests fail.
    """

    def __init__(self, engine: Engine, pack: Pack) -> None:
        self.pack = pack
        self.kinds: Mapping[str, Kind] = engine.host.kinds
        self.bench = Bench(engine, pack)
        self.tests = pack_tests(pack)
        results = [run_test(self.bench, test) for test in self.tests]
        if failed := [each for each in results if not each.passed]:
            raise FailingTestsError(failed)
        ruled = self.bench.engine.ruleset(self.bench.payers[0])
        read = {table.id: table for table in ruled.tables}
        self._shop = Workshop(engine.catalogue, self.kinds, {**engine.workshop.tables, **read})
        self.baseline: Ruleset = compile_ruleset(ruled.payer, pack, self._shop)

    @cached_property
    def settings(self) -> list[Setting]:
        """The ways in which tests supply what the pack leaves open; most supply nothing."""
        found: dict[str, list[int]] = {repr(None): []}
        for number, test in enumerate(self.tests):
            found.setdefault(repr(test.entry.data.get("supply")), []).append(number)
        return [self._setting(numbers) for numbers in found.values()]

    @cached_property
    def known(self) -> Known:
        """The codes that tests use or packs label, and the modifiers that tests use."""
        encounters = [found for test in self.tests for found in self.bench.encounters(test)]
        lines = [line for found in encounters for line in found.lines]
        codes = {line.code for line in lines} | {code for pack in self.baseline.packs for code in pack.labels}
        modifiers = {modifier for line in lines for modifier in line.modifiers}
        return Known(tuple(sorted(codes)), tuple(sorted(modifiers)))

    def subject(self, number: int) -> str:
        """The full id of the policy of which a test is an example; empty for a scenario."""
        test = self.tests[number]
        return self.bench.policy(test).id if test.about else ""

    def with_policy(self, entry: PolicyEntry) -> Remade:
        """The pack with this entry for its policy."""
        changed = evolve(self.pack, policies={**self.pack.policies, entry.id: entry})
        return Remade(changed, self._shop.beside())

    def with_override(self, entry: OverrideEntry) -> Remade:
        """The pack with this entry for its override."""
        changed = evolve(self.pack, overrides={**self.pack.overrides, entry.label: entry})
        return Remade(changed, self._shop.beside())

    def with_pack(self, pack: Pack) -> Remade:
        """The pack, where it, or one on which it builds, is changed."""
        own = pack.id == self.pack.id
        catalogue = self._shop.catalogue if own else self._shop.catalogue.replacing(pack)
        return Remade(pack if own else self.pack, Workshop(catalogue, self.kinds, self._shop.tables))

    def with_table(self, table: Table) -> Remade:
        """The pack with another table of this name."""
        tables = {**self._shop.tables, table.id: table}
        return Remade(self.pack, Workshop(self._shop.catalogue, self.kinds, tables))

    def ruled_by(self, remade: Remade, ruled: Ruleset) -> Bench:
        """The bench for a pack with a mutant in it, and what was compiled of it without supplies."""
        rulesets = (evolve(ruled, payer=payer) for payer in self.bench.payers)
        return self.bench.remade(remade.pack, remade.workshop, *rulesets)

    def _setting(self, numbers: list[int]) -> Setting:
        payer = self.bench.payers[0]
        supplies = self.bench.supplies(self.tests[numbers[0]].entry) if numbers else None
        ruled = compiled(payer, self.pack, supplies, self._shop)
        encounters = {
            number: [evolve(each, payer=payer) for each in self.bench.encounters(self.tests[number])]
            for number in numbers
        }
        subjects = {number: id for number in numbers if (id := self.subject(number))}
        engine = self.bench.engine.working_in(self._shop).ruling_by(ruled)
        return Setting(supplies, ruled, Looking(payer, engine, encounters, subjects))
