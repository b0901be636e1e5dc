"""Data frames: the units that minutes support, for all ways of counting at once."""

from typing import Final

import polars as pl
from polars import LazyFrame, col

from benchmarks.rivals.flat import column
from benchmarks.rivals.frames.say import verdict
from benchmarks.rivals.marks import HOURLY, SERIES, TIMED, UNTIMED
from benchmarks.rivals.names import FAIL, NO_DATA, PASS, POLICIES, SERIES_POLICIES
from benchmarks.rivals.names import UNTIMED as UNTIMED_POLICY

COUNTING: Final = range(UNTIMED_POLICY + 1)
"""The policies that count units are the first ones."""


def count_units(lines: LazyFrame, codes: int) -> LazyFrame:
    """Adds what is supported and payable, and the outcomes of the policies that count."""
    lines = _pooled(lines, codes)
    lines = lines.join(_by_code(lines), on="share", how="left", maintain_order="left")
    # Most codes stand on one line of a pool, and few days have several plans of care.
    before = col("claimed").cum_sum().over("share") - col("claimed")
    shared = lines.filter(col("lines") > 1).select("line", before=before)
    torn = lines.filter("several").group_by("family").agg(torn=(col("plan") == 0).any() & (pl.len() > 1))
    lines = lines.join(shared, on="line", how="left", maintain_order="left")
    lines = lines.join(torn, on="family", how="left", maintain_order="left")
    left = (col("code_units") - col("before").fill_null(0)).clip(lower_bound=0)
    last = col("line") == col("last_line")
    lines = lines.with_columns(
        supported=pl.when(last).then(left).otherwise(pl.min_horizontal(left, "claimed")),
        settled=~col("incomplete") & ~col("torn").fill_null(False),
    )
    return _judged(lines).drop("torn", "before", "lines", "last_line", "incomplete", "code_units", "family")


def _pooled(lines: LazyFrame, codes: int) -> LazyFrame:
    """The plan of care of a line without one is that of its day, unless there are several."""
    kind, series = col("unit_kind"), (col("unit_kind") - SERIES) // 2
    family = (
        pl.when(kind == TIMED)
        .then(0)
        .when(kind < SERIES)
        .then(1 + SERIES_POLICIES + col("code"))
        .otherwise(1 + series)
    )
    days = lines.group_by("provider_day").agg(
        col("plan").max().alias("only"), col("plan").filter(col("plan") > 0).min().alias("least")
    )
    days = days.select(
        "provider_day",
        several=(col("least") != col("only")).fill_null(False),
        only=pl.when(col("least") == col("only")).then("only").otherwise(0),
    )
    lines = lines.join(days, on="provider_day", how="left", maintain_order="left").with_columns(
        known=col("minutes").clip(lower_bound=0),
        family=col("provider_day") * (codes + 1 + SERIES_POLICIES) + family,
    )
    billed = pl.when(col("block") > 0).then(col("known") // col("block").clip(1)).otherwise(0)
    pool = pl.when(col("plan") > 0).then("plan").otherwise("only")
    return lines.with_columns(
        pool=col("family") * 4 + pool,
        claimed=pl.when(col("units") >= 0).then("units").when(kind >= SERIES).then(0).otherwise(billed),
    ).with_columns(share=col("pool") * codes + col("code"))


def _by_code(lines: LazyFrame) -> LazyFrame:
    """The units of each code of a pool; among equal remainders a code that claims the unit comes first."""
    each = lines.group_by("share").agg(
        col("pool", "unit_kind", "span", "block").first(),
        col("line").min().alias("first_line"),
        col("line").max().alias("last_line"),
        col("known").sum().alias("code_minutes"),
        col("claimed").sum().alias("asked"),
        (col("minutes") < 0).any().alias("missing"),
        pl.len().alias("lines"),
    )
    each = each.with_columns(whole=col("code_minutes") // 15).with_columns(
        weight=2 * (col("code_minutes") % 15) + (col("asked") > col("whole")).cast(pl.Int64)
    )
    pools = each.group_by("pool").agg(
        col("code_minutes").sum().alias("minutes"),
        col("whole").sum().alias("full"),
        col("missing").any().alias("gap"),
    )
    each = each.sort("weight", "first_line", descending=[True, False]).with_columns(
        place=pl.int_range(pl.len()).over("pool")
    )
    each = each.join(pools, on="pool", how="left").with_columns(
        incomplete=col("gap") & (col("unit_kind") != UNTIMED)
    )
    kind, minutes = col("unit_kind"), col("minutes")
    beyond, block = (minutes - col("span")).clip(lower_bound=0), col("block").clip(1)
    units = (
        pl.when(kind == TIMED)
        .then(col("whole") + (col("place") < (minutes + 7) // 15 - col("full")).cast(pl.Int64))
        .when(kind == UNTIMED)
        .then(1)
        .when(kind == HOURLY)
        .then((minutes + 29) // 60)
        .when(kind % 2 == SERIES % 2)
        .then((2 * minutes > col("span")).cast(pl.Int64))
        .otherwise(beyond // block + (2 * (beyond % block) > block).cast(pl.Int64))
    )
    return each.select("share", "last_line", "lines", "incomplete", code_units=units)


def _judged(lines: LazyFrame) -> LazyFrame:
    """Billed against supported; fewer units than supported are a failure that only informs."""
    billed, untimed = col("units"), col("unit_kind") == UNTIMED
    over, short = billed > col("supported"), (billed < col("supported")) & (~untimed | (billed == 0))
    unknown = ~col("settled") | (billed < 0) | ((col("minutes") < 0) & ~untimed)
    cases = [(~col("counted"), 0), (unknown, NO_DATA), (over, FAIL)]
    lines = lines.with_columns(
        said=verdict([*cases, (short, FAIL)], PASS),
        weight_units=verdict(cases, PASS),
        supported=pl.when(col("counted") & col("settled")).then("supported").otherwise(-1),
    )
    least = pl.when(billed < 0).then("supported").otherwise(pl.min_horizontal("units", "supported"))
    return (
        lines.with_columns(
            pl.when(col("unit_policy") == number)
            .then("said")
            .otherwise(pl.lit(0, pl.Int8))
            .alias(column(POLICIES[number]))
            for number in COUNTING
        )
        .with_columns(payable=pl.when(col("supported") < 0).then("units").otherwise(least))
        .drop("said")
    )
