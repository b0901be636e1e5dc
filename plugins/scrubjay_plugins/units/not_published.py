"""Payers that do not say how minutes become units."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from scrubjay.batch import Batch
from scrubjay.card import CardEntry, CardPlace
from scrubjay.kinds import kind, param
from scrubjay.rulings import Answers, Ruling, no_data
from scrubjay.values import CodeSet

SAYS: Final = Answers(
    unpublished=no_data(
        "how the payer turns the minutes of {code} into units is not published, so that the units are not "
        "compared with them",
        missing="unit rule",
        remedy="ask the payer, and state its rule in a pack of your own in place of this policy",
    )
)


@kind("units.not-published", stage="units", answers=SAYS)
@frozen
class NotPublished:
    """The payer's rule for turning minutes into units is not known, and none is made up.

    Units that nobody compared with minutes are not supported by anything: every line of the codes is
    `no_data`, so that no claim of such a payer comes out clean unnoticed. Its other policies rule all the
    same, on the units as they are billed. Who knows the rule from a contract states it in a pack of their
    own in place of this policy.

    Source: none; the pack says where it was looked for.
    """

    codes: CodeSet = param("The timed codes.")

    @property
    def about(self) -> CodeSet:
        """The timed codes."""
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        """Say so of every line."""
        return Ruling(np.full(batch.lines, SAYS.unpublished, np.int8))

    def card(self, code: str, place: CardPlace) -> list[CardEntry]:
        """That the rule is not known."""
        return [CardEntry("units", "rule", None, note="the payer does not publish how minutes become units")]
