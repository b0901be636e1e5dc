"""Walks a payer's policies and asks each kind that has something to contribute to the card of a code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any

import attrs

from scrubjay.adapter import describe
from scrubjay.card import CardEntry, CardPlace, PlaceError
from scrubjay.chain import conditions
from scrubjay.codecard.known import code_sets
from scrubjay.codecard.model import Card, CardPolicy, CardTable, Cites
from scrubjay.findings import in_words
from scrubjay.packs.catalogue import Catalogue
from scrubjay.packs.faults import PackError
from scrubjay.packs.model import Pack
from scrubjay.policy import Policy, Version
from scrubjay.ruleset import Ruleset
from scrubjay.rulings import Outcome
from scrubjay.tables import Table


def make_card(ruleset: Ruleset, code: str, place: CardPlace, catalogue: Catalogue) -> Card:
    """The card of `code` by the policies of a payer that some pack states.

    Raises `PlaceError` for a place that a policy cannot find, `PackError` for a table that cannot be read.
    """
    pack = ruleset.pack
    if pack is None:
        raise ValueError(ruleset.absence)
    policies: list[CardPolicy] = []
    silent: list[tuple[str, str, str]] = []
    for policy in ruleset.policies:
        for version in (policy.timeline.on(place.date), *policy.exceptions):
            if version is not None and place.date not in version.interval:
                continue
            if not _speaks(version or policy.stated.versions[-1][1], code):
                continue
            if why := _silence(policy, version, place):
                silent.append((policy.id, policy.entry.title, why))
            elif (
                version is not None
                and (said := _ask(ruleset.packs, policy, version, code, place)) is not None
            ):
                policies.append(said)
    return Card(
        code=code,
        label=next((each.labels[code] for each in ruleset.packs if code in each.labels), ""),
        payer=ruleset.payer,
        pack=pack.id,
        version=pack.version,
        title=pack.title,
        place=place,
        code_sets=tuple((held.name, label) for held, label in code_sets(ruleset, catalogue) if code in held),
        policies=tuple(policies),
        silent=tuple(silent),
    )


def _speaks(version: Version, code: str) -> bool:
    return (version.about is None or code in version.about) and all(
        (each.codes is None or code in each.codes) and (each.codes_not is None or code not in each.codes_not)
        for each in (version.terms.selector, version.when)
        if each is not None
    )


def _silence(policy: Policy, version: Version | None, place: CardPlace) -> str:
    """Why a policy that speaks about the code says nothing here; nothing where it does."""
    lifted = policy.lifted(place.date) if version is None else version.override
    if lifted is not None and lifted.entry.change == "disable":
        where = f" where {conditions(lifted)}" if lifted.when else ""
        return f"disabled{where} by {lifted.name}"
    if version is None:
        return policy.timeline.absence(place.date)
    forms = {each.claim_form for each in (version.terms.selector, version.when) if each is not None}
    others = forms - {None, place.claim_form} if place.claim_form else set()
    return f"only on {others.pop()} claims" if others else ""


def _ask(
    packs: tuple[Pack, ...], policy: Policy, version: Version, code: str, place: CardPlace
) -> CardPolicy | None:
    """What a policy says; None where its kind, asked about every code, has nothing to say about this one."""
    contribute = getattr(version.rule, "card", None)
    named = version.about is not None or version.terms.selector.codes is not None
    entries: tuple[CardEntry, ...] = ()
    error = ""
    if callable(contribute):
        try:
            entries = _entries(contribute(code, place))
        except (PlaceError, PackError):
            raise
        except Exception as broke:  # a kind is a plugin's code, and takes nothing else down
            error = describe(broke)
        if not (entries or error or named):
            return None
    entry, title, applies_to = version.entry, policy.entry.title, version.terms.applies_to
    if version.override is not None and version.override.entry.when is not None:
        title += f" (exception {version.override.entry.label})"
        applies_to = {**applies_to, **version.override.entry.when}
    return CardPolicy(
        id=policy.id,
        kind=policy.kind.id,
        title=title,
        status=entry.status,
        version=entry.effective,
        in_force=version.interval,
        verified_on=entry.verified_on,
        named=named,
        applies_to=applies_to,
        cites=version.cites,
        tables=tuple({table.id: table for table in _tables(version.rule, packs)}.values()),
        remedies=tuple(dict.fromkeys(_remedies(policy, version.rule, code))),
        note=" ".join(entry.note.split()),
        untranslatable=version.terms.untranslatable,
        entries=entries,
        error=error,
    )


def _entries(given: Iterable[CardEntry]) -> tuple[CardEntry, ...]:
    entries = tuple(given)
    for each in entries:
        if not isinstance(each, CardEntry):
            raise TypeError(f"card gave a {type(each).__name__}, which is no CardEntry")
    return entries


def _tables(value: Any, packs: tuple[Pack, ...]) -> Iterator[CardTable]:
    """The tables of figures among parameters, however deep they stand."""
    if isinstance(value, Table):
        yield _table(value, packs)
    elif isinstance(value, tuple):
        for each in value:
            yield from _tables(each, packs)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            yield from _tables(getattr(value, attribute.name), packs)


def _table(table: Table, packs: tuple[Pack, ...]) -> CardTable:
    owner, _, local = table.id.rpartition(":")
    for pack in packs:
        if pack.id == owner and (entry := pack.tables.get(local)):
            cites: Cites = tuple(pack.sources[each.source].cited(each.at) for each in entry.cites)
            note = " ".join(entry.note.split())
            return CardTable(table.id, table.release, table.covers, cites, note)
    return CardTable(table.id, table.release, table.covers, (), "")  # a plugin's


def _remedies(policy: Policy, rule: Any, code: str) -> Iterator[str]:
    """What a kind advises where its policy is not met, with the values that parameters give."""
    units = {field.name: field.metadata.get("unit", "") for field in attrs.fields(type(rule))}
    for answer in policy.kind.answers.items:
        if answer.outcome is Outcome.FAIL and answer.remedy:
            named = [name for _, name, _, _ in Formatter().parse(answer.remedy) if name]
            words = {name: f"<{name.replace('_', ' ')}>" for name in named}
            for name in words.keys() & units.keys():
                value = getattr(rule, name)
                if isinstance(value, int | str) and units[name] != "USD":
                    words[name] = in_words(value, units[name])
            yield answer.remedy.format_map({**words, "code": code})
