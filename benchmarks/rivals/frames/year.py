"""Data frames: what adds up over a patient's year, and what is taken off each line after it."""

import polars as pl
from polars import DataFrame, Expr, LazyFrame, col

from benchmarks.rivals import marks as b
from benchmarks.rivals.frames.say import SILENT, half_up, has, in_force, verdict
from benchmarks.rivals.names import (
    BLANKET,
    COINSURANCE,
    DEDUCTIBLE,
    FAIL,
    KX,
    NO_DATA,
    PASS,
    REDUCTION,
    REVIEW,
    SEQUESTRATION,
)
from scrubjay.money import MISSING

BUCKETS = ((KX, b.GP | b.GN, "used_pt_slp", "kx_threshold"), (KX + 1, b.GO, "used_ot", "kx_threshold_ot"))
REVIEWED_FROM = 300_000


def thresholds(lines: DataFrame) -> DataFrame:
    """The annual thresholds, bucket by bucket: what one denies does not accrue to the next."""
    lines = lines.with_columns(owing=pl.lit(False), accrued=pl.lit(None, pl.Int64), unaccrued=pl.lit(False))
    for policy, wanted, used, name in BUCKETS:
        lines = _bucket(lines, policy, wanted, used, name)
    return _reviews(lines)


def _bucket(lines: DataFrame, policy: int, wanted: int, used: str, name: str) -> DataFrame:
    members = lines.filter(has(wanted) & in_force(policy)).select(
        "line",
        "patient_year",
        "threshold",
        amount=pl.when(col("open")).then("allowed").otherwise(0),
        begun=pl.when(col(used) != MISSING).then(used).first().over("patient_year"),
        kx=has(b.KX),
    )
    hidden = col("amount").is_null().cum_sum().over("patient_year") > 0
    members = members.with_columns(unknown=hidden | col("begun").is_null())
    denied = denied_of(members.filter(~col("unknown")))
    members = members.join(denied, on="line", how="left", maintain_order="left")
    counts = pl.when(col("denied").is_null()).then("amount").otherwise(0)
    told = members.select(
        "line",
        "unknown",
        denied=col("denied").fill_null(False),
        up_to=pl.when(~col("unknown")).then(col("begun") + counts.cum_sum().over("patient_year")),
    )
    lines = lines.join(told, on="line", how="left", maintain_order="left")
    silent = col("unknown").is_null() | ~col("open")
    denies = col("denied").fill_null(False) & col("open")
    return lines.with_columns(
        verdict([(silent, 0), (col("unknown"), NO_DATA), (col("denied"), FAIL)], PASS).alias(name),
        accrued=pl.max_horizontal("accrued", "up_to"),
        unaccrued=col("unaccrued") | col("unknown").fill_null(False),
        owing=col("owing") | denies,
        open=col("open") & ~denies,
    ).drop("unknown", "denied", "up_to")


def denied_of(members: DataFrame) -> DataFrame:
    """The lines that a fold in order denies: above the threshold, without KX; they do not accrue.

    Once a line does not fit, no later one that is larger than the room it found can, for the sum never
    falls. So each round denies all of these at once, and goes on where some were found.
    """
    asked = ~col("kx") & (col("amount") > 0)
    left, found = members.with_columns(out=pl.lit(False)), [members.select("line").clear()]
    while left.height:
        counts = pl.when("out").then(0).otherwise("amount")
        left = left.with_columns(
            room=col("threshold") - col("begun") - counts.cum_sum().over("patient_year") + counts
        )
        over = asked & ~col("out") & (col("amount") > col("room"))
        left = left.with_columns(first=pl.when(over).then("line").min().over("patient_year"))
        left = left.filter(col("first").is_not_null())
        room = pl.when(col("line") == col("first")).then("room").max().over("patient_year")
        late = asked & ~col("out") & (col("line") >= col("first")) & (col("amount") > room)
        found.append(left.filter(late).select("line"))
        left = left.with_columns(out=col("out") | late)
    return pl.concat(found).with_columns(denied=pl.lit(True))


