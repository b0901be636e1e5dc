"""The encounter: what a clinic bills for one patient's visit, as frozen, checked values.

Every class is built by keyword. Its fields check what they are given, whether it comes from JSON or from
Python, and raise `scrubjay.fields.Invalid`; where an object is due, a mapping of its fields will do. The
`help` in a field's metadata is its documentation, and its description in the JSON Schema.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

from attrs import field, frozen

from scrubjay import fields
from scrubjay.fields import Invalid, checked, nested, several
from scrubjay.money import Cents

Discipline = Literal["PT", "OT", "SLP"]
DISCIPLINES: Final[Mapping[str, Discipline]] = {"GP": "PT", "GO": "OT", "GN": "SLP"}
"""The modifiers that say under which discipline's plan of care a line was furnished."""


def _help(text: str, **within: type) -> dict[str, object]:
    """Field metadata: the meaning, and for an object (`of`) or a list of objects (`each`) their class."""
    return {"help": text, **within}


@frozen(kw_only=True, field_transformer=checked)
class Patient:
    """The patient."""

    id: str = field(
        converter=fields.text, metadata=_help("The patient's id; the same patient always has the same one.")
    )


@frozen(kw_only=True, field_transformer=checked)
class BillingProvider:
    """Who bills, and is paid."""

    npi: str | None = field(
        default=None, converter=fields.npi, metadata=_help("National Provider Identifier, ten digits.")
    )
    tin: str | None = field(
        default=None, converter=fields.tin, metadata=_help("Taxpayer number, nine digits.")
    )
    participating: bool | None = field(
        default=None, converter=fields.flag, metadata=_help("Whether the provider takes assignment always.")
    )
    qp: bool | None = field(
        default=None,
        converter=fields.flag,
        metadata=_help("Whether the provider is a qualifying participant of an advanced payment model."),
    )


@frozen(kw_only=True, field_transformer=checked)
class Locality:
    """Where the service is priced, when it is not looked up by ZIP code."""

    carrier: str = field(converter=fields.carrier, metadata=_help("Number of the contractor, five digits."))
    number: str = field(converter=fields.locality, metadata=_help("Number of the locality, two digits."))


@frozen(kw_only=True, field_transformer=checked)
class PlanOfCare:
    """What is known of the plan of care on the date of service."""

    certified_from: dt.date | None = field(
        default=None, converter=fields.date, metadata=_help("First certified day.")
    )
    certified_through: dt.date | None = field(
        default=None, converter=fields.date, metadata=_help("Last certified day, inclusive.")
    )
    last_progress_report: dt.date | None = field(
        default=None, converter=fields.date, metadata=_help("Date of the last progress report.")
    )
    treatment_days_since_report: int | None = field(
        default=None,
        converter=fields.days,
        metadata=_help("Treatment days since that report, this one included."),
    )


@frozen(kw_only=True, field_transformer=checked)
class Authorization:
    """What the payer has authorised ahead of the services: how much, of what, and between which days."""

    number: str = field(converter=fields.text, metadata=_help("The payer's number of the authorisation."))
    codes: tuple[str, ...] = field(
        default=(),
        converter=fields.codes_listed,
        metadata=_help("Codes that it covers, at most 100; none for whatever the payer covers."),
    )
    valid_from: dt.date | None = field(
        default=None, converter=fields.date, metadata=_help("First day that it covers.")
    )
    valid_through: dt.date | None = field(
        default=None, converter=fields.date, metadata=_help("Last day that it covers, inclusive.")
    )
    units: int | None = field(
        default=None, converter=fields.units, metadata=_help("Units authorised; none for no limit of units.")
    )
    units_used: int | None = field(
        default=None, converter=fields.units, metadata=_help("How many of them were used before this call.")
    )
    visits: int | None = field(
        default=None,
        converter=fields.units,
        metadata=_help("Visits authorised; none for no limit of visits."),
    )
    visits_used: int | None = field(
        default=None, converter=fields.units, metadata=_help("How many of them were used before this call.")
    )


@frozen(kw_only=True, field_transformer=checked)
class ServiceLine:
    """One procedure code of the claim."""

    code: str = field(
        converter=fields.code, metadata=_help("HCPCS or CPT code, five characters; upper-cased.")
    )
    minutes: int | None = field(
        default=None, converter=fields.minutes, metadata=_help("Treatment minutes, whole, 0 to 1440.")
    )
    units: int | None = field(
        default=None, converter=fields.units, metadata=_help("Units billed, 0 to 9999.")
    )
    modifiers: tuple[str, ...] = field(
        default=(),
        converter=fields.modifiers,
        metadata=_help("Up to four different modifiers, in the order of the claim; upper-cased."),
    )
    charge: Cents | None = field(
        default=None,
        converter=fields.money,
        metadata=_help("Charge of the whole line, in dollars as text; held in cents."),
    )
    assistant_minutes: int | None = field(
        default=None,
        converter=fields.minutes,
        metadata=_help("How many of the minutes an assistant furnished, 0 to 1440."),
    )
    rendering_npi: str | None = field(
        default=None, converter=fields.npi, metadata=_help("NPI of who treated, ten digits.")
    )
    diagnoses: tuple[str, ...] = field(
        default=(),
        converter=fields.diagnoses,
        metadata=_help("Up to twelve ICD-10 codes, most important first."),
    )
    start: str | None = field(
        default=None,
        converter=fields.clock,
        metadata=_help("When one-on-one treatment began, as HH:MM of 24 hours."),
    )
    stop: str | None = field(
        default=None, converter=fields.clock, metadata=_help("When it ended, as HH:MM; after the start.")
    )

    def __attrs_post_init__(self) -> None:
        """Refuse fields that contradict each other."""
        if self.stop is not None or self.assistant_minutes:
            refuse = conflicts(self)
            if refuse:
                raise Invalid("a service line", "mend its fields", refuse)

    @property
    def discipline(self) -> Discipline | None:
        """The discipline whose plan of care the modifiers name, or None unless it is exactly one."""
        named = [DISCIPLINES[modifier] for modifier in self.modifiers if modifier in DISCIPLINES]
        return named[0] if len(named) == 1 else None


