"""Unit counting by itself: the installed packs, with only their policies of the stage `units`."""

import pytest
from attrs import evolve

from scrubjay import Engine
from scrubjay.ruleset import Ruleset


class _Counting(Engine):
    def ruleset(self, payer: str) -> Ruleset:
        whole = super().ruleset(payer)
        return evolve(whole, policies=tuple(each for each in whole.policies if each.kind.stage == "units"))


@pytest.fixture(scope="session")
def installed() -> Engine:
    return _Counting()
