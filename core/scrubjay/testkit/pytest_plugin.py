"""Pack tests as pytest items: `pytest --scrubjay-packs payers/`, or `scrubjay_packs = true` in the settings.

Every example and scenario of a pack that pytest comes upon is one item, named `pack::policy::test`. pytest
loads this module wherever ScrubJay is installed, so it imports nothing and does nothing until it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from scrubjay.testkit.collecting import PackFile

OPTION = "scrubjay_packs"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag and the setting, both off."""
    text = "run the tests of ScrubJay packs: each pack.toml that is found"
    parser.getgroup("scrubjay").addoption("--scrubjay-packs", action="store_true", dest=OPTION, help=text)
    parser.addini(OPTION, text, type="bool", default=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PackFile | None:
    """Collect a `pack.toml`, where that was asked for."""
    if file_path.name != "pack.toml":
        return None
    config = parent.config
    if not (config.getoption(OPTION) or config.getini(OPTION)):
        return None
    from scrubjay.testkit.collecting import PackFile

    return PackFile.from_parent(parent, path=file_path)
