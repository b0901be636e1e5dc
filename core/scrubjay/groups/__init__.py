"""Groups: lines of a batch that share a key, with segment arithmetic.

Every verb takes one value per line and gives one value per line, in line order, so that a policy reads like
the manual it comes from: `visit.total(minutes)`, `day.rank(expense)`. Three shapes of batch must be fast:

- one encounter, where each NumPy call counts: batches of a few lines share one `Groups` per pattern of keys,
  so that what depends on the keys alone is computed once in a process (`few`);
- thousands of lines, where nearly all groups are small and contiguous: nothing is sorted unless it must be
  (`verbs`);
- tens of thousands: the same verbs as loops compiled by numba, where it is installed and worth loading
  (`compiled`, `loops`). The NumPy verbs are their specification.

What the core does to whole columns of such batches is compiled and loaded with them (`column_loops`).
"""

from scrubjay.groups.ordering import read_only, stable_order
from scrubjay.groups.verbs import FEW_LINES, GREATEST, LEAST, Groups, loops_for

__all__ = ["FEW_LINES", "GREATEST", "LEAST", "Groups", "loops_for", "read_only", "stable_order"]
