"""The page of a code shows what brings it about, and what mends it: both are run."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import scrubjay
from scrubjay import Context, Engine
from scrubjay.lint import CODES, Check, lint_pack
from scrubjay.lint.example import PLUGIN, examples, lay
from scrubjay.packs.faults import PackError
from scrubjay.packs.load import read_pack

AS_OF = date(2026, 11, 21)


def acme(texts: Sequence[str]) -> ModuleType:
    """The plugin of the examples, and what an example adds to it."""
    module = ModuleType("acme_plugin")
    names = module.__dict__
    for text in (PLUGIN, *texts):
        exec(compile(text, "<plugin>", "exec"), names)
    kinds = [each for each in list(names.values()) if isinstance(each, type) and hasattr(each, "__kind__")]
    checks = [each for each in list(names.values()) if isinstance(each, Check)]

    @scrubjay.hookimpl
    def scrubjay_kinds(context: Context) -> list[type]:
        return kinds

    @scrubjay.hookimpl
    def scrubjay_lints(context: Context) -> list[Check]:
        return checks

    names.update(scrubjay_kinds=scrubjay_kinds, scrubjay_lints=scrubjay_lints)
    return module


def found(code: str, word: str, folder: Path) -> set[str]:
    shown = examples(CODES[code].doc)[word]
    root = folder / "acme"
    root.mkdir()
    lay([block for block in shown if block.file != "plugin.py"], root)
    plugin = acme([block.text for block in shown if block.file == "plugin.py"])
    engine = Engine([root] if usable(root) else [], plugins=[plugin])
    return {fault.code for fault in lint_pack(root, engine, AS_OF)}


def usable(root: Path) -> bool:
    try:
        read_pack(root)
    except PackError:
        return False
    return True


LINTED = sorted({*CODES} - {"SJ031"})
"""The codes that the lint can find; whether a pack is trusted is a matter of the engine that uses it."""


@pytest.mark.parametrize("code", LINTED)
def test_the_bad_example_brings_its_code_about_and_no_other(code: str, tmp_path: Path) -> None:
    assert found(code, "Bad", tmp_path) == {code}


@pytest.mark.parametrize("code", LINTED)
def test_the_good_example_is_without_fault(code: str, tmp_path: Path) -> None:
    assert found(code, "Good", tmp_path) == set()


def test_the_pack_of_the_examples_is_without_fault(tmp_path: Path) -> None:
    lay([], tmp_path)
    assert lint_pack(tmp_path, Engine(), AS_OF) == []
