"""Modifiers by which a biller tells the payer not to pay."""

from __future__ import annotations

from typing import Final, Literal

from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.kinds import Fact, kind, param
from scrubjay.rulings import Answers, Ruling, fails, no_data, not_applicable
from scrubjay.values import Modifier
from scrubjay_plugins.modifiers.pairings import any_of

SAYS: Final = Answers(
    denied=fails(
        "{modifiers} says itself that the line is not covered",
        remedy="take it off if the service is covered; otherwise the denial is what it asks for",
    ),
    other_form=not_applicable("{modifiers} has this effect on the other claim form only"),
    no_form=no_data(
        "what follows from {modifiers} depends on the claim form",
        missing="claim_form",
        remedy='say whether the claim is "professional" or "institutional"',
    ),
)

FACTS: Final = {"modifiers": Fact("The modifiers that have this effect.")}


@kind("modifiers.denied", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class Denied:
    """Lines that carry a certain modifier are denied, without review.

    A biller adds GZ to say that a denial for want of necessity is expected and no notice was given, or GY to
    say that the service is excluded by law. The group code of the policy says who bears the loss.

    Source: CMS change requests 7228 (GZ) and 6563 (GA, GX).
    """

    modifiers: tuple[Modifier, ...] = param("The modifiers that deny a line.")
    claim_form: Literal["professional", "institutional"] | None = param(
        "Only on this claim form.", default=None
    )

    @property
    def carrying(self) -> tuple[str, ...]:
        """The modifiers of the lines that the rule sees."""
        return self.modifiers

    def rule(self, batch: Batch) -> Ruling:
        """Deny the lines that carry it."""
        facts = {"modifiers": any_of(self.modifiers)}
        cases = []
        if self.claim_form is not None:
            form = batch.claim_form
            cases = [(~form.known, SAYS.no_form), (~form.among((self.claim_form,)), SAYS.other_form)]
        return Ruling(SAYS.choose(batch.lines, SAYS.denied, *cases), facts)
