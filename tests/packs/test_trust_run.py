"""A run over many files starts processes of its own, and they trust whom the run trusts."""

from pathlib import Path

import pytest

from scrubjay import Engine, Trust
from scrubjay.packs.signing import make_key, public_half

job = pytest.importorskip("scrubjay.bulk.job")
planning = pytest.importorskip("scrubjay.bulk.planning")


def test_the_processes_of_a_run_have_its_policy(tmp_path: Path) -> None:
    (tmp_path / "visits.jsonl").write_text("{}\n")
    policy = Trust((public_half(make_key()),), shipped=False)
    asked = planning.Asked((str(tmp_path / "visits.jsonl"),), tmp_path / "out", {})
    made = planning.job_of(asked, Engine(trust=policy))
    assert made.engine.trust == policy
    assert made.engine.catalogue.payers == []
