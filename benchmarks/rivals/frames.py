"""Data frames: the policies of `flat` in Polars, by windows over days, pools and codes."""

from typing import Final

import polars as pl
from polars import col

from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.flat import POLICIES, RESULTS, flat_lines, found_of
from benchmarks.rivals.marks import ABSENT, PAID
from benchmarks.rivals.names import FAIL, NO_DATA, PASS
from scrubjay.money import MISSING

COLUMNS: Final = (*(name.replace("-", "_") for name in POLICIES), *RESULTS)
DAY: Final = ("patient", "day", "provider")
POOL: Final = (*DAY, "pool")
CODE: Final = (*POOL, "code")
FEE_BITS: Final = 1 << 40
HIGHEST: Final = 1 << 62


def run(book: Book, claims: Columns) -> Found:
    """Rule a batch by `POLICIES`."""
    lines = pl.DataFrame(flat_lines(book, claims)).lazy()
    lines = _total_time(lines)
    lines = _fees(lines)
    lines = _several(lines)
    lines = _shares(lines)
    done = lines.collect()
    return found_of({name: done[name].to_numpy() for name in COLUMNS}, claims)


def _total_time(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The units that the minutes of a day support; among ties a code that claims the unit comes first."""
    only = col("plan").max().over(DAY)
    several = ((col("plan") > 0) & (col("plan") != only)).any().over(DAY)
    lines = lines.with_columns(
        several=several,
        pool=pl.when(col("plan") > 0).then(col("plan")).when(several).then(0).otherwise(only),
        known=col("minutes").clip(lower_bound=0),
    )
    claimed = pl.when(col("units") < 0).then(col("known") // 15).otherwise(col("units"))
    timed = lines.filter(col("timed") & col("in_force")).with_columns(claimed=claimed)
    codes = (
        timed.group_by(CODE)
        .agg(col("known").sum().alias("code_minutes"), col("claimed").sum().alias("asked"), col("line").min())
        .with_columns(whole=col("code_minutes") // 15, rest=col("code_minutes") % 15)
        .with_columns(weight=2 * col("rest") + (col("asked") > col("whole")).cast(pl.Int64))
        .sort("weight", "line", descending=[True, False])
        .with_columns(
            place=pl.int_range(pl.len()).over(POOL),
            spare=(col("code_minutes").sum() + 7).over(POOL) // 15 - col("whole").sum().over(POOL),
        )
        .select(*CODE, code_units=col("whole") + (col("place") < col("spare")).cast(pl.Int64))
    )
    before = col("claimed").cum_sum().over(CODE) - col("claimed")
    left = (col("code_units") - before).clip(lower_bound=0)
    last = col("line") == col("line").max().over(CODE)
    missing = col("minutes") < 0
    shared = (
        timed.join(codes, on=CODE)
        .sort("line")
        .with_columns(
            supported=pl.when(last).then(left).otherwise(pl.min_horizontal(left, "claimed")),
            unsettled=missing.any().over(POOL)
            | (col("several") & (col("plan") == 0).any().over(DAY) & (pl.len().over(DAY) > 1)),
        )
    )
    unknown = col("unsettled") | (col("units") < 0)
    counted = shared.select(
        "line",
        supported=pl.when("unsettled").then(-1).otherwise("supported"),
        total_time=pl.when(unknown)
        .then(NO_DATA)
        .when(col("units") != col("supported"))
        .then(FAIL)
        .otherwise(PASS),
        over=col("units") > col("supported"),
    )
    lines = lines.join(counted, on="line", how="left", maintain_order="left").with_columns(
        supported=col("supported").fill_null(-1), total_time=col("total_time").fill_null(0)
    )
    settled = pl.when(col("units") < 0).then("supported").otherwise(pl.min_horizontal("units", "supported"))
    payable = pl.when(col("supported") < 0).then("units").otherwise(settled)
    weight = pl.when((col("total_time") == FAIL) & ~col("over")).then(PASS).otherwise("total_time")
    return lines.with_columns(payable=payable, time_weight=weight)


def _half_up(numerator: pl.Expr, denominator: int) -> pl.Expr:
    return (2 * numerator + denominator) // (2 * denominator)


def _fees(lines: pl.LazyFrame) -> pl.LazyFrame:
    differs = col("office") != col("facility")
    expense = pl.when(col("site") == 1).then("facility").otherwise("office")
    told = (col("standing") != ABSENT) & (~differs | (col("site") >= 0))
    lines = lines.with_columns(
        expense=pl.when(told).then(expense),
        known=told & (col("standing") == PAID) & (col("place") >= 0) & (col("factor") != 0),
    )
    practice = col("expense") * col("practice_index")
    lines = lines.with_columns(
        fee=pl.when("known").then(_half_up(col("factor") * (col("work") + practice), 10**7)),
        reduced=pl.when("known").then(_half_up(col("factor") * (2 * col("work") + practice), 2 * 10**7)),
        billed=col("charge") != MISSING,
    )
    total = pl.when(col("payable") == 0).then(0).when(col("payable") > 0).then(col("fee") * col("payable"))
    allowed = pl.when("billed").then(pl.min_horizontal(total, "charge")).otherwise(total)
    lines = lines.with_columns(allowed=pl.when(total.is_not_null() & col("in_force")).then(allowed))
    # `min_horizontal` passes over what is missing; a line without a price has no amount all the same.
    taken = pl.when(col("billed") & col("allowed").is_not_null()).then(col("charge") - col("allowed"))
    return lines.with_columns(
        adjusted=taken.fill_null(0),
        fee_schedule=pl.when(~col("in_force"))
        .then(0)
        .when(col("allowed").is_null())
        .then(NO_DATA)
        .otherwise(PASS),
    )


def _several(lines: pl.LazyFrame) -> pl.LazyFrame:
    takes = col("multiple") & (col("payable") != 0) & col("in_force")
    lines = lines.with_columns(
        sure=takes & (col("payable") > 0) & col("allowed").is_not_null() & col("fee").is_not_null(),
        weight=pl.when(takes).then(
            pl.when(col("expense").is_null())
            .then(HIGHEST)
            .otherwise(col("expense") * FEE_BITS + col("fee").fill_null(FEE_BITS - 1))
        ),
        visit=pl.when(col("provider") < 0).then("encounter").otherwise(-1),
    )
    own, whole = (*DAY, "visit"), ("patient", "day")
    best = pl.when("sure").then("weight")
    columns = {}
    for name, group in (("own", own), ("whole", whole)):
        top_sure, top = best.max().over(group), col("weight").max().over(group)
        first = pl.when(col("sure") & (col("weight") == top_sure)).then("line").min().over(group)
        ahead = pl.when(col("weight") == top).then("line").min().over(group)
        columns[f"{name}_first"] = first
        columns[f"{name}_torn"] = first != ahead
    lines = lines.with_columns(**columns)
    open_day = ((col("provider") < 0) & col("weight").is_not_null()).any().over(whole)
    surely = (col("whole_first") == col("line")) & ~col("whole_torn")
    lines = lines.with_columns(first=col("sure") & (col("own_first") == col("line")), open_day=open_day)
    lines = lines.with_columns(torn=col("first") & (col("own_torn") | (col("open_day") & ~surely)))
    total = col("reduced") * col("payable") + pl.when("first").then(col("fee") - col("reduced")).otherwise(0)
    after = pl.min_horizontal("allowed", total)
    reduction = pl.when("billed").then(col("allowed") - after).otherwise(0)
    return lines.with_columns(
        mppr=pl.when("torn").then(NO_DATA).when("sure").then(PASS).otherwise(0),
        adjusted=pl.when("torn").then(0).when("sure").then(col("adjusted") + reduction).otherwise("adjusted"),
        allowed=pl.when(~col("torn")).then(pl.when("sure").then(after).otherwise("allowed")),
    )


def _shares(lines: pl.LazyFrame) -> pl.LazyFrame:
    priced = col("allowed").is_not_null()
    lines = lines.with_columns(owed=pl.when(priced).then(_half_up(col("allowed") * 20, 100)).otherwise(0))
    base = pl.when("billed").then("charge").otherwise("allowed") - col("adjusted") - col("owed")
    withheld = pl.when(priced).then(_half_up(base * col("withheld"), 100)).otherwise(0)
    said = pl.when(priced).then(PASS).otherwise(0)
    return lines.with_columns(
        adjusted=col("adjusted") + col("owed") + withheld,
        coinsurance=said,
        sequestration=said,
        unjudged=~priced & col("in_force"),
    ).with_columns(allowed=col("allowed").fill_null(MISSING))
