"""What pricing by participation can say about a line."""

from __future__ import annotations

from typing import Final

from scrubjay.kinds import Fact
from scrubjay.rulings import Action, Answers, fails, no_data, not_applicable, passes

SAYS: Final = Answers(
    participating=passes("the provider participates: the full fee"),
    lower=passes("the provider does not participate: {unit_fee} a unit, {share} of the fee"),
    nothing=passes("nothing is allowed, whether the provider participates or not"),
    over_limit=fails(
        "the charge of {charge} for {billed} is more than {limit}: the limiting charge is {limiting_charge} "
        "a unit",
        action=Action.WARN,
        remedy="unless the claim is assigned, charge {limit} at most",
    ),
    unknown=no_data(
        "the fee depends on whether the provider participates",
        missing="participating",
        remedy="say whether the billing provider participates",
    ),
    unpriced=not_applicable("the line has no fee"),
)

FACTS: Final = {
    "charge": Fact("Charge of the line.", "USD", "encounter"),
    "billed": Fact("Units that the charge is for.", "units", "encounter"),
    "units": Fact("Payable units.", "units", "encounter"),
    "share": Fact("Share of the fee that a provider gets who does not participate."),
    "unit_fee": Fact("Fee of one unit for this provider.", "USD"),
    "limiting_charge": Fact("Most that may be charged for one unit without assignment.", "USD"),
    "limit": Fact("The limiting charge of all units billed.", "USD"),
    "allowed": Fact("The lower of the charge and the fee of all payable units.", "USD"),
}

PUBLISHES: Final = {
    "unit_fee": Fact("Fee of one unit.", "USD"),
    "reduced_fee": Fact("Fee of one unit with the reduced practice expense.", "USD"),
}
