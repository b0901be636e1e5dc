"""Every verb of `Groups` against its obvious definition: a dict of the line indices of each key."""

import subprocess
import sys
from collections.abc import Callable
from functools import reduce
from itertools import chain, combinations, pairwise
from operator import or_
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrubjay.groups import Groups, verbs
from scrubjay.groups.compiled import CompiledGroups

FEW_AND_MANY_KEYS = [[1, 1, 2], [1, 2, 1], [*range(99), 98], [*range(99), 5]]
INT64 = np.iinfo(np.int64)
AMOUNTS = st.integers(-(10**15), 10**15) | st.integers(-2, 2)

few_keys = st.lists(st.integers(-3, 3), max_size=20)
"""Small keys over a few lines: many groups have more than one line, scattered."""

any_keys = st.lists(st.integers(INT64.min, INT64.max) | st.sampled_from([INT64.min, -1, 0, 1, INT64.max]))
"""Keys over the whole of int64."""

visits = st.lists(st.integers(1, 6), min_size=4, max_size=40).map(
    lambda sizes: list(chain.from_iterable([visit] * size for visit, size in enumerate(sizes)))
)
"""Contiguous, increasing keys with small groups, as most batches have them."""

interrupted_visits = st.tuples(visits, st.lists(st.integers(0, 12), min_size=1, max_size=3)).map(
    lambda drawn: drawn[0] + list(chain.from_iterable([key] * 2 for key in drawn[1]))
)
"""Contiguous keys, some of which come back at the end."""

shuffled_visits = visits.flatmap(st.permutations)

mixed_sizes = st.lists(st.sampled_from([1, 1, 2, 3, 17, 40]), min_size=20, max_size=60).map(
    lambda sizes: list(chain.from_iterable([10 - visit] * size for visit, size in enumerate(sizes)))
)
"""Contiguous, decreasing keys; some groups are longer than neighbours are compared."""

keys_lists = st.one_of(few_keys, any_keys, visits, interrupted_visits, shuffled_visits, mixed_sizes)


@st.composite
def keys_and_columns(draw: st.DrawFn, elements: st.SearchStrategy[Any], columns: int = 1) -> Any:
    keys = draw(keys_lists)
    one = st.lists(elements, min_size=len(keys), max_size=len(keys))
    return (keys, *(draw(one) for _ in range(columns)))


@pytest.fixture(scope="module", autouse=True, params=[Groups, CompiledGroups])
def made_by(request: pytest.FixtureRequest) -> None:
    """Each test runs with the verbs in NumPy, and with the compiled ones."""
    MADE_BY[:] = [request.param]


MADE_BY: list[type[Groups]] = []


def groups_of(keys: list[int]) -> Groups:
    return MADE_BY[0].of(np.array(keys, np.int64))


