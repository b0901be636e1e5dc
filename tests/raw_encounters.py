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
        counts=st.dictionaries(names, st.integers(0, 9999), max_size=4),
        last_dates=st.dictionaries(names, dates | st.just("never"), max_size=4),
        benefit_year_from=dates,
        authorizations=st.lists(
            st.fixed_dictionaries(
                {"number": texts},
                optional=_maybe(
                    codes=st.lists(codes, max_size=3),
                    valid_from=dates,
                    valid_through=dates,
                    **{
                        name: st.integers(0, 9999)
                        for name in ("units", "units_used", "visits", "visits_used")
                    },
                ),
            ),
            max_size=2,
        ),
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

EDGES: list[Any] = [
    *(
        "",
        " ",
        "x",
        " x",
        "x ",
        "x\xa0",
        "x\n",
        "a\x00b",
        "a\x9fb",
        "\u2028",
        "\ud800",
        "é",
        "x" * 128,
        "x" * 129,
    ),
    *(
        "a" * 64,
        "a" * 65,
        "a_1",
        "A",
        "1a",
        "deductible_met",
        "professional",
        "institutional",
        "Professional",
    ),
    *(
        "0",
        "9",
        "00",
        "05",
        "00\n",
        "000",
        "12345",
        "1234",
        "123456",
        "12345-6789",
        "123456789",
        "12-3456789",
    ),
    *("1234567893", "1234567890", "3234567893", "123456789X", "12345\n", "1234567893\n", "１２"),
    *(
        "2026-03-02",
        "2026-02-29",
        "2024-02-29",
        "2026-03-02\n",
        "20260302",
        "2026-W10-1",
        "0000-01-01",
        "9999-12-31",
    ),
    *("00:00", "23:59", "24:00", "9:05", "10:60", "10:00\n", "10:00:00"),
    *("97530", "g0283", "0001A", "0001f", "0001M", "0001T", "0001U", "0001B", "A000", "G02834", "97530\n"),
    *("M25.561", "m25561", "C4A", "M25", "M25.", "M25.56144", "U07.1", "25.1", "GP", "gp", "5", "G-", "GP\n"),
    *("1.00", "1.0", "1.", ".5", "-1", "1.005", "9999999999.99", "10000000000", "1.00\n", "1e3", "1,000"),
    *(None, True, False, 0, 1, -1, 1439, 1440, 1441, 9999, 10000, 10**30, 0.0, 2.0, 7.5, 1e300),
    *(
        [],
        ["GP"],
        ["GP", "GP"],
        ["GP", "gp"],
        ["GP", "59", "KX", "CQ"],
        ["GP", "59", "KX", "CQ", "XU"],
        ["GP", None],
    ),
    *(["A00"] * 12, ["A00"] * 13, ["e"] * 100, ["e"] * 101, [[]], [{}], [7], "lines"),
    *([{"code": "97530"}], [{"code": "97530"}] * 1000, [{"code": "97530"}] * 1001),
    *(
        {},
        {"id": "x"},
        {"id": None},
        {"a": "1.00"},
        {"A": "1.00"},
        {"a": None},
        {"97530": ["goal"]},
        {"97530": None},
    ),
    *(
        {"g0283": [], "G0283": []},
        {"carrier": "01112", "number": "05"},
        {"carrier": "01112"},
        {"": 1},
        {"id": "x", "dob": 1},
        {"a": 1},
        {"a": "never"},
        {"a": "2026-03-02"},
        [{"number": "A-1"}],
        [{"number": "A-1", "untis": 3}],
        "never",
    ),
]
"""Values at, just inside and just outside what some field takes."""

FULL: dict[str, Any] = {
    "id": "V-1001",
    "payer": "medicare-part-b",
    "date": "2026-03-02",
    "patient": {"id": "P-77"},
    "billing_provider": {"npi": "1234567893", "tin": "123456789", "participating": True, "qp": False},
    "claim_form": "professional",
    "place_of_service": "11",
    "locality": {"carrier": "01112", "number": "05"},
    "zip": "94110",
    "lines": [
        {
            "code": "97530",
            "minutes": 25,
            "units": 2,
            "modifiers": ["GP"],
            "charge": "180.00",
            "assistant_minutes": 0,
            "rendering_npi": "1234567893",
            "diagnoses": ["M25.561"],
            "start": "09:00",
            "stop": "09:25",
        }
    ],
    "history": {"pt_slp_allowed": "1200.00"},
    "counts": {"pt_visits": 12},
    "last_dates": {"pt_evaluation": "2026-01-15", "ot_evaluation": "never"},
    "benefit_year_from": "2026-01-01",
    "authorizations": [
        {
            "number": "A-1",
            "codes": ["97530"],
            "valid_from": "2026-01-01",
            "valid_through": "2026-06-30",
            "units": 40,
            "units_used": 12,
            "visits": 10,
            "visits_used": 3,
        }
    ],
    "plan_of_care": {
        "certified_from": "2026-02-01",
        "certified_through": "2026-04-30",
        "last_progress_report": "2026-02-20",
        "treatment_days_since_report": 4,
    },
    "documentation": {"97530": ["activity", "goal"]},
    "extra": {"room": "3"},
}
"""An encounter that uses every field."""

junk = st.sampled_from(EDGES) | json_values


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
            inner: Any = raw
            for key in at[:-1]:
                inner = inner[key]
            del inner[at[-1]]
        case 1:
            raw = replaced(raw, (*at[:-1], "minuts"), 1) if isinstance(at[-1], str) else raw
        case _:
            raw = replaced(raw, at, draw(junk))
    return raw
