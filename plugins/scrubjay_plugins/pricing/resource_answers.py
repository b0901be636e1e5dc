"""What pricing by relative values can say about a line."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray

from scrubjay.kinds import Fact
from scrubjay.rulings import Answers, no_data, not_applicable, passes
from scrubjay.settled import Settled
from scrubjay_plugins.pricing import localities, schedule

Array = NDArray[Any]

SAYS: Final = Answers(
    priced=passes("{units} at {unit_fee} each: {allowed} allowed"),
    at_charge=passes("the charge of {charge} is less than {units} at {unit_fee} each, and is allowed"),
    nothing=passes("no unit is payable, so nothing is allowed"),
    closed=not_applicable("the line is denied or bundled"),
    no_units=no_data("the units of {code} are not known", missing="units", remedy="give the units"),
    outside=no_data(
        "the fee schedule has no figures for this date of service",
        missing="relative values of the date",
        remedy="give the fee schedule of that release: scrubjay import makes its table",
    ),
    no_row=no_data(
        "the fee schedule does not know {code} on this date",
        missing="relative values",
        remedy="correct the code, or give a fee schedule that has it: scrubjay import makes its table",
    ),
    contractor=no_data(
        "{code} has no national price: the contractor sets it",
        missing="contractor's price",
        remedy="ask the contractor for its price",
    ),
    unpaid=no_data(
        "the fee schedule does not pay {code} (status {status}), and no policy settled what becomes of it",
        missing="price",
        remedy="bill a code that the payer pays",
    ),
    no_locality=no_data(
        "no locality is given, and no ZIP code that would tell it",
        missing="locality",
        remedy="give the carrier and number of the locality, or the ZIP code of the place of service",
    ),
    no_index=no_data(
        "the fee schedule has no indices for locality {given_locality} on this date",
        missing="locality",
        remedy="correct the carrier and number of the locality",
    ),
    zip_outside=no_data(
        "ZIP codes of this date of service are not known",
        missing="locality",
        remedy="give the carrier and number of the locality",
    ),
    zip_unknown=no_data(
        "ZIP code {zip} is not known",
        missing="locality",
        remedy="correct the ZIP code, or give the carrier and number of the locality",
    ),
    zip_spans=no_data(
        "ZIP code {zip} lies in several localities; only its plus-four tells which, and those are not known",
        missing="locality of the plus-four ZIP code",
        remedy="give the carrier and number of the locality",
    ),
    no_qp=no_data(
        "the conversion factor depends on whether the provider is a qualifying participant",
        missing="qp",
        remedy="say whether the provider is a qualifying participant of an advanced payment model",
    ),
    no_place=no_data(
        "the fee of {code} differs between facilities and other places",
        missing="place_of_service",
        remedy="give the place of service",
    ),
)

FACTS: Final = {
    "charge": Fact("Charge of the line.", "USD", "encounter"),
    "units": Fact("Payable units.", "units", "encounter"),
    "unit_fee": Fact("Fee of one unit.", "USD"),
    "reduced_fee": Fact("Fee of one unit with the reduced practice expense.", "USD"),
    "allowed": Fact("The lower of the charge and the fee of all payable units.", "USD"),
    "work": Fact("Relative value of work, in hundredths.", origin="table"),
    "practice_expense": Fact("Relative value of practice expense there, in hundredths.", origin="table"),
    "malpractice": Fact("Relative value of malpractice, in hundredths.", origin="table"),
    "status": Fact("Status indicator of the code.", origin="table"),
    "locality": Fact("Locality whose indices were taken.", origin="table"),
    "given_locality": Fact("Locality that the encounter states.", origin="encounter"),
    "zip": Fact("ZIP code of the place of service.", origin="encounter"),
    "conversion_factor": Fact("Dollars for one relative value unit."),
}

PUBLISHES: Final = {
    "unit_fee": Fact("Fee of one unit.", "USD"),
    "reduced_fee": Fact("Fee of one unit with the reduced practice expense.", "USD"),
    "practice_expense": Fact("Relative value of practice expense, in hundredths."),
    "multiple": Fact("1 for a procedure that is reduced when there are several, 0 for others."),
}


def unpriced(settled: Settled, covered: Array, standing: Array, places: Array, nowhere: Array) -> Array:
    """The answers of lines that have no price, or no unit to pay; of several reasons the first that holds.

    `covered` masks dates of which the schedule speaks, `standing` says what it does with the code, `places`
    holds the row of indices or why there is none, `nowhere` masks lines whose place of service is missing.
    """
    units = settled.payable
    return SAYS.choose(
        len(units),
        SAYS.no_qp,
        (settled.closed, SAYS.closed),
        (units == 0, SAYS.nothing),
        (~covered, SAYS.outside),
        (standing == schedule.ABSENT, SAYS.no_row),
        (standing == schedule.CONTRACTOR, SAYS.contractor),
        (standing == schedule.UNPAID, SAYS.unpaid),
        (places == localities.NO_PLACE, SAYS.no_locality),
        (places == localities.NO_INDEX, SAYS.no_index),
        (places == localities.ZIP_OUTSIDE, SAYS.zip_outside),
        (places == localities.ZIP_UNKNOWN, SAYS.zip_unknown),
        (places == localities.ZIP_SPANS, SAYS.zip_spans),
        (nowhere, SAYS.no_place),
        (units < 0, SAYS.no_units),
    )
