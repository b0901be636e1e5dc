"""Which policy an override means, and whether that policy is still the one it was written against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from scrubjay.packs.documents import Place
from scrubjay.packs.faults import Fault, nearest
from scrubjay.packs.lineage import Lineage
from scrubjay.packs.model import OverrideEntry, Pack
from scrubjay.policy import Policy
from scrubjay.timeline import FOREVER, Interval


@frozen
class Aim:
    """An override with the pack that states it and its dates. `depth`: how many packs that pack extends."""

    pack: Pack
    entry: OverrideEntry
    dates: Interval
    depth: int

    @property
    def whole(self) -> bool:
        """Does it hold on every line?"""
        return self.entry.when is None

    def fault(self, code: str, key: str, message: str, remedy: str = "") -> Fault:
        """A fault of one of its keys."""
        place: Place = (*self.entry.place, key)
        return self.entry.document.fault(code, place, message, remedy)


def aims(line: Lineage, policies: Mapping[str, Policy], faults: list[Fault]) -> dict[str, list[Aim]]:
    """The overrides of each policy, by its full id; one that means none is a fault.

    They stand in an order of their own: nearer to the base first, whatever the order of files.
    """
    found: dict[str, list[Aim]] = {}
    for pack in line.packs:
        for entry in pack.overrides.values():
            start, until = entry.version.effective, entry.version.until
            aim = Aim(pack, entry, Interval(start, max(start, until or FOREVER)), line.depth(pack))
            if until is not None and until < start:
                message = f"{until} is before {start}, when the override takes effect"
                faults.append(aim.fault("SJ004", "until", message))
                continue
            id = _target(aim, line, faults)
            if id in policies:
                found.setdefault(id, []).append(aim)
    for id, listed in found.items():
        listed.sort(key=lambda aim: (aim.depth, aim.pack.id, aim.entry.label))
        for aim in listed:
            faults.extend(_drift(aim, policies[id], line, listed))
    return found


def _target(aim: Aim, line: Lineage, faults: list[Fault]) -> str:
    """The full id of the policy that an override means; empty, and why, where there is none."""
    pack, named = aim.pack, aim.entry.policy
    owner, _, local = named.rpartition(":")
    bases = {base.id: base for base in line.bases(pack)}
    if not pack.extends:
        message = f"{pack.id} extends no pack, so there is no policy to override"
        faults.append(aim.fault("SJ016", "policy", message, "add `extends` to its pack.toml"))
        return ""
    if owner and owner not in bases:
        if owner == pack.id:
            message, remedy = f"{named!r} is this pack's own policy", "change the policy itself"
        else:
            message, remedy = f"{pack.id} extends no pack {owner!r}", nearest(owner, bases)
        if not any(each.pack == owner for each in pack.extends):  # else why it cannot be used is told
            faults.append(aim.fault("SJ016", "policy", message, remedy))
        return ""
    among = [bases[owner]] if owner else list(bases.values())
    having = [base for base in among if local in base.policies]
    if len(having) == 1:
        return f"{having[0].id}:{local}"
    if not (having or owner) and any(each.pack not in bases for each in pack.extends):
        return ""  # why a base cannot be used is told
    if having:
        choices = " or ".join(f'"{base.id}:{local}"' for base in having)
        message, remedy = f"{named!r} could mean more than one policy", f"write {choices}"
    else:
        known = [f"{base.id}:{id}" if owner else id for base in among for id in base.policies]
        where = owner or f"the packs that {pack.id} extends"
        message, remedy = f"no policy of {where} is called {local!r}", nearest(named, known)
    faults.append(aim.fault("SJ016", "policy", message, remedy))
    return ""


def _drift(aim: Aim, policy: Policy, line: Lineage, others: Sequence[Aim]) -> Iterator[Fault]:
    """Does an override change something that is there, and is it what its author saw?"""
    stated = (version.entry for span, version in policy.stated if span.overlap(aim.dates))
    there = list(dict.fromkeys(entry.effective for entry in stated))  # supplied values cut versions
    below = [
        other for other in others if line.extends(aim.pack, other.pack) and other.dates.overlap(aim.dates)
    ]
    base = f"{policy.pack.id} {policy.pack.version}"
    if not there and not below:
        held = " and ".join(str(span) for span, _ in policy.stated)
        message = f"{policy.id!r} is never in force {aim.dates}: {base} has it {held}"
        remedy = "give other dates, or state a policy of this pack"
        yield aim.fault("SJ016", "effective", message, remedy)
    elif aim.entry.expects and list(aim.entry.expects) != there:
        has = ", ".join(map(str, there)) or "none"
        message = f"the versions of {policy.id!r} in force {aim.dates} are other ones: {base} has {has}"
        remedy = f"compare the override with the policy as it is now, then write expects = [{has}]"
        yield aim.fault("SJ018", "expects", message, remedy)
