"""The engine: plugins and packs, discovered once, and encounters ruled by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from scrubjay.batch import Batch
from scrubjay.evaluate import BatchEvaluation, evaluate
from scrubjay.host import Host
from scrubjay.intake import structure
from scrubjay.model import Encounter
from scrubjay.packs.catalogue import Catalogue, discover
from scrubjay.packs.faults import nearest
from scrubjay.receipt import Receipt, make_receipt
from scrubjay.results import Evaluation
from scrubjay.ruleset import Ruleset, compile_ruleset
from scrubjay.rulings import Outcome
from scrubjay.timeline import ALWAYS


class Engine:
    """Rules encounters by the packs and plugins that it finds.

    `packs` names folders of packs besides the installed ones; `without` names plugins to leave out;
    `plugins` holds modules to register besides the installed ones. Raises `PackError` for a named folder
    that cannot be used.
    """

    def __init__(
        self,
        packs: Iterable[str | Path] = (),
        *,
        without: Iterable[str] = (),
        plugins: Iterable[ModuleType] = (),
    ) -> None:
        self.host = Host(without, plugins)
        self.catalogue: Catalogue = discover(self.host, [Path(folder) for folder in packs])
        self._rulesets: dict[str, Ruleset] = {}
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
                absence = (
                    f"no pack states the policies of payer {payer!r}; {nearest(payer, self.catalogue.payers)}"
                )
                ruleset = Ruleset(payer, None, (), (), ALWAYS, absence)
            else:
                ruleset = compile_ruleset(payer, pack, self.catalogue, self.host.kinds)
            self._rulesets[payer] = ruleset
        return ruleset

    def check(self, encounter: Encounter | Mapping[str, Any]) -> Evaluation:
        """Rule one encounter. Raises `EncounterError` with every fault of one that is not well formed."""
        made = structure(encounter)
        return self._evaluations(made.payer, [made])[0]

    def check_many(self, encounters: Iterable[Encounter | Mapping[str, Any]]) -> Iterator[Evaluation]:
        """Rule encounters together, and give their evaluations in the order in which they came.

        Policies that span encounters see all of the call, in order of date of service.
        """
        made = [structure(encounter) for encounter in encounters]
        by_payer: dict[str, list[int]] = {}
        for number in sorted(range(len(made)), key=lambda number: made[number].date):
            by_payer.setdefault(made[number].payer, []).append(number)
        results: dict[int, Evaluation] = {}
        for payer, numbers in by_payer.items():
            evaluations = self._evaluations(payer, [made[number] for number in numbers])
            results.update(zip(numbers, evaluations, strict=True))
        for number in range(len(made)):
            yield results[number]

    def rule(self, payer: str, batch: Batch, *, keep_facts: bool = True) -> BatchEvaluation:
        """Rule a batch of one payer's encounters: arrays in, arrays out.

        The encounters stand in order of date of service.
        """
        if self._enriches:
            for _, columns in self.host.ask("scrubjay_enrich", batch=batch):
                batch.enrich(columns)
        whole = evaluate(self.ruleset(payer), batch, keep_facts=keep_facts)
        if self._observed:
            receipt = self.receipt(whole)
            for _ in self.host.ask("scrubjay_observe", receipt=receipt):
                pass
        return whole

    def receipt(self, whole: BatchEvaluation) -> Receipt:
        """What took part in an evaluation."""
        counts = np.zeros(len(Outcome), np.int64)
        for ruling in whole.rulings:
            counts += np.bincount(ruling.outcome, minlength=len(Outcome))
        coverage = {
            "lines": whole.batch.lines,
            "covered": whole.batch.lines - int(whole.uncovered.sum()),
            **{outcome.word: int(counts[outcome]) for outcome in Outcome},
        }
        return make_receipt(whole.ruleset, self.host, coverage)

    def _evaluations(self, payer: str, encounters: list[Encounter]) -> list[Evaluation]:
        whole = self.rule(payer, Batch.of(encounters))
        return [Evaluation(whole, number, self.receipt) for number in range(len(encounters))]
