"""Texts that Arrow holds are asked for as a tuple of them would be."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubjay.bulk.texts import Texts, in_arrow


@given(st.lists(st.none() | st.sampled_from(["", "a", "V-1", "é"])), st.sampled_from(["", "a", "b", None]))
def test_texts_are_as_a_tuple_of_them(drawn: list[str | None], wanted: str | None) -> None:
    due = tuple(each or "" for each in drawn)
    texts = Texts(pa.array(drawn, pa.string()))
    assert (len(texts), tuple(texts), tuple(texts[1:])) == (len(due), due, due[1:])
    assert [texts[place] for place in range(-len(due), len(due))] == [*due, *due]
    assert (wanted in texts) == (wanted in due)
    if wanted in due:
        assert texts.index(wanted) == due.index(wanted)
    else:
        with pytest.raises(ValueError):
            texts.index(wanted)
    assert in_arrow(texts).to_pylist() == in_arrow(due).to_pylist() == [*due]
