"""Data frames: modifiers, edits of pairs, add-on codes and limits of units."""

import polars as pl
from polars import LazyFrame, col

from benchmarks.rivals import marks as b
from benchmarks.rivals.frames.say import SILENT, has, in_force, of_kind, verdict
from benchmarks.rivals.names import (
    BYPASSED,
    FAIL,
    NO_DATA,
    OT_EVALUATION,
    PASS,
    PT_EVALUATION,
)

PROFESSIONAL, INSTITUTIONAL, NO_FORM = range(3)
TAKES_PART = (col("unpaid") == 0) & (col("units") != 0)
"""A line of which a unit is billed, of a code that is paid at all, takes part in edits."""
FORMS = ((PROFESSIONAL, "practitioner"), (INSTITUTIONAL, "outpatient_hospital"))


def by_modifier(lines: LazyFrame) -> LazyFrame:
    """What a line's own modifiers and code entail."""
    live = col("in_force") != 0
    wrong = (has(b.CQ) & ~has(b.GP)) | (has(b.CO) & ~has(b.GO))
    form = col("form")

    def said(asked: pl.Expr, *cases: tuple[pl.Expr, int], otherwise: int = PASS) -> pl.Expr:
        return verdict([(~(asked & live), 0), *cases], otherwise)

    return lines.with_columns(
        assistant_pairing=said(has(b.CQ | b.CO), (wrong, FAIL)),
        bundled_codes=said(col("unpaid") == 1, otherwise=FAIL),
        invalid_codes=said(col("unpaid") == 2, otherwise=FAIL),
        excluded_codes=pl.lit(0),  # made-up claims have none of them
        distinct_modifiers=said(has(b.DISTINCT_BITS), (has(b.NO_MORE) & has(b.SAYS_MORE), FAIL)),
        plan_of_care_modifier=said(
            of_kind(b.NEEDS_PLAN) & (col("units") != 0), ((col("plan") == 0) | _wrong_plan(), FAIL)
        ),
        opposing_liability=said(has(b.GA | b.GX | b.GY | b.GZ), (has(b.GA) & has(b.GX | b.GY | b.GZ), FAIL)),
        necessity_and_notice=said(has(b.KX | b.GA), (has(b.KX) & has(b.GA), FAIL)),
        denial_expected=said(has(b.GZ), otherwise=FAIL),
        excluded_by_law=said(has(b.GY), otherwise=FAIL),
        notice_on_institutional_claim=said(
            has(b.GA) & (form != PROFESSIONAL), (form == NO_FORM, NO_DATA), otherwise=FAIL
        ),
    )


def _wrong_plan() -> pl.Expr:
    """The code is of one discipline, and the line of another's plan of care."""
    right = [
        of_kind(mark) & (col("plan") == plan) for plan, mark in enumerate((b.OF_PT, b.OF_OT, b.OF_SLP), 1)
    ]
    return of_kind(b.OF_ONE) & ~pl.any_horizontal(right)


def pair_edits(lines: LazyFrame, edits: LazyFrame, codes: int) -> LazyFrame:
    """Each code of a claim form's day beside each other one of it."""
    lines = lines.with_columns(part=(col("provider_day") * 3 + col("form")) * codes + col("code"))
    paid = lines.filter(TAKES_PART & (col("form") != NO_FORM) & (col("in_force") != 0))
    apart = has(b.DISTINCT_BITS) & (col("form") == PROFESSIONAL)
    each = paid.group_by("part").agg(
        col("provider_day", "form", "code", "edit_table").first(), (~apart).any().alias("beside")
    )
    others = each.select("provider_day", "form", column1="code", beside="beside")
    pairs = (
        each.select("part", "provider_day", "form", "edit_table", column2="code")
        .join(others, on=["provider_day", "form"])
        .filter(col("column1") != col("column2"))
        .join(edits, on=["edit_table", "column1", "column2"], how="left")
    )
    separable = col("said") == b.SEPARABLE
    edited = pairs.group_by("part").agg(
        (col("said") == b.NEVER).any().alias("never"),
        (col("said") == b.UNKNOWN).any().alias("unknown"),
        separable.any().alias("separable"),
        (separable & col("beside")).any().alias("joined"),
        ((col("said") != b.FREE) | (col("said_back") != b.FREE)).any().alias("touched"),
    )
    lines = lines.join(edited, on="part", how="left", maintain_order="left")
    alone = col("never").is_null() | ~TAKES_PART
    counts = TAKES_PART & (col("form") != NO_FORM) & (col("in_force") != 0)
    lone = counts & (counts.sum().over("provider_day", "form") == 1) & has(b.DISTINCT_BITS)
    cases = [
        (alone, 0),
        (col("never") | (col("joined") & ~has(b.LIFTS)), FAIL),
        (col("unknown"), NO_DATA),
        (col("separable"), BYPASSED),
    ]
    needless = has(b.DISTINCT_BITS) & ~col("touched")
    lines = lines.with_columns(
        pairs_said=verdict([(lone, FAIL), *cases, (needless, FAIL)], PASS),
        weight_pairs=verdict([(lone, PASS), *cases], PASS),
    )
    return _by_form(lines, "ncci", "pairs").drop("never", "unknown", "separable", "joined", "touched")


