"""The table of findings: a row for everything that did not simply pass, with what is behind it.

What is the same for every element that a policy answers in one way (its version, its remittance codes, its
citations) is written once a batch, and pointed to from the rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
from attrs import frozen
from numpy.typing import NDArray

from scrubjay.adapter import describe
from scrubjay.bulk.facts import facts_json
from scrubjay.findings import ENGINE
from scrubjay.policy import Policy, Version
from scrubjay.rulecheck import facts_of
from scrubjay.ruled import BatchEvaluation, Part, PolicyRuling
from scrubjay.rulings import Action, Facts, Outcome
from scrubjay.unsupplied import UNSUPPLIED, Unsupplied

Array = NDArray[Any]

SHOWN: Final = int(Outcome.PASS)
"""What passed, or did not apply, is no finding."""


@frozen
class Say:
    """What a policy said in one way; the columns of the table of findings that it settles."""

    policy: str
    version: str | None
    override: str | None
    outcome: str
    answer: str
    action: str | None = None
    missing: str | None = None
    status: str = "stable"
    group: str | None = None
    carc: str | None = None
    rarcs: str | None = None
    cites: str | None = None


TEXTS: Final = tuple(Say.__annotations__)


@frozen(eq=False)
class Spoken:
    """Elements of which one thing was said: the encounter of each, its line (0 for none), and the facts."""

    say: Say
    encounter: Array
    line: Array
    facts: pa.DictionaryArray | None = None

    def __len__(self) -> int:
        return len(self.encounter)


def spoken(whole: BatchEvaluation) -> Iterator[Spoken]:
    """Everything that was said in a batch and is a finding, policy after policy."""
    batch = whole.batch
    places = batch.places + 1
    for ruling in whole.rulings:
        on_lines = ruling.policy.kind.speaks == "line"
        for say, elements, facts in _ruled(ruling):
            if on_lines:
                yield Spoken(say, batch.encounter.take(elements), places.take(elements), facts)
            else:
                yield Spoken(say, elements, np.zeros(len(elements), np.int64), facts)
    outside = np.flatnonzero(whole.outside)
    if len(outside) and whole.ruleset.pack is not None:
        yield Spoken(_own("date of service"), outside, np.zeros(len(outside), np.int64))
    uncovered = np.flatnonzero(whole.uncovered)
    if len(uncovered):
        missing = "payer pack" if whole.ruleset.absence else "policy"
        yield Spoken(_own(missing), batch.encounter.take(uncovered), places.take(uncovered))


def _own(missing: str) -> Say:
    return Say(ENGINE, None, None, "no_data", "uncovered", missing=missing)


def _ruled(ruling: PolicyRuling) -> Iterator[tuple[Say, Array, pa.DictionaryArray | None]]:
    policy = ruling.policy
    for part in ruling.parts:
        yield from _of_part(policy, part)
    for name, gap in ruling.unknown.items():
        elements = np.flatnonzero(gap)
        if len(elements):
            say = _silent(policy, name)
            yield say, elements, None


def _silent(policy: Policy, missing: str) -> Say:
    return Say(policy.id, None, None, "no_data", "selector_unknown", missing=missing)


def _of_part(policy: Policy, part: Part) -> Iterator[tuple[Say, Array, pa.DictionaryArray | None]]:
    """What was said in each way; finding many small numbers one by one is faster than sorting them."""
    answers = part.ruling.answer.view(np.uint8)
    told = cache(lambda: facts_of(policy.kind, part.ruling))
    for answer in _given(policy, answers):
        wanted = answers == answer
        if part.kept is not None:
            wanted &= part.kept
        here = np.flatnonzero(wanted)
        if len(here):
            elements = here if part.places is None else part.places.take(here)
            yield (*_said(policy, part, answer, here, elements, told),)


def _given(policy: Policy, answers: Array) -> list[int]:
    """The numbers, among those that may have been given, of what is a finding."""
    size = len(policy.kind.answers)
    shown = [number for number in range(size) if policy.outcomes[number] > SHOWN]
    if answers.max(initial=0) >= size:
        shown += [number for number in np.unique(answers).tolist() if number >= size]
    return shown


def _said(
    policy: Policy, part: Part, answer: int, places: Array, elements: Array, told: Callable[[], Facts]
) -> tuple[Say, Array, pa.DictionaryArray | None]:
    """What was said in one way, with the facts where it failed, or with how the policy broke."""
    kind, ruling = policy.kind, part.ruling
    say = _say(policy, part.version, answer)
    if say.outcome == "error":
        how = (
            part.broke or "; ".join(dict.fromkeys(ruling.broke.values())) or "an answer that is not declared"
        )
        return say, elements, _broke(how, len(places))
    if say.outcome != "fail":
        return say, elements, None
    try:
        facts = facts_json(told(), kind.facts, places)
    except (Exception, SystemExit) as error:
        broken = Say(
            policy.id, say.version, say.override, "error", "broke", status=say.status, cites=say.cites
        )
        return broken, elements, _broke(describe(error), len(places))
    return say, elements, facts


def _broke(how: str, size: int) -> pa.DictionaryArray:
    text = json.dumps({"broke": how}, ensure_ascii=False)
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([text]))


@lru_cache(maxsize=4096)
def _say(policy: Policy, version: Version, number: int) -> Say:
    answers, terms = policy.kind.answers, version.terms
    shared: dict[str, Any] = {
        "policy": policy.id,
        "version": version.entry.effective.isoformat(),
        "override": version.override.name if version.override else None,
        "status": version.entry.status,
        "cites": "; ".join(" ".join(filter(None, (cite["source"], cite["at"]))) for cite in version.cites)
        or None,
    }
    if number == UNSUPPLIED % 256 and isinstance(version.rule, Unsupplied):
        return Say(outcome="no_data", answer="unsupplied", missing=", ".join(version.rule.missing), **shared)
    if number >= len(answers):
        return Say(outcome="error", answer="broke", **shared)
    answer, action = answers.items[number], Action(int(terms.actions[number]))
    remit = terms.remit if action >= Action.REDUCE else None
    return Say(
        outcome=answer.outcome.word,
        answer=answers.names[number],
        action=None if action is Action.NONE else action.word,
        missing=answer.missing or None,
        group=remit.group if remit else None,
        carc=remit.carc if remit else None,
        rarcs=" ".join(remit.rarcs) or None if remit else None,
        **shared,
    )


def texts_of(says: Sequence[Say], counts: Sequence[int]) -> dict[str, pa.DictionaryArray]:
    """The columns that the says settle, each for so many rows."""
    return {name: pointed([getattr(say, name) for say in says], counts) for name in TEXTS}


def pointed(texts: Sequence[str | None], counts: Sequence[int]) -> pa.DictionaryArray:
    """A column of texts, each for so many rows."""
    names = list(dict.fromkeys(text for text in texts if text is not None))
    at = np.array([-1 if text is None else names.index(text) for text in texts], np.int32)
    ids = np.repeat(at, counts)
    mask = ids < 0 if None in texts else None
    return pa.DictionaryArray.from_arrays(pa.array(ids, mask=mask), pa.array(names, pa.string()), safe=False)
