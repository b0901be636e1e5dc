"""Every code there is: those of the loader, those of the checks here, and those of plugins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from scrubjay.host import Host, Plugin
from scrubjay.lint.checks import CHECKS
from scrubjay.lint.codes import LOADING
from scrubjay.lint.codes.keeping import KEEPING
from scrubjay.lint.model import Check, Code, Severity

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {each.code: each for each in sorted((*LOADING, *CHECKS, *KEEPING), key=lambda each: each.code)}
)
"""The codes of ScrubJay itself, in order."""


def plugin_checks(host: Host) -> Iterator[tuple[Plugin, object]]:
    """What the plugins answer to `scrubjay_lints`, one at a time; not everything need be a `Check`."""
    for plugin, answer in host.ask("scrubjay_lints", context=host.context):
        for each in answer:
            yield plugin, each


def codes(host: Host) -> dict[str, Code]:
    """All codes by name, the plugins' too; a plugin cannot take a code that there is."""
    found = dict(CODES)
    for _, each in plugin_checks(host):
        if isinstance(each, Check):
            found.setdefault(each.code, each)
    return found


def severity(code: str, known: Mapping[str, Code] = CODES) -> Severity:
    """How grave a fault of this code is; one of an unknown code is an error."""
    return known[code].severity if code in known else "error"
