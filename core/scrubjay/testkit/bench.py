"""Where the tests of one pack run, and the encounters that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from scrubjay.engine import Engine
from scrubjay.intake import structure
from scrubjay.model import Encounter
from scrubjay.packs.model import Pack
from scrubjay.policy import Policy
from scrubjay.testkit.cases import PackTest

STAND_IN: Final = "test"
"""The payer under which a pack that names none is ruled; the patient of a test that names none."""

OWN_KEYS: Final = frozenset({"name", "expect", "cites", "encounter"})
"""The keys of a test that are not those of an encounter."""


class Bench:
    """Where one pack's tests run: an engine in which it rules its own payers, or, without any, a stand-in.

    Raises `PackError` for a pack that does not compile.
    """

    def __init__(self, engine: Engine, pack: Pack) -> None:
        self.pack = pack
        self.payers = pack.payers or (STAND_IN,)
        self.engine = engine.using(evolve(pack, payers=self.payers))

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