def column(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


def mask(values: list[bool]) -> np.ndarray:
    return np.array(values, np.bool_)


def lines_by_key(keys: list[Any]) -> dict[Any, list[int]]:
    groups: dict[Any, list[int]] = {}
    for line, key in enumerate(keys):
        groups.setdefault(key, []).append(line)
    return groups


def per_line(keys: list[Any], value: Callable[[int, list[int]], Any]) -> list[Any]:
    """`value(line, the lines of its group)` of every line."""
    groups = lines_by_key(keys)
    return [value(line, groups[key]) for line, key in enumerate(keys)]


def numbered(keys: list[Any]) -> list[int]:
    first_seen = list(dict.fromkeys(keys))
    return [first_seen.index(key) for key in keys]


@given(keys_lists)
def test_groups_are_numbered_by_first_appearance(keys: list[int]) -> None:
    groups = groups_of(keys)
    assert groups.ids.tolist() == numbered(keys)
    assert groups.size == len(set(keys))
    assert groups.lines == len(keys)


@given(keys_and_columns(AMOUNTS))
def test_total(drawn: tuple[list[int], list[int]]) -> None:
    keys, values = drawn
    totals = groups_of(keys).total(column(values))
    assert totals.tolist() == per_line(keys, lambda _, group: sum(values[other] for other in group))
    assert totals.dtype == np.int64


@given(keys_lists)
def test_count_and_position(keys: list[int]) -> None:
    groups = groups_of(keys)
    assert groups.count().tolist() == per_line(keys, lambda _, group: len(group))
    assert groups.position().tolist() == per_line(keys, lambda line, group: group.index(line))


@given(keys_and_columns(st.booleans()))
def test_any_and_all(drawn: tuple[list[int], list[bool]]) -> None:
    keys, holds = drawn
    groups = groups_of(keys)
    assert groups.any(mask(holds)).tolist() == per_line(keys, lambda _, group: any(holds[i] for i in group))
    assert groups.all(mask(holds)).tolist() == per_line(keys, lambda _, group: all(holds[i] for i in group))


@given(keys_and_columns(st.integers(INT64.min, INT64.max)))
def test_maximum_minimum_and_first(drawn: tuple[list[int], list[int]]) -> None:
    keys, values = drawn
    groups = groups_of(keys)
    assert groups.maximum(column(values)).tolist() == per_line(keys, lambda _, g: max(values[i] for i in g))
    assert groups.minimum(column(values)).tolist() == per_line(keys, lambda _, g: min(values[i] for i in g))
    assert groups.first(column(values)).tolist() == per_line(keys, lambda _, g: values[g[0]])


@given(keys_and_columns(st.integers(INT64.min, INT64.max) | st.sampled_from([1, 2, 4])))
def test_union_has_the_bits_of_every_line(drawn: tuple[list[int], list[int]]) -> None:
    keys, values = drawn
    expected = per_line(keys, lambda _, group: reduce(or_, (values[other] for other in group)))
    assert groups_of(keys).union(column(values)).tolist() == expected


@given(keys_lists)
def test_several(keys: list[int]) -> None:
    assert groups_of(keys).several().tolist() == per_line(keys, lambda _, group: len(group) > 1)


@given(keys_and_columns(st.integers(0, 4) | st.sampled_from([INT64.min, INT64.max])))
def test_rank(drawn: tuple[list[int], list[int]]) -> None:
    keys, values = drawn
    expected = per_line(keys, lambda line, group: sorted(group, key=lambda i: (-values[i], i)).index(line))
    ranks = groups_of(keys).rank(column(values))
    assert ranks.tolist() == expected
    assert ranks.dtype == np.int64


@pytest.mark.parametrize("visits_before", [0, 50], ids=["one encounter", "many encounters"])
@pytest.mark.parametrize(
    ("values", "ranks"),
    [
        ([8, 8, 8], [0, 1, 2]),
        ([7, 8, 8], [2, 0, 1]),
        ([8, 7, 8], [0, 2, 1]),
        ([1, 2, 3], [2, 1, 0]),
        ([-1, 0, -1], [1, 0, 2]),
    ],
)
def test_ties_rank_by_line_order(values: list[int], ranks: list[int], visits_before: int) -> None:
    groups = groups_of([*range(visits_before), 99, 99, 99])
    assert groups.rank(column([5] * visits_before + values)).tolist() == [0] * visits_before + ranks


@pytest.mark.parametrize("length", range(2, 40))
@pytest.mark.parametrize("others", [20, 1000])
def test_rank_of_one_longer_group_among_single_lines(length: int, others: int) -> None:
    groups = groups_of([0] * length + list(range(1, others)))
    ranks = groups.rank(np.arange(groups.lines))
    assert ranks.tolist() == [*reversed(range(length))] + [0] * (others - 1)


@given(keys_and_columns(AMOUNTS))
def test_running_total_excludes_the_line_itself(drawn: tuple[list[int], list[int]]) -> None:
    keys, values = drawn
    expected = per_line(keys, lambda line, group: sum(values[other] for other in group if other < line))
    assert groups_of(keys).running_total(column(values)).tolist() == expected


@given(keys_and_columns(st.integers(0, 9) | st.integers(0, 10**15), columns=2))
def test_allotted_gives_what_is_claimed_and_the_rest_to_the_last(drawn: Any) -> None:
    keys, claims, amounts = drawn
    supply = {key: amounts[lines[0]] for key, lines in lines_by_key(keys).items()}
    expected = [0] * len(keys)
    for key, lines in lines_by_key(keys).items():
        left = supply[key]
        for line in lines:
            expected[line] = left if line == lines[-1] else min(left, claims[line])
            left -= expected[line]
    supplied = column([supply[key] for key in keys])
    assert groups_of(keys).allotted(supplied, column(claims)).tolist() == expected


@given(keys_and_columns(st.integers(-3, 3), columns=2), st.integers(1, 6))
def test_recent_total_adds_up_what_came_less_than_a_span_before(
    drawn: tuple[list[int], list[int], list[int]], span: int
) -> None:
    keys, values, when = drawn
    expected = [
        sum(
            values[other]
            for other in range(len(keys))
            if keys[other] == keys[line]
            and when[line] - span < when[other]
            and (when[other], other) < (when[line], line)
        )
        for line in range(len(keys))
    ]
    assert groups_of(keys).recent_total(column(values), column(when), span).tolist() == expected


def test_recent_total_of_no_lines() -> None:
    assert groups_of([]).recent_total(column([]), column([]), 3).tolist() == []


@given(keys_lists)
def test_pairs_are_all_ordered_pairs_of_different_lines(keys: list[int]) -> None:
    left, right = groups_of(keys).pairs()
    expected = [(i, j) for group in lines_by_key(keys).values() for i in group for j in group if i != j]
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == sorted(expected)


spans = st.tuples(st.integers(-9, 9) | st.sampled_from([-(10**18), 10**18]), st.integers(1, 5))


@given(keys_and_columns(spans))
def test_overlaps_are_the_pairs_of_a_group_that_share_a_moment(drawn: Any) -> None:
    keys, given = drawn
    start, stop = [first for first, _ in given], [first + length for first, length in given]
    left, right = groups_of(keys).overlaps(column(start), column(stop))
    expected = [
        tuple(sorted((i, j), key=lambda line: (start[line], line)))
        for group in lines_by_key(keys).values()
        for i, j in combinations(group, 2)
        if start[i] < stop[j] and start[j] < stop[i]
    ]
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert sorted(found) == sorted(expected)
    for group in lines_by_key(keys).values():
        inside = [(start[i], i, start[j], j) for i, j in found if i in group]
        assert inside == sorted(inside)


def test_overlaps_of_no_lines() -> None:
    assert [each.tolist() for each in groups_of([]).overlaps(column([]), column([]))] == [[], []]


def fits(spent: int, price: int, ceiling: int) -> tuple[int, int]:
    """A fold without a closed form: what does not fit is not spent, so a later, smaller price may fit."""
    return (spent + price, 1) if spent + price <= ceiling else (spent, 0)


def fold(keys: list[int], prices: list[int], ceilings: list[int], initial: int) -> list[int]:
    out = [0] * len(keys)
    for group in lines_by_key(keys).values():
        spent = initial
        for line in group:
            spent, out[line] = fits(spent, prices[line], ceilings[line])
    return out


@given(
    keys_and_columns(st.integers(0, 9) | st.integers(0, 10**15), 2),
    st.integers(0, 30) | st.just(10**15),
    st.randoms(),
)
def test_admitted_total_skips_what_does_not_fit(drawn: Any, ceiling: int, random: Any) -> None:
    keys, values, starts = drawn
    exempt = [random.random() < 0.2 for _ in keys]
    start = {key: min(starts[line] for line in lines) for key, lines in lines_by_key(keys).items()}
    admitted = dict(start)
    expected = []
    for key, value, free in zip(keys, values, exempt, strict=True):
        expected.append(admitted[key])
        if free or admitted[key] + value <= ceiling:
            admitted[key] += value
    begun = column([start[key] for key in keys])
    found = groups_of(keys).admitted_total(column(values), begun, ceiling, mask(exempt))
    assert found.tolist() == expected


@given(keys_and_columns(st.integers(0, 50), columns=2))
def test_scan_folds_each_group_in_line_order(drawn: tuple[list[int], list[int], list[int]]) -> None:
    keys, prices, ceilings = drawn
    found = groups_of(keys).scan(fits, 3, column(prices), column(ceilings))
    assert found.tolist() == fold(keys, prices, ceilings, initial=3)
    assert found.dtype == np.int64


@given(keys_and_columns(st.integers(0, 50), columns=2), st.data())
def test_scan_folds_only_groups_that_need_it(
    drawn: tuple[list[int], list[int], list[int]], data: st.DataObject
) -> None:
    keys, prices, ceilings = drawn
    needed = data.draw(st.lists(st.booleans(), min_size=len(keys), max_size=len(keys)))
    folded: list[int] = []

    def step(spent: int, price: int, ceiling: int, line: int) -> tuple[int, int]:
        folded.append(line)
        return fits(spent, price, ceiling)

    columns = column(prices), column(ceilings), np.arange(len(keys))
    found = groups_of(keys).scan(step, 3, *columns, where=mask(needed))
    in_needed = per_line(keys, lambda _, group: any(needed[other] for other in group))
    everywhere = fold(keys, prices, ceilings, initial=3)
    assert found.tolist() == [out if needs else 0 for out, needs in zip(everywhere, in_needed, strict=True)]
    assert folded == np.flatnonzero(in_needed).tolist()


def test_scan_without_columns_sees_only_its_state() -> None:
    assert groups_of([4, 9, 4, 4]).scan(lambda seen: (seen + 1, seen), 10).tolist() == [10, 10, 11, 12]


@given(keys_and_columns(st.integers(0, 2) | st.sampled_from([INT64.min, INT64.max])))
def test_split_groups_by_both_keys(drawn: tuple[list[int], list[int]]) -> None:
    keys, finer_keys = drawn
    composed = numbered(list(zip(keys, finer_keys, strict=True)))
    split = groups_of(keys).split(column(finer_keys))
    assert split.ids.tolist() == composed
    assert split.position().tolist() == groups_of(composed).position().tolist()


def test_split_of_one_group_into_many() -> None:
    split = groups_of([7] * 200).split(column([*range(100, 0, -1)] * 2))
    assert split.ids.tolist() == [*range(100)] * 2
    assert split.size == 100


def test_split_by_keys_that_agree_in_their_last_bits() -> None:
    split = groups_of([7] * 40 + [8] * 40).split(column([64 * (place // 2) for place in range(40)] * 2))
    assert split.ids.tolist() == [place // 2 for place in range(80)]


def test_split_by_keys_too_far_apart_to_combine() -> None:
    split = groups_of(list(range(50))).split(column([0, 2**62 - 1] * 25))
    assert split.ids.tolist() == list(range(50))


@given(keys_and_columns(st.booleans()))
def test_take_groups_the_lines_taken(drawn: tuple[list[int], list[bool]]) -> None:
    keys, taken = drawn
    lines = np.flatnonzero(mask(taken))
    kept = [keys[line] for line in lines]
    sub_batch = groups_of(keys).take(lines)
    assert numbered(sub_batch.ids.tolist()) == numbered(kept)
    assert sorted(set(sub_batch.ids.tolist())) == list(range(len(set(kept))))
    assert sub_batch.size == len(set(kept))
    whole = groups_of(kept)
    assert sub_batch.rank(lines).tolist() == whole.rank(lines).tolist()
    assert sub_batch.running_total(lines).tolist() == whole.running_total(lines).tolist()
    assert sub_batch.first(lines).tolist() == whole.first(lines).tolist()
    again = np.arange(0, len(lines), 2)
    assert sub_batch.take(again).position().tolist() == whole.take(again).position().tolist()


@given(keys_and_columns(st.integers(0, 4) | st.sampled_from([INT64.min, INT64.max])))
def test_a_line_leads_where_it_ranks_first(drawn: tuple[list[int], list[int]]) -> None:
    keys, values = drawn
    groups = groups_of(keys)
    assert groups.leads(column(values)).tolist() == (groups.rank(column(values)) == 0).tolist()


@given(keys_and_columns(st.integers(1, 3)))
def test_lines_are_grouped_as_their_owners(drawn: tuple[list[int], list[int]]) -> None:
    keys, sizes = drawn
    owner = np.repeat(np.arange(len(keys)), sizes)
    starts = np.cumsum([0, *sizes])[:-1]
    groups = groups_of(keys).over(owner, starts)
    whole = groups_of([keys[each] for each in owner])
    assert groups.ids.tolist() == whole.ids.tolist()
    assert groups.position().tolist() == whole.position().tolist()
    assert groups.running_total(owner).tolist() == whole.running_total(owner).tolist()


@given(st.integers(0, 40))
@example(0)
@example(1000)
def test_single_is_one_group(lines: int) -> None:
    single = Groups.single(lines)
    assert single.lines == lines
    assert single.size == min(lines, 1)
    assert single.ids.tolist() == [0] * lines
    assert single.position().tolist() == list(range(lines))
    assert single.total(np.arange(lines)).tolist() == [sum(range(lines))] * lines


@pytest.mark.parametrize("scattered", [False, True], ids=["alone", "among others"])
def test_a_group_of_a_thousand_lines(scattered: bool) -> None:
    keys = [0 if line % 2 else line for line in range(2000)] if scattered else [0] * 1000
    values = [line * 7919 % 101 for line in range(len(keys))]
    groups = groups_of(keys)
    ranks, earlier = [0] * len(keys), [0] * len(keys)
    for group in lines_by_key(keys).values():
        for place, line in enumerate(sorted(group, key=lambda i: (-values[i], i))):
            ranks[line] = place
        for previous, line in pairwise(group):
            earlier[line] = earlier[previous] + values[previous]
    assert groups.rank(column(values)).tolist() == ranks
    assert groups.running_total(column(values)).tolist() == earlier
    left, right = groups.pairs()
    count = keys.count(0)
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left) == count * (count - 1)


def test_no_lines_at_all() -> None:
    for groups in (groups_of([]), Groups.single(0), groups_of([1, 2]).take(np.array([], np.intp))):
        nothing, nowhere = column([]), mask([])
        answers = [
            *(groups.total(nothing), groups.count(), groups.any(nowhere), groups.all(nowhere)),
            *(groups.maximum(nothing), groups.minimum(nothing), groups.first(nothing), groups.position()),
            *(groups.rank(nothing), groups.running_total(nothing), *groups.pairs(), groups.ids),
            *(groups.scan(fits, 0, nothing, nothing), groups.split(nothing).ids),
        ]
        assert [len(answer) for answer in answers] == [0] * len(answers)
        assert groups.size == groups.split(nothing).size == 0


@pytest.mark.parametrize("keys", FEW_AND_MANY_KEYS)
@pytest.mark.parametrize("dtype", [np.bool_, np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint64])
def test_any_integer_type_gives_the_same_answers(keys: list[int], dtype: type[np.generic]) -> None:
    groups = groups_of(keys)
    values = (np.arange(len(keys)) % 3 * 100).astype(dtype)
    wide = values.astype(np.int64)
    for verb in (groups.total, groups.maximum, groups.minimum, groups.rank, groups.running_total, groups.any):
        assert verb(values).tolist() == verb(wide).tolist()
    assert groups.split(values).ids.tolist() == groups.split(wide).ids.tolist()
    assert Groups.of(values).ids.tolist() == groups_of(wide.tolist()).ids.tolist()


@pytest.mark.parametrize("before", [0, 50])
def test_sums_beyond_32_bits_and_beyond_float_precision_are_exact(before: int) -> None:
    groups = groups_of([*range(before), 60, 60])
    assert groups.total(np.full(before + 2, 2**31 - 1, np.int32))[-1] == 2**32 - 2
    assert groups.total(column([0] * before + [2**60, 1]))[-1] == 2**60 + 1
    assert groups.running_total(column([2**62] * before + [2**60 + 1, 0]))[-1] == 2**60 + 1


def test_first_keeps_other_types() -> None:
    dates = np.array(["2026-03-02", "2026-03-01", "2026-03-04"], "datetime64[D]")
    assert groups_of([1, 2, 1]).first(dates).tolist() == dates[[0, 1, 0]].tolist()


@pytest.mark.parametrize("keys", FEW_AND_MANY_KEYS)
def test_what_groups_hand_out_again_cannot_be_changed(keys: list[int]) -> None:
    groups = groups_of(keys)
    for array in (groups.ids, groups.count(), groups.position(), *groups.pairs()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 5
    with pytest.raises(AttributeError):
        groups.ids = np.zeros(len(keys), np.intp)  # type: ignore[misc]


def test_keys_may_change_after_grouping() -> None:
    keys = np.arange(50)
    groups = Groups.of(keys)
    keys[:] = 0
    assert groups.size == 50
    assert groups.ids.tolist() == list(range(50))


@pytest.mark.parametrize("size", [10, 99, 101])
@pytest.mark.parametrize(
    "verb", ["total", "any", "maximum", "minimum", "union", "rank", "leads", "running_total", "split"]
)
def test_values_that_are_not_one_a_line_are_refused(verb: str, size: int) -> None:
    groups = groups_of([line // 4 for line in range(100)])
    with pytest.raises((ValueError, IndexError)):
        getattr(groups, verb)(np.ones(size, np.int64))


def test_lines_that_are_not_there_are_refused() -> None:
    groups = groups_of([line // 4 for line in range(100)])
    with pytest.raises(IndexError):
        groups.take(column([*range(30), 100]))


def test_many_lines_have_compiled_verbs_once_loading_them_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "_grouped", 0)
    monkeypatch.setattr(verbs, "WORTH_LOADING", 50_000)
    assert {type(Groups.of(np.arange(19_999))) for _ in range(9)} == {Groups}
    assert [type(Groups.of(np.arange(20_000))) for _ in range(3)] == [Groups, Groups, CompiledGroups]
    few = verbs.FEW_LINES
    assert type(Groups.of(np.arange(few + 1))) is type(Groups.single(few + 1)) is CompiledGroups
    assert type(Groups.of(np.arange(few))) is type(Groups.single(few)) is Groups
    visits = Groups.of(np.arange(few))
    assert type(visits.over(np.repeat(np.arange(few), 2), np.arange(0, 2 * few, 2))) is CompiledGroups


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
import numpy as np
from scrubjay.groups import Groups, verbs
verbs.WORTH_LOADING = 0
groups = Groups.of(np.arange(30_000) // 3)
assert type(groups) is Groups
assert groups.total(np.ones(30_000, np.int64)).tolist() == [3] * 30_000
"""


def test_without_numba_many_lines_have_the_verbs_in_numpy() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_NUMBA], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
