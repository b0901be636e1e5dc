"""What a scenario says of a line's adjustments and remark codes."""

from pathlib import Path

import pytest

from scrubjay import Engine
from scrubjay.packs.load import read_pack
from scrubjay.testkit import run_pack_tests

PACK = """
[[policy]]
id = "most"
kind = "coding.status-codes"
title = "Never paid"
action = "deny"
remit = { group = "CO", carc = "97", rarcs = ["N1"] }
  [[policy.version]]
  effective = 2025-01-01
  params = { codes = [{ code = "97010", status = "bundled" }] }
"""


def run(folder: Path, expected: str) -> tuple[str, ...]:
    files = {
        "pack.toml": 'id = "acme"\nversion = "2026.1.0"\ntitle = "t"\npayers = ["acme"]\n',
        "policies/all.toml": PACK,
        "tests/all.toml": '[[scenario]]\nname = "s"\ndate = 2026-01-01\n'
        'lines = [{ code = "97010", units = 1, charge = "20.00" }]\n'
        f"expect = {{ lines = [{{ line = 1, {expected} }}] }}\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (result,) = run_pack_tests(Engine(packs=[folder]), read_pack(folder))
    return result.messages


def test_adjustments_and_remarks_are_compared(tmp_path: Path) -> None:
    assert run(tmp_path, 'adjustments = ["CO-97 20.00"], remarks = []') == ()


@pytest.mark.parametrize(
    "expected",
    [
        'adjustments = ["CO-97 19.99"]',
        'adjustments = ["PR-97 20.00"]',
        "adjustments = []",
        'remarks = ["N1"]',
    ],
)
def test_other_ones_are_told(tmp_path: Path, expected: str) -> None:
    (message,) = run(tmp_path, expected)
    assert message.startswith("line 1: expected ")
