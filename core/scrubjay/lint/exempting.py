"""Findings that a pack accepts for a while, and exemptions that have expired or accept nothing."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Final

from attrs import frozen

from scrubjay.lint.codes import KEPT
from scrubjay.packs.faults import Fault, close
from scrubjay.packs.model import Exemption, Pack

_WITHIN: Final = re.compile(r"(policy|override)\[(\d+)\]")


@frozen
class Exempted:
    """A fault that is accepted, and by what."""

    fault: Fault
    by: Exemption


@frozen
class Sifted:
    """Faults that stand, those that are accepted, and what is wrong with the exemptions themselves."""

    open: tuple[Fault, ...]
    exempted: tuple[Exempted, ...]
    amiss: tuple[Fault, ...]


def sift(pack: Pack, faults: Iterable[Fault], as_of: date, codes: Container[str]) -> Sifted:
    """Tell the faults that a pack accepts on the day `as_of` from those that it does not.

    An exemption with a policy accepts faults within that policy; one without accepts faults that stand in no
    policy. `codes` are all that there are, so that a misspelt one is named.
    """
    standing, exempted = [], []
    in_force = [each for each in pack.exemptions if each.until >= as_of and each.code not in KEPT]
    for fault in faults:
        policy = policy_of(pack, fault)
        by = next((each for each in in_force if (each.code, each.policy) == (fault.code, policy)), None)
        if by is None:
            standing.append(fault)
        else:
            exempted.append(Exempted(fault, by))
    used = {id(each.by) for each in exempted}
    return Sifted(tuple(standing), tuple(exempted), tuple(_amiss(pack, used, as_of, codes)))


def policy_of(pack: Pack, fault: Fault) -> str:
    """The id of the policy, or the label of the override, within which a fault stands; "" for neither."""
    found = _WITHIN.match(fault.key)
    if found is None:
        return ""
    where = fault.file, (found[1], int(found[2]))
    entries = [(each.id, each.document, each.place) for each in pack.policies.values()]
    entries += [(each.label, each.document, each.place) for each in pack.overrides.values()]
    return next((name for name, document, place in entries if (document.file, place) == where), "")


def _amiss(pack: Pack, used: set[int], as_of: date, codes: Container[str]) -> Iterator[Fault]:
    for number, each in enumerate(pack.exemptions):
        place = ("exempt", number)
        if each.until < as_of:
            message = f"{each.until} has passed on {as_of}"
            remedy = "mend what it accepts, or set a later day and say why"
            yield pack.manifest.fault("SJ134", (*place, "until"), message, remedy)
        elif id(each) not in used:
            key, message, remedy = _useless(pack, each, codes)
            yield pack.manifest.fault("SJ135", (*place, key), message, remedy)


def _useless(pack: Pack, each: Exemption, codes: Container[str]) -> tuple[str, str, str]:
    if each.code in KEPT:
        return "code", f"{each.code} cannot be accepted", "mend what is wrong, and leave the exemption out"
    if each.code not in codes:
        return (
            "code",
            f"no code of the lint is {each.code}",
            "`scrubjay pack lint --explain CODE` explains one",
        )
    known = {*pack.policies, *pack.overrides}
    if each.policy and each.policy not in known:
        remedy = close(each.policy, known) or "name a policy of this pack, or an override by its label"
        return "policy", f"no policy of this pack is called {each.policy!r}", remedy
    where = f"in policy {each.policy!r}" if each.policy else "outside of policies"
    return "code", f"nothing that is {each.code} was found {where}", "leave the exemption out"
