"""Where the tests of one pack run, and the encounters that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any, Final

from attrs import evolve

from scrubjay.compiling import Workshop
from scrubjay.engine import Engine
from scrubjay.intake import structure
from scrubjay.model import Encounter
from scrubjay.packs.entries import qualified
from scrubjay.packs.model import OverrideEntry, Pack, PolicyTest, SupplyEntry
from scrubjay.policy import Policy
from scrubjay.ruleset import Ruleset
from scrubjay.testkit.cases import OWN_KEYS, PackTest

STAND_IN: Final = "test"
"""The payer under which a pack that names none is ruled; the patient of a test that names none."""


class Bench:
    """Where one pack's tests run: an engine in which it rules its own payers, or, without any, a stand-in.

    Raises `PackError` for a pack that does not compile.
    """

    def __init__(self, engine: Engine, pack: Pack) -> None:
        self.pack = pack
        self.payers = pack.payers or (STAND_IN,)
        self.engine = engine.using(evolve(pack, payers=self.payers))
        self._supplied: dict[str, Engine] = {}

    def given(self, test: PolicyTest) -> Engine:
        """The engine in which the values that a test supplies hold. Raises `PackError` for what cannot."""
        supplies = self.supplies(test)
        if supplies is None:
            return self.engine
        key = repr(test.data["supply"])
        if key not in self._supplied:
            pack = evolve(self.pack, payers=self.payers, supplies=supplies)
            self._supplied[key] = self.engine.using(pack)
        return self._supplied[key]

    def supplies(self, test: PolicyTest) -> tuple[SupplyEntry, ...] | None:
        """What a test supplies in place of what the pack does; None for one that supplies nothing."""
        values = test.data.get("supply")
        if values is None:
            return None
        id, place = self.pack.id, (*test.place, "supply")
        return tuple(
            SupplyEntry(id, qualified(id, name), value, date.min, test.document, (*place, name))
            for name, value in values.items()
        )

    def remade(self, pack: Pack, workshop: Workshop, *rulesets: Ruleset) -> Bench:
        """The same bench for the pack, changed; `rulesets` are what `workshop` made of it."""
        other = copy(self)
        other.pack, other._supplied = pack, {}
        other.engine = self.engine.working_in(workshop).ruling_by(*rulesets)
        return other

    def policy(self, test: PackTest) -> Policy:
        """The policy that an example is about: the one beside which it stands, or whose override it is."""
        policies = self.engine.ruleset(self.payers[0]).policies
        name = f"{test.pack.id}:{test.subject}"
        if isinstance(test.about, OverrideEntry):
            return next(each for each in policies if name in {override.name for override in each.overrides})
        return next(each for each in policies if each.id == name)

    def encounter(self, table: Mapping[str, Any]) -> Encounter:
        """The encounter that a test's table describes. Raises `EncounterError`."""
        keys = {key: value for key, value in table.items() if key not in OWN_KEYS}
        return structure({"payer": self.payers[0], "patient": {"id": STAND_IN}, **keys})

    def encounters(self, test: PackTest) -> list[Encounter]:
        """The encounters that a test describes. Raises `EncounterError`."""
        return [self.encounter(table) for table in test.tables]
