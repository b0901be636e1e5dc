"""An engine as the tests of one pack see it, and the encounters that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scrubjay.engine import Engine
from scrubjay.intake import structure
from scrubjay.model import Encounter
from scrubjay.packs.model import Pack
from scrubjay.ruleset import Ruleset, compile_ruleset

STAND_IN: Final = "test"
"""The payer under which a pack that names none is ruled; the patient of a test that names none."""

OWN_KEYS: Final = frozenset({"name", "expect", "cites", "encounter"})
"""The keys of a test that are not those of an encounter."""


class PackEngine(Engine):
    """Another engine's plugins and packs, with `pack` ruling its own payers, wherever it lies.

    A pack without payers rules under a stand-in. Raises `PackError` for a pack that does not compile.
    """

    def __init__(self, engine: Engine, pack: Pack) -> None:
        vars(self).update(vars(engine))
        self.pack = pack
        self.payers = pack.payers or (STAND_IN,)
        self._own = {
            payer: compile_ruleset(payer, pack, self.catalogue, self.host.kinds) for payer in self.payers
        }

    def ruleset(self, payer: str) -> Ruleset:
        """The pack's policies for its own payers; for others what the engine has."""
        return self._own.get(payer) or super().ruleset(payer)

    def encounter(self, table: Mapping[str, Any]) -> Encounter:
        """The encounter that a test's table describes. Raises `EncounterError`."""
        keys = {key: value for key, value in table.items() if key not in OWN_KEYS}
        return structure({"payer": self.payers[0], "patient": {"id": STAND_IN}, **keys})
