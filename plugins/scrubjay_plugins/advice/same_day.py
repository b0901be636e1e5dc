"""Visits of one day, of which it must be known which belong together."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.groups import Groups
from scrubjay.kinds import kind, param
from scrubjay.rulings import Answers, Ruling, no_data, passes
from scrubjay_plugins.advice.encounters import Array, having

SAYS: Final = Answers(
    told=passes("it is known which of the patient's visits of the day belong together"),
    no_provider=no_data(
        "the patient has other visits on this day, and who bills one of them is not known; units, edits and "
        "limits of a day are those of one provider",
        missing="billing_provider",
        remedy="give the billing provider of every visit of the day",
    ),
    no_form=no_data(
        "the provider has another visit of the patient on this day, and its claim form is not known; edits "
        "and limits of the form may count it with this one",
        missing="claim_form of another visit",
        remedy="give the claim form of every visit of the day",
    ),
)


@kind("advice.same-day", stage="advice", speaks="encounter", answers=SAYS)
@frozen
class SameDay:
    """Which visits of a patient's day belong together: those of one provider, on one claim form.

    Policies that count a day, or compare its codes, see the visits of one provider together. Where a visit
    does not say who bills it, nobody can tell whether it is one of them, and what the others come to stays
    open, however complete they are themselves. So it is where another visit of the provider does not say
    its claim form, and a policy is of one form. A visit that is the patient's only one that day lacks
    nothing here.

    Source: National Correct Coding Initiative Policy Manual, chapter 1: edits are of one provider, patient
    and date of service.
    """

    provider: Literal["billing-provider", "tax-id"] = param(
        "Whose visits belong together.", default="billing-provider"
    )
    forms: bool = param(
        "Are there policies of one claim form, for which it matters on which form another visit is billed?",
        default=True,
    )

    def rule(self, batch: Batch) -> Ruling:
        """Look for visits that leave it open with which others they belong."""
        if batch.encounters == 1:
            return Ruling(np.full(1, SAYS.told, np.int8))
        name = "billing_provider" if self.provider == "billing-provider" else "tax_id"
        nobodys, formless = ~batch.text_known(name), ~batch.text_known("claim_form")
        unnamed = _beside_another(batch, batch.by("patient", "date"), nobodys)
        unformed = np.zeros(batch.lines, np.bool_)
        if self.forms:
            unformed = _beside_another(batch, batch.by("patient", "date", name), formless) & ~formless
        return Ruling(
            SAYS.choose(
                batch.encounters,
                SAYS.told,
                (having(batch, unnamed), SAYS.no_provider),
                (having(batch, unformed), SAYS.no_form),
            )
        )


def _beside_another(batch: Batch, groups: Groups, gaps: Array) -> Array:
    """A mask: does the line's group have a line in `gaps`, and lines of several encounters?"""
    lines = groups.any(gaps).nonzero()[0]
    few, visit = groups.take(lines), batch.encounter.take(lines)
    mask = np.zeros(batch.lines, np.bool_)
    mask[lines] = few.maximum(visit) > few.minimum(visit)
    return mask
