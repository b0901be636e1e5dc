"""What the reduction of several procedures under a contract can say about a line."""

from __future__ import annotations

from typing import Final

from scrubjay.kinds import Fact
from scrubjay.rulings import Answers, no_data, not_applicable, passes

SAYS: Final = Answers(
    unpriced=not_applicable("the line has no price, or no payable unit"),
    alone=passes("nothing else of the day is reduced together with it: paid in full"),
    primary=passes("ranks first of the day: {each} paid in full; {reduction} off"),
    reduced=passes("does not rank first of the day: {share} of the {of} off; {reduction} off the line"),
    no_values=no_data(
        "the relative values of {code} on this date, which the reduction needs, are not known",
        missing="relative values",
        remedy="give relative values of that date: scrubjay import makes their table",
    ),
    no_unit_fee=no_data(
        "the line has a price, and no fee of one unit that could be reduced",
        missing="fee of one unit",
        remedy="state the contract's fees by unit",
    ),
    torn=no_data(
        "another line of the day may rank before this one; its units or its fee are not known",
        missing="units or fee of another line",
        remedy="mend the line of the day that could not be priced",
    ),
    apart=no_data(
        "the patient has other visits on this day, and whether they are the same provider's is not known",
        missing="billing_provider",
        remedy="give the billing provider of every visit, with its tax id where the payer goes by that",
    ),
)

FACTS: Final = {
    "units": Fact("Payable units of the line.", "units", "encounter"),
    "share": Fact("Share that is taken off."),
    "of": Fact("What it is a share of."),
    "each": Fact("What is paid in full."),
    "practice_expense": Fact("Relative value of practice expense, in hundredths.", origin="table"),
    "all_values": Fact("All relative values together, in hundredths.", origin="table"),
    "primary": Fact("Does the line rank first?"),
    "unit_fee": Fact("Fee of one unit.", "USD"),
    "reduced_fee": Fact("Fee of one unit after the reduction.", "USD"),
    "reduction": Fact("What the line is reduced by.", "USD"),
    "allowed": Fact("What is allowed after the reduction.", "USD"),
}
