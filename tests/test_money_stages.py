"""What the money stages hand on: columns, remarks, bundled lines, and amounts that nobody can judge."""

from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import tomli_w
from attrs import frozen

import scrubjay
from scrubjay import (
    AdjustmentColumn,
    Answers,
    Batch,
    Engine,
    Fact,
    Ruling,
    fails,
    kind,
    no_data,
    param,
    passes,
)
from scrubjay.money import MISSING
from scrubjay.results import LineResult

SAYS = Answers(
    fine=passes("fine"),
    gap=no_data("the price is missing", missing="price"),
    inside=fails("part of another service", bundles=True),
)
SINCE = date(2020, 1, 1)
PUBLISHES = {"unit_fee": Fact("Cents of one unit.", "USD")}


@kind("test-money.price", stage="pricing", answers=SAYS, publishes=PUBLISHES)
@frozen
class Price:
    """Allows ten dollars; 97140 has no price."""

    def rule(self, batch: Batch) -> Ruling:
        allowed = np.full(batch.lines, 1000)
        gap = batch.code.among(["97140"])
        return Ruling(
            SAYS.choose(batch.lines, SAYS.fine, (gap, SAYS.gap)),
            allowed=allowed,
            adjustments=(AdjustmentColumn("CO", "45", batch.charge - allowed),),
            published={"unit_fee": np.where(gap, MISSING, 250)},
        )


@kind("test-money.use", stage="thresholds", answers=SAYS, facts={"seen": Fact("The fee seen.", "USD")})
@frozen
class Use:
    """Sees what the price published, and remarks on the lines that have a fee."""

    def rule(self, batch: Batch) -> Ruling:
        fee = batch.published("unit_fee")
        here = fee != MISSING
        return Ruling(np.zeros(batch.lines, np.int8), {"seen": fee}, remarks={"N670": here})


@kind("test-money.share", stage="cost-share", answers=SAYS)
@frozen
class Share:
    """The patient owes a dollar; of `unknown` codes nobody knows."""

    unknown: tuple[scrubjay.Code, ...] = param("Codes whose share is unknown.", default=())

    def rule(self, batch: Batch) -> Ruling:
        gap = batch.code.among(self.unknown)
        amount = np.full(batch.lines, 100)
        answer = SAYS.choose(batch.lines, SAYS.fine, (gap, SAYS.gap))
        return Ruling(answer, adjustments=(AdjustmentColumn("PR", "2", amount),))


@kind("test-money.bundle", stage="coding", answers=SAYS)
@frozen
class Bundle:
    """97010 is part of everything else."""

    def rule(self, batch: Batch) -> Ruling:
        inside = batch.code.among(["97010"])
        return Ruling(SAYS.choose(batch.lines, SAYS.fine, (inside, SAYS.inside)))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    @scrubjay.hookimpl
    def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
        return [Price, Use, Share, Bundle]

    module = ModuleType("test_money_plugin")
    vars(module)["scrubjay_kinds"] = scrubjay_kinds
    root = tmp_path / "acme"
    (root / "policies").mkdir(parents=True)
    (root / "pack.toml").write_text('id = "acme"\nversion = "2026.1.0"\ntitle = "Acme"\npayers = ["acme"]\n')
    params: dict[str, Any] = {"price": {}, "use": {}, "share": {"unknown": ["97530"]}, "bundle": {}}
    policies = [
        {
            "id": name,
            "kind": f"test-money.{name}",
            "title": name,
            "action": "deny",
            "remit": {"group": "CO", "carc": "97", "rarcs": ["M15"]},
            "version": [{"effective": SINCE, "params": given}],
        }
        for name, given in params.items()
    ]
    (root / "policies" / "all.toml").write_text(tomli_w.dumps({"policy": policies}))
    return Engine([root], plugins=[module])


def lines(engine: Engine, *codes: str) -> dict[str, LineResult]:
    listed = [{"code": code, "units": 1, "charge": "50.00"} for code in codes]
    visit = {"payer": "acme", "date": "2026-03-02", "patient": {"id": "P"}, "lines": listed}
    return {line.code: line for line in engine.check(visit).lines}


def money(line: LineResult) -> tuple[int | None, int | None, int | None]:
    return line.allowed, line.paid, line.patient


def test_a_price_that_cannot_be_judged_is_null_and_leaves_no_adjustment(engine: Engine) -> None:
    found = lines(engine, "97110", "97140")
    assert money(found["97110"]) == (1000, 900, 100)
    assert money(found["97140"]) == (None, None, None)
    assert found["97140"].adjustments == ()


def test_a_share_that_cannot_be_judged_leaves_the_allowed_amount(engine: Engine) -> None:
    found = lines(engine, "97530")
    assert money(found["97530"]) == (1000, None, None)
    assert [each.carc for each in found["97530"].adjustments] == ["45"]


def test_a_bundled_line_pays_nothing_under_the_codes_of_its_policy(engine: Engine) -> None:
    line = lines(engine, "97010")["97010"]
    assert (line.status, line.units_payable, *money(line)) == ("bundled", 0, 0, 0, 0)
    assert [(each.carc, each.rarcs, each.amount) for each in line.adjustments] == [("97", ("M15",), 5000)]


def test_later_policies_see_what_earlier_ones_published(engine: Engine) -> None:
    listed = [{"code": code, "charge": "50.00"} for code in ("97110", "97140")]
    visit = {"payer": "acme", "date": "2026-03-02", "patient": {"id": "P"}, "lines": listed}
    evaluation = engine.check(visit)
    seen = [each.facts["seen"] for each in evaluation.trace if each.policy == "acme:use"]
    assert seen == ["2.50", None]
    assert [line.remarks for line in evaluation.lines] == [("N670",), ()]


def test_every_amount_of_a_total_must_be_known(engine: Engine) -> None:
    listed = [{"code": code, "charge": "50.00"} for code in ("97110", "97140")]
    visit = {"payer": "acme", "date": "2026-03-02", "patient": {"id": "P"}, "lines": listed}
    assert engine.check(visit).totals == {"charge": 10000, "allowed": None, "paid": None, "patient": None}