def conflicts(line: Any) -> list[fields.Part]:
    """Find the fields of a service line, or of anything with its attributes, that contradict each other."""
    found: list[fields.Part] = []
    if line.start is not None and line.stop is not None and line.stop <= line.start:
        remedy = f"treatment started at {line.start}; bill a visit past midnight by the day it began"
        found.append(("stop", line.stop, Invalid("a time after the start", remedy)))
    if None not in (line.minutes, line.assistant_minutes) and line.assistant_minutes > line.minutes:
        remedy = "the assistant's minutes are part of the line's minutes"
        expected = f"at most the {line.minutes} minutes of the line"
        found.append(("assistant_minutes", line.assistant_minutes, Invalid(expected, remedy)))
    return found


def _patient(value: object) -> Patient:
    return nested(Patient, value)


def _billing_provider(value: object) -> BillingProvider:
    return nested(BillingProvider, value)


def _locality(value: object) -> Locality:
    return nested(Locality, value)


def _plan_of_care(value: object) -> PlanOfCare:
    return nested(PlanOfCare, value)


def _authorizations(value: object) -> tuple[Authorization, ...]:
    return several(Authorization, value, least=0)


def _lines(value: object) -> tuple[ServiceLine, ...]:
    return several(ServiceLine, value)


@frozen(kw_only=True, field_transformer=checked)
class Encounter:
    """One patient's visit on one date of service at one provider, with its service lines."""

    id: str | None = field(
        default=None, converter=fields.text, metadata=_help("Your own id of the encounter.")
    )
    payer: str = field(converter=fields.text, metadata=_help("Id of the payer, as its pack names it."))
    date: dt.date = field(converter=fields.date, metadata=_help("Date of service, YYYY-MM-DD."))
    patient: Patient = field(converter=_patient, metadata=_help("The patient.", of=Patient))
    billing_provider: BillingProvider | None = field(
        default=None,
        converter=_billing_provider,
        metadata=_help("Who bills, and is paid.", of=BillingProvider),
    )
    claim_form: Literal["professional", "institutional"] | None = field(
        default=None,
        converter=fields.claim_form,
        metadata=_help("Which claim form: professional (CMS-1500, 837P) or institutional (UB-04, 837I)."),
    )
    place_of_service: str | None = field(
        default=None, converter=fields.place, metadata=_help("Place-of-service code, two digits.")
    )
    locality: Locality | None = field(
        default=None,
        converter=_locality,
        metadata=_help("Medicare locality of the service; goes before the ZIP code.", of=Locality),
    )
    zip: str | None = field(
        default=None,
        converter=fields.zip_code,
        metadata=_help("ZIP code of where the service was furnished, 5 or 5+4 digits."),
    )
    lines: tuple[ServiceLine, ...] = field(
        converter=_lines,
        metadata=_help("The service lines, 1 to 1000, in the order of the claim.", each=ServiceLine),
    )
    history: Mapping[str, Cents] = field(
        factory=dict,
        converter=fields.history,
        metadata=_help("What the payer had accrued before this encounter: name to dollars; held in cents."),
    )
    counts: Mapping[str, int] = field(
        factory=dict,
        converter=fields.counts,
        metadata=_help("What the payer had counted before this call, such as visits: name to whole number."),
    )
    last_dates: Mapping[str, dt.date | Literal["never"]] = field(
        factory=dict,
        converter=fields.last_dates,
        metadata=_help('When services were last furnished before this call: name to date, or "never".'),
    )
    benefit_year_from: dt.date | None = field(
        default=None,
        converter=fields.date,
        metadata=_help("First day of the patient's benefit year in which the date of service falls."),
    )
    authorizations: tuple[Authorization, ...] | None = field(
        default=None,
        converter=_authorizations,
        metadata=_help(
            "The payer's authorisations, those to be used first first; an empty list where there are none.",
            each=Authorization,
        ),
    )
    plan_of_care: PlanOfCare | None = field(
        default=None,
        converter=_plan_of_care,
        metadata=_help("The plan of care, as far as it is known.", of=PlanOfCare),
    )
    documentation: Mapping[str, tuple[str, ...]] = field(
        factory=dict,
        converter=fields.documentation,
        metadata=_help("Which elements the note documents: code to a list of their names."),
    )
    extra: Mapping[str, Any] = field(
        factory=dict, converter=fields.extra, metadata=_help("Anything of your own; no policy reads it.")
    )
