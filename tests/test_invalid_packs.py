"""Every message that a pack can bring about, each with a pack that does.

A folder of `tests/invalid/packs` is one pack, or holds several that are used together; its `expected.txt`
holds what is said, with paths relative to the folder.
"""

import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from attrs import frozen

import scrubjay
from scrubjay import Answers, Batch, CodeSet, Context, Engine, Money, PackError, Ruling, kind, param, passes
from scrubjay.lint import CODES, lint_pack
from scrubjay.packs.catalogue import pack_folders
from scrubjay.packs.faults import Fault

FOLDER = Path(__file__).parent / "invalid" / "packs"
NAMES = sorted(each.name for each in FOLDER.iterdir() if each.is_dir())
SAYS = Answers(met=passes("is met"))
AS_OF = date(2026, 11, 21)


class Rules:
    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.zeros(batch.lines, np.int8))


@kind("test.figures", stage="pricing", answers=SAYS)
@frozen
class Figures(Rules):
    amount: Money = param("What is paid.")
    factor: Decimal = param("By what it is multiplied.", default=Decimal(1))
    days: int = param("For how long.", default=30, unit="days", least=1, most=365)
    on: date | None = param("From when.", default=None)
    per: Literal["visit", "day"] = param("For what.", default="day")
    rounds: bool = param("Whether it is rounded.", default=True)
    codes: CodeSet | None = param("For which codes.", default=None)


@kind("test.breaks", stage="pricing", answers=SAYS)
@frozen
class Breaks(Rules):
    amount: int = param("What is divided.")

    def __attrs_post_init__(self) -> None:
        print(1 // self.amount)


@kind("test.unstatable", stage="pricing", answers=SAYS)
@frozen
class Unstatable(Rules):
    amount: complex = param("No TOML says this.")


@kind("test.early", stage="advice", answers=SAYS, after=("test.late",))
@frozen
class Early(Rules):
    pass


@kind("test.late", stage="advice", answers=SAYS, after=("test.early",))
@frozen
class Late(Rules):
    pass


@scrubjay.hookimpl
def scrubjay_kinds(context: Context) -> list[type]:
    return [Figures, Breaks, Unstatable, Early, Late]


@cache
def engine() -> Engine:
    return Engine(plugins=[sys.modules[__name__]])


def faults(folder: Path) -> Iterable[Fault]:
    if (folder / "pack.toml").exists() or not list(pack_folders(folder)):
        return lint_pack(folder, engine(), AS_OF)
    try:
        together = Engine([folder], plugins=[sys.modules[__name__]])
    except PackError as error:
        return error.faults
    return sorted({fault for root in pack_folders(folder) for fault in lint_pack(root, together, AS_OF)})


@pytest.mark.parametrize("name", NAMES)
def test_the_messages_are(name: str) -> None:
    folder = FOLDER / name
    said = [fault.text(fault.file.relative_to(folder).as_posix()) for fault in faults(folder)]
    assert said == (folder / "expected.txt").read_text("utf-8").splitlines()


def test_every_code_has_a_pack_that_brings_it_about() -> None:
    said = "".join((FOLDER / name / "expected.txt").read_text("utf-8") for name in NAMES)
    unseen = {code for code in CODES if f" {code} " not in said and f" {code}:" not in said}
    assert unseen == {"SJ031", "SJ199"}, "trust is shown in tests/packs, a check that breaks in tests/lint"


def test_a_named_folder_without_a_pack_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        Engine([tmp_path])
    assert (
        str(caught.value) == f"{tmp_path}:1:1: SJ001 holds no pack.toml; name the folder that holds pack.toml"
    )


def test_a_named_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="SJ001 is not a folder; name the folder that holds"):
        Engine([tmp_path / "lost"])


def test_an_unknown_pack_is_named_with_the_nearest() -> None:
    with pytest.raises(KeyError, match="no pack is called 'therapy-comon'; did you mean 'therapy-common'"):
        engine().catalogue.pack("therapy-comon")
