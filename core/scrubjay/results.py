"""One encounter's evaluation, as values made on demand from the batch's columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from attrs import field, frozen

from scrubjay.findings import Finding, findings_of
from scrubjay.intake import unstructure
from scrubjay.model import Encounter
from scrubjay.money import MISSING, dollars
from scrubjay.receipt import Receipt
from scrubjay.ruled import BatchEvaluation
from scrubjay.rulings import Outcome
from scrubjay.settled import LineStatus


@frozen
class AdjustmentResult:
    """An amount in cents that a policy takes off a line's charge, with its remittance codes."""

    group: str
    carc: str
    rarcs: tuple[str, ...]
    amount: int
    policy: str

    def to_dict(self) -> dict[str, Any]:
        """The adjustment as JSON has it."""
        amount = dollars(self.amount)
        return {
            "group": self.group,
            "carc": self.carc,
            "rarcs": list(self.rarcs),
            "amount": amount,
            "policy": self.policy,
        }


@frozen
class LineResult:
    """What becomes of one service line; amounts in cents, None where they could not be judged."""

    line: int
    code: str
    units_billed: int | None
    units_supported: int | None
    units_payable: int | None
    status: str
    charge: int | None
    allowed: int | None
    paid: int | None
    patient: int | None
    adjustments: tuple[AdjustmentResult, ...]
    remarks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON has it."""
        amounts = {name: _money(getattr(self, name)) for name in ("charge", "allowed", "paid", "patient")}
        return {
            "line": self.line,
            "code": self.code,
            "units_billed": self.units_billed,
            "units_supported": self.units_supported,
            "units_payable": self.units_payable,
            "status": self.status,
            **amounts,
            "adjustments": [each.to_dict() for each in self.adjustments],
            "remarks": list(self.remarks),
        }


@frozen(eq=False, slots=False)
class Evaluation:
    """Everything that was ruled about one encounter.

    `outcome` is the gravest over all policies; `clean` says that nothing failed and nothing lacked data.
    """

    whole: BatchEvaluation = field(repr=False)
    number: int
    receipt_of: Callable[[BatchEvaluation, int], Receipt] = field(repr=False)

    @property
    def encounter(self) -> Encounter:
        """The encounter that was ruled."""
        if self.whole.batch.sources is None:
            raise ValueError("this batch was made from arrays; it holds no encounters")
        return self.whole.batch.sources[self.number]

    @property
    def outcome(self) -> Outcome:
        """The gravest outcome that weighs on the encounter."""
        return Outcome(int(self.whole.worst[self.number]))

    @property
    def clean(self) -> bool:
        """Did nothing fail, and could everything be judged?"""
        return self.outcome in (Outcome.PASS, Outcome.BYPASSED)

    @cached_property
    def lines(self) -> tuple[LineResult, ...]:
        """What becomes of each line, in order."""
        return tuple(self._line(place, line) for place, line in enumerate(self.places, start=1))

    @cached_property
    def trace(self) -> tuple[Finding, ...]:
        """What every policy said about every line, in the order in which they ruled."""
        return tuple(findings_of(self.whole, self.number, self.places))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What did not simply pass and was not out of a policy's scope."""
        return tuple(findings_of(self.whole, self.number, self.places, quiet=False))

    @cached_property
    def receipt(self) -> Receipt:
        """Versions and digests of everything that took part."""
        return self.receipt_of(self.whole, self.number)

    @property
    def totals(self) -> Mapping[str, int | None]:
        """Sums over the lines in cents; None where a line's amount is not known."""
        sums: dict[str, int | None] = {}
        for name in ("charge", "allowed", "paid", "patient"):
            amounts = [getattr(line, name) for line in self.lines]
            sums[name] = None if None in amounts else sum(amounts)
        return sums

    @property
    def input_sha256(self) -> str:
        """The digest of the encounter, written as JSON with sorted keys and no spaces."""
        text = json.dumps(unstructure(self.encounter), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def to_dict(self, *, explain: bool = False) -> dict[str, Any]:
        """The evaluation as JSON has it (`evaluation/v1`); `explain` adds what passed or did not apply."""
        encounter = self.encounter
        return {
            "encounter": encounter.id,
            "payer": encounter.payer,
            "date": encounter.date.isoformat(),
            "outcome": self.outcome.word,
            "clean": self.clean,
            "lines": [line.to_dict() for line in self.lines],
            "totals": {name: _money(amount) for name, amount in self.totals.items()},
            "findings": [each.to_dict() for each in (self.trace if explain else self.findings)],
            "receipt": {**self.receipt.to_dict(), "input_sha256": self.input_sha256},
        }

    @property
    def places(self) -> range:
        """The lines of the batch that are this encounter's."""
        bounds = self.whole.batch.encounter.searchsorted([self.number, self.number + 1])
        return range(int(bounds[0]), int(bounds[1]))

    def _line(self, place: int, line: int) -> LineResult:
        settled, batch = self.whole.settled, self.whole.batch
        adjustments = tuple(
            AdjustmentResult(
                each.column.group,
                each.column.carc,
                each.column.rarcs,
                amount,
                each.policy,
            )
            for each in settled.adjustments
            if (amount := each.of(line))
        )
        charge, allowed = _known(settled.charge[line]), _known(settled.allowed[line])
        priced = allowed is not None and not settled.unjudged[line]
        base = charge if charge is not None else allowed or 0
        return LineResult(
            line=place,
            code=batch.code[line],
            units_billed=_count(batch.units[line]),
            units_supported=_count(settled.supported[line]),
            units_payable=_count(settled.payable[line]),
            status=LineStatus(int(settled.status[line])).word,
            charge=charge,
            allowed=allowed,
            paid=base - sum(each.amount for each in adjustments) if priced else None,
            patient=sum(each.amount for each in adjustments if each.group == "PR") if priced else None,
            adjustments=adjustments,
            remarks=tuple(name for name, mask in settled.remarks.items() if mask[line]),
        )


def _known(amount: Any) -> int | None:
    return None if amount == MISSING else int(amount)


def _count(units: Any) -> int | None:
    return None if units < 0 else int(units)


def _money(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)
