"""Data frames: prices, what a provider gets that does not participate, and several procedures of a day."""

import polars as pl
from polars import LazyFrame, col

from benchmarks.rivals.frames.say import half_up, verdict
from benchmarks.rivals.marks import ABSENT, PAID
from benchmarks.rivals.names import FAIL, NO_DATA, PASS
from scrubjay.money import MISSING


def price(lines: LazyFrame) -> LazyFrame:
    """The fee schedule; lines that are closed have a fee, but are not priced."""
    differs = col("office") != col("facility")
    expense = pl.when(col("site") == 1).then("facility").otherwise("office")
    told = (col("standing") != ABSENT) & (~differs | (col("site") >= 0)) & (col("in_force") != 0)
    lines = lines.with_columns(
        expense=pl.when(told).then(expense),
        feed=told & (col("standing") == PAID) & (col("place") >= 0) & (col("factor") != 0),
        charge=pl.when(col("charge") != MISSING).then("charge"),
        open=~col("closed") & (col("in_force") != 0),
    )
    practice = col("expense") * col("practice_index")
    lines = lines.with_columns(
        fee=pl.when("feed").then(half_up(col("factor") * (col("work") + practice), 10**7)),
        reduced=pl.when("feed").then(half_up(col("factor") * (2 * col("work") + practice), 2 * 10**7)),
    )
    payable = pl.when("closed").then(0).otherwise("payable")
    units = pl.when(payable == 0).then(0).when(payable > 0).then(col("fee") * payable)
    full = pl.when(col("charge") < units).then("charge").otherwise(units)
    lines = lines.with_columns(payable=payable, allowed=pl.when("open").then(full)).with_columns(
        fee_schedule=verdict([(~col("open"), 0), (col("allowed").is_null(), NO_DATA)], PASS),
    )
    return _participation(lines)


def _participation(lines: LazyFrame) -> LazyFrame:
    asked = col("open") & col("allowed").is_not_null() & col("fee").is_not_null()
    flag, units = col("participating"), pl.when(col("units") >= 0).then("units").otherwise("payable")
    lines = lines.with_columns(outside=asked & (flag == 0)).with_columns(
        pl.when("outside").then(half_up(col(name) * 95, 100)).otherwise(name).alias(name)
        for name in ("fee", "reduced")
    )
    beyond = col("outside") & (col("charge") > half_up(col("fee") * 115, 100) * units)
    unknown = (flag < 0) & (col("allowed") != 0)
    least = pl.min_horizontal("allowed", col("fee") * col("payable"))
    return lines.with_columns(
        participation=verdict([(~asked, 0), (unknown, NO_DATA), (beyond.fill_null(False), FAIL)], PASS),
        allowed=pl.when(asked & unknown).then(None).when("outside").then(least).otherwise("allowed"),
    )


def reduce_several(lines: LazyFrame) -> LazyFrame:
    """All but one unit of a provider's day lose half of the practice expense.

    The line with the largest practice expense keeps it; where one of unknown rank may stand before it, which
    line that is remains unknown. Without a provider, no encounter of the day can tell.
    """
    takes = col("multiple") & (col("payable") != 0) & (col("in_force") != 0)
    sure = (col("payable") > 0) & col("allowed").is_not_null() & col("fee").is_not_null()
    nobody = col("provider") < 0
    ranked = lines.filter(takes).select(
        "line",
        "patient_day",
        "expense",
        "fee",
        own=pl.when(nobody).then(-1 - col("encounter")).otherwise("provider_day"),
        nobody=nobody,
        sure=sure,
    )
    # What is not known may be the largest: it comes first.
    ranked = ranked.sort("expense", "fee", "line", descending=[True, True, False], nulls_last=False)
    day = ranked.filter("nobody").select("patient_day").unique()
    lines = lines.join(
        ranked.join(_firsts(ranked, "own", ""), on="own", how="left")
        .join(
            _firsts(ranked.join(day, on="patient_day", how="semi"), "patient_day", "day_"),
            on="patient_day",
            how="left",
        )
        .select("line", "sure", "first", "ahead", "day_first", "day_ahead"),
        on="line",
        how="left",
        maintain_order="left",
    )
    surely = (col("day_first") == col("line")) & (col("day_first") == col("day_ahead"))
    is_first = (col("sure") & (col("first") == col("line"))).fill_null(False)
    doubtful = col("day_ahead").is_not_null() & ~surely.fill_null(False)
    lines = lines.with_columns(
        sure=col("sure").fill_null(False),
        first=is_first,
        torn=is_first & ((col("first") != col("ahead")) | doubtful),
    )
    total = col("reduced") * col("payable") + pl.when("first").then(col("fee") - col("reduced")).otherwise(0)
    after = pl.min_horizontal("allowed", total)
    return lines.with_columns(
        mppr=verdict([(col("torn"), NO_DATA), (col("sure"), PASS)]),
        allowed=pl.when(~col("torn")).then(pl.when("sure").then(after).otherwise("allowed")),
    )


def _firsts(ranked: LazyFrame, group: str, prefix: str) -> LazyFrame:
    """The first line of each group that is known, and the first one at all."""
    return ranked.group_by(group).agg(
        col("line").filter("sure").first().alias(f"{prefix}first"),
        col("line").first().alias(f"{prefix}ahead"),
    )
