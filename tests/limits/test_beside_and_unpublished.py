"""Services that are not paid beside others; rules and limits that are not published; reported averages."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from scrubjay import Engine
from scrubjay.batch import Batch
from scrubjay.intake import structure
from scrubjay.settled import LineStatus, Settled
from scrubjay.values import CodeSet
from scrubjay_plugins.coding.not_beside import SAYS, NotBeside


def said(rule: NotBeside, *visits: list[tuple[str, str, bool]]) -> list[str]:
    batch = Batch.of(
        [
            structure(
                {
                    "payer": "p",
                    "patient": {"id": "a"},
                    "date": "2026-03-02",
                    "billing_provider": {"npi": npi},
                    "lines": [
                        {"code": code, "units": 1, "modifiers": modifiers.split()}
                        for code, modifiers, _ in lines
                    ],
                }
            )
            for npi, lines in zip(("1234567893", "1679576722"), visits, strict=False)
        ]
    )
    denied = np.array([each[2] for lines in visits for each in lines])
    settled = Settled.start(batch.units, batch.charge)
    batch.settled = evolve(
        settled, status=np.where(denied, LineStatus.DENIED, 0).astype(np.int8), units=np.where(denied, 0, 1)
    )
    return [SAYS.names[each] for each in rule.rule(batch).answer]


EVALUATION = ("97161", "GP", False)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (("97110", "GP", False), "beside"),
        (("97110", "GO", False), "apart"),
        (("97110", "", False), "unclear"),
        (("97110", "GP", True), "apart"),
        (("99213", "GP", False), "apart"),
    ],
)
def test_an_evaluation_beside_treatment(other: tuple[str, str, bool], expected: str) -> None:
    rule = NotBeside(CodeSet(["97161"]), CodeSet(["97110"]), ("PT",))
    assert said(rule, [EVALUATION, other])[0] == expected
    assert said(rule, [EVALUATION], [other])[0] == expected, "another provider's treatment is treatment too"


def test_without_disciplines_every_other_counts() -> None:
    rule = NotBeside(CodeSet(["97161"]), CodeSet(["97110", "97161"]))
    assert said(rule, [EVALUATION, ("97110", "", False)]) == ["beside", "other"]
    assert said(rule, [EVALUATION, EVALUATION]) == ["apart", "apart"], "a code is not beside itself"


def check(engine: Engine, payer: str, date: str, **line: Any) -> Any:
    raw = {"payer": payer, "date": date, "patient": {"id": "a"}, "lines": [{"units": 1, **line}]}
    return engine.check(raw)


@pytest.mark.parametrize("payer", ["anthem-oh", "bcbs-north-dakota", "washington-lni", "new-york-wc"])
def test_no_claim_is_clean_where_the_unit_rule_is_not_published(installed: Engine, payer: str) -> None:
    evaluation = check(installed, payer, "2026-03-02", code="97110", minutes=15, modifiers=["GP"])
    assert not evaluation.clean
    assert "unit rule" in {each.missing for each in evaluation.findings}


def test_a_limit_whose_amount_is_not_supplied_leaves_no_price(installed: Engine) -> None:
    evaluation = check(installed, "horizon-bcbsnj", "2026-03-02", code="97161", charge="100.00")
    assert evaluation.lines[0].allowed is None
    assert "horizon-bcbsnj:daily-maximum" in {each.missing for each in evaluation.findings}


@pytest.fixture(scope="module")
def reported(installed: Engine) -> Callable[[str], Any]:
    pack = installed.catalogue.pack("benchmarks-97530")

    def told(payer: str) -> Any:
        engine = installed.using(evolve(pack, payers=(payer,)))
        return check(engine, payer, "2026-03-02", code="97530")

    return told


@pytest.mark.parametrize(
    ("payer", "words"),
    [
        ("cigna", "reports $79.70 for 97530 on average from CIGNA"),
        ("Medicare", "reports $29.65 for 97530 on average from Medicare"),
        ("medicare-part-b", "reports $29.65 for 97530 on average from Medicare"),
        ("allied national, inc.", "reports $68.05 for 97530 on average from Allied National, Inc."),
        ("nobody", "reports no average for this payer"),
    ],
)
def test_a_reported_average_is_told_and_judges_nothing(
    reported: Callable[[str], Any], payer: str, words: str
) -> None:
    evaluation = reported(payer)
    assert any(words in each.message for each in evaluation.trace)
    assert evaluation.outcome.word == "no_data", "a line that only it speaks of is as unjudged as before"
    assert evaluation.lines[0].allowed is None
