"""Codes: procedures, modifiers, diagnoses, and where and on what form the service is billed."""

import re

from scrubjay.fields.invalid import Invalid

_as_code = re.compile(r"[0-9]{4}[0-9AFMTU]|[A-Z][0-9]{4}", re.IGNORECASE | re.ASCII).fullmatch
_as_modifier = re.compile(r"[0-9A-Za-z]{2}").fullmatch
_as_diagnosis = re.compile(r"([A-Za-z][0-9][0-9A-Za-z])(?:\.?([0-9A-Za-z]{1,4}))?").fullmatch
_as_place = re.compile(r"[0-9]{2}").fullmatch


def code(value: object) -> str:
    """Read a HCPCS or CPT code, such as `97530` or `G0283`; upper-cased."""
    if isinstance(value, str) and _as_code(value):
        return value.upper()
    raise Invalid("a HCPCS or CPT code", 'write its five characters in quotes, such as "97530" or "G0283"')


def modifier(value: object) -> str:
    """Read a modifier, two letters or digits, such as `GP`; upper-cased."""
    if isinstance(value, str) and _as_modifier(value):
        return value.upper()
    raise Invalid("a modifier", 'write two letters or digits in quotes, such as "GP"')


def diagnosis(value: object) -> str:
    """Read an ICD-10-CM code with or without its point; upper-cased, with the point: `M25.561`."""
    if isinstance(value, str) and (match := _as_diagnosis(value)):
        return ".".join(filter(None, match.groups())).upper()
    raise Invalid("an ICD-10 code", 'write it in quotes, such as "M25.561"')


def place(value: object) -> str:
    """Read a place-of-service code, two digits."""
    if isinstance(value, str) and _as_place(value):
        return value
    raise Invalid("a place of service", 'write its two digits in quotes, such as "11" or "02"')


def claim_form(value: object) -> str:
    """Read which form the claim is sent on: `professional` or `institutional`."""
    if isinstance(value, str) and value in ("professional", "institutional"):
        return value
    raise Invalid(
        '"professional" or "institutional"',
        "use the first for a CMS-1500 (837P), the second for a UB-04 (837I)",
    )
