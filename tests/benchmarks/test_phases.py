"""The phases of a run are timed by functions that a run has."""

from importlib import import_module

import pytest
from benchmarks.phases import PHASES


@pytest.mark.parametrize("place", [place for places in PHASES.values() for place in places])
def test_every_function_that_is_timed_is_there(place: str) -> None:
    module, _, name = place.partition(":")
    found = import_module(f"scrubjay.bulk.{module}")
    for part in name.split("."):
        found = getattr(found, part)
    assert callable(found)
