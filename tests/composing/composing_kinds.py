"""A kind whose facts show which version of a policy decided a line, and packs that override it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from attrs import frozen

from scrubjay import Answers, Batch, CodeSet, Fact, Ruling, fails, kind, param, passes
from scrubjay.results import Evaluation

SAYS = Answers(met=passes("says {word}"), unmet=fails("says {word}"))
FACTS = {
    "word": Fact("The word of the version that decided."),
    "lines": Fact("So many lines of the day it was shown."),
}


class _Says:
    word: int
    fails: bool

    def rule(self, batch: Batch) -> Ruling:
        answer = np.full(batch.lines, int(self.fails), np.int8)
        facts = {"word": np.full(batch.lines, self.word), "lines": batch.day.count()}
        return Ruling(answer, facts=facts)


@kind("test.says", stage="coding", answers=SAYS, facts=FACTS)
@frozen
class Says(_Says):
    """Passes, or fails, and records a word."""

    word: int = param("The word.")
    fails: bool = param("Whether it fails.", default=False)
    codes: CodeSet | None = param("The codes it speaks about.", default=None)

    @property
    def about(self) -> CodeSet | None:
        return self.codes


@kind("test.year", stage="coding", answers=SAYS, facts=FACTS, reach="year")
@frozen
class Year(_Says):
    """The same, of a kind whose sums run over a year."""

    word: int = param("The word.")
    fails: bool = param("Whether it fails.", default=False)


@kind("test.visit", stage="coding", answers=SAYS, facts={"word": FACTS["word"]}, speaks="encounter")
@frozen
class Visit:
    """The same about encounters."""

    word: int = param("The word.")

    def rule(self, batch: Batch) -> Ruling:
        return Ruling(
            np.zeros(batch.encounters, np.int8), facts={"word": np.full(batch.encounters, self.word)}
        )


@kind("test.left", stage="limits", answers=SAYS, facts={"word": FACTS["word"]})
@frozen
class Left:
    """Leaves as many units as its word says."""

    word: int = param("The word.")

    def rule(self, batch: Batch) -> Ruling:
        left = np.full(batch.lines, self.word, np.int32)
        over = (batch.units > left).astype(np.int8)
        return Ruling(over, facts={"word": left}, units=left)


KINDS = (Says, Year, Visit, Left)
START = date(2026, 1, 1)


def day(number: int) -> date:
    return START + timedelta(number)


def override(change: str, label: str, first: int, last: int | None = None, **more: Any) -> dict[str, Any]:
    """An override of base:says from day `first` through day `last`."""
    made = {"policy": "base:says", "change": change, "label": label, "effective": day(first), **more}
    if last is not None:
        made["until"] = day(last)
    return made


def says(word: int, first: int = -1000, **more: Any) -> dict[str, Any]:
    return {"effective": day(first), "params": {"word": word}, **more}


def policy(*versions: dict[str, Any], kind: str = "test.says", **more: Any) -> dict[str, Any]:
    return {"id": "says", "kind": kind, "version": list(versions) or [says(0)], **more}


def visit(number: int, *lines: dict[str, Any], payer: str = "upper", **more: Any) -> dict[str, Any]:
    given = [{"code": "97110", **each} for each in lines or ({},)]
    return {"payer": payer, "date": str(day(number)), "patient": {"id": "P"}, "lines": given, **more}


def words(evaluation: Evaluation, policy: str = "base:says") -> list[Any]:
    """For each line, the word of the version that decided it, or the answer of silence."""
    return [each.facts.get("word", each.answer) for each in evaluation.trace if each.policy == policy]
