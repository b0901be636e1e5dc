"""What a receipt counts of a batch is what its encounters' receipts count together."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_run_results import encounters

from scrubjay import Engine
from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.rulings import Outcome


@pytest.mark.parametrize("payer", ["medicare-part-b", "commercial-midpoint", "nobody"])
@settings(max_examples=10, phases=(Phase.generate,))
@given(seed=st.integers(0, 2**32), size=st.integers(1, 30), patients=st.integers(1, 6), many=st.booleans())
def test_a_batch_covers_what_its_encounters_cover(
    installed: Engine, payer: str, seed: int, size: int, patients: int, many: bool
) -> None:
    drawn = [structure({**each, "payer": payer}) for each in encounters(seed, size, patients)]
    whole = installed.rule(payer, Batch.of(sorted(drawn, key=lambda each: each.date)))
    one_by_one: Counter[str] = Counter()
    for number in range(size):
        one_by_one.update(installed.receipt(whole, number).coverage)
    with pytest.MonkeyPatch.context() as patch:
        if many:
            patch.setattr("scrubjay.ruled.FEW_LINES", 0)
        assert {**installed.receipt(whole).coverage} == {**one_by_one}
        for ruling in whole.rulings:
            counts = np.bincount(ruling.outcome, minlength=len(Outcome))
            assert ruling.counts.tolist() == counts.tolist()