def _reviews(lines: DataFrame) -> DataFrame:
    accrued, unknown = col("accrued"), col("accrued").is_null() | col("unaccrued")
    asked = col("open") & has(b.GP | b.GO | b.GN)
    return lines.with_columns(
        kx_blanket=verdict(
            [
                (~(asked & has(b.KX) & in_force(BLANKET)), 0),
                (unknown, NO_DATA),
                (2 * accrued < col("threshold"), FAIL),
            ],
            PASS,
        ),
        medical_review=verdict(
            [
                (~(asked & in_force(REVIEW)), 0),
                ((accrued > REVIEWED_FROM).fill_null(False), FAIL),
                (unknown, NO_DATA),
            ],
            PASS,
        ),
    )


def cost_share(lines: LazyFrame) -> LazyFrame:
    """The deductible as a running sum; then coinsurance, the share of assistants, sequestration."""
    begins = col("day") == col("day").min().over("patient_year")
    met = pl.when(begins & (col("met") != MISSING)).then("met").max().over("patient_year")
    gap = (col("open") & col("allowed").is_null()).cast(pl.Int64).cum_sum().over("patient_year") > 0
    priced = col("open") & col("allowed").is_not_null()
    counts = pl.when(priced).then("allowed").otherwise(0)
    lines = lines.with_columns(
        priced=priced,
        met=met,
        gap=gap,
        before=counts.cum_sum().over("patient_year") - counts,
        asked=priced & in_force(DEDUCTIBLE),
    )
    room = col("deductible_amount") - col("met").fill_null(0) - col("before")
    lines = lines.with_columns(left=pl.when("asked").then(room.clip(lower_bound=0)).otherwise(0))
    due = (col("left") > 0) & (col("allowed") > 0)
    lines = lines.with_columns(
        deductible=verdict([(~col("asked"), 0), (due & (col("met").is_null() | col("gap")), NO_DATA)], PASS),
        taken=pl.when("priced").then((col("charge") - col("allowed")).fill_null(0)).otherwise(0),
        base=pl.coalesce("charge", "allowed"),
    )
    shared = col("priced") & (col("deductible") != NO_DATA)
    lines = lines.with_columns(
        shared=shared,
        owed=pl.when(shared).then(pl.min_horizontal("left", "allowed")).otherwise(0),
    )
    lines = _taken(lines, "coinsurance", COINSURANCE, half_up((col("allowed") - col("owed")) * 20, 100), True)
    rest = col("base") - col("taken") - col("owed")
    lines = _taken(lines, "assistant_reduction", REDUCTION, half_up(rest * 15, 100), has(b.CQ | b.CO))
    return _taken(lines, "sequestration", SEQUESTRATION, half_up(rest * col("withheld"), 100), True)


def _taken(lines: LazyFrame, name: str, policy: int, amount: Expr, where: Expr | bool) -> LazyFrame:
    asked = col("shared") & in_force(policy) & where
    to = "owed" if policy == COINSURANCE else "taken"
    return lines.with_columns(
        verdict([(asked, PASS)]).alias(name), pl.when(asked).then(col(to) + amount).otherwise(to).alias(to)
    )


def settle(lines: LazyFrame) -> LazyFrame:
    """What closed lines take off is their charge; who owes it was said by what closed them."""
    charge = col("charge").fill_null(0)
    shut = col("closed") | col("owing")
    live = col("in_force") != 0
    return lines.with_columns(
        payable=pl.when(shut).then(0).otherwise("payable"),
        unjudged=live & ~shut & (col("allowed").is_null() | (col("deductible") == NO_DATA)),
        adjusted=pl.when(shut).then(charge).otherwise(col("taken") + col("owed")),
        owed=pl.when(shut)
        .then(pl.when(col("owing") | col("theirs")).then(charge).otherwise(SILENT))
        .otherwise("owed"),
        allowed=pl.when(shut).then(0).otherwise(col("allowed").fill_null(MISSING)),
    )
