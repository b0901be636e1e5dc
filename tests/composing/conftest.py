"""Engines over packs that extend each other."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from composing_kinds import KINDS, policy

from scrubjay import Engine


@pytest.fixture(scope="session")
def packs_at(
    write_pack: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Write packs by id, each with what `write_pack` takes; "base" states `says` unless it is given."""

    def make(**packs: dict[str, Any]) -> Path:
        folder = tmp_path_factory.mktemp("packs")
        for id, stated in ({"base": {}} | packs).items():
            policies = stated.get("policies", [policy()] if id == "base" else [])
            rest = {key: value for key, value in stated.items() if key != "policies"}
            write_pack(folder / id, policies, id=id, **rest)
        return folder

    return make


@pytest.fixture(scope="session")
def engine_over(packs_at: Callable[..., Path], plugin_of: Callable[..., ModuleType]) -> Callable[..., Engine]:
    """An engine over such packs."""
    plugin = plugin_of(KINDS, "composing_kinds")

    def make(**packs: dict[str, Any]) -> Engine:
        return Engine(packs=[packs_at(**packs)], plugins=[plugin])

    return make
