"""What the pack states, as arrays by code, day and modifier: made once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks.rivals.book_tables import edits_of, limits_of, values_of
from benchmarks.rivals.marks import DAYS, LIFTS, NO_MORE, SAYS_MORE, SEPARATES, rule_of, today
from benchmarks.rivals.names import POLICIES, SERIES_POLICIES
from scrubjay.columns import MODIFIERS, modifier_number
from scrubjay.model import DISCIPLINES
from scrubjay.ruleset import Ruleset


class Book(NamedTuple):
    """By day; by code; by span and code; edits and limits by claim form, span and code; lengths of series.

    `bits` is by modifier number, `indices` by locality and year. `fields` numbers what stands in the last
    dimension. Amounts are in cents.
    """

    days: np.ndarray
    kinds: np.ndarray
    values: np.ndarray
    edits: np.ndarray
    limits: np.ndarray
    spans: np.ndarray
    bits: np.ndarray
    indices: np.ndarray


def make_book(ruleset: Ruleset, codes: Sequence[str], indices: np.ndarray) -> Book:
    """The pack for the codes of a batch. Raises `ValueError` for policies that the rivals do not follow."""
    if tuple(policy.id.partition(":")[2] for policy in ruleset.policies) != POLICIES:
        raise ValueError("the rivals are written for other policies, or another order of them")

    def rule(name: str) -> Any:
        return rule_of(ruleset, name, today)

    timelines = [policy.timeline for policy in ruleset.policies]
    in_force = [
        sum(1 << number for number, each in enumerate(timelines) if each.on(day) is not None) for day in DAYS
    ]

    def by_day(name: str, read: Callable[[Any], int]) -> list[int]:
        found = (rule_of(ruleset, name, day) for day in DAYS)
        return [0 if each is None else int(read(each)) for each in found]

    value_span, values = values_of(rule("fee-schedule"), codes)
    edit_span, edits = edits_of([rule("ncci-practitioner"), rule("ncci-outpatient-hospital")], codes)
    limit_span, limits = limits_of([rule("mue-practitioner"), rule("mue-outpatient-hospital")], codes)
    one_set, one_rank = np.zeros(len(codes), np.int64), np.zeros(len(codes), np.int64)
    for number, name in enumerate(("one-pt-evaluation", "one-ot-evaluation"), start=1):
        for rank, code in enumerate(rule(name).codes):
            if code in codes:
                one_set[codes.index(code)], one_rank[codes.index(code)] = number, rank
    unit_kind, spans = _unit_kinds(rule, codes)
    names = ("bundled-codes", "invalid-codes")
    unpaid = _numbers(codes, [{each.code for each in rule(name).codes} for name in names])
    primary = _primaries(rule("add-on-codes"), codes)
    days = (
        in_force,
        [day in ruleset.coverage for day in DAYS],
        [day.year for day in DAYS],
        by_day("fee-schedule", lambda each: _exact(each.conversion_factor * 10_000)),
        by_day("fee-schedule", lambda each: _exact((each.qp_conversion_factor or 0) * 10_000)),
        by_day("kx-threshold", lambda each: each.amount),
        by_day("deductible", lambda each: each.amount),
        by_day("sequestration", lambda each: _exact(each.share * 100)),
        by_day("assistant-modifier", lambda each: each.own_minutes or 1 << 40),
        edit_span,
        limit_span,
        value_span,
    )
    return Book(
        days=np.array(days, np.int64).T.copy(),
        kinds=np.array(
            (unit_kind, unpaid, one_set, one_rank, primary, _flags(rule, codes)), np.int64
        ).T.copy(),
        values=values,
        edits=edits,
        limits=limits,
        spans=spans,
        bits=_bits(rule),
        indices=indices,
    )


def _exact(number: Any) -> int:
    """A whole number. Raises `ValueError` for one that has decimals left."""
    if number != int(number):
        raise ValueError(f"{number} has more decimals than the rivals compute with")
    return int(number)


def _numbers(codes: Sequence[str], sets: Sequence[Any]) -> np.ndarray:
    """The number, from 1, of the set that has each code; 0 for none."""
    return np.array([next((at for at, one in enumerate(sets, 1) if code in one), 0) for code in codes])


def _flags(rule: Callable[[str], Any], codes: Sequence[str]) -> np.ndarray:
    clock, helped = rule("one-on-one-time"), rule("assistant-modifier")
    bound = rule("plan-of-care-modifier").bound
    sets = (
        rule("plan-of-care-modifier").codes,
        rule("documentation-97530").codes,
        rule("documentation-treatment").codes,
        rule("passive-modalities").codes,
        rule("plan-of-care").codes,
        clock.codes,
        clock.group_codes,
        helped.timed,
        helped.untimed,
        *({code for each in bound if each.modifier == plan for code in each.codes} for plan in DISCIPLINES),
    )
    return np.array([sum((code in one) << bit for bit, one in enumerate(sets)) for code in codes], np.int64)


def _unit_kinds(rule: Callable[[str], Any], codes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """What counts each code's units, and for each series the length of its first span and of further ones."""
    sets = [rule(name).codes for name in ("total-time", "untimed", "hourly")]
    series = [rule(name) for name in POLICIES[:SERIES_POLICIES]]
    for each in series:
        sets += [{each.first}, {each.further}]
    spans = np.array([(each.first_minutes, each.further_minutes) for each in series], np.int64)
    return _numbers(codes, sets).astype(np.int64), spans


def _primaries(rule: Any, codes: Sequence[str]) -> np.ndarray:
    """The primary code of each add-on code: -1 for one that no line has, -2 for codes that are none."""
    wanted = {each.code: next(iter(each.primaries)) for each in rule.pairs if len(each.primaries) == 1}
    if len(wanted) < len(rule.pairs):
        raise ValueError("an add-on code has several primary codes")
    found = [
        -2 if code not in wanted else codes.index(wanted[code]) if wanted[code] in codes else -1
        for code in codes
    ]
    return np.array(found, np.int64)


def _bits(rule: Callable[[str], Any]) -> np.ndarray:
    """By modifier number, what a rival has to know of the modifier."""
    bits = np.zeros(MODIFIERS, np.int64)
    edits = rule("ncci-practitioner")
    for place, name in enumerate(("GP", "GO", "GN", "CQ", "CO", "KX", "GA", "GX", "GY", "GZ")):
        bits[modifier_number(name)] |= 1 << place
    for names, bit in (
        ((edits.general,), NO_MORE),
        (edits.specific, SAYS_MORE),
        ((edits.general, *edits.specific, *edits.others), LIFTS),
        (rule("mue-practitioner").separating, SEPARATES),
    ):
        for name in names:
            bits[modifier_number(name)] |= bit
    return bits
