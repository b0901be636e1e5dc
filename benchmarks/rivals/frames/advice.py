"""Data frames: the record, the plan of care, and minutes against the clock."""

import polars as pl
from polars import LazyFrame, col

from benchmarks.rivals import marks as b
from benchmarks.rivals.frames.codes import NO_FORM
from benchmarks.rivals.frames.say import in_force, of_kind, verdict
from benchmarks.rivals.names import CERTIFIED, CLOCK, FAIL, NO_DATA, PASS, PROGRESS

LONGEST, RECENT, REPORT_BY = 89, 10, 10


def record(lines: LazyFrame) -> LazyFrame:
    live = col("in_force") != 0
    return lines.with_columns(
        pl.when(live & of_kind(kind)).then(said).otherwise(0).cast(pl.Int8).alias(name)
        for kind, said, name in (
            (b.DOC_ONE, "record_one", "documentation_97530"),
            (b.DOC_TREATMENT, "record_treatment", "documentation_treatment"),
        )
    )


def clock(lines: LazyFrame) -> LazyFrame:
    """Minutes beyond the time they took, two at once for one patient, one clinician for two patients."""
    began, ended = col("began"), col("ended")
    asked = ((began >= 0) | (ended >= 0)) & of_kind(b.BY_CLOCK) & in_force(CLOCK)
    half = (began < 0) | (ended < 0)
    timed = lines.filter(asked & ~half).select(
        "line",
        "patient",
        "day",
        "clinician",
        "began",
        "ended",
        own=pl.min_horizontal("minutes", ended - began),
        grouped=of_kind(b.IN_GROUP),
    )
    told = (
        pl.concat([_doubled(timed), _shared(timed)])
        .group_by("line")
        .agg(col("doubled").max(), col("crowded").max())
    )
    lines = lines.join(told, on="line", how="left", maintain_order="left")
    beyond = (col("minutes") > ended - began) | col("doubled").fill_null(False)
    cases = [(~asked, 0), (half, NO_DATA), (beyond, FAIL)]
    rest = [(col("crowded").fill_null(False), FAIL), (col("minutes") < 0, NO_DATA)]
    return lines.with_columns(
        one_on_one_time=verdict([*cases, *rest], PASS),
        weight_clock=verdict([*cases, (rest[0][0], PASS), rest[1]], PASS),
        beyond_clock=asked & ~half & beyond,
    ).drop("doubled", "crowded")


def _pairs(timed: LazyFrame, on: list[str]) -> LazyFrame:
    """Lines beside the later ones that overlap with them."""
    several = timed.filter(pl.len().over(on) > 1)
    return several.join(several, on=on, suffix="_other").filter(
        (col("line") != col("line_other"))
        & (col("began") < col("ended_other"))
        & (col("began_other") < col("ended"))
    )


def _doubled(timed: LazyFrame) -> LazyFrame:
    room = pl.max_horizontal("ended", "ended_other") - pl.min_horizontal("began", "began_other")
    both = _pairs(timed, ["patient", "day"]).filter(col("own") + col("own_other") > room)
    return both.select("line", doubled=pl.lit(True), crowded=pl.lit(False))


def _shared(timed: LazyFrame) -> LazyFrame:
    known = timed.filter(col("clinician") >= 0)
    both = _pairs(known, ["clinician", "day"]).filter(
        (col("patient") != col("patient_other")) & ~(col("grouped") & col("grouped_other"))
    )
    return both.select("line", doubled=pl.lit(False), crowded=pl.lit(True))


def plans_of_care(lines: LazyFrame, visits: LazyFrame) -> LazyFrame:
    """What is said of encounters as a whole, with its weight."""
    passive = of_kind(b.PASSIVE)
    found = (
        lines.with_columns(active=(~passive).any().over("patient_day"))
        .group_by("encounter")
        .agg(
            passive.any().alias("passive"),
            col("active").first(),
            of_kind(b.UNDER_PLAN).any().alias("under"),
            col("weight").max(),
        )
    )
    visits = visits.join(found, on="encounter", how="left", maintain_order="left")
    return _certified(visits).with_columns(
        passive_modalities=verdict(
            [(~col("passive") | (col("on_day") == 0), 0), (~col("active"), FAIL)], PASS
        ),
        visits_of_a_day=_together(),
    )


def _together() -> pl.Expr:
    day = ("patient", "today")
    nobodys = (col("provider") < 0).any().over(*day) & (pl.len().over(*day) > 1)
    formless = (col("form") != NO_FORM) & (col("form") == NO_FORM).any().over(*day, "provider")
    return verdict([(col("on_day") == 0, 0), (nobodys | formless, NO_DATA)], PASS)


def _certified(visits: LazyFrame) -> LazyFrame:
    first, through, today = col("certified_from"), col("certified_through"), col("today")
    longest = (first >= 0) & ((through < 0) | (first + LONGEST < through))
    ends = pl.when(longest).then(first + LONGEST).otherwise(through)
    outside = ((first >= 0) & (today < first)) | (today > ends)
    ago, treated = today - col("last_report"), col("treatment_days")
    recent = (col("last_report") >= 0) & (ago >= 0) & (ago <= RECENT)
    counted = [(treated < 0) & recent, (treated < 0), treated < REPORT_BY]

    def asked(policy: int) -> pl.Expr:
        return col("under") & ((col("on_day") & (1 << policy)) != 0)

    heads = [(~asked(PROGRESS), 0), (counted[0], PASS), (counted[1], NO_DATA), (counted[2], PASS)]
    return visits.with_columns(
        plan_of_care=verdict(
            [
                (~asked(CERTIFIED), 0),
                (ends < 0, NO_DATA),
                (outside, FAIL),
                ((first < 0) | (through < 0), NO_DATA),
            ],
            PASS,
        ),
        progress_report=verdict(heads, FAIL),
        weight_progress=verdict([*heads, (treated == REPORT_BY, PASS)], FAIL),
    )
