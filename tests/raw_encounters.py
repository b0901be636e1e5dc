"""Hypothesis strategies of encounters as JSON gives them, and of one or more things wrong with them."""

import copy
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

Path = tuple[Any, ...]

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
"""Settings under which a busy machine is not taken for a fault."""

texts = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=128)
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
codes = st.from_regex(r"[0-9]{4}[0-9FMTU]|[A-Z][0-9]{4}", fullmatch=True)
amounts = st.from_regex(r"[0-9]{1,10}(\.[0-9]{1,2})?", fullmatch=True)
dates = st.dates().map(lambda day: day.isoformat())
clocks = st.from_regex(r"([01][0-9]|2[0-3]):[0-5][0-9]", fullmatch=True)
minutes = st.integers(0, 1440)


def with_check_digit(digits: str) -> str:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[::2]]
    return digits + str(-(24 + sum(doubled) + sum(map(int, digits[1::2]))) % 10)


npis = st.from_regex(r"[12][0-9]{8}", fullmatch=True).map(with_check_digit)


def _maybe(**optional: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return {name: st.none() | strategy for name, strategy in optional.items()}


def _consistent(line: dict[str, Any]) -> dict[str, Any]:
    start, stop = line.get("start"), line.get("stop")
    if start and stop and stop <= start:
        line.pop("stop")
    whole, assistant = line.get("minutes"), line.get("assistant_minutes")
    if whole is not None and assistant is not None and assistant > whole:
        line["minutes"], line["assistant_minutes"] = assistant, whole
    return line


lines = st.fixed_dictionaries(
    {"code": codes},
    optional=_maybe(
        minutes=minutes,
        units=st.integers(0, 9999),
        modifiers=st.lists(st.from_regex(r"[0-9A-Z]{2}", fullmatch=True), max_size=4, unique=True),
        charge=amounts,
        assistant_minutes=minutes,
        rendering_npi=npis,
        diagnoses=st.lists(
            st.from_regex(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", fullmatch=True), max_size=12
        ),
        start=clocks,
        stop=clocks,
    ),
).map(_consistent)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

encounters = st.fixed_dictionaries(
    {
        "payer": texts,
        "date": dates,
        "patient": st.fixed_dictionaries({"id": texts}),
        "lines": st.lists(lines, min_size=1, max_size=4),
    },
    optional=_maybe(
        id=texts,
        billing_provider=st.fixed_dictionaries(
            {},
            optional=_maybe(
                npi=npis,
                tin=st.from_regex(r"[0-9]{2}-?[0-9]{7}", fullmatch=True),
                participating=st.booleans(),
                qp=st.booleans(),
            ),
        ),
        claim_form=st.sampled_from(["professional", "institutional"]),
        place_of_service=st.from_regex(r"[0-9]{2}", fullmatch=True),
        locality=st.fixed_dictionaries(
            {
                "carrier": st.from_regex(r"[0-9]{5}", fullmatch=True),
                "number": st.from_regex(r"[0-9]{2}", fullmatch=True),
            }
        ),
        zip=st.from_regex(r"[0-9]{5}(-?[0-9]{4})?", fullmatch=True),
        history=st.dictionaries(names, amounts, max_size=4),
        plan_of_care=st.fixed_dictionaries(
            {},
            optional=_maybe(
                certified_from=dates,
                certified_through=dates,
                last_progress_report=dates,
                treatment_days_since_report=st.integers(0, 9999),
            ),
        ),
        documentation=st.dictionaries(codes, st.lists(names, max_size=5), max_size=3),
        extra=st.dictionaries(texts, json_values, max_size=3),
    ),
)

junk = st.one_of(
    st.sampled_from(["", " ", "x\n", "\ud800", "GP", "97530", "2026-02-30", 0, 1, -1, 2.0, 7.5, True, None]),
    st.sampled_from([[], {}, [1], ["GP", "GP"], {"id": 5}, 10**30, "9" * 200, "12345\n", "10:00\n"]),
    st.sampled_from([1440, 1441, 9999, 10000, "x" * 128, "x" * 129, "a" * 64, "a" * 65, "9" * 10, "9" * 11]),
    st.sampled_from([["A00"] * 12, ["A00"] * 13, ["e"] * 100, ["e"] * 101, ["GP", "59", "KX", "CQ", "XU"]]),
    st.sampled_from(
        ["97530", "g0283", "0001A", "0001B", "00010", "1234567893", "1234567890", "U07.1"]
    ),
    json_values,
)


def paths(value: Any, at: Path = ()) -> list[Path]:
    """Every place of a raw value below its top, except those under `extra`."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    found: list[Path] = []
    for key, member in members:
        found.append((*at, key))
        if (*at, key) != ("extra",):
            found += paths(member, (*at, key))
    return found


def replaced(raw: Any, at: Path, value: Any) -> Any:
    """A deep copy of the raw value with another value at one place."""
    raw = copy.deepcopy(raw)
    inner = raw
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return raw


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A valid encounter with one place replaced by junk, emptied, or given an unknown key."""
    raw = draw(encounters)
    at = draw(st.sampled_from(paths(raw)))
    match draw(st.integers(0, 3)):
        case 0:
            raw = copy.deepcopy(raw)
            inner = raw
            for key in at[:-1]:
                inner = inner[key]
            del inner[at[-1]]
        case 1:
            raw = replaced(raw, (*at[:-1], "minuts"), 1) if isinstance(at[-1], str) else raw
        case _:
            raw = replaced(raw, at, draw(junk))
    return raw
