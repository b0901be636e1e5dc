"""A table of claims ruled on a cluster: partitioned by patient, through Arrow, by the packs of the driver."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from attrs import frozen
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f
from pyspark.sql import types as t
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_type

from scrubjay.bulk.binding import Binding, bind
from scrubjay.bulk.ruling import Wanted, rule_claims
from scrubjay.bulk.spreading import partitions_for
from scrubjay.bulk.staged import FILE, ROW, Staged
from scrubjay.bulk.staging import stage_rows
from scrubjay.engine import Engine
from scrubjay.spark.shipping import Shipped, shipped, unpacked
from scrubjay.spark.wide import COLUMNS, TABLE, TALLY, WIDE, widened
from scrubjay.spool import neighbours

_FILE: Final = "scrubjay_file"
_ROW: Final = "scrubjay_row"
_RUN: Final = "scrubjay_run"
_STRAY: Final = "scrubjay_stray"


@frozen
class Ruled:
    """What was ruled: `whole` has all rows of all tables; the others are its parts.

    Each is computed when it is used. Persist `whole`, or write it once by `table`, where several are used.
    """

    whole: DataFrame

    @property
    def lines(self) -> DataFrame:
        """A row for each service line."""
        return self._table("lines")

    @property
    def findings(self) -> DataFrame:
        """A row for everything that did not simply pass."""
        return self._table("findings")

    @property
    def adjustments(self) -> DataFrame:
        """A row for each amount that a policy took off a charge."""
        return self._table("adjustments")

    @property
    def rejected(self) -> DataFrame:
        """A row for each reason for which an encounter was not ruled."""
        return self._table("rejected")

    @property
    def counted(self) -> DataFrame:
        """What each group of patients counted, as JSON."""
        return self.whole.where(f.col(TABLE) == TALLY).select(TALLY)

    def _table(self, name: str) -> DataFrame:
        return self.whole.where(f.col(TABLE) == name).select(*COLUMNS[name])


def rule(
    claims: DataFrame,
    *,
    maps: Mapping[str, str] | None = None,
    payer: str | None = None,
    policies: Sequence[str] = (),
    packs: Sequence[str | Path] = (),
    without: Sequence[str] = (),
    file: Column | None = None,
    row: Column | None = None,
) -> Ruled:
    """Rule a table of claims, an encounter or a service line a row.

    The columns are those of `scrubjay run`, and so are `maps`, `payer` and `policies`. `packs` are folders on
    the driver; all packs are sent with the job. `file` and `row` say where a row came from and in what order
    they stand; without them they are numbered as Spark reads them. Two small jobs run at once, to count the
    encounters of the patients and to find ids that name two. Raises `RunError` for columns that are missing
    or of another type, and `PackError` for a pack that cannot be used.
    """
    engine = Engine(packs, without=without)
    names = dict(maps or {})
    binding = bind(arrow_of(claims.schema), names, "the table", payer=payer is not None)
    paths = {each.known.name: ".".join(f"`{part}`" for part in each.path) for each in binding.columns}
    nested = binding.lines is not None
    partitions = partitions_for(0)
    patient = f.coalesce(f.col(paths["patient.id"]).cast("string"), f.lit(""))
    rows = claims.select(
        *(f.col(f"`{name}`").alias(f"column_{place}") for place, name in enumerate(binding.needs)),
        (f.lit("table") if file is None else file).alias(_FILE),
        (f.monotonically_increasing_id() + 1 if row is None else row).alias(_ROW),
        patient.alias("patient"),
        (f.lit(None).cast("string") if nested else f.col(paths["id"])).alias("id"),
        (f.crc32(patient) % partitions).cast("int").alias("part"),
    )
    rows = rows.withColumn(_RUN, f.get(f.lit(_runs(rows, partitions, nested)), f.col("part")))
    rows = rows.withColumn(_STRAY, f.lit(False)) if nested else _marked(rows)
    rows = rows.drop("patient", "id", "part")
    do = _ruler(shipped(engine, tuple(without)), binding, Wanted(names, nested, tuple(policies)), payer)
    return Ruled(rows.groupBy(_RUN).applyInArrow(do, from_arrow_schema(WIDE)))


def arrow_of(schema: t.StructType) -> pa.Schema:
    """The columns of a table as Arrow has them."""
    return pa.schema([(field.name, _arrow_of(field.dataType)) for field in schema])


def _arrow_of(type: t.DataType) -> pa.DataType:
    if isinstance(type, t.StructType):
        return pa.struct([(field.name, _arrow_of(field.dataType)) for field in type])
    if isinstance(type, t.ArrayType):
        return pa.list_(_arrow_of(type.elementType))
    if isinstance(type, t.MapType):
        return pa.map_(_arrow_of(type.keyType), _arrow_of(type.valueType))
    return pa.timestamp("us") if isinstance(type, t.TimestampType) else to_arrow_type(type)


def _runs(parts: DataFrame, partitions: int, nested: bool) -> list[int]:
    """For each partition the number of the run of neighbours that is ruled together."""
    count = f.count("*") if nested else f.count_distinct("id")
    counts = [0] * partitions
    for found in parts.groupBy("part").agg(count.alias("count")).collect():
        counts[found["part"]] = found["count"]
    number = [0] * partitions
    for run, places in enumerate(neighbours(counts)):
        for place in places:
            number[place] = run
    return number


def _marked(rows: DataFrame) -> DataFrame:
    """Rows whose id also names another patient are marked."""
    pairs = rows.groupBy("id").agg((f.min("patient") != f.max("patient")).alias("astray"))
    found = [each["id"] for each in pairs.where("astray").select("id").collect() if each["id"] is not None]
    return rows.withColumn(
        _STRAY, f.coalesce(f.col("id").isin(found), f.lit(False)) if found else f.lit(False)
    )


def _ruler(
    sent: Shipped, binding: Binding, wanted: Wanted, payer: str | None
) -> Callable[[pa.Table], pa.Table]:
    """The function that the cluster applies to each group of patients."""

    def ruled(rows: pa.Table) -> pa.Table:
        rows = rows.rename_columns(_theirs(rows.column_names, binding)).combine_chunks()
        files = rows.column(_FILE).combine_chunks().cast(pa.string()).dictionary_encode()
        names = np.asarray(files.dictionary.to_pylist(), object)
        rank = np.argsort(np.argsort(names))[np.asarray(files.indices)]
        order = pa.array(np.lexsort((rows.column(_ROW).to_numpy(), rank)))
        rows, files = rows.take(order).combine_chunks(), files.take(order)
        numbers = rows.column(_ROW).combine_chunks().cast(pa.int64())
        staged = stage_rows(rows, pa.array(np.arange(len(rows))), binding, payer)
        at = staged.headers.column(ROW).combine_chunks()
        headers = _renumbered(staged.headers, numbers).append_column(FILE, files.take(at))
        claims = Staged(headers, _renumbered(staged.lines, numbers))
        strays = np.asarray(rows.column(_STRAY).combine_chunks().take(at).cast(pa.int8())).astype(np.bool_)
        return widened(rule_claims(unpacked(sent), claims, wanted, strays))

    return ruled


def _renumbered(table: pa.Table, numbers: pa.Array) -> pa.Table:
    """The table with the numbers that its rows have in their file, in place of those that they have here."""
    at = table.column(ROW).combine_chunks()
    return table.set_column(table.column_names.index(ROW), ROW, numbers.take(at))


def _theirs(names: Sequence[str], binding: Binding) -> list[str]:
    """The names of columns as the table has them; on the way they are numbered, for Spark reads points."""
    known = {f"column_{place}": name for place, name in enumerate(binding.needs)}
    return [known.get(name, name) for name in names]
