"""Data frames: the modifier of assistants, compared with the minutes that they furnished."""

import polars as pl
from polars import LazyFrame, col

from benchmarks.rivals import marks
from benchmarks.rivals.frames.say import has, of_kind, verdict
from benchmarks.rivals.names import FAIL, NO_DATA, PASS

NO_PLAN, SPEECH = 9, 3


def assistants(lines: LazyFrame, codes: int) -> LazyFrame:
    """Adds the outcome, its weight, and whether the line is held."""
    helped = lines.filter(of_kind(marks.HELPED_TIMED | marks.HELPED_UNTIMED) & (col("in_force") != 0))
    plan = pl.when(col("plan") > 0).then("plan").when("several").then(NO_PLAN).otherwise("only")
    signs = (col("assistant") > 0) | has(marks.CQ | marks.CO)
    helped = helped.with_columns(
        whose=plan, beside=(col("provider_day") * codes + col("code")) * 10 + plan
    ).with_columns(signed=signs.any().over("beside"))
    unsigned = helped.filter(~col("signed") & (col("assistant") >= 0)).select(
        "line",
        assistant_modifier=pl.lit(PASS, pl.Int8),
        weight_assistant=pl.lit(PASS, pl.Int8),
    )
    unclear = helped.filter(col("signed") & ~col("whose").is_in([1, 2, SPEECH])).select(
        "line",
        assistant_modifier=pl.lit(NO_DATA, pl.Int8),
        weight_assistant=pl.lit(NO_DATA, pl.Int8),
    )
    told = pl.concat(
        [unsigned, unclear, _compared(helped.filter(col("signed") & col("whose").is_in([1, 2])))]
    )
    return lines.join(told, on="line", how="left", maintain_order="left").with_columns(
        col("assistant_modifier", "weight_assistant").fill_null(0)
    )


def _compared(helped: LazyFrame) -> LazyFrame:
    """The units of a code that carry the modifier with those that need it."""
    known = pl.min_horizontal("units", "supported")
    worn = pl.when(col("whose") == 1).then(has(marks.CQ)).otherwise(has(marks.CO))
    helped = helped.with_columns(
        own=pl.when(known < 0).then(pl.max_horizontal("units", "supported")).otherwise(known), worn=worn
    )
    there = col("own").clip(lower_bound=0)
    helped = helped.join(
        helped.group_by("beside").agg(
            col("known").sum().alias("total"),
            col("assistant").clip(lower_bound=0).sum().alias("theirs"),
            there.sum().alias("all_units"),
            pl.when(col("supported") >= 0).then("supported").otherwise(there).sum().alias("all_supported"),
            there.filter("worn").sum().alias("wearing"),
            (col("minutes") < 0).any().alias("no_minutes"),
            (col("assistant") < 0).any().alias("no_assistant"),
            (col("own") < 0).any().alias("no_units"),
            (col("supported") < 0).any().alias("no_count"),
            (~col("worn") & (col("own") > 0) & (col("assistant") > 0)).any().alias("any_bare"),
            (col("worn") & (col("own") > 0) & (col("minutes") > col("assistant"))).any().alias("any_worn"),
        ),
        on="beside",
        how="left",
    )
    return _told(_needed(helped))


def _needed(helped: LazyFrame) -> LazyFrame:
    """How many units may at most be the assistant's, and how many must."""
    theirs, timed = col("theirs"), of_kind(marks.HELPED_TIMED)
    helped = helped.with_columns(therapist=(col("total") - theirs).clip(lower_bound=0))
    therapist = col("therapist")
    helped = helped.with_columns(beyond=(col("all_supported") - therapist // 15).clip(lower_bound=0))
    left = (col("beyond") - theirs // 15).clip(lower_bound=0)
    kept = (left > 0) & (therapist % 15 >= col("own_minutes"))
    rest = pl.when(kept).then(0).otherwise(therapist % 15) + theirs % 15
    extra = pl.when(10 * (theirs % 15) > rest).then(left - kept.cast(pl.Int64)).otherwise(0)
    whole = pl.when(10 * theirs > therapist + theirs).then("all_supported").otherwise(0)
    most = pl.when(timed & (therapist > 0)).then(pl.min_horizontal(theirs // 15, "beyond") + extra)
    helped = helped.with_columns(
        most=most.otherwise(whole),
        unknown=col("no_assistant")
        | (col("no_minutes") & (theirs > 0))
        | col("no_units")
        | (timed & (theirs > 0) & (therapist > 0) & col("no_count")),
    )
    return helped.with_columns(
        due=(col("all_units") - (col("all_supported") - col("most"))).clip(lower_bound=0)
    )


def _told(helped: LazyFrame) -> LazyFrame:
    lacking = ~col("worn") & (col("own") > 0) & ((col("assistant") > 0) | ~col("any_bare"))
    needless = col("worn") & (col("own") > 0) & ((col("minutes") > col("assistant")) | ~col("any_worn"))
    cases = [(col("unknown"), NO_DATA), ((col("wearing") < col("due")) & lacking, FAIL)]
    return helped.select(
        "line",
        assistant_modifier=verdict([*cases, ((col("wearing") > col("most")) & needless, FAIL)], PASS),
        weight_assistant=verdict(cases, PASS),
    )
