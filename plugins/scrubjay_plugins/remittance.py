"""Parameters that hold codes of the remittance advice: refused where no such code can be in force."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from scrubjay.kinds import param

ENDED: Final = frozenset({"15", "125", "B5"})
"""Reason codes that have ended; a policy that denies or reduces is refused with them too."""

_REASON: Final = re.compile(r"[1-9][0-9]{0,2}|[ABDPWY][0-9]{1,2}")
_REMARK: Final = re.compile(r"(M|MA|N)[0-9]{1,3}")


def reason_code(help: str, *, default: Any = attrs.NOTHING) -> Any:
    """A parameter that is a claim adjustment reason code, such as "45"."""
    return _checked(param(help, default=default), _refuse_reason)


def remark_code(help: str, *, default: Any = attrs.NOTHING) -> Any:
    """A parameter that is a remittance advice remark code, such as "N670", or None for none."""
    return _checked(param(help, default=default), _refuse_remark)


def remark_codes(help: str, *, default: Any = attrs.NOTHING) -> Any:
    """A parameter that lists remittance advice remark codes."""
    return _checked(param(help, default=default), _refuse_remarks)


def _checked(field: Any, check: Any) -> Any:
    field.validator(check)
    return field


def _refuse_reason(instance: object, attribute: attrs.Attribute[Any], value: str) -> None:
    if value in ENDED or not _REASON.fullmatch(value):
        raise ValueError(
            f"{attribute.name}: {value!r} is not a claim adjustment reason code in force, such as "
            '"119" (15, 125 and B5 have ended)'
        )


def _refuse_remark(instance: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value is not None and not _REMARK.fullmatch(value):
        raise ValueError(f'{attribute.name}: {value!r} is not a remark code such as "N362"')


def _refuse_remarks(instance: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    for each in value:
        _refuse_remark(instance, attribute, each)
