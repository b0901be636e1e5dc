"""Add-on codes, which are paid only beside a primary code."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.columns import Coded
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, not_applicable, passes
from scrubjay.values import Code, CodeSet
from scrubjay_plugins.coding.taking_part import left_out, say_why

SAYS: Final = Answers(
    primary=not_applicable("{code} is no add-on code"),
    unpaid=not_applicable("the status of {code} keeps it from being paid"),
    unbilled=not_applicable("no unit of {code} is billed"),
    together=passes("{code} stands beside a primary code that is payable: {primaries}"),
    alone=fails(
        "{code} is an add-on code, and the day has no payable line of its primary code: {primaries}",
        remedy="bill the primary code if it was furnished",
    ),
)

FACTS: Final = {"primaries": Fact("The primary codes of the add-on code.", origin="table")}


@frozen
class AddOn:
    """An add-on code and the primary codes, of which one must be payable."""

    code: Code = param("The add-on code.")
    primaries: CodeSet = param("Its primary codes.")


@kind("coding.add-on", stage="limits", answers=SAYS, facts=FACTS, after=("limits.units-per-day",))
@frozen
class AddOns:
    """An add-on code is paid only if one of its primary codes is, on the same day by the same provider.

    A primary code counts where some unit of its line is payable so far: no edit and no limit of units took
    it away. So the rule stands among the limits, after those that deny the units of a code.

    Source: National Correct Coding Initiative, add-on code edits, type 1.
    """

    pairs: tuple[AddOn, ...] = param("The add-on codes.")

    @property
    def about(self) -> frozenset[str]:
        """The add-on codes and their primary codes."""
        return frozenset(code for each in self.pairs for code in (each.code, *each.primaries))

    def rule(self, batch: Batch) -> Ruling:
        """Look for the primary code of every add-on code."""
        payable = batch.settled.payable != 0
        number = np.zeros(batch.lines, np.int8)
        beside = np.zeros(batch.lines, np.bool_)
        for place, each in enumerate(self.pairs, start=1):
            mine = batch.code.among((each.code,))
            if mine.any():
                number[mine] = place
                beside |= mine & batch.day.any(payable & batch.codes_in(each.primaries))
        answer = SAYS.choose(batch.lines, SAYS.alone, (number == 0, SAYS.primary), (beside, SAYS.together))
        if left_out(batch) is not None:
            say_why(batch, answer, never=SAYS.unpaid, here=SAYS.unbilled)
            answer[number == 0] = SAYS.primary
        names = ("", *(", ".join(sorted(each.primaries)) for each in self.pairs))
        return Ruling(answer, {"primaries": Coded(number, names)})

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """The primary codes of an add-on code, or the add-on codes of a primary code."""
        entries = []
        for each in self.pairs:
            if each.code == code:
                primaries = " or ".join(sorted(each.primaries))
                entries.append(CardEntry("edits", "add-on", f"paid only beside {primaries}"))
            elif code in each.primaries:
                entries.append(CardEntry("edits", "primary", f"carries the add-on code {each.code}"))
        return entries
