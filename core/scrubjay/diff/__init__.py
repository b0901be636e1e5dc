"""What differs between two versions of a pack: in what they state, and in how encounters come out.

old, new = Engine(packs=["my-pack-1"]), Engine(packs=["my-pack-2"])
found = diff_rulesets(old.ruleset("my-payer"), new.ruleset("my-payer"))
for policy in found.policies:
    for span in policy.spans:
        print(policy.id, span.dates, *span.changes)
"""

from scrubjay.diff.changes import Change, MembersChange, RowChange, TableChange
from scrubjay.diff.encounters import EncounterDiff, diff_evaluations
from scrubjay.diff.policies import PackDiff, PolicyDiff, SpanDiff
from scrubjay.diff.rulesets import diff_rulesets
from scrubjay.diff.totals import Totals

__all__ = [
    "Change",
    "EncounterDiff",
    "MembersChange",
    "PackDiff",
    "PolicyDiff",
    "RowChange",
    "SpanDiff",
    "TableChange",
    "Totals",
    "diff_evaluations",
    "diff_rulesets",
]
