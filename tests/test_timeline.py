"""Timelines against their slow definition: look through all versions for one that holds the day."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubjay.timeline import ALWAYS, FOREVER, Interval, OverlapError, Timeline, closing

FIRST = date(2020, 1, 1)
DAY = timedelta(days=1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


days = st.integers(0, 60).map(day)
intervals = st.tuples(days, st.integers(0, 8), st.booleans()).map(
    lambda drawn: Interval(drawn[0]) if drawn[2] else Interval(drawn[0], drawn[0] + drawn[1] * DAY)
)
bounded = st.tuples(days, st.integers(0, 8)).map(lambda drawn: Interval(drawn[0], drawn[0] + drawn[1] * DAY))


@st.composite
def apart(draw: st.DrawFn) -> list[tuple[Interval, str]]:
    """Versions that do not overlap, in any order; the last may be open."""
    at, versions = 0, []
    for number in range(draw(st.integers(0, 5))):
        at += draw(st.integers(0, 4))
        length = draw(st.integers(1, 6))
        versions.append((Interval(day(at), day(at + length - 1)), f"v{number}"))
        at += length
    if versions and draw(st.booleans()):
        versions[-1] = (Interval(versions[-1][0].start), versions[-1][1])
    return draw(st.permutations(versions))


@given(apart(), st.integers(-3, 80).map(day))
def test_the_version_in_force_is_the_one_whose_dates_hold_the_day(
    versions: list[tuple[Interval, str]], asked: date
) -> None:
    holding = [value for span, value in versions if span.start <= asked <= span.end]
    assert Timeline(versions).on(asked) == (holding[0] if holding else None)


@given(st.lists(intervals, max_size=5))
@example([Interval(day(0), day(1)), Interval(day(1), day(2))])
@example([Interval(day(0), day(30)), Interval(day(3), day(4)), Interval(day(6), day(7))])
@example([Interval(day(3)), Interval(day(3))])
def test_versions_that_share_a_day_are_refused_and_others_are_not(spans: list[Interval]) -> None:
    clash = any(
        one.start <= other.end and other.start <= one.end
        for place, one in enumerate(spans)
        for other in spans[:place]
    )
    pairs = [(span, number) for number, span in enumerate(spans)]
    if not clash:
        assert len(list(Timeline(pairs))) == len(spans)
        return
    with pytest.raises(OverlapError) as caught:
        Timeline(pairs)
    shared = caught.value.shared
    assert sum(span.overlap(shared) == shared for span in spans) >= 2


@given(bounded, bounded)
def test_the_overlap_of_two_intervals_holds_the_days_that_both_hold(one: Interval, other: Interval) -> None:
    shared = one.overlap(other)
    for number in range(-1, 75):
        both = day(number) in one and day(number) in other
        assert both == (shared is not None and day(number) in shared)


@given(
    st.lists(st.integers(0, 40), max_size=6, unique=True),
    st.lists(st.none() | st.integers(0, 9), min_size=6, max_size=6),
    st.randoms(use_true_random=False),
)
def test_a_version_without_an_end_runs_to_the_day_before_the_next(
    starts: list[int], lengths: list[int | None], shuffle: object
) -> None:
    stated = [
        (day(start), None if length is None else day(start + length))
        for start, length in zip(starts, lengths, strict=False)
    ]
    mixed = list(stated)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    ordered = sorted(stated)
    closed = closing(mixed)
    assert [span.start for span in closed] == [start for start, _ in ordered]
    for place, (span, (start, until)) in enumerate(zip(closed, ordered, strict=True)):
        for number in range(55):
            asked = day(number)
            later = any(begun <= asked for begun, _ in ordered[place + 1 :])
            held = asked >= start and (asked <= until if until is not None else not later)
            assert (asked in span) == held


def test_the_last_version_without_an_end_is_open() -> None:
    assert closing([(day(0), None)]) == [Interval(day(0), FOREVER)]


def test_two_versions_of_one_day_overlap_even_without_ends() -> None:
    with pytest.raises(OverlapError, match="from 2020-01-01 on"):
        Timeline(zip(closing([(day(0), None), (day(0), None)]), "ab", strict=True))


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="ends on 2019-12-31, before it starts on 2020-01-01"):
        Interval(date(2020, 1, 1), date(2019, 12, 31))


def test_an_ended_version_is_never_revived() -> None:
    spans = closing([(day(0), None), (day(10), day(19)), (day(30), None)])
    timeline = Timeline(zip(spans, "abc", strict=True))
    found = [timeline.on(day(number)) for number in (9, 10, 19, 20, 29, 30)]
    assert found == ["a", "b", "b", None, None, "c"]


@given(apart(), st.integers(-3, 80).map(day))
def test_an_absence_names_the_last_end_before_the_day_and_the_first_beginning_after_it(
    versions: list[tuple[Interval, str]], asked: date
) -> None:
    timeline = Timeline(versions)
    if timeline.on(asked) is not None:
        return
    before = [span.end for span, _ in versions if span.end < asked]
    after = [span.start for span, _ in versions if span.start > asked]
    words = ([f"ended {max(before)}"] if before else []) + ([f"begins {min(after)}"] if after else [])
    assert timeline.absence(asked) == (", ".join(words) or "no version")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (date(2019, 12, 31), "begins 2020-01-01"),
        (date(2020, 6, 1), "ended 2020-01-31, begins 2021-01-01"),
        (date(2022, 1, 1), "ended 2021-12-31"),
    ],
)
def test_an_absence_is_said_in_words(asked: date, words: str) -> None:
    spans = [Interval(date(2020, 1, 1), date(2020, 1, 31)), Interval(date(2021, 1, 1), date(2021, 12, 31))]
    assert Timeline([(span, "") for span in spans]).absence(asked) == words


def test_a_timeline_without_versions_has_none() -> None:
    assert Timeline([]).on(FIRST) is None
    assert Timeline([]).absence(FIRST) == "no version"


@given(apart())
def test_gaps_are_the_days_between_first_and_last_that_no_version_covers(
    versions: list[tuple[Interval, str]],
) -> None:
    timeline = Timeline(versions)
    gaps = timeline.gaps()
    for number in range(-1, 80):
        asked = day(number)
        within = any(span.start <= asked for span, _ in versions) and any(
            span.start > asked for span, _ in versions
        )
        open_day = within and all(asked not in span for span, _ in versions)
        assert any(asked in gap for gap in gaps) == open_day


@given(st.dates())
def test_every_day_is_within_always(asked: date) -> None:
    assert asked in ALWAYS


def test_an_interval_is_written_with_both_ends_or_as_open() -> None:
    assert str(Interval(date(2020, 1, 1), date(2020, 12, 31))) == "2020-01-01 to 2020-12-31"
    assert str(Interval(date(2020, 1, 1))) == "from 2020-01-01 on"
