"""The card of a code: what kinds contribute, what stands behind it, and what nobody knows."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen

from scrubjay import (
    Answers,
    Batch,
    CardEntry,
    CardPlace,
    Code,
    CodeSet,
    Engine,
    Fact,
    PlaceError,
    Ruling,
    fails,
    kind,
    param,
    passes,
)
from scrubjay.cli.cardtext import show
from scrubjay.codecard import Card, known_codes, make_card, newest, ruled_codes
from scrubjay.columns import Coded
from scrubjay.money import MISSING
from scrubjay.tables import Table
from scrubjay.timeline import Interval

MakeEngine = Callable[..., Engine]
SAYS = Answers(fine=passes("fine"), over=fails("over", remedy="bill at most {most} of {code}, not {billed}"))
FACTS = {"most": Fact("Units.", "units"), "billed": Fact("Units billed.", "units")}


def _fine(batch: Batch) -> Ruling:
    return Ruling(np.zeros(batch.lines, np.int8))


@kind("test.silent", stage="coding", answers=Answers(fine=passes("fine")))
@frozen
class Silent:
    """Contributes nothing."""

    codes: CodeSet = param("Codes.")

    @property
    def about(self) -> CodeSet:
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        return _fine(batch)


@kind("test.limit", stage="limits", answers=SAYS, facts=FACTS)
@frozen
class Limit:
    """Contributes a limit and a fee."""

    codes: CodeSet = param("Codes.")
    most: int = param("Units.", unit="units", default=2)
    cents: int = param("A fee.", unit="USD", default=4449)

    @property
    def about(self) -> CodeSet:
        return self.codes

    def rule(self, batch: Batch) -> Ruling:
        return _fine(batch)

    def card(self, code: str, place: CardPlace) -> Iterator[CardEntry]:
        yield CardEntry("limits", "most", self.most, "units", note=f"on {place.date}")
        yield CardEntry("fee", "amount", self.cents, "USD")
        yield CardEntry("fee", "unknown amount", MISSING, "USD")
        yield CardEntry("edits", "pair", {"partner": code, "indicator": 0})


@kind("test.asked", stage="advice", answers=Answers(fine=passes("fine")))
@frozen
class Asked:
    """Is asked about every code, and does what its parameter says."""

    does: str = param("What it does.")
    only: Code = param("The code that it knows.", default=Code("97530"))

    def rule(self, batch: Batch) -> Ruling:
        return _fine(batch)

    def card(self, code: str, place: CardPlace) -> Any:
        if self.does == "break":
            raise ZeroDivisionError("by hand")
        if self.does == "misplace":
            raise PlaceError(f"there is no locality {place.locality!r}")
        if self.does == "give text":
            return ["text"]
        return [CardEntry("advice", "know", "this")] if code == self.only else []


KINDS = (Silent, Limit, Asked)
DAY = CardPlace(date(2026, 3, 2), claim_form="professional")


def _policy(id: str, kind: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
    versions = more.pop("version", [{"effective": date(2020, 1, 1)}])
    return {
        "id": id,
        "kind": kind,
        "action": "hold",
        "version": [{"params": params, **each} for each in versions],
        **more,
    }


LIMIT = _policy("limit", "test.limit", {"codes": ["97530"]})


@pytest.fixture
def card_of(engine_of: MakeEngine) -> Callable[..., Card]:
    def make(*policies: dict[str, Any], code: str = "97530", place: CardPlace = DAY, **manifest: Any) -> Card:
        engine = engine_of(KINDS, policies, **manifest)
        return make_card(engine.ruleset("acme"), code, place, engine.catalogue)

    return make


def test_what_a_kind_contributes_stands_with_what_is_behind_it(card_of: Callable[..., Card]) -> None:
    version = [
        {
            "effective": date(2020, 1, 1),
            "until": date(2026, 12, 31),
            "verified_on": date(2026, 11, 21),
            "note": "as printed",
        }
    ]
    limit = _policy(
        "limit",
        "test.limit",
        {"codes": ["97530"]},
        version=version,
        untranslatable=["the rest"],
        title="A limit",
    )
    told = card_of(limit).to_dict()
    (policy,) = told["policies"]
    assert policy["entries"][0] == {
        "section": "limits",
        "label": "most",
        "value": 2,
        "unit": "units",
        "note": "on 2026-03-02",
    }
    assert [policy[name] for name in ("policy", "kind", "title", "version", "in_force", "verified_on")] == [
        "acme:limit",
        "test.limit",
        "A limit",
        "2020-01-01",
        "2020-01-01 to 2026-12-31",
        "2026-11-21",
    ]
    assert (policy["note"], policy["untranslatable"], policy["error"]) == ("as printed", ["the rest"], None)
    assert (told["payer"], told["pack"]["id"], told["date"]) == ("acme", "acme", "2026-03-02")


def test_cents_are_dollars_and_a_missing_amount_is_null(card_of: Callable[..., Card]) -> None:
    entries = card_of(LIMIT).to_dict()["policies"][0]["entries"]
    amounts = {each["label"]: each["value"] for each in entries if each["section"] == "fee"}
    assert amounts == {"amount": "44.49", "unknown amount": None}


def test_remedies_show_parameters_and_leave_open_what_only_a_claim_tells(
    card_of: Callable[..., Card],
) -> None:
    assert card_of(LIMIT).policies[0].remedies == ("bill at most 2 units of 97530, not <billed>",)


def test_a_card_that_breaks_is_reported_and_takes_nothing_else_down(card_of: Callable[..., Card]) -> None:
    card = card_of(LIMIT, _policy("asked", "test.asked", {"does": "break"}))
    limit, broken = card.policies
    assert limit.entries and not limit.error
    assert not broken.entries and broken.error.startswith("ZeroDivisionError: by hand")


def test_what_is_no_entry_is_refused(card_of: Callable[..., Card]) -> None:
    (broken,) = card_of(_policy("asked", "test.asked", {"does": "give text"})).policies
    assert "str" in broken.error and "CardEntry" in broken.error


def test_a_place_that_is_not_found_is_the_callers_to_mend(card_of: Callable[..., Card]) -> None:
    place = evolve(DAY, locality="00000-00")
    with pytest.raises(PlaceError, match="no locality '00000-00'"):
        card_of(LIMIT, _policy("asked", "test.asked", {"does": "misplace"}), place=place)


@pytest.mark.parametrize(
    ("policy", "listed"),
    [
        (_policy("p", "test.silent", {"codes": ["97530"]}), True),
        (_policy("p", "test.silent", {"codes": ["97110"]}), False),
        (_policy("p", "test.asked", {"does": "know"}), True),
        (_policy("p", "test.asked", {"does": "know", "only": "97110"}), False),
        (
            _policy("p", "test.asked", {"does": "know", "only": "97110"}, applies_to={"codes": ["97530"]}),
            True,
        ),
        (_policy("p", "test.asked", {"does": "know"}, applies_to={"codes": ["97110"]}), False),
        (_policy("p", "test.asked", {"does": "know"}, applies_to={"codes_not": ["97530"]}), False),
    ],
)
def test_a_policy_is_listed_where_it_speaks_about_the_code(
    card_of: Callable[..., Card], policy: dict[str, Any], listed: bool
) -> None:
    assert [each.id for each in card_of(policy).policies] == (["acme:p"] if listed else [])


def test_a_policy_that_is_not_in_force_is_named_with_the_reason(card_of: Callable[..., Card]) -> None:
    ended = [{"effective": date(2020, 1, 1), "until": date(2025, 12, 31)}]
    card = card_of(
        _policy("old", "test.limit", {"codes": ["97530"]}, version=ended, title="Old"),
        _policy("other", "test.limit", {"codes": ["97110"]}, version=ended),
    )
    assert card.policies == ()
    assert card.silent == (("acme:old", "Old", "ended 2025-12-31"),)


@pytest.mark.parametrize(
    ("claim_form", "silent"), [("professional", True), ("institutional", False), (None, False)]
)
def test_a_policy_of_the_other_claim_form_is_named_with_the_reason(
    card_of: Callable[..., Card], claim_form: Any, silent: bool
) -> None:
    hospital = _policy(
        "limit", "test.limit", {"codes": ["97530"]}, applies_to={"claim_form": "institutional"}
    )
    card = card_of(hospital, place=evolve(DAY, claim_form=claim_form))
    assert bool(card.silent) is silent
    assert bool(card.policies) is not silent


def test_the_date_selects_the_version(card_of: Callable[..., Card]) -> None:
    later = [
        {"effective": date(2020, 1, 1)},
        {"effective": date(2026, 4, 1), "params": {"codes": ["97530"], "most": 3}},
    ]
    limit = _policy("limit", "test.limit", {"codes": ["97530"]}, version=later)
    for day, most in ((date(2026, 3, 31), 2), (date(2026, 4, 1), 3)):
        card = card_of(limit, place=evolve(DAY, date=day))
        assert card.policies[0].entries[0].value == most


def test_code_sets_that_hold_the_code_are_named(card_of: Callable[..., Card]) -> None:
    sets = [
        {"id": "timed", "label": "Timed", "codes": ["97110-97140", "more"]},
        {"id": "more", "codes": ["97530"]},
        {"id": "other", "codes": ["97150"]},
    ]
    assert set(card_of(LIMIT, code_sets=sets).code_sets) == {("acme:timed", "Timed"), ("acme:more", "")}


def test_codes_are_known_that_a_policy_or_a_set_names(engine_of: MakeEngine) -> None:
    ask = _policy("ask", "test.asked", {"does": "know"}, applies_to={"codes": ["97112"]})
    engine = engine_of(KINDS, [LIMIT, ask], code_sets=[{"id": "more", "codes": ["97150"]}])
    ruleset = engine.ruleset("acme")
    assert ruled_codes(ruleset) == {"97530", "97112"}
    assert known_codes(ruleset, engine.catalogue) == {"97530", "97112", "97150"}


def _table(covers: Interval, *effective: str) -> Table:
    columns = {
        "code": Coded.of(["97530"] * len(effective)),
        "from": np.array(effective, "datetime64[D]"),
        "to": np.array(["NaT"] * len(effective), "datetime64[D]"),
    }
    return Table("t", "1", ("code",), lambda: columns, covers=covers, effective="from", until="to")


@pytest.mark.parametrize(
    ("tables", "day"),
    [
        ((), date(2025, 7, 1)),
        ((_table(Interval(date(2026, 1, 1)), "2024-01-01"),), date(2026, 1, 1)),
        ((_table(Interval(date.min), "2026-04-01", "2026-02-01"),), date(2026, 4, 1)),
        ((_table(Interval(date(2020, 1, 1)), "NaT", "2025-01-01"),), date(2025, 7, 1)),
    ],
)
def test_without_a_date_the_last_change_of_a_version_or_table_decides(
    engine_of: MakeEngine, tables: tuple[Table, ...], day: date
) -> None:
    versions = [{"effective": date(2020, 1, 1)}, {"effective": date(2025, 7, 1)}]
    engine = engine_of(KINDS, [_policy("limit", "test.limit", {"codes": ["97530"]}, version=versions)])
    assert newest(evolve(engine.ruleset("acme"), tables=tables)) == day


def test_without_a_date_the_coverage_is_not_left(engine_of: MakeEngine) -> None:
    covers = {"from": date(2012, 1, 1), "through": date(2012, 12, 31)}
    versions = [{"effective": date(2012, 1, 1)}, {"effective": date(2013, 1, 1)}]
    engine = engine_of(
        KINDS, [_policy("limit", "test.limit", {"codes": ["97530"]}, version=versions)], coverage=covers
    )
    assert newest(engine.ruleset("acme")) == date(2012, 12, 31)


def test_a_payer_of_no_pack_has_no_card(installed: Engine) -> None:
    with pytest.raises(ValueError, match="no pack states the policies of payer 'nobody'"):
        make_card(installed.ruleset("nobody"), "97530", DAY, installed.catalogue)


def test_a_place_gives_columns_for_looking_up() -> None:
    place = CardPlace(date(2026, 3, 2), zip="94103")
    assert place.on[0] == np.datetime64("2026-03-02")
    assert place.key("97530")[0] == "97530"


def test_a_card_that_breaks_is_told_at_the_terminal(
    card_of: Callable[..., Card], capsys: pytest.CaptureFixture[str]
) -> None:
    card = card_of(LIMIT, _policy("asked", "test.asked", {"does": "break"}))
    for whole in (True, False):
        show([card], chosen=False, whole=whole)
        told = capsys.readouterr().out
        assert "Broke\n  asked: ZeroDivisionError: by hand" in told
        assert "most  2 units  on 2026-03-02" in told
        assert ("to do: bill at most 2 units of 97530" in " ".join(told.split())) is whole


def test_a_card_is_cut_down_to_sections_by_how_their_names_begin(card_of: Callable[..., Card]) -> None:
    card = card_of(LIMIT, _policy("asked", "test.asked", {"does": "know"}))
    assert {entry.section for policy in card.only(("lim", "adv")).policies for entry in policy.entries} == {
        "limits",
        "advice",
    }
    assert [policy.id for policy in card.only(("fee",)).policies] == ["acme:limit"]
    assert card.only(("other",)).policies == ()
