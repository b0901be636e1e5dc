"""Data frames: the policies in their order, from flat tables to flat tables."""

from typing import Final

import polars as pl
from polars import DataFrame, Expr, LazyFrame, col

from benchmarks.rivals.book import Book
from benchmarks.rivals.columns import Columns, Found
from benchmarks.rivals.flat import (
    BY_LINE,
    BY_VISIT,
    RESULTS,
    column,
    flat_edits,
    flat_lines,
    flat_visits,
    found_of,
)
from benchmarks.rivals.frames import advice, codes, money, units, year
from benchmarks.rivals.frames.assistants import assistants
from benchmarks.rivals.frames.say import lightly, verdict
from benchmarks.rivals.names import BUNDLED_LINE, DENIED, FAIL, HELD, NO_DATA, PAYABLE
from benchmarks.rivals.weights import HEAVY, LIGHT

FIRST_CLOSERS: Final = (
    "assistant_pairing",
    "bundled_codes",
    "invalid_codes",
    "plan_of_care_modifier",
    "opposing_liability",
    "denial_expected",
    "excluded_by_law",
    "notice_on_institutional_claim",
)
"""Policies that deny a line, in their order; what an earlier one has closed a later one does not close."""
PATIENTS: Final = ("excluded_by_law", "notice_on_institutional_claim")
EVALUATIONS: Final = ("one_pt_evaluation", "one_ot_evaluation")
WEIGHTS: Final = ("weight_units", "weight_assistant", "weight_pairs", "weight_limits", "weight_clock")


def run(book: Book, claims: Columns) -> tuple[DataFrame, DataFrame]:
    """Rule a batch whose encounters stand in order of date of service: its lines, and its visits."""
    count = len(book.kinds)
    lines = pl.DataFrame(flat_lines(book, claims)).lazy()
    edits = pl.DataFrame(flat_edits(book)).lazy()
    visits = pl.DataFrame(flat_visits(book, claims)).lazy()
    lines = _done(units.count_units(lines, count))
    lines = _done(assistants(codes.by_modifier(lines), count))
    lines = _done(codes.pair_edits(lines, edits, count))
    lines = _done(_closed(codes.evaluations(lines)))
    lines = _also_closed(codes.unit_limits(lines), "limits_said")
    lines = _done(_also_closed(codes.add_ons(lines, count), "add_on_codes"))
    lines = money.reduce_several(_done(money.price(lines)))
    lines = year.thresholds(lines.collect()).lazy()
    lines = _done(year.settle(year.cost_share(lines)))
    done = _weighed(_standing(advice.clock(advice.record(lines)))).collect()
    return done, _worst(advice.plans_of_care(done.lazy(), visits)).collect()


def _done(lines: LazyFrame) -> LazyFrame:
    """Computed up to here: one plan of all stages takes four times as long as one plan for each."""
    return lines.collect().lazy()


def result(tables: tuple[DataFrame, DataFrame]) -> Found:
    """What was found, in the terms of all rivals."""
    lines, visits = tables
    wanted = (*RESULTS, *map(column, BY_LINE))
    by_line = {name: lines[name].to_numpy() for name in wanted}
    return found_of(by_line, {name: visits[name].to_numpy() for name in (*map(column, BY_VISIT), "worst")})


def _failed(*names: str) -> Expr:
    return pl.any_horizontal(col(name) == FAIL for name in names)


def _closed(lines: LazyFrame) -> LazyFrame:
    """Lines that are denied or bundled before units are limited, and whose charge a patient owes."""
    no_units = (col("units") > 0) & (col("supported") == 0)
    before = {
        name: no_units | _failed(*FIRST_CLOSERS[:place]) for place, name in enumerate(FIRST_CLOSERS) if place
    }
    return lines.with_columns(
        closed=no_units | _failed(*FIRST_CLOSERS, "weight_pairs", *EVALUATIONS),
        theirs=pl.any_horizontal(_failed(name) & ~before[name] for name in PATIENTS),
        bundled=_failed("bundled_codes") & ~before["bundled_codes"],
    )


def _also_closed(lines: LazyFrame, name: str) -> LazyFrame:
    return lines.with_columns(closed=col("closed") | _failed(name))


def _standing(lines: LazyFrame) -> LazyFrame:
    held = _failed("necessity_and_notice", "weight_assistant") | col("beyond_clock")
    cases = [(col("bundled"), BUNDLED_LINE), (col("closed") | col("owing"), DENIED), (held, HELD)]
    return lines.with_columns(status=verdict(cases, PAYABLE))


def _weighed(lines: LazyFrame) -> LazyFrame:
    """A line that no policy speaks about is not judged; nor is a date that the pack does not cover."""
    said = [column(name) for name in BY_LINE]
    silent = (pl.max_horizontal(said) == 0) | (col("covered") == 0)
    weights = [*WEIGHTS, *HEAVY, *(lightly(name) for name in LIGHT)]
    weight = pl.when(silent).then(pl.max_horizontal(*weights, NO_DATA)).otherwise(pl.max_horizontal(weights))
    return lines.select("encounter", "flags", "patient_day", *RESULTS, *said, weight=weight)


def _worst(visits: LazyFrame) -> LazyFrame:
    passive = lightly("passive_modalities")
    return visits.with_columns(
        worst=pl.max_horizontal("weight", passive, "plan_of_care", "weight_progress", "visits_of_a_day")
    )
