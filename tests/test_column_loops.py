"""What is done to whole columns says the same in NumPy and in compiled loops."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.batch import Batch
from scrubjay.carried import Carried, count_of
from scrubjay.columns import Coded, modifier_number
from scrubjay.groups import loops_for, verbs
from scrubjay.masks import none_where, put
from scrubjay.rulings import Answers
from scrubjay.weighing import raise_owners, weigh

MODIFIER_TEXTS = ["GP", "GO", "59", "KX", "ZZ", "00"]


@pytest.fixture(scope="module", autouse=True, params=["NumPy", "compiled"])
def _way(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "SOME_LINES", 1)
        patch.setattr(verbs, "WORTH_LOADING", 0 if request.param == "compiled" else 1 << 60)
        assert (loops_for(1) is None) == (request.param == "NumPy")
        yield


@given(
    st.lists(st.integers(0, 7), min_size=1, max_size=40),
    st.lists(st.integers(0, 7), min_size=1, max_size=9),
    st.data(),
)
def test_each_element_is_raised_to_the_gravity_of_its_answer(
    before: list[int], table: list[int], data: st.DataObject
) -> None:
    gravities = np.full(256, 7, np.int8)
    gravities[: len(table)] = table
    places = data.draw(st.none() | st.sets(st.integers(0, len(before) - 1)).map(sorted))
    size = len(before) if places is None else len(places)
    answers = data.draw(st.lists(st.integers(-1, len(table) - 1), min_size=size, max_size=size))
    worst = np.array(before, np.int8)
    where = None if places is None else np.array(places, np.intp)
    gravity = weigh(worst, gravities, np.array(answers, np.int8), where)
    assert gravity.tolist() == [7 if answer < 0 else table[answer] for answer in answers]
    expected = list(before)
    for place, weight in zip(range(size) if places is None else places, gravity.tolist(), strict=True):
        expected[place] = max(expected[place], weight)
    assert worst.tolist() == expected


@given(st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=4), min_size=1, max_size=20), st.data())
def test_each_owner_is_raised_to_the_gravest_of_its_own(owned: list[list[int]], data: st.DataObject) -> None:
    before = data.draw(st.lists(st.integers(0, 7), min_size=len(owned), max_size=len(owned)))
    worst = np.array(before, np.int8)
    sizes = [len(each) for each in owned]
    owner, starts = np.repeat(np.arange(len(owned)), sizes), np.cumsum([0, *sizes[:-1]])
    raise_owners(worst, owner, starts, np.array([one for each in owned for one in each], np.int8))
    assert worst.tolist() == [max(was, *each) for was, each in zip(before, owned, strict=True)]


@given(st.integers(1, 80), st.lists(st.integers(0, 5), max_size=4), st.randoms())
def test_of_each_line_the_first_case_that_holds_is_chosen(
    size: int, answers: list[int], random: Random
) -> None:
    cases = [([random.random() < 0.4 for _ in range(size)], answer) for answer in answers]
    chosen = Answers().choose(size, 9, *((np.array(mask), answer) for mask, answer in cases))
    assert chosen.tolist() == [
        next((answer for mask, answer in cases if mask[line]), 9) for line in range(size)
    ]


@pytest.mark.parametrize("size", [0, 1, 5, 99, 101])
@pytest.mark.parametrize("lines", [3, 100])
def test_a_mask_of_another_length_chooses_nothing(size: int, lines: int) -> None:
    with pytest.raises(ValueError, match=f"a mask of {size} for {lines} lines"):
        Answers().choose(lines, 0, (np.ones(size, np.bool_), 1))


@given(
    st.lists(st.lists(st.sampled_from(MODIFIER_TEXTS), max_size=4, unique=True), min_size=1, max_size=40),
    st.lists(st.sampled_from(MODIFIER_TEXTS), min_size=1, max_size=3, unique=True),
)
def test_carried_modifiers_are_found_and_counted(lines: list[list[str]], wanted: list[str]) -> None:
    numbers = np.zeros((len(lines), 4), np.int16)
    for place, each in enumerate(lines):
        numbers[place, : len(each)] = [modifier_number(one) for one in each]
    expected = [any(one in each for one in wanted) for each in lines]
    found = Carried.of(numbers).any_of(tuple(wanted))
    assert (found is None) == (not any(expected))
    assert found is None or found.tolist() == expected
    assert count_of(numbers, *wanted).tolist() == [sum(one in wanted for one in each) for each in lines]


@given(
    st.lists(st.sampled_from(["97110", "97140", "97530", "G0283"]), min_size=1, max_size=40),
    st.frozensets(st.sampled_from(["97110", "97140", "97530", "97010"])),
)
def test_the_lines_of_a_set_of_codes_are_found(codes: list[str], wanted: frozenset[str]) -> None:
    size = len(codes)
    batch = Batch.from_columns(
        np.arange(size),
        {"code": Coded.of(codes)},
        {"patient": Coded.of(["P"] * size), "date": np.full(size, np.datetime64("2026-03-02"))},
    )
    lines = batch.lines_of(wanted)
    found = list(range(size)) if lines is None else lines.tolist()
    assert found == [line for line, code in enumerate(codes) if code in wanted]
    assert (lines is None) == (wanted >= set(codes))


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=99))
def test_a_number_is_put_and_amounts_are_gone_where_a_mask_holds(lines: list[tuple[int, bool]]) -> None:
    amounts = np.array([amount for amount, _ in lines])
    mask = np.array([held for _, held in lines])
    assert none_where(amounts, mask).tolist() == [0 if held else amount for amount, held in lines]
    assert none_where(amounts.astype(np.int32), mask).tolist() == none_where(amounts, mask).tolist()
    column = amounts.astype(np.int8)
    put(column, mask, 7)
    assert column.tolist() == [7 if held else amount for amount, held in lines]


@pytest.mark.parametrize("size", [0, 1, 5, 99, 101])
def test_amounts_and_a_mask_of_another_length(size: int) -> None:
    for held in (np.ones(size, np.bool_), np.zeros(size, np.bool_)):
        with pytest.raises(ValueError, match=f"a mask of {size} for 100 lines"):
            none_where(np.zeros(100, np.int64), held)


def test_a_number_that_no_name_has_is_among_no_names() -> None:
    with pytest.raises(IndexError):
        Coded(np.array([0, 2, 1] * 20), ("a", "b")).among(["a"])
