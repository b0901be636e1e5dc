"""The pack over which the examples in the pages of codes are laid, so that they can be short, and be run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import tomli_w
from attrs import frozen

PACK: Final[Mapping[str, str]] = {
    "pack.toml": """\
id = "acme"
version = "2026.11.0"
title = "Acme Health"
payers = ["acme-health"]
coverage = { from = 2024-01-01 }
""",
    "README.md": """\
# Acme Health

How Acme Health counts units. It is invented.
""",
    "policies/policies.toml": """\
[[source]]
id = "manual"
title = "Provider manual, Acme Health"
url = "https://acme.example/manual"
retrieved = 2026-11-21
standing = "primary"

[[policy]]
id = "total-time"
kind = "units.total-time"
title = "Units by the total of timed minutes"
action = "reduce"
remit = { group = "CO", carc = "151", rarcs = ["N362"] }
untranslatable = []

  [[policy.version]]
  effective = 2024-01-01
  verified_on = 2026-11-21
  cites = [{ source = "manual", at = "page 12" }]
  params = { codes = ["97110", "97112"] }

  [[policy.test]]
  name = "23 minutes make two units"
  date = 2024-01-01
  lines = [{ code = "97110", minutes = 23, units = 2 }]
  expect = [{ line = 1, outcome = "pass" }]

  [[policy.test]]
  name = "22 minutes make one"
  date = 2024-06-03
  lines = [{ code = "97110", minutes = 22, units = 2 }]
  expect = [{ line = 1, outcome = "fail", units = 1 }]
""",
}
"""The files of the pack, as they stand before an example changes them."""
PLUGIN: Final = """\
import numpy as np
from attrs import frozen

from scrubjay import Answers, Batch, Money, Ruling, kind, param, passes
from scrubjay.tables import Table

SAYS = Answers(met=passes("is met"))


class Passes:
    def rule(self, batch: Batch) -> Ruling:
        return Ruling(np.full(batch.lines, SAYS.met))


@kind("acme.listed", stage="coding", answers=SAYS)
@frozen(eq=False)
class Listed(Passes):
    table: Table = param("The codes that are listed.")


@kind("acme.fee", stage="coding", answers=SAYS)
@frozen
class Fee(Passes):
    amount: Money = param("What is paid.")
"""
"""A plugin of the same vendor, with kinds of its own."""

_FENCE: Final = re.compile(
    r'^```(?P<language>\w+)(?: title="(?P<file>[^"]+)")?\n(?P<text>.*?)^```$', re.M | re.S
)
_PLACE: Final = {"toml": "policies/policies.toml", "python": "plugin.py"}


@frozen
class Block:
    """A fenced block of an example: the file it is about, and its text."""

    file: str
    text: str


def examples(doc: str) -> dict[str, list[Block]]:
    """The blocks below **Bad** and **Good** in the Markdown of a code."""
    parts = re.split(r"^\*\*(Bad|Good|Why)\*\*", doc, flags=re.M)
    return {word: list(_blocks(text)) for word, text in zip(parts[1::2], parts[2::2], strict=True)}


def lay(blocks: list[Block], folder: Path) -> None:
    """Write the pack of the examples into a folder, with these blocks laid over it.

    A `[[policy]]` of a block changes the keys that it states; of all other entries, one with the same id
    stands in place of the pack's. A `pack.toml` that states the id, a file that is not TOML, and one that
    the pack does not have are written whole.
    """
    files = dict(PACK)
    for block in blocks:
        files[block.file] = _over(files.get(block.file), block)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")


def _blocks(text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        if found["language"] != "console":
            yield Block(found["file"] or _PLACE[found["language"]], found["text"])


def _over(below: str | None, block: Block) -> str:
    if below is None or not block.file.endswith(".toml"):
        return block.text
    try:
        stated = tomllib.loads(block.text)
    except tomllib.TOMLDecodeError:
        return block.text
    if "id" in stated:
        return block.text
    whole = tomllib.loads(below)
    for key, value in stated.items():
        whole[key] = _merged(key, whole.get(key), value)
    return tomli_w.dumps(whole)


def _merged(key: str, below: Any, stated: Any) -> Any:
    both = isinstance(below, list) and isinstance(stated, list)
    if not both or not all(isinstance(each, dict) for each in (*below, *stated)):
        return stated
    left = {each.get("id"): each for each in below}
    placed: list[Any] = []
    for each in stated:
        known = left.pop(each.get("id"), None)
        placed.append({**known, **each} if key == "policy" and known else each)
    return [*left.values(), *placed]
