"""Codes of which one at most counts on a day, such as evaluations."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, not_applicable, passes
from scrubjay.values import Code
from scrubjay_plugins.coding.taking_part import left_out, say_why

SAYS: Final = Answers(
    only=passes("{code} is the only code of its set on the day, or the one that counts"),
    unpaid=not_applicable("the status of {code} keeps it from being paid"),
    unbilled=not_applicable("no unit of {code} is billed"),
    second=fails(
        "{code} stands beside {kept} on one day, and only one code of the set counts",
        remedy="bill the one that describes the service",
    ),
)

FACTS: Final = {"kept": Fact("The code of the set that counts on the day.", origin="encounter")}


@kind("coding.one-of-a-set", stage="coding", answers=SAYS, facts=FACTS, after=("coding.status-codes",))
@frozen
class OneOfASet:
    """At most one code of a set counts for one patient, date of service and billing provider.

    Of several, the one that stands first in the parameter counts, whatever the order of the lines. The
    same code on several lines is one code here: how many units of it count is another matter. A line that
    bills no unit does not count. Edits of pairs of codes may say the same of the same line; this kind
    says it where no table of edits is at hand.

    Source: National Correct Coding Initiative Policy Manual, chapter 11 §P, on evaluations.
    """

    codes: tuple[Code, ...] = param("The codes, in the order in which one of several is kept.")

    @property
    def about(self) -> frozenset[str]:
        """The codes."""
        return frozenset(self.codes)

    def rule(self, batch: Batch) -> Ruling:
        """Keep one code a day."""
        places: dict[str, int] = {code: place for place, code in enumerate(self.codes)}
        rank = np.array([places.get(name, len(places)) for name in batch.code.names])[batch.code.ids]
        out = left_out(batch)
        kept = batch.day.minimum(rank if out is None else np.where(out, len(places), rank))
        answer = SAYS.choose(batch.lines, SAYS.only, (rank > kept, SAYS.second))
        if out is not None:
            say_why(batch, answer, never=SAYS.unpaid, here=SAYS.unbilled)
        return Ruling(
            answer,
            {"kept": Coded(kept, (*self.codes, ""))},
        )

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The codes of which one counts on a day."""
        return [CardEntry("edits", "one a day", ", ".join(self.codes), note="the first of them counts")]
