"""Where the tests of one pack run, and the encounters that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from attrs import evolve

from scrubjay.engine import Engine
from scrubjay.intake import structure
from scrubjay.model import Encounter
from scrubjay.packs.entries import qualified
from scrubjay.packs.model import Pack, PolicyTest, SupplyEntry
from scrubjay.policy import Policy
from scrubjay.testkit.cases import PackTest

STAND_IN: Final = "test"
"""The payer under which a pack that names none is ruled; the patient of a test that names none."""

OWN_KEYS: Final = frozenset({"name", "expect", "cites", "encounter", "supply"})
"""The keys of a test that are not those of an encounter."""


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
        values = test.data.get("supply")
        if values is None:
            return self.engine
        key = repr(values)
        if key not in self._supplied:
            supplies = tuple(
                SupplyEntry(
                    self.pack.id,
                    qualified(self.pack.id, name),
                    value,
                    date.min,
                    test.document,
                    (*test.place, "supply", name),
                )
                for name, value in values.items()
            )
            pack = evolve(self.pack, payers=self.payers, supplies=supplies)
            self._supplied[key] = self.engine.using(pack)
        return self._supplied[key]

    def policy(self, test: PackTest) -> Policy:
        """The policy that an example is about: the one beside which it stands, or whose override it is."""
        policies = self.engine.ruleset(self.payers[0]).policies
        return next(
            policy
            for policy in policies
            if policy.entry is test.about or any(each.entry is test.about for each in policy.overrides)
        )

    def encounter(self, table: Mapping[str, Any]) -> Encounter:
        """The encounter that a test's table describes. Raises `EncounterError`."""
        keys = {key: value for key, value in table.items() if key not in OWN_KEYS}
        return structure({"payer": self.payers[0], "patient": {"id": STAND_IN}, **keys})
