"""A cluster says what one machine says, and goes on when a part of it is lost."""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from claimtables import ruled, said, write
from click.testing import Result
from test_run_results import encounters

from scrubjay import Engine

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="NO JAVA: NOTHING ABOUT SPARK IS TESTED"),
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::FutureWarning"
    ),
]

SHAPES = ("claims.parquet", "claims.nested.parquet")
DRAWN = encounters(31, 200, 40)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A cluster of two workers, each a process of its own, on this machine."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


@pytest.fixture(scope="module", autouse=True)
def parted() -> Iterator[None]:
    """Few encounters fit in memory, so that there are several groups of patients."""
    import scrubjay.spool

    before, scrubjay.spool.IN_MEMORY = scrubjay.spool.IN_MEMORY, 60
    yield
    scrubjay.spool.IN_MEMORY = before


def executors() -> list[int]:
    """The processes of the cluster's executors that this process started, directly or not."""
    parents, found = {}, []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if b"CoarseGrainedExecutorBackend" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue

    def ours(process: int) -> bool:
        while process in parents:
            process = parents[process]
            if process == os.getpid():
                return True
        return False

    return [process for process in found if ours(process)]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_cluster_says_what_one_machine_says(
    spark: Any, installed: Engine, tmp_path: Path, shape: str
) -> None:
    from scrubjay.bulk.planning import Asked
    from scrubjay.spark.run import run_on_spark

    source = write(DRAWN, tmp_path / shape)
    here, receipt = ruled(installed, tmp_path, source)
    asked = Asked((str(source),), tmp_path / "cluster", {})
    there = run_on_spark(asked, installed)
    assert said(tmp_path / "cluster") == said(here)
    assert there == receipt


def test_a_job_of_ones_own_gets_tables(spark: Any, installed: Engine, tmp_path: Path) -> None:
    import scrubjay.spark

    source = write(DRAWN, tmp_path / "claims.parquet")
    here, _ = ruled(installed, tmp_path, source)
    claims = spark.read.parquet(str(source)).withColumnRenamed("code", "HCPCS").repartition(5)
    found = scrubjay.spark.rule(claims, maps={"code": "HCPCS"})
    for name in ("lines", "findings", "adjustments"):
        getattr(found, name).write.parquet(str(tmp_path / "job" / name))
    assert len(said(tmp_path / "job")["lines"]) == len(said(here)["lines"])


def test_a_worker_that_is_killed_changes_nothing(spark: Any, installed: Engine, tmp_path: Path) -> None:
    from scrubjay.bulk.planning import Asked
    from scrubjay.spark.run import run_on_spark

    source = write(DRAWN, tmp_path / "claims.parquet")
    here, receipt = ruled(installed, tmp_path, source)
    victim, killed = executors()[0], threading.Event()

    def kill() -> None:
        end = monotonic() + 60
        while monotonic() < end and not list(tmp_path.glob(".cluster.scrubjay/output/lines*")):
            threading.Event().wait(0.02)
        os.kill(victim, 9)
        killed.set()

    threading.Thread(target=kill, daemon=True).start()
    there = run_on_spark(Asked((str(source),), tmp_path / "cluster", {}), installed)
    assert killed.is_set()
    assert said(tmp_path / "cluster") == said(here)
    assert there == receipt


def test_what_spark_leaves_to_others_is_refused(sj: Any, tmp_path: Path) -> None:
    source = write(DRAWN[:3], tmp_path / "claims.csv")
    for arguments in (["--where", "true"], ["--resume"], ["--format", "csv"], []):
        result: Result = sj("run", source, "-o", tmp_path / "out", "--engine", "spark", *arguments)
        assert result.exit_code == 2
        assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()