def _by_form(lines: LazyFrame, name: str, found: str) -> LazyFrame:
    """The outcome under the policy of the claim's form; both are unknown where the form is."""
    unknown = (col("form") == NO_FORM) & (col("in_force") != 0)
    said, weight = f"{found}_said", f"weight_{found}"
    lines = lines.with_columns(
        verdict([(unknown, NO_DATA)]).alias("no_form"),
    )
    return lines.with_columns(
        pl.when(unknown)
        .then("no_form")
        .when(col("form") == form)
        .then(said)
        .otherwise(SILENT)
        .alias(f"{name}_{label}")
        for form, label in FORMS
    ).with_columns(pl.max_horizontal(weight, "no_form").alias(weight))


def evaluations(lines: LazyFrame) -> LazyFrame:
    """One evaluation code of a set counts on a day."""
    wanted = pl.when(col("one_set") == 1).then(in_force(PT_EVALUATION)).otherwise(in_force(OT_EVALUATION))
    rival = col("provider_day") * 2 + col("one_set") - 1
    told = lines.filter((col("one_set") > 0) & TAKES_PART & wanted).select(
        "line", "one_set", said=verdict([(col("one_rank") > col("one_rank").min().over(rival), FAIL)], PASS)
    )
    lines = lines.join(told.drop("one_set"), on="line", how="left", maintain_order="left")
    return lines.with_columns(
        pl.when(col("one_set") == number).then(col("said").fill_null(0)).otherwise(SILENT).alias(name)
        for number, name in ((1, "one_pt_evaluation"), (2, "one_ot_evaluation"))
    ).drop("said")


def add_ons(lines: LazyFrame, codes: int) -> LazyFrame:
    """An add-on code is paid beside its primary code; `closed` lines are not."""
    paid = lines.filter((col("payable") != 0) & ~col("closed")).select(
        primary=col("provider_day") * codes + col("code")
    )
    asked = lines.filter((col("primary_code") != -2) & TAKES_PART & (col("in_force") != 0)).select(
        "line", "primary_code", primary=col("provider_day") * codes + col("primary_code")
    )
    beside = (
        asked.filter(col("primary_code") >= 0)
        .join(paid, on="primary", how="semi")
        .select("line", beside=pl.lit(True))
    )
    told = asked.join(beside, on="line", how="left").select(
        "line", add_on_codes=verdict([(col("beside").is_null(), FAIL)], PASS)
    )
    return lines.join(told, on="line", how="left", maintain_order="left").with_columns(
        col("add_on_codes").fill_null(0)
    )


def unit_limits(lines: LazyFrame) -> LazyFrame:
    """The units of a code on a day at one provider, by claim form."""
    units, limit = col("units"), col("unit_limit")
    lines = lines.with_columns(
        day_units=units.clip(lower_bound=0).sum().over("part"), some_missing=(units < 0).any().over("part")
    )
    unasked = (
        (col("unpaid") != 0) | (limit == b.UNLIMITED) | (col("form") == NO_FORM) | (col("in_force") == 0)
    )
    by_line, over = col("limit_by_line"), col("day_units") > limit
    cases = [
        (unasked, 0),
        (limit == b.NO_LIMIT, NO_DATA),
        (by_line & (units < 0), NO_DATA),
        (by_line & (units > limit), FAIL),
        (by_line & over & has(b.SEPARATES), BYPASSED),
        (by_line, PASS),
        (over, FAIL),
        (col("some_missing"), NO_DATA),
    ]
    lines = lines.with_columns(limits_said=verdict(cases, PASS))
    return _by_form(lines.with_columns(weight_limits="limits_said"), "mue", "limits")
