"""How partitions are dealt out as tasks."""

from hypothesis import given
from hypothesis import strategies as st

from scrubjay.bulk.tasks import LINES_A_TASK, SHARE, tasks_of
from scrubjay.spool import neighbours


@given(st.lists(st.integers(0, 9_000), min_size=1, max_size=300))
def test_tasks_hold_all_runs_in_order_and_grow_small_towards_the_end(encounters: list[int]) -> None:
    lines = [3 * count for count in encounters]
    tasks = tasks_of(encounters, lines)
    assert [list(run) for task in tasks for run in task.runs] == neighbours(encounters)
    assert [task.number for task in tasks] == list(range(len(tasks)))
    left = sum(lines)
    for task in tasks:
        held = sum(lines[place] for run in task.runs for place in run)
        assert len(task.runs) == 1 or held <= min(LINES_A_TASK, left // SHARE)
        left -= held
    assert left == 0
