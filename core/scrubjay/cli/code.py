"""`scrubjay code`: the card of one code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import click
from attrs import evolve

from scrubjay.card import CardPlace, ClaimForm, PlaceError
from scrubjay.cli.common import (
    PackRefused,
    engine_options,
    format_option,
    make_engine,
    print_json,
    read_day,
    relative,
)
from scrubjay.codecard import Card, known_codes, make_card, newest, ruled_codes
from scrubjay.engine import Engine
from scrubjay.packs.faults import PackError, nearest
from scrubjay.ruleset import Ruleset


@click.command(epilog="Example: scrubjay code 97530 --date 2026-03-02 --zip 94103")
@click.argument("code", metavar="CODE")
@click.option(
    "--date",
    "day",
    callback=read_day,
    metavar="D",
    help="Date of service; else the last on which anything changed.",
)
@click.option("--zip", "zip_code", metavar="Z", help="The ZIP code of the place of service.")
@click.option("--locality", metavar="C-L", help="The payer's locality: carrier and number, such as 01112-05.")
@click.option("--payer", metavar="ID", help="Only this payer; else every payer whose policies name the code.")
@click.option(
    "--claim-form",
    type=click.Choice(["professional", "institutional"]),
    default="professional",
    show_default=True,
    help="The form on which the code is billed.",
)
@click.option("--qp/--not-qp", default=None, help="Whether the clinician is a qualifying APM participant.")
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="NAME",
    help="Only this section, such as fee or edits. May be given several times.",
)
@format_option
@engine_options
def code(
    code: str,
    day: date | None,
    zip_code: str | None,
    locality: str | None,
    payer: str | None,
    claim_form: ClaimForm,
    qp: bool | None,
    sections: Sequence[str],
    form: str,
    packs: Sequence[Path],
    without: Sequence[str],
) -> None:
    """Show what payers say about CODE: how it counts, edits, limits, fees and tips, each with its source.

    The date of service selects the versions; the clock is never asked. Exit status: 0, or 2 for a code, date
    or place that nobody knows.
    """
    if zip_code and locality:
        raise click.UsageError("--zip and --locality both name the place; give one of them")
    engine = make_engine(packs, without)
    code = code.upper()
    rulesets = [_ruleset(engine, payer)] if payer else _rulesets(engine, code)
    if all(code not in known_codes(ruleset, engine.catalogue) for ruleset in rulesets):
        known = frozenset[str]().union(*(known_codes(each, engine.catalogue) for each in rulesets))
        whose = payer or "any payer"
        raise click.UsageError(f"{code}: no such code is known to {whose}{_meant(code, known)}")
    inside = [each for each in rulesets if day is None or day in each.coverage]
    if not inside:
        told = "; ".join(f"{each.payer} is stated {each.coverage}" for each in rulesets)
        raise click.UsageError(f"--date {day}: no pack that names {code} covers this date: {told}")
    place = CardPlace(day or date.min, locality, zip_code, claim_form, qp)
    try:
        cards = [_card(engine, ruleset, code, place, day) for ruleset in inside]
    except PlaceError as error:
        raise click.UsageError(str(error)) from error
    if payer is None:
        cards = [card for card in cards if any(policy.tells for policy in card.policies)] or cards
    if sections:
        cards = _only(cards, sections)
    elsewhere = [each for each in rulesets if each not in inside]
    if form == "json":
        print_json(
            {
                "code": code,
                "date_given": day is not None,
                "cards": [card.to_dict() for card in cards],
                "not_covered": [{"payer": each.payer, "covers": str(each.coverage)} for each in elsewhere],
            }
        )
        return
    from scrubjay.cli.cardtext import show

    show(cards, chosen=day is None, whole=not sections)
    for each in elsewhere:
        click.echo(f"{each.payer} names {code} too, and is stated {each.coverage} only.")


def _meant(code: str, known: frozenset[str]) -> str:
    """The nearest codes; those with the same characters in another order come first."""
    near = get_close_matches(code, sorted(known), 12)
    near.sort(key=lambda each: sorted(each) != sorted(code))
    return f"; did you mean {' or '.join(near[:3])}?" if near else ""


def _only(cards: list[Card], sections: Sequence[str]) -> list[Card]:
    """The cards with the entries of some sections, which some card must have."""
    known = dict.fromkeys(entry.section for card in cards for each in card.policies for entry in each.entries)
    for name in sections:
        if not any(section.startswith(name) for section in known):
            raise click.UsageError(f"--section {name}: no card has this section; {nearest(name, known)}")
    return [card.only(tuple(sections)) for card in cards]


def _card(engine: Engine, ruleset: Ruleset, code: str, place: CardPlace, day: date | None) -> Card:
    try:
        dated = evolve(place, date=day or newest(ruleset))
        return make_card(ruleset, code, dated, engine.catalogue)
    except PackError as error:  # a table's file is read when it is first needed
        raise PackRefused(error) from error


def _ruleset(engine: Engine, payer: str) -> Ruleset:
    try:
        ruleset = engine.ruleset(payer)
    except PackError as error:
        raise PackRefused(error) from error
    if ruleset.pack is None:
        raise click.UsageError(f"--payer {payer}: {ruleset.absence}")
    return ruleset


def _rulesets(engine: Engine, code: str) -> list[Ruleset]:
    """Those of the payers whose policies, or else whose packs, name the code; of all, where none does."""
    found = []
    for entry in engine.catalogue:
        if entry.payers:
            try:
                found.append(engine.ruleset(entry.payers[0]))
            except PackError as error:
                for fault in error.faults:
                    click.echo(relative(fault), err=True)
    ruled = [each for each in found if code in ruled_codes(each)]
    return ruled or [each for each in found if code in known_codes(each, engine.catalogue)] or found
