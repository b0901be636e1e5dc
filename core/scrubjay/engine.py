"""The engine: plugins and packs, discovered once, and encounters ruled by them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from scrubjay.batch import Batch
from scrubjay.compiling import Workshop, compile_ruleset
from scrubjay.evaluate import evaluate
from scrubjay.host import Host
from scrubjay.intake import structure
from scrubjay.model import Encounter
from scrubjay.packs.catalogue import Catalogue, discover
from scrubjay.packs.faults import nearest
from scrubjay.packs.model import Pack
from scrubjay.packs.trust import Trust, find_trust
from scrubjay.receipt import Receipt, make_receipt
from scrubjay.results import Evaluation
from scrubjay.ruled import BatchEvaluation
from scrubjay.ruleset import Ruleset
from scrubjay.slicing import only
from scrubjay.spool import IN_MEMORY, Block, spooled
from scrubjay.timeline import ALWAYS

BLOCK: Final = 128
"""Encounters whose results are read back from a file together."""


class Engine:
    """Rules encounters by the packs and plugins that it finds.

    `packs` names folders of packs besides the installed ones; `without` names plugins to leave out;
    `plugins` holds modules to register besides the installed ones. `trust` is a policy, or the file of one,
    without which `SCRUBJAY_TRUST` may name one: packs that it does not let pass are not used. Raises
    `PackError` for a named folder that cannot be used, and `TrustError` for such a policy.
    """

    def __init__(
        self,
        packs: Iterable[str | Path] = (),
        *,
        without: Iterable[str] = (),
        plugins: Iterable[ModuleType] = (),
        trust: Trust | Path | str | None = None,
    ) -> None:
        self.trust: Trust | None = find_trust(trust)
        self.host = Host(without, plugins)
        self.catalogue: Catalogue = discover(self.host, [Path(folder) for folder in packs], self.trust)
        self._rulesets: dict[str, Ruleset] = {}
        asked = self.host.ask("scrubjay_tables", context=self.host.context)
        tables = {table.id: table for _, listed in asked for table in listed}
        self.workshop = Workshop(self.catalogue, self.host.kinds, tables, self.host.absent)
        self._enriches = self.host.hears("scrubjay_enrich")
        self._observed = self.host.hears("scrubjay_observe")

    def ruleset(self, payer: str) -> Ruleset:
        """The compiled policies of a payer; none, with the reason, for one that no pack states.

        Raises `PackError` if the payer's pack cannot be used.
        """
        ruleset = self._rulesets.get(payer)
        if ruleset is None:
            pack = self.catalogue.for_payer(payer)
            if pack is None:
                near = nearest(payer, self.catalogue.payers, "scrubjay packs")
                absence = f"no pack states the policies of payer {payer!r}; {near}"
                if refused := self.catalogue.refused:
                    some = ", ".join(refused[:3]) + (", …" if len(refused) > 3 else "")
                    absence += f"; and packs that cannot be used ({some}): scrubjay packs says why"
                ruleset = Ruleset(payer, None, (), (), ALWAYS, absence)
            else:
                ruleset = self.compiled(payer, pack)
            self._rulesets[payer] = ruleset
        return ruleset

    def using(self, pack: Pack) -> Engine:
        """The same engine with `pack` ruling its own payers, whatever else states them.

        Raises `PackError` if the pack does not compile.
        """
        return self.ruling_by(*(self.compiled(payer, pack) for payer in pack.payers))

    def ruling_by(self, *rulesets: Ruleset) -> Engine:
        """The same engine with each of `rulesets` ruling its payer, whatever pack states it."""
        other = copy(self)
        other._rulesets = self._rulesets | {ruleset.payer: ruleset for ruleset in rulesets}
        return other

    def working_in(self, workshop: Workshop) -> Engine:
        """The same engine, which compiles in another workshop."""
        other = copy(self)
        other.workshop = workshop
        return other

    def compiled(self, payer: str, pack: Pack) -> Ruleset:
        """The policies of a pack, compiled for a payer. Raises `PackError` if the pack does not compile."""
        return compile_ruleset(payer, pack, self.workshop)

    def check(self, encounter: Encounter | Mapping[str, Any]) -> Evaluation:
        """Rule one encounter. Raises `EncounterError` with every fault of one that is not well formed."""
        made = structure(encounter)
        return Evaluation(self.rule(made.payer, Batch.of([made])), 0, self.receipt)

    def check_many(self, encounters: Iterable[Encounter | Mapping[str, Any]]) -> Iterator[Evaluation]:
        """Rule encounters together, and give their evaluations in the order in which they came.

        Policies that span encounters see all of the call, in order of date of service; nothing is given
        before the last encounter has come. Many encounters go through temporary files, so that memory
        stays flat. Raises `EncounterError` for the first that is not well formed.
        """
        made = enumerate(structure(encounter) for encounter in encounters)
        first = list(islice(made, IN_MEMORY))
        more = list(islice(made, 1))
        if more:
            for _, whole, place in spooled(chain(first, more, made), self._blocks):
                yield Evaluation(whole, place, self.receipt)
            return
        results: dict[int, Evaluation] = {}
        for numbers, whole in self._by_payer(first):
            results.update(
                (number, Evaluation(whole, place, self.receipt)) for place, number in enumerate(numbers)
            )
        for number in range(len(first)):
            yield results[number]

    def rule(self, payer: str, batch: Batch, *, keep_facts: bool = True) -> BatchEvaluation:
        """Rule a batch of one payer's encounters: arrays in, arrays out.

        The encounters stand in order of date of service.
        """
        if self._enriches:
            for plugin, columns in self.host.ask("scrubjay_enrich", batch=batch):
                try:
                    batch.enrich(columns)
                except (AttributeError, TypeError, ValueError) as error:
                    plugin.fail(f"scrubjay_enrich gave what cannot be added to a batch: {error}")
        whole = evaluate(self.ruleset(payer), batch, keep_facts=keep_facts)
        if self._observed:
            receipt = self.receipt(whole)
            for _ in self.host.ask("scrubjay_observe", receipt=receipt):
                pass
        return whole

    def receipt(self, whole: BatchEvaluation, encounter: int | None = None) -> Receipt:
        """What took part in an evaluation of a batch, or in that of one encounter of it."""
        return make_receipt(whole, self.host, encounter)

    def _by_payer(
        self, numbered: Sequence[tuple[int, Encounter]]
    ) -> Iterator[tuple[list[int], BatchEvaluation]]:
        """The encounters of each payer, ruled together in order of date of service."""
        by_payer: dict[str, list[tuple[int, Encounter]]] = {}
        for number, encounter in sorted(numbered, key=lambda pair: pair[1].date):
            by_payer.setdefault(encounter.payer, []).append((number, encounter))
        for payer, mine in by_payer.items():
            whole = self.rule(payer, Batch.of([encounter for _, encounter in mine]))
            yield [number for number, _ in mine], whole

    def _blocks(self, numbered: Sequence[tuple[int, Encounter]]) -> Iterator[Block]:
        """The same in blocks of a few encounters each, in ascending order of their numbers."""
        if not numbered:
            return
        ruled = [(np.array(numbers), whole) for numbers, whole in self._by_payer(numbered)]
        bounds = [number for number, _ in numbered][::BLOCK]
        for low, high in zip(bounds, [*bounds[1:], sys.maxsize], strict=True):
            block: Block = []
            for numbers, whole in ruled:
                here = np.flatnonzero((numbers >= low) & (numbers < high))
                if len(here):
                    block.append((numbers[here].tolist(), only(whole, here)))
            yield block
