"""`scrubjay run --engine spark`: the files of an input ruled on the cluster that is configured."""

from __future__ import annotations

import json
import os
from itertools import chain
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

from scrubjay.bulk.errors import RunError
from scrubjay.bulk.job import Job, write_json
from scrubjay.bulk.planning import Asked, job_of
from scrubjay.bulk.run import RECEIPT, receipt_of
from scrubjay.bulk.work import finish, refuse_output, working_in
from scrubjay.bulk.writing import TABLES
from scrubjay.engine import Engine
from scrubjay.spark.ruling import rule
from scrubjay.spark.shipping import refuse_trust


def run_on_spark(asked: Asked, engine: Engine) -> dict[str, Any]:
    """Rule Parquet files into a folder of tables; gives the receipt that the folder holds too.

    Files and folders are where the driver and the cluster both see them. Raises `RunError` for what cannot be
    ruled.
    """
    refuse_trust(engine)
    job = job_of(asked, engine)
    refuse_output(asked.output, job.work, resume=False)
    if any(source.format != "parquet" for source in job.sources):
        raise RunError("--engine spark reads Parquet; rule other tables with scrubjay.spark.rule in a job")
    if unread := [source for source in job.sources if source.unread]:
        raise RunError(f"{unread[0].path}: {unread[0].unread}; leave it out")
    spark = SparkSession.builder.appName("scrubjay run").getOrCreate()
    with working_in(job.work):
        counted = _ruled(spark, job, asked)
        units = [{"refused": [0, 0], "chunks": [["", [_lines(counted)]]], "unread": []}]
        receipt = receipt_of(job, asked, units, counted)
        write_json(job.output / RECEIPT, receipt, indent=1)
        finish(job.work, job.output, asked.output)
    return receipt


def _ruled(spark: SparkSession, job: Job, asked: Asked) -> list[dict[str, Any]]:
    """Rule and write all tables; gives what each group of patients counted."""
    uris = {Path(os.path.realpath(path)).as_uri(): path for path in job.files}
    names = f.create_map(*(f.lit(text) for text in chain.from_iterable(uris.items())))
    place = (
        f.col("_metadata.file_path").alias("scrubjay_path"),
        f.col("_metadata.row_index").alias("scrubjay_index"),
    )
    whole = spark.read.parquet(*uris).select("*", *place)
    ruled = rule(
        whole,
        maps=asked.maps,
        payer=asked.payer,
        policies=asked.policies,
        packs=asked.packs,
        without=asked.without,
        file=names[f.regexp_replace("scrubjay_path", "^file:/+", "file:///")],
        row=f.col("scrubjay_index") + 1,
    )
    kept = ruled.whole.persist()
    try:
        for name in TABLES:
            getattr(ruled, name).write.parquet(str(job.output / name))
            _tidy(job.output / name)
        return [json.loads(each[0]) for each in ruled.counted.collect()]
    finally:
        kept.unpersist()


def _tidy(folder: Path) -> None:
    """Remove what Spark writes beside its files."""
    for file in folder.iterdir():
        if file.name.startswith((".", "_")):
            file.unlink()


def _lines(counted: list[dict[str, Any]]) -> int:
    rows = [row for each in counted for row in each["tally"]]
    return sum(row[-1] for row in rows if row[0] == "lines")
