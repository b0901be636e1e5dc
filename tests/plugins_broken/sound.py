"""A plugin that works, with one kind."""

from attrs import frozen

import scrubjay
from scrubjay import Batch, Ruling

SAYS = scrubjay.Answers(fine=scrubjay.passes("fine"))


@scrubjay.kind("sound.fine", stage="coding", answers=SAYS)
@frozen
class Fine:
    def rule(self, batch: Batch) -> Ruling:
        return Ruling(SAYS.choose(batch.lines, SAYS.fine))


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    return [Fine]
